"""A change to one text, and what it would make of that text as it stands: pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annotations.block import Parsed, normal, parse, splice
from annotations.delicate import Delicate, delicate, why_it_waits
from annotations.model import ActivityId
from sync.errors import ActivityError
from sync.plan import Known, too_wide, wide
from sync.ports import OnlineText, WriteKind
from sync.settings import Audience

LONGEST = 20_000


class Done(StrEnum):
    """How a text was left."""

    WRITTEN = "written"
    ALREADY = "already so"
    SKIPPED = "skipped"
    UNVERIFIED = "unverified"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one text; `why` is for the runner."""

    done: Done
    why: str = ""
    hands_off: bool = False
    """Whether the runner touched our block: the activity is left alone from now on."""
    held: frozenset[Delicate] = frozenset()
    """What the text holds that is not known to survive a write: the activity waits for a trial."""
    diff: str = ""
    """From the text that was sent to the one that Strava shows, where they differ unexpectedly."""


@dataclass(frozen=True, slots=True)
class Look:
    """A text as it stands on Strava, and what a job would make of it; equal where there is nothing to do."""

    base: str
    target: str


@dataclass(frozen=True, slots=True)
class Job:
    """What a text should become: `change` maps the parsed text to the new one, or to None for no change."""

    activity_id: ActivityId
    kind: WriteKind
    block: str
    digest: str
    change: Callable[[Parsed], str | None]
    known: Known
    audience: Audience | None = None
    certain: bool = False
    """Verify by a GET of its own, whatever the PUT answered (the canary)."""
    held: frozenset[Delicate] = frozenset()
    """A text that holds one of these is not written."""
    restore: Callable[[str], str | None] | None = None
    """Asked before `change` and of texts that can't be parsed too: the new text where it is certain, or None."""


def judge(online: OnlineText, job: Job) -> Look | Result:
    """What a job would do to a text as it stands on Strava, or why not."""
    if refusal := _refusal(online, job):
        return Result(Done.SKIPPED, refusal)
    target = job.restore(online.text) if job.restore else None
    if target is None:
        parsed = parse(online.text, job.known.written, present=job.known.present)
        if parsed.status != "clean":
            return _not_clean(parsed)
        target = job.change(parsed)
    if target is None or normal(target) == normal(online.text):
        return Look(online.text, online.text)
    return _unsendable(target, job) or Look(online.text, target)


def _refusal(online: OnlineText, job: Job) -> str:
    """Why a text is not to be written, whatever it says; empty where nothing stands in the way."""
    if online.still_updating:
        return "Strava is still working on it; a later night writes it"
    if job.audience is not None and too_wide(online.visibility, job.audience):
        return wide(online.visibility, job.audience)
    return unkeepable(online.text)


def _not_clean(parsed: Parsed) -> Result:
    if parsed.status == "ambiguous":
        return Result(Done.SKIPPED, f"{parsed.why}: take its lines out on Strava")
    return Result(Done.SKIPPED, parsed.why, hands_off=True)


def _unsendable(target: str, job: Job) -> Result | None:
    """Why the text that would be sent is not; None where it may be."""
    if held := delicate(target) & job.held:
        return Result(Done.SKIPPED, why_it_waits(held), held=held)
    if job.kind == "write" and len(target) > LONGEST:
        why = f"its text would have {len(target)} characters, and {LONGEST} is the most"
        return Result(Done.SKIPPED, f"{why}: shorten it on Strava")
    return None


def how_to_adopt(activity_id: ActivityId) -> str:
    """What the runner may say to have an activity that is hands off written again."""
    return f"`twinge publish --adopt {activity_id}` writes it again"


def unkeepable(text: str) -> str:
    """Why a text could not be backed up and sent as it is; empty where it could."""
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in text):
        return "its text holds broken characters that could not be kept: take them out on Strava"
    return ""


def put_block(block: str) -> Callable[[Parsed], str | None]:
    """The change that leaves exactly this block in the text."""

    def change(parsed: Parsed) -> str:
        target = splice(parsed, block)
        # the promise itself, looked at once more before anything is sent
        if parse(target, (block,)).own != parsed.own:
            raise ActivityError("The block can't be put in without touching your text; left alone.")
        return target

    return change
