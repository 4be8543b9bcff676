"""Which descriptions get a block tonight: pure, from what is on this machine. Nothing here sends anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from annotations.delicate import Delicate, why_it_waits
from annotations.model import ActivityId, Run
from sync.ports import FILE_IDS_FROM, Entry, Outcome
from sync.settings import Audience

NEW_PER_NIGHT = 20
REWRITES_PER_NIGHT = 10
OLDEST = timedelta(days=30)
_WIDTH: Mapping[str, int] = {"only_me": 0, "followers_only": 1, "everyone": 2}


@dataclass(frozen=True, slots=True)
class Known:
    """What the journal says of one text: every block ever written, the one that stands there, from which notes."""

    written: tuple[str, ...] = ()
    standing: str = ""
    """Empty where there is none."""
    digest: str = ""

    @property
    def present(self) -> bool:
        return bool(self.standing)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A noted run and the digest of its notes."""

    run: Run
    digest: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings and words that bound a night's writing."""

    audience: Audience
    publish_after: timedelta
    backfill: bool = False
    confirmed: bool = False
    asked_for: frozenset[ActivityId] = frozenset()
    """Activities that the runner named just now: neither their age nor the safety valve holds them."""
    waiting: frozenset[ActivityId] = frozenset()
    """Runs whose recording is still to come: a block is written once, so not from a guessed distance."""

    forgotten: frozenset[ActivityId] = frozenset()
    """Activities that got a block by the word of the backup files alone: their record was lost."""
    held: Mapping[ActivityId, frozenset[Delicate]] = field(default_factory=dict)
    """Activities whose text holds what is not known to survive a write, and what."""


def open_trial(activity_id: ActivityId) -> str:
    """Why an activity with a trial under way is left alone by all other writing."""
    return (
        "a trial text of ours may stand in it: "
        f"`twinge doctor --canary {activity_id}` puts yours back"
    )


FORGOTTEN = "its record was lost with the database: `twinge publish --rescan` learns it again"


@dataclass(frozen=True, slots=True)
class Action:
    """Put the block of these notes into this run's text; `rewrite` replaces one that stands there."""

    run: Run
    digest: str
    rewrite: bool


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A noted run whose text is not touched, and why."""

    activity_id: ActivityId
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A night's actions, newest run first. `held_back` is why none of them may be done."""

    actions: tuple[Action, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    later: int = 0
    """New blocks beyond tonight's number."""
    too_old: int = 0
    """Runs that only `--backfill` would write."""
    held_back: str = ""


def known_texts(entries: Iterable[Entry]) -> dict[ActivityId, Known]:
    """The journal's rows of one field, oldest first, summed up for each activity."""
    found: dict[ActivityId, Known] = {}
    for entry in entries:
        if entry.intent.kind == "trial":
            continue
        before = found.get(entry.intent.activity_id, Known())
        written = before.written
        if entry.intent.block and entry.intent.block not in written:
            written = (*written, entry.intent.block)
        found[entry.intent.activity_id] = replace(before, written=written)
        if entry.outcome is Outcome.VERIFIED:
            standing = entry.intent.block if entry.intent.kind == "write" else ""
            found[entry.intent.activity_id] = Known(written, standing, entry.intent.digest)
    return found


OF_A_FILE = (
    "Strava has no such activity, it came from a file (`twinge publish --print` shows its block)"
)


@dataclass(slots=True)
class _Sorting:
    actions: list[Action] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)
    too_old: int = 0


def plan(
    wanted: Sequence[Wanted],
    known: Mapping[ActivityId, Known],
    hands_off: Mapping[ActivityId, str],
    rules: Rules,
    now: datetime,
) -> Plan:
    """Decide a night's writing.

    A text whose block was made from the same notes is not in the plan at all: no request is made
    for it. At most 20 new blocks, newest run first; more than 10 rewrites, or more than half of the
    blocks that stand, hold everything back unless confirmed.
    """
    sorting = _Sorting()
    for want in sorted(wanted, key=lambda w: (w.run.start_utc, w.run.id), reverse=True):
        _sort_one(want, known.get(want.run.id, Known()), hands_off, rules, now, sorting)
    rewrites = [action for action in sorting.actions if action.rewrite]
    unasked = [action for action in rewrites if action.run.id not in rules.asked_for]
    new = [action for action in sorting.actions if not action.rewrite]
    standing = sum(text.present for text in known.values())
    held_back = "" if rules.confirmed else _held_back(len(unasked), standing)
    tonight = {action.run.id for action in [*rewrites, *new[:NEW_PER_NIGHT]]}
    return Plan(
        tuple(action for action in sorting.actions if action.run.id in tonight),
        tuple(sorting.left_alone),
        max(0, len(new) - NEW_PER_NIGHT),
        sorting.too_old,
        held_back,
    )


def too_wide(visibility: str, audience: Audience) -> bool:
    """Whether more people see the activity than may read of pain; an unknown visibility counts as everyone."""
    return _WIDTH.get(visibility, 2) > _WIDTH[audience]


def _sort_one(
    want: Wanted,
    known: Known,
    hands_off: Mapping[ActivityId, str],
    rules: Rules,
    now: datetime,
    into: _Sorting,
) -> None:
    run = want.run
    if known.present and known.digest == want.digest:
        return
    why = hands_off.get(run.id)
    asked_for = rules.backfill or run.id in rules.asked_for
    if now - run.start_utc > OLDEST and not asked_for:
        # before all else: an old run is not named anew each night, and counts if it could be written
        could_be_written = why is None and run.id not in {*rules.forgotten, *rules.held}
        into.too_old += could_be_written and not too_wide(run.visibility, rules.audience)
    elif run.id >= FILE_IDS_FROM:
        into.left_alone.append(LeftAlone(run.id, OF_A_FILE))
    elif why:
        into.left_alone.append(LeftAlone(run.id, _hands_off(run.id, why)))
    elif run.id in rules.forgotten:
        into.left_alone.append(LeftAlone(run.id, FORGOTTEN))
    elif run.id in rules.held and run.id not in rules.asked_for:
        into.left_alone.append(LeftAlone(run.id, why_it_waits(rules.held[run.id])))
    elif too_wide(run.visibility, rules.audience):
        into.left_alone.append(LeftAlone(run.id, wide(run.visibility, rules.audience)))
    elif now - _ended(run) < rules.publish_after:
        into.left_alone.append(
            LeftAlone(run.id, "you may still be editing it; a later night writes it")
        )
    elif run.id in rules.waiting:
        into.left_alone.append(
            LeftAlone(run.id, "its recording is still to come; a later night writes it")
        )
    else:
        into.actions.append(Action(run, want.digest, known.present))


def _hands_off(activity_id: ActivityId, why: str) -> str:
    """Why it is left alone, and the way on: a trial is not adopted but ended."""
    if why == open_trial(activity_id):
        return why
    return f"{why} (`twinge publish --adopt {activity_id}`)"


def _ended(run: Run) -> datetime:
    """When the run was over; a hidden start stands at midnight, and the day's end is all that is certain."""
    return run.start_utc + (
        timedelta(days=1) if run.start_hidden else timedelta(seconds=run.elapsed_s)
    )


def wide(visibility: str, audience: Audience) -> str:
    """Why an activity is too widely visible, in words."""
    wider = visibility if visibility in _WIDTH else "everyone"
    return (
        f"it is visible to {_shown(visibility)} and TWINGE_AUDIENCE is {audience} "
        f"(TWINGE_AUDIENCE={wider} would allow it)"
    )


def _shown(visibility: str) -> str:
    return {"followers_only": "followers", "only_me": "you only"}.get(visibility, "everyone")


def _held_back(rewrites: int, standing: int) -> str:
    if rewrites <= REWRITES_PER_NIGHT and rewrites * 2 <= standing:
        return ""
    return f"{rewrites} of {standing} blocks would be rewritten at once"
