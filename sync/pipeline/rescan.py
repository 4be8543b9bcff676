"""After a lost database: which blocks on Strava are ours, learned again from the backup files. GETs only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotations.block import Parsed, fingerprint, normal, parse, splice
from annotations.model import ActivityId
from sync.errors import ActivityError, TwingeError
from sync.pipeline.job import how_to_adopt, unkeepable
from sync.pipeline.past import original_before, steps
from sync.pipeline.publish import begin
from sync.pipeline.reports import PublishReport, Skipped
from sync.pipeline.writer import Writer
from sync.plan import Known, known_texts
from sync.ports import BackedUp, Intent, Outcome, Progress


@dataclass(slots=True)
class RescanReport:
    """The activities that are under care again, and those that are left alone, each with its reason."""

    taken_back: list[ActivityId] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    failure: TwingeError | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "taken_back": self.taken_back,
            "skipped": [{"id": one.activity_id, "why": one.why} for one in self.skipped],
            "stopped": str(self.failure) if self.failure else None,
        }


def rescan(writer: Writer, progress: Progress) -> RescanReport:
    """Read each activity that the backup files know more of than the journal, and take its block back.

    A block is ours when it is to the letter one that we were about to write there. An activity whose
    block the runner edited or took out is hands off. One GET an activity; nothing is sent.
    """
    report = RescanReport()
    try:
        begin(writer, PublishReport(), allow_open_breaker=True)
        known = known_texts(writer.journal.entries(writer.field))
        lines = [line for line in writer.journal.backups().lines if line.field == writer.field]
        wanted = _unknown(lines, known)
        for done, (activity_id, of_one) in enumerate(wanted.items(), 1):
            try:
                why = _take_back(writer, of_one, known.get(activity_id, Known()))
            except ActivityError as error:
                why = error.message
            if why:
                report.skipped.append(Skipped(activity_id, why))
            else:
                report.taken_back.append(activity_id)
            progress.step("descriptions", done, len(wanted))
    except TwingeError as error:
        report.failure = error
    return report


def _unknown(
    lines: Sequence[BackedUp], known: Mapping[ActivityId, Known]
) -> dict[ActivityId, list[BackedUp]]:
    """The lines of each activity for which they hold a block that the journal has never heard of."""
    texts: dict[ActivityId, list[BackedUp]] = {}
    for line in lines:
        texts.setdefault(line.activity_id, []).append(line)
    return {
        activity_id: of_one
        for activity_id, of_one in texts.items()
        if {line.block for line in of_one if line.block}
        - set(known.get(activity_id, Known()).written)
    }


def _take_back(writer: Writer, lines: Sequence[BackedUp], known: Known) -> str:
    """Why the activity is left alone; empty when its block is known as ours again."""
    activity_id, now = lines[0].activity_id, writer.clock.now()
    online = writer.strava.read_text(activity_id, writer.field)
    if why := unkeepable(online.text):
        return why
    blocks = list(dict.fromkeys([*known.written, *(line.block for line in lines if line.block)]))
    parsed = parse(online.text, blocks)
    why = parsed.why
    if parsed.status == "clean" and parsed.block is None:
        why = "there is no block of ours in it any more"
    if why:
        if parsed.status != "ambiguous":
            writer.journal.leave_alone(activity_id, writer.field, why, now)
        return f"{why} ({how_to_adopt(activity_id)})"
    line = _line_of(lines, parsed)
    if line is not None:  # else it is one that the journal knows
        base = _base(lines, blocks, line.block, online.text)
        intent = Intent(
            activity_id, writer.field, "write", base, online.text, line.block, line.digest
        )
        entry = writer.journal.record(intent, now)
        writer.journal.settle(entry, Outcome.VERIFIED, online.text, now)
        writer.journal.adopt(activity_id, writer.field)
    return ""


def _line_of(lines: Sequence[BackedUp], parsed: Parsed) -> BackedUp | None:
    """The newest line with the block that stands there."""
    stands = fingerprint(parsed.block or "")
    return next((line for line in reversed(lines) if fingerprint(line.block) == stands), None)


def _base(lines: Sequence[BackedUp], blocks: Sequence[str], block: str, online: str) -> str:
    """What an undo is to give back: the text before the first write where it still stands, else the text as it is."""
    original = original_before(steps([], lines))
    parsed = parse(original, blocks)
    if parsed.status == "clean" and normal(splice(parsed, block)) == normal(online):
        return original
    return online
