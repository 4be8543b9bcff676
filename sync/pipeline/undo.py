"""Taking blocks out again, through the same journal and steps as putting them in."""

from collections.abc import Callable, Mapping, Sequence

from annotations.block import Parsed, normal, parse
from annotations.model import ActivityId
from sync.errors import TwingeError
from sync.pipeline.publish import apply_result, begin
from sync.pipeline.reports import PublishReport
from sync.pipeline.writer import Job, Writer
from sync.plan import Known, known_texts
from sync.ports import Entry, Outcome, Progress

UNDONE = "you took its block out with `twinge undo`"


def undo(writer: Writer, only: Sequence[ActivityId] | None, progress: Progress) -> PublishReport:
    """Take our block out of the given activities, or of all that hold one.

    A text that was not edited since our write becomes byte for byte what it was before our first
    one; any other loses our block only. The activity is hands off afterwards. What stops the stage
    is in the report's `failure`.
    """
    report = PublishReport(target=writer.field)
    try:
        begin(writer, report, allow_open_breaker=True)
        entries = writer.journal.entries(writer.field)
        known = known_texts(entries)
        wanted = only if only is not None else [i for i, text in known.items() if text.present]
        for done, activity_id in enumerate(wanted):
            progress.step("undo", done, len(wanted))
            _undo_one(writer, activity_id, entries, known, report)
    except TwingeError as error:
        report.failure = error
    return report


def _undo_one(
    writer: Writer,
    activity_id: ActivityId,
    entries: Sequence[Entry],
    known: Mapping[ActivityId, Known],
    report: PublishReport,
) -> None:
    text = known.get(activity_id, Known())
    last = [
        entry
        for entry in entries
        if entry.intent.activity_id == activity_id and entry.outcome is not Outcome.SUPERSEDED
    ]
    change = _take_out(last[-1] if last else None, text.written)
    result = writer.run(Job(activity_id, "undo", "", "", change, text))
    if apply_result(report, activity_id, result, report.undone):
        writer.journal.leave_alone(activity_id, writer.field, UNDONE, writer.clock.now())


def _take_out(last: Entry | None, written: tuple[str, ...]) -> Callable[[Parsed, str], str | None]:
    def change(parsed: Parsed, text: str) -> str | None:
        if parsed.block is None:
            return None
        if last is not None and normal(text) == normal(last.intent.target):
            original = parse(last.intent.base, written)
            if original.status == "clean":
                return original.own
        return parsed.own

    return change
