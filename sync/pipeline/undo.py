"""Taking blocks out again, through the same journal and steps as putting them in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from annotations.block import Parsed, normal, parse
from annotations.model import ActivityId
from sync.errors import ActivityError, TwingeError
from sync.pipeline.job import Done, Job, Result
from sync.pipeline.publish import apply_result, begin, has_stood, require_write_scope, run_one
from sync.pipeline.reports import PublishReport, Skipped
from sync.pipeline.trial import Trials
from sync.pipeline.writer import Writer
from sync.plan import FORGOTTEN, Known, known_texts, open_trial
from sync.ports import Entry, Outcome, Progress

NEVER = "Twinge never wrote a block into it"
NO_BLOCK = "there is no block of ours in it any more (`twinge history ID` tells what became of it)"


def undo(
    writer: Writer,
    only: Sequence[ActivityId] | None,
    progress: Progress,
    *,
    since: datetime | None = None,
) -> PublishReport:
    """Take our block out of the given activities, or of all that hold one.

    With `since`, only out of texts that were written or rewritten then or later. A text that was not
    edited since our write becomes byte for byte what it was before our first one; any other loses
    our block only. The activity is hands off afterwards. What stops the stage is in the report's
    `failure`.
    """
    report = PublishReport(target=writer.field)
    try:
        begin(writer, report, allow_open_breaker=True)
        # a trial puts the text back by itself: what it left in between was never a text to return to
        rows = writer.journal.entries(writer.field)
        entries = [entry for entry in rows if entry.intent.kind != "trial"]
        known = known_texts(entries)
        left = writer.journal.hands_off(writer.field)
        trials = {i for i, why in left.items() if why == open_trial(i)}
        wanted = _all_of_ours(entries, known, since)
        if only is not None:
            wanted = [i for i in only if i in known or i in trials]
        report.skipped += _in_vain(writer, only, wanted)
        # an answer is believed where a block has stood as it was sent, as with a write
        believed = has_stood(writer.journal, writer.field)
        if wanted:
            require_write_scope(writer.strava.scopes())
        for done, activity_id in enumerate(wanted, 1):
            if activity_id in trials:
                result = _end_trial(writer, activity_id)
            else:
                job = _job(activity_id, entries, known.get(activity_id, Known()))
                result = run_one(writer, replace(job, certain=not believed))
            if result.done is Done.ALREADY:
                result = Result(Done.SKIPPED, NO_BLOCK)
            apply_result(report, activity_id, result, report.undone)
            progress.step("undo", done, len(wanted))
    except TwingeError as error:
        report.failure = error
    return report


def _in_vain(
    writer: Writer, only: Sequence[ActivityId] | None, wanted: Sequence[ActivityId]
) -> list[Skipped]:
    """What was asked for and can't be looked at, and why; of all activities, those whose record was lost."""
    forgotten = writer.journal.forgotten(writer.field)
    if only is None:
        return [Skipped(i, FORGOTTEN) for i in sorted(forgotten)]
    left = dict.fromkeys(forgotten, FORGOTTEN) | writer.journal.hands_off(writer.field)
    return [Skipped(i, left.get(i, NEVER)) for i in only if i not in wanted]


def _end_trial(writer: Writer, activity_id: ActivityId) -> Result:
    try:
        Trials(writer, activity_id).end(past_breaker=True)
    except ActivityError as error:
        return Result(Done.SKIPPED, error.message)
    return Result(Done.WRITTEN)


def _all_of_ours(
    entries: Sequence[Entry], known: Mapping[ActivityId, Known], since: datetime | None
) -> list[ActivityId]:
    """The activities with a block of ours, or with what Strava made of one when writing was stopped."""
    last = {
        entry.intent.activity_id: entry
        for entry in entries
        if entry.outcome is not Outcome.SUPERSEDED
    }
    return [
        activity_id
        for activity_id, entry in last.items()
        if (known[activity_id].present or entry.outcome is Outcome.MISMATCH)
        and (since is None or entry.at >= since)
    ]


def _job(activity_id: ActivityId, entries: Sequence[Entry], known: Known) -> Job:
    ours = [
        entry
        for entry in entries
        if entry.intent.activity_id == activity_id and entry.outcome is not Outcome.SUPERSEDED
    ]
    return Job(
        activity_id, "undo", "", "", _take_out, known, restore=_restorer(ours, known.written)
    )


def _take_out(parsed: Parsed) -> str | None:
    return None if parsed.block is None else parsed.own


def _restorer(entries: Sequence[Entry], written: tuple[str, ...]) -> Callable[[str], str | None]:
    """Back through the writes that left the text as it is; None where the last one did not.

    What an undo put back is the text from before already. What the runner adopted is theirs: that a server
    made the same of an earlier text is no longer a reason.
    """

    def restore(text: str) -> str | None:
        found = adopted = False
        for entry in reversed(entries):
            if not _left_by(entry, text) or (adopted and entry.outcome is Outcome.MISMATCH):
                break
            found, adopted = True, adopted or _adopted(entry)
            if entry.intent.kind == "undo" and not _adopted(entry):
                text = entry.intent.target
                break
            text = entry.intent.base
        original = parse(text, written)
        return original.own if found and original.status == "clean" else None

    return restore


def _adopted(entry: Entry) -> bool:
    """Whether nothing was sent, and the text was taken for the runner's own."""
    return entry.intent.base == entry.intent.target and not entry.intent.digest


def _left_by(entry: Entry, text: str) -> bool:
    """Whether the text stands as that write left it, be it mangled by the server."""
    if entry.outcome is Outcome.MISMATCH and entry.observed is not None:
        return normal(text) == normal(entry.observed)
    # a server drops blanks and changes line ends; blanks that came are the runner's, who wrote since
    sent = entry.intent.target
    return normal(text) == normal(sent) and _length(text) <= _length(sent)


def _length(text: str) -> int:
    return len(text.replace("\r\n", "\n"))
