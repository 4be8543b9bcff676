"""What each stage did: what is counted, what is named, what stopped it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from annotations.model import ActivityId, Problem
from sync.errors import Exit, RateLimitedError, TwingeError
from sync.plan import LeftAlone
from sync.ports import Broken

# The first of these that happened is the exit code of the whole.
_GRAVEST_FIRST = (
    Exit.UNEXPECTED,
    Exit.DISK,
    Exit.BREAKER,
    Exit.USAGE,
    Exit.LOGIN_NEEDED,
    Exit.HELD_BACK,
    Exit.TRY_LATER,
    Exit.SOME_SKIPPED,
)


_UNSEEN = (
    "This login may not see activities that only you can see (activity:read_all was not granted): "
    "they count as unseen, not as deleted. Run `twinge login` again and leave the box ticked."
)


@dataclass(slots=True)
class PullReport:
    """The pull: changes to the record, entries that could not be read, what stopped it."""

    new: int = 0
    changed: int = 0
    deleted: int = 0
    purged: int = 0
    unseen: int = 0
    """How many private activities are known that the login may not see."""
    complete: bool = False
    recordings: int = 0
    recordings_later: int = 0
    goes_on_at_s: float | None = None
    """When the limits let the recordings that are still to come be asked for."""
    broken: list[Broken] = field(default_factory=list)
    failure: TwingeError | None = None

    @property
    def sentences(self) -> list[str]:
        """What the runner is to know of beside the counts, each in a sentence."""
        told = [f"{entry.subject} was skipped: {entry.why}" for entry in self.broken]
        return [*told, _UNSEEN] if self.unseen else told

    def as_json(self) -> dict[str, Any]:
        return {
            "new": self.new,
            "changed": self.changed,
            "deleted": self.deleted,
            "purged": self.purged,
            "unseen": self.unseen,
            "complete": self.complete,
            "recordings": {"asked": self.recordings, "to_come": self.recordings_later},
            "skipped": [f"{entry.subject}: {entry.why}" for entry in self.broken],
            "stopped": str(self.failure) if self.failure else None,
        }


@dataclass(slots=True)
class NotesReport:
    """The reading and matching of the notes."""

    read: int = 0
    matched: int = 0
    waiting: int = 0
    ambiguous: int = 0
    unmatched: int = 0
    problems: list[Problem] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    failure: TwingeError | None = None

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    def as_json(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "matched": self.matched,
            "waiting": self.waiting,
            "ambiguous": self.ambiguous,
            "unmatched": self.unmatched,
            "problems": [asdict(problem) for problem in self.problems],
            "moved": list(self.moved),
            "stopped": str(self.failure) if self.failure else None,
        }


@dataclass(frozen=True, slots=True)
class Skipped:
    """An activity whose text was to be written and was not, and why."""

    activity_id: ActivityId
    why: str


@dataclass(slots=True)
class PublishReport:
    """The write-back. `skipped` were meant to be written; `left_alone` never were."""

    target: str = "off"
    written: list[ActivityId] = field(default_factory=list)
    rewritten: list[ActivityId] = field(default_factory=list)
    undone: list[ActivityId] = field(default_factory=list)
    recovered: list[ActivityId] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)
    later: int = 0
    too_old: int = 0
    diffs: list[str] = field(default_factory=list)
    failure: TwingeError | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "written": self.written,
            "rewritten": self.rewritten,
            "undone": self.undone,
            "recovered": self.recovered,
            "skipped": [{"id": s.activity_id, "why": s.why} for s in self.skipped],
            "left_alone": [{"id": a.activity_id, "why": a.why} for a in self.left_alone],
            "later": self.later,
            "needs_backfill": self.too_old,
            "stopped": str(self.failure) if self.failure else None,
        }


@dataclass(slots=True)
class RunReport:
    """One night, whole."""

    pull: PullReport = field(default_factory=PullReport)
    notes: NotesReport = field(default_factory=NotesReport)
    publish: PublishReport = field(default_factory=PublishReport)
    requests: Mapping[str, int] = field(default_factory=dict)
    page: str = ""
    failure: TwingeError | None = None

    @property
    def failures(self) -> list[TwingeError]:
        """What stopped a stage, each sentence once."""
        stages = (self.pull.failure, self.notes.failure, self.publish.failure, self.failure)
        return list({str(failure): failure for failure in stages if failure}.values())

    @property
    def goes_on_at(self) -> datetime | None:
        """When the limits let the next run go on; None where something else stands in the way, or nothing."""
        if any(not isinstance(failure, RateLimitedError) for failure in self.failures):
            return None
        waits = [f.until_epoch_s for f in self.failures if isinstance(f, RateLimitedError)]
        if self.pull.goes_on_at_s is not None:
            waits.append(self.pull.goes_on_at_s)
        return datetime.fromtimestamp(max(waits), UTC) if waits else None

    @property
    def exit_code(self) -> Exit:
        codes = {failure.exit_code for failure in self.failures}
        if self.pull.broken or self.notes.errors or self.publish.skipped:
            codes.add(Exit.SOME_SKIPPED)
        return gravest(codes)

    def line(self) -> str:
        """The night in one line; what did not happen is not in it."""
        sent = sum(self.requests.values())
        parts = (
            _listed(self.pull),
            _notes(self.notes),
            _recordings(self.pull),
            _blocks(self.publish),
            f"{sent} {plural('request', sent)}",
        )
        return "; ".join(part for part in parts if part)

    def as_json(self) -> dict[str, Any]:
        return {
            "exit_code": int(self.exit_code),
            "pull": self.pull.as_json(),
            "notes": self.notes.as_json(),
            "publish": self.publish.as_json(),
            "requests": dict(self.requests),
            "goes_on_at": self.goes_on_at.isoformat() if self.goes_on_at else None,
            "report": self.page,
            "stopped": [str(failure) for failure in self.failures],
        }


def _listed(pull: PullReport) -> str:
    named = {"new": pull.new, "changed": pull.changed, "deleted": pull.deleted}
    counts = ", ".join(f"{count} {name}" for name, count in named.items() if count)
    listed = f"{counts} {plural('activity', pull.new + pull.changed + pull.deleted)}"
    if pull.failure:
        return f"{listed}, then stopped" if counts else "Strava not read"
    return listed if counts else "nothing new on Strava"


def _notes(notes: NotesReport) -> str:
    if notes.failure:
        return "notes not read"
    open_ends = {
        "waiting": notes.waiting,
        "ambiguous": notes.ambiguous,
        "without a run": notes.unmatched,
    }
    others = "".join(f", {count} {name}" for name, count in open_ends.items() if count)
    wrong = len({problem.path for problem in notes.errors})
    mistakes = f"; {wrong} with mistakes" if wrong else ""
    return f"{notes.matched} of {notes.read} {plural('note', notes.read)} matched{others}{mistakes}"


def _recordings(pull: PullReport) -> str:
    later = f"{pull.recordings_later} to come" if pull.recordings_later else ""
    read = f"{pull.recordings} {plural('recording', pull.recordings)}" if pull.recordings else ""
    if later and not read:
        return f"recordings: {later}"
    return ", ".join(part for part in (read, later) if part)


def _blocks(publish: PublishReport) -> str:
    if publish.target == "off":
        return "writing is off"
    counts = {
        "written": len(publish.written),
        "rewritten": len(publish.rewritten),
        "skipped": len(publish.skipped),
        "left alone": len(publish.left_alone),
        "to come": publish.later,
    }
    named = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    if publish.failure:
        return f"blocks: {named or 'none written'}, then stopped"
    return f"blocks: {named}" if named else "no block to write"


def plural(word: str, count: int) -> str:
    """`word` as it goes with that number."""
    if count == 1:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def gravest(codes: set[Exit]) -> Exit:
    """The exit code that stands for all of them."""
    return next((code for code in _GRAVEST_FIRST if code in codes), Exit.OK)
