"""Three ways to write a block that look right and lose words: what the harness must be able to find."""

from math import inf

from annotations.block import JOINT
from annotations.model import ActivityId
from sync.pipeline.writer import Writer
from sync.ports import Intent, ListAsk, Outcome


def put_then_record(writer: Writer, activity_id: ActivityId, block: str) -> None:
    """The journal is written once it is known that the PUT went well."""
    if any(
        entry.intent.activity_id == activity_id for entry in writer.journal.entries("description")
    ):
        return
    text = writer.strava.read_text(activity_id, "description").text
    target = text + JOINT + block
    writer.strava.write_text(activity_id, "description", target, inf)
    _remember(writer, activity_id, text, target, block)


def splice_into_the_list(writer: Writer, activity_id: ActivityId, block: str) -> None:
    """One request is saved by taking the text from the list of activities, which has none."""
    for pulled in writer.strava.activities_page(ListAsk()).pulled:
        if pulled.run.id == activity_id:
            text = str(pulled.raw.get("description") or "")
            target = text + JOINT + block if text else block
            _remember(writer, activity_id, text, target, block)
            writer.strava.write_text(activity_id, "description", target, inf)


def append_and_remember(writer: Writer, activity_id: ActivityId, block: str) -> None:
    """Backed up before, but the intent is no reason to look: a run that died is simply done again."""
    entries = writer.journal.entries("description")
    if any(
        entry.intent.activity_id == activity_id and entry.outcome is Outcome.VERIFIED
        for entry in entries
    ):
        return
    text = writer.strava.read_text(activity_id, "description").text
    target = text + JOINT + block
    for earlier in entries:
        writer.journal.settle(earlier, Outcome.SUPERSEDED, None, writer.clock.now())
    intent = Intent(activity_id, "description", "write", text, target, block, block)
    entry = writer.journal.record(intent, writer.clock.now())
    writer.strava.write_text(activity_id, "description", target, inf)
    writer.journal.settle(entry, Outcome.VERIFIED, target, writer.clock.now())


def _remember(writer: Writer, activity_id: ActivityId, text: str, target: str, block: str) -> None:
    intent = Intent(activity_id, "description", "write", text, target, block, block)
    entry = writer.journal.record(intent, writer.clock.now())
    writer.journal.settle(entry, Outcome.VERIFIED, target, writer.clock.now())
