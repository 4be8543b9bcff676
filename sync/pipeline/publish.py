"""Stage 4: the blocks of newly noted runs into their descriptions."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from annotations.block import parse
from annotations.delicate import CLASSES
from annotations.model import ActivityId
from annotations.record import NotedRun
from sync.errors import (
    ActivityError,
    ActivityGoneError,
    BreakerError,
    HeldBackError,
    LoginNeededError,
    TryLaterError,
    TwingeError,
)
from sync.pipeline.aftermath import stands_as_sent
from sync.pipeline.diff import diff
from sync.pipeline.job import Done, Job, Look, Result, put_block, unkeepable
from sync.pipeline.reports import PublishReport, Skipped
from sync.pipeline.stopped import doubts, stopped, way_back
from sync.pipeline.writer import Writer
from sync.plan import (
    FORGOTTEN,
    Action,
    Known,
    LeftAlone,
    Plan,
    Rules,
    Wanted,
    known_texts,
    open_trial,
    plan,
)
from sync.ports import Intent, Journal, Outcome, Progress, TextField, WriteKind

WRITE_SCOPE = "activity:write"

Compose = Callable[[ActivityId], str]


def publish(
    writer: Writer,
    noted: Sequence[NotedRun],
    digests: Callable[[NotedRun], str],
    compose: Compose,
    rules: Rules,
    progress: Progress,
    *,
    dry_run: bool = False,
) -> PublishReport:
    """Write what the plan says, first finishing what an earlier run left open.

    `compose` gives the block of an activity as of its own run. A dry run sends GETs only and
    collects a diff for each text. What stops the stage is in the report's `failure`.
    """
    report = PublishReport(target=writer.field)
    try:
        finishing = frozenset[ActivityId]() if dry_run else begin(writer, report)
        known = known_texts(writer.journal.entries(writer.field))
        decided = decide(writer.journal, writer.field, noted, digests, rules, writer.clock.now())
        _book(decided, report)
        if dry_run:
            _preview(writer, decided, compose, known, rules, report, progress)
        elif decided.actions and not decided.held_back:
            require_write_scope(writer.strava.scopes())
            allowed = _allowed(writer, decided.actions, finishing)
            _apply(writer, allowed, compose, known, rules, report, progress)
            if len(allowed) < len(decided.actions):
                raise_if_stopped(writer, report)
        elif decided.held_back:
            report.diffs += _rewrites(decided.actions, compose, known)
        if decided.held_back:
            raise HeldBackError(
                f"{decided.held_back}; none was.",
                "`twinge publish --dry-run` shows what would change, `twinge publish --confirm` does it.",
            )
    except TwingeError as error:
        report.failure = error
    return report


def begin(
    writer: Writer, report: PublishReport, *, allow_open_breaker: bool = False
) -> frozenset[ActivityId]:
    """Whether writing is possible at all; then settle what an earlier run left open, and tell of which activities.

    An undo may go past an open breaker: it is how the runner gets a text back.
    """
    breaker = writer.journal.breaker()
    if breaker is not None and not (allow_open_breaker or breaker.in_doubt):
        raise stopped(breaker)
    entries = writer.journal.entries(writer.field)
    waiting = [entry for entry in entries if entry.outcome is Outcome.SENT]
    known = known_texts(entries)
    for entry in waiting:
        activity_id = entry.intent.activity_id
        if writer.recover(entry, known.get(activity_id, Known())) is Outcome.VERIFIED:
            report.recovered.append(activity_id)
    return frozenset(entry.intent.activity_id for entry in waiting)


def raise_if_stopped(writer: Writer, report: PublishReport) -> None:
    """Where what was settled leaves in doubt whether Strava changes texts: no other activity is written."""
    if (breaker := writer.journal.breaker()) is not None:
        report.diffs += doubts(writer.journal.entries(writer.field), breaker)
        raise stopped(breaker)


def _allowed(
    writer: Writer, actions: Sequence[Action], finishing: Collection[ActivityId]
) -> list[Action]:
    """What was left open comes first; where one text is in doubt, it alone is written."""
    breaker = writer.journal.breaker()
    return [
        action
        for action in sorted(actions, key=lambda action: action.run.id not in finishing)
        if breaker is None or action.run.id == breaker.activity_id
    ]


def require_write_scope(scopes: frozenset[str]) -> None:
    if WRITE_SCOPE not in scopes:
        raise LoginNeededError(
            "The login may not change activities (scope activity:write was not granted).",
            "Run `twinge login` again and leave the box ticked.",
        )


def decide(
    journal: Journal,
    field: TextField,
    noted: Sequence[NotedRun],
    digests: Callable[[NotedRun], str],
    rules: Rules,
    now: datetime,
) -> Plan:
    """What a night's writing would be, from what is on this machine."""
    wanted = [Wanted(one.run, digests(one)) for one in noted]
    unproven = frozenset(CLASSES) - journal.survivors(field)
    held = {i: found & unproven for i, found in journal.waiting(field).items()}
    used = replace(
        rules,
        forgotten=journal.forgotten(field),
        held={activity_id: found for activity_id, found in held.items() if found},
    )
    known = known_texts(journal.entries(field))
    return plan(wanted, known, journal.hands_off(field), used, now)


def _book(decided: Plan, report: PublishReport) -> None:
    for one in decided.left_alone:
        if one.why == FORGOTTEN:  # something is to be done about it
            report.skipped.append(Skipped(one.activity_id, one.why))
        else:
            report.left_alone.append(one)
    report.later, report.too_old = decided.later, decided.too_old


def _apply(
    writer: Writer,
    actions: Sequence[Action],
    compose: Compose,
    known: dict[ActivityId, Known],
    rules: Rules,
    report: PublishReport,
    progress: Progress,
) -> None:
    canary_passed = has_stood(writer.journal, writer.field)
    for done, action in enumerate(actions, 1):
        text = known.get(action.run.id, Known())
        job = _job(writer, action, compose(action.run.id), text, rules)
        job = replace(job, certain=not canary_passed)
        result = run_one(writer, job)
        into = report.rewritten if action.rewrite else report.written
        canary_passed |= apply_result(report, action.run.id, result, into)
        progress.step("descriptions", done, len(actions))


def has_stood(journal: Journal, field: TextField) -> bool:
    """Whether a block was once seen on Strava just as it was sent; until then each write is looked at anew."""
    return any(map(stands_as_sent, journal.entries(field)))


def _job(writer: Writer, action: Action, block: str, known: Known, rules: Rules) -> Job:
    return Job(
        action.run.id,
        "write",
        block,
        action.digest,
        put_block(block),
        known,
        rules.audience,
        held=frozenset(CLASSES) - writer.journal.survivors(writer.field),
    )


def run_one(writer: Writer, job: Job) -> Result:
    """One bad activity never stops the others."""
    try:
        return writer.run(job)
    except ActivityError as error:
        return Result(Done.SKIPPED, error.message)


def apply_result(
    report: PublishReport, activity_id: ActivityId, result: Result, into: list[ActivityId]
) -> bool:
    """Book one result; True when a text was written and stands as sent. Raises what must stop the stage."""
    if result.done in (Done.WRITTEN, Done.ALREADY):
        into.append(activity_id)
        return result.done is Done.WRITTEN
    if result.done is Done.BROKEN:
        report.diffs.append(result.diff)
        raise BreakerError(
            f"Writing is stopped: {result.why} (activity {activity_id}).", way_back(activity_id)
        )
    if result.done is Done.UNVERIFIED:
        raise TryLaterError(f"Activity {activity_id}: {result.why}.")
    if result.held:
        report.left_alone.append(LeftAlone(activity_id, result.why))
    else:
        report.skipped.append(Skipped(activity_id, result.why))
    return False


def _rewrites(
    actions: Iterable[Action], compose: Compose, known: Mapping[ActivityId, Known]
) -> list[str]:
    """From each block that stands there to the one in its place; no request is made for it."""
    return [
        diff(
            f"{action.run.name}, {action.run.local_date}",
            ("the block there", known[action.run.id].standing),
            ("in its place", compose(action.run.id)),
        )
        for action in actions
        if action.rewrite
    ]


def _preview(
    writer: Writer,
    decided: Plan,
    compose: Compose,
    known: dict[ActivityId, Known],
    rules: Rules,
    report: PublishReport,
    progress: Progress,
) -> None:
    """The diff of each text as it stands on Strava now; nothing is recorded."""
    for done, action in enumerate(decided.actions, 1):
        text = known.get(action.run.id, Known())
        seen = _look_at_one(writer, _job(writer, action, compose(action.run.id), text, rules))
        if isinstance(seen, Result) and seen.held:
            report.left_alone.append(LeftAlone(action.run.id, seen.why))
        elif isinstance(seen, Result):
            report.skipped.append(Skipped(action.run.id, seen.why))
        elif seen.target != seen.base:
            states = ("as it is", seen.base), ("with Twinge", seen.target)
            report.diffs.append(diff(f"{action.run.name}, {action.run.local_date}", *states))
        progress.step("descriptions", done, len(decided.actions))


def _look_at_one(writer: Writer, job: Job) -> Look | Result:
    try:
        return writer.look(job)
    except ActivityError as error:
        return Result(Done.SKIPPED, error.message)


def adopt(writer: Writer, activity_id: ActivityId) -> str:
    """Take an activity back from hands off; returns in words what was found there.

    A block that the runner edited counts as ours from now on and is replaced by the next writing; a
    text without a block gets a new one. One GET, no PUT.
    """
    known = known_texts(writer.journal.entries(writer.field)).get(activity_id, Known())
    why = writer.journal.hands_off(writer.field).get(activity_id, "")
    if why == open_trial(activity_id):
        raise ActivityError(f"Activity {activity_id}: {why}.")
    try:
        online = writer.strava.read_text(activity_id, writer.field)
    except ActivityGoneError as error:
        raise ActivityGoneError(f"Activity {activity_id}: {error.message}", error.hint) from error
    if why := unkeepable(online.text):
        raise ActivityError(f"Activity {activity_id}: {why}.")
    parsed = parse(online.text, known.written, present=False)
    if parsed.status in ("ambiguous", "echo"):
        raise ActivityError(
            f"Activity {activity_id}: {parsed.why}.", "Take those lines out on Strava first."
        )
    now, block = writer.clock.now(), parsed.block or ""
    kind: WriteKind = "write" if block else "undo"
    intent = Intent(activity_id, writer.field, kind, online.text, online.text, block, "")
    entry = writer.journal.record(intent, now)
    writer.journal.settle(entry, Outcome.VERIFIED, online.text, now)
    writer.journal.adopt(activity_id, writer.field)
    return "its block will be replaced" if block else "it will get a new block"
