"""What the trials of a canary came to, as answers to the eleven questions that only a real account can settle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotations.delicate import Delicate
from sync.pipeline.job import LONGEST
from sync.pipeline.trial import Seen


@dataclass(frozen=True, slots=True)
class LoginFacts:
    """What the login itself has shown. `rotates`: whether a refresh gave a new refresh token; None: none yet."""

    rotates: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the checklist; `settled` is whether this account has shown it."""

    number: int
    question: str
    answer: str
    settled: bool


@dataclass(slots=True)
class Found:
    """What was tried and seen; what was not tried is missing or None."""

    seen: dict[str, Seen] = field(default_factory=dict)
    etag_heeded: bool | None = None
    private_note: Seen | str | None = None
    mention: Seen | None = None
    still_a_link: bool | None = None
    notified: bool | None = None


def became(seen: Seen) -> str:
    """In words, for the runner."""
    if seen.refused:
        return f"refused: {seen.refused}"
    if seen.kept:
        return f"kept to the letter, shown after {seen.after_s:.0f} s"
    if seen.kept_but_for_blanks:
        return "kept, but blanks or line ends are others"
    return "not kept" if seen.text == seen.before else "changed"


def survivors(found: Found, known: set[Delicate]) -> set[Delicate]:
    """The classes that are known to survive now; one that was not tried keeps its answer."""
    if markup := found.seen.get("markup"):
        known = known | {"markup"} if markup.kept_but_for_blanks else known - {"markup"}
    typed = found.seen.get("mentions")
    if found.mention and typed:
        kept = found.mention.kept_but_for_blanks and typed.kept_but_for_blanks
        safe = kept and found.still_a_link is True
        known = known | {"mentions"} if safe else known - {"mentions"}
    elif typed and not typed.kept_but_for_blanks:
        known = known - {"mentions"}
    return known


def checklist(found: Found, login: LoginFacts) -> list[Answer]:
    """Eleven answers, in the order of the questions; `settled` is whether this account has shown it."""
    told: Sequence[tuple[str, str | None]] = (
        ("Does a mention survive a rewrite?", _mention(found)),
        ("What becomes of blanks, line ends, accents, emoji, & < >?", _letters(found.seen)),
        (f"Is a text of {LONGEST} characters kept?", _of(found.seen.get("length"))),
        ("Can the private note be read and written?", _private_note(found.private_note)),
        ("How long until a write is shown?", _staleness(found.seen)),
        ("Is an outdated If-Match refused?", _yes_no(found.etag_heeded)),
        ("Does a refresh give a new refresh token?", _yes_no(login.rotates)),
        ("Is 127.0.0.1 with any port taken as callback?", "yes: this login came that way"),
        ("Does Strava take a login back?", None),
        ("Does Strava need PKCE?", "no: this login was made without"),
        ("Is anybody told of a mention again?", _yes_no(found.notified)),
    )
    later: Mapping[int, str] = {
        7: "open: the login was not renewed yet; look again tomorrow",
        9: "open: `twinge logout` tells it",
    }
    return [
        Answer(number, question, answer or later.get(number, "open: not tried"), answer is not None)
        for number, (question, answer) in enumerate(told, 1)
    ]


def _mention(found: Found) -> str | None:
    if found.mention is None or found.still_a_link is None:
        return None
    if found.mention.kept and found.still_a_link:
        return "yes"
    return "no: the link is lost" if found.mention.kept else "no: the text came back changed"


def _letters(seen: Mapping[str, Seen]) -> str | None:
    tried = {name: seen[name] for name in ("blanks", "letters", "markup") if name in seen}
    return "; ".join(f"{name}: {became(one)}" for name, one in tried.items()) or None


def _of(seen: Seen | None) -> str | None:
    if seen is None:
        return None
    return "yes" if seen.kept else f"no: {len(seen.text)} characters stand there ({became(seen)})"


def _private_note(seen: Seen | str | None) -> str | None:
    if seen is None or isinstance(seen, str):
        return seen
    if seen.kept_but_for_blanks:
        return "yes"
    if seen.text != seen.before or seen.refused:
        return f"no: {became(seen)}"
    return "no: Strava ignores it. Write into the description instead (TWINGE_PUBLISH=description)"


def _staleness(seen: Mapping[str, Seen]) -> str | None:
    shown = [one.after_s for one in seen.values() if one.kept_but_for_blanks]
    return f"at most {max(shown):.0f} s in {len(shown)} writes" if shown else None


def _yes_no(found: bool | None) -> str | None:
    return None if found is None else ("yes" if found else "no")
