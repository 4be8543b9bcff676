"""What a text that is seen after a write says of that write. Pure."""

from collections.abc import Sequence

from annotations.block import fingerprint, normal, parse
from sync.plan import Known
from sync.ports import Entry, Intent, Outcome

IN_DOUBT = (
    "nobody saw what became of a write, and the text is neither what was sent nor what stood before: "
    "you edited it, or Strava changed it"
)
UNREAD = "nobody saw what became of a write, and the text can't be read"


def same(text: str, entry: Entry) -> bool:
    """Whether the text is the one that was sent."""
    return normal(text) == normal(entry.intent.target)


def outcome_of(entry: Entry, known: Known, seen: str) -> Outcome:
    """What became of an intent whose outcome nobody saw, by the text that stands there later."""
    if same(seen, entry):
        return Outcome.VERIFIED
    if normal(seen) == normal(entry.intent.base):
        return Outcome.SUPERSEDED
    return Outcome.VERIFIED if _landed(entry.intent, known, seen) else Outcome.SUPERSEDED


def leaves_doubt(entry: Entry, seen: str) -> bool:
    """Whether the text that stands there later may be the server's doing.

    It may be the runner's edit just as well, and nothing tells the two apart. There is no doubt where
    all that was sent stands there, be it with words of the runner above or below. What a trial left is
    judged by the trial.
    """
    if entry.intent.kind == "trial" or normal(seen) == normal(entry.intent.base):
        return False
    return (
        not same(seen, entry) and f"\n{normal(entry.intent.target)}\n" not in f"\n{normal(seen)}\n"
    )


def was_not_kept(before: Entry) -> bool:
    """Whether an earlier write was looked for and had changed nothing; one that was never sent was not looked for.

    The two need not have had the same text: what a block says may have changed in between.
    """
    looked_for = before.outcome is Outcome.SUPERSEDED and before.observed is not None
    return looked_for and normal(before.observed or "") == normal(before.intent.base)


def stands_as_sent(entry: Entry) -> bool:
    """Whether a block of ours was seen on Strava just as it was sent: the canary has passed.

    A text that was found altered, and taken for the runner's edit because nobody had looked at once, says
    nothing for Strava.
    """
    intent = entry.intent
    sent = intent.kind == "write" and intent.target != intent.base
    seen = entry.outcome is Outcome.VERIFIED and entry.observed is not None
    return sent and seen and same(entry.observed or "", entry)


def spread(pauses: Sequence[float], looks: int) -> tuple[float, ...]:
    """So many pauses (at least one), and as long in all: the last look is as late as it was."""
    first = max(1, looks) - 1
    if first + 1 >= len(pauses):
        return tuple(pauses)
    return (*pauses[:first], sum(pauses[first:]))


def _landed(intent: Intent, known: Known, seen: str) -> bool:
    """Whether an edited text shows that the write came before the edit: it has this block, or after an undo none."""
    parsed = parse(seen, known.written, present=False)
    if parsed.status != "clean":
        return False
    if parsed.block is None:
        return intent.kind == "undo"
    return intent.kind == "write" and fingerprint(parsed.block) == fingerprint(intent.block)
