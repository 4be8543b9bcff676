"""What became of each text, told from the journal and the backup files: nothing here sends anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from operator import itemgetter

from annotations.block import parse, splice
from annotations.model import ActivityId
from sync.ports import BackedUp, Entry, Outcome, TextField, WriteKind


@dataclass(frozen=True, slots=True)
class Step:
    """One write as it is known today. `outcome` is None where only a backup file knows of it."""

    at: datetime
    activity_id: ActivityId
    field: TextField
    kind: WriteKind
    base: str
    block: str
    digest: str
    target: str | None = None
    outcome: Outcome | None = None
    observed: str | None = None

    @property
    def landed(self) -> bool:
        """Whether it may have changed the text, by the journal's word."""
        return self.outcome in (Outcome.VERIFIED, Outcome.MISMATCH, Outcome.SENT)


@dataclass(frozen=True, slots=True)
class Version:
    """A text that Twinge saw or wrote; `text` is None where it is not known any more."""

    at: datetime
    field: TextField
    what: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Original:
    """A text as it was before the first write into it, and when that was."""

    activity_id: ActivityId
    field: TextField
    at: datetime
    text: str


_BECAME = {
    Outcome.VERIFIED: "and seen so on Strava",
    Outcome.SUPERSEDED: "but it did not come to be, or not to stay",
    Outcome.MISMATCH: "but Strava showed another text, and writing was stopped",
    Outcome.SENT: "and what became of it is not known yet",
    None: "and the database that knew what became of it is lost",
}
_DID = {
    "write": "sent with the block",
    "undo": "sent without the block",
    "trial": "sent as a trial of `twinge doctor --canary`",
}


def steps(entries: Iterable[Entry], lines: Iterable[BackedUp]) -> list[Step]:
    """Every write, oldest first; a line whose write the journal knows too counts once.

    Each kind is given in the order in which it was written, which holds where the clock was set back.
    """
    found = [_of_entry(entry) for entry in entries]
    known = {(step.activity_id, step.field, step.at, step.base) for step in found}
    alone = [
        _of_line(line)
        for line in lines
        if (line.activity_id, line.field, line.at, line.text) not in known
    ]
    return [step for _, step in sorted([*_timed(found), *_timed(alone)], key=itemgetter(0))]


def _timed(of_one_kind: Sequence[Step]) -> list[tuple[datetime, Step]]:
    """Each step and the latest time that was told until then."""
    times = accumulate((step.at for step in of_one_kind), max)
    return list(zip(times, of_one_kind, strict=True))


def versions(of_one_text: Sequence[Step]) -> list[Version]:
    """Every text that was seen or written, in order, and what became of it."""
    told: list[Version] = []
    last: str | None = None
    written: list[str] = []
    for step in of_one_text:
        if step.block:
            written.append(step.block)
        if last is None:
            told.append(Version(step.at, step.field, "as it was before the first write", step.base))
        elif step.base != last:
            told.append(Version(step.at, step.field, "found changed, not by Twinge", step.base))
        target = _target(step, written)
        if target == step.base:
            told.append(Version(step.at, step.field, "read, and nothing was to change", target))
        else:
            what = f"{_DID[step.kind]}, {_BECAME[step.outcome]}"
            told.append(Version(step.at, step.field, what, target))
        last = _left(step, target)
        if step.observed is not None and step.observed not in (target, step.base):
            told.append(Version(step.at, step.field, "as Strava showed it then", step.observed))
    return told


def originals(all_steps: Iterable[Step]) -> list[Original]:
    """Each text as it was before the first write that may have changed it, by activity."""
    texts: dict[tuple[ActivityId, TextField], list[Step]] = {}
    for step in all_steps:
        texts.setdefault((step.activity_id, step.field), []).append(step)
    return [_original(of_one_text) for _, of_one_text in sorted(texts.items())]


def original_before(of_one_text: Sequence[Step]) -> str:
    """The text before the first write that may have changed it; `of_one_text` is not empty."""
    return _original(of_one_text).text


def _original(of_one_text: Sequence[Step]) -> Original:
    """The last base without our block before one with it.

    Where the journal is lost nobody knows which write landed, but a base that holds our block tells.
    """
    written: list[str] = []
    found: Step | None = None
    text = ""
    for step in of_one_text:
        if step.block:
            written.append(step.block)
        parsed = parse(step.base, written)
        if parsed.block is not None:
            if found is None:
                found, text = step, parsed.own if parsed.status == "clean" else step.base
            break
        found, text = step, step.base
        if step.kind != "write" or step.landed:
            break
    assert found is not None  # noqa: S101 - the caller gives at least one step
    return Original(found.activity_id, found.field, found.at, text)


def _target(step: Step, written: Sequence[str]) -> str | None:
    """What was sent; made again from base and block where only a backup file knows of the write."""
    if step.target is not None:
        return step.target
    parsed = parse(step.base, written)
    if step.kind == "trial" or parsed.status != "clean":
        return None
    return splice(parsed, step.block) if step.block else parsed.own


def _left(step: Step, target: str | None) -> str | None:
    if step.observed is not None:
        return step.observed
    return step.base if step.outcome is Outcome.SUPERSEDED or target is None else target


def _of_entry(entry: Entry) -> Step:
    intent = entry.intent
    return Step(
        entry.at,
        intent.activity_id,
        intent.field,
        intent.kind,
        intent.base,
        intent.block,
        intent.digest,
        intent.target,
        entry.outcome,
        entry.observed,
    )


def _of_line(line: BackedUp) -> Step:
    return Step(
        line.at, line.activity_id, line.field, line.kind, line.text, line.block, line.digest
    )
