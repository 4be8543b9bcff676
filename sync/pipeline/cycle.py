"""One night: pull, read and match, learn, write back, report. A stage that fails never takes the others with it."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from annotations.model import ActivityId, Note
from sync.errors import Exit, LoginNeededError, StorageError, TryLaterError, TwingeError
from sync.pipeline.experiments import follow
from sync.pipeline.learn import Learned, digest, learn
from sync.pipeline.moves import Teller, tell_moves
from sync.pipeline.pages import profiles, put_page
from sync.pipeline.publish import publish
from sync.pipeline.pull import expire, pull
from sync.pipeline.read import read_notes
from sync.pipeline.recordings import fetch_recordings, name_shoes, wanted
from sync.pipeline.reports import NotesReport, PublishReport, PullReport, RunReport
from sync.pipeline.writer import Writer
from sync.plan import Rules, known_texts
from sync.ports import Clock, Progress, Store, Strava, TextField
from sync.settings import Settings

if TYPE_CHECKING:
    from sync.pipeline.know import Inquiry

LAST_NIGHT = "last_night"
LAST_SUCCESS = "last_success"


@dataclass(frozen=True, slots=True)
class Night:
    """All that a night needs. `strava` is asked for when it is first needed and may raise."""

    settings: Settings
    store: Store
    strava: Callable[[], Strava]
    clock: Clock
    zone: ZoneInfo
    progress: Progress

    def today(self) -> date:
        return self.clock.now().astimezone(self.zone).date()

    def writer(self, field: TextField) -> Writer:
        return Writer(self.strava(), self.store.journal, self.clock, field)


def run_night(
    night: Night, *, full: bool = False, backfill: bool = False, accept_missing: bool = False
) -> RunReport:
    """One whole cycle; everything that happened, also what stopped, is in the report and the database."""
    report = RunReport(publish=PublishReport(target=night.settings.publish))
    started = night.clock.now()
    strava: Strava | None = None
    try:
        try:
            strava = night.strava()
        except (LoginNeededError, TryLaterError) as error:
            # nobody can ask any more: what was not seen for too long goes all the same
            gone = expire(night.store, started, night.settings.retention)
            report.pull = PullReport(purged=gone, failure=error)
        else:
            report.pull = _pull(night, strava, full=full)
        _after_pull(night, strava, report, backfill=backfill, accept_missing=accept_missing)
        night.store.copies.keep(night.today())
    except TwingeError as error:
        report.failure = error
    report.requests = strava.requests_sent() if strava else {}
    _remember(night, started, report)
    return report


def _pull(night: Night, strava: Strava, *, full: bool) -> PullReport:
    retention = night.settings.retention
    return pull(strava, night.store, night.clock, night.progress, retention=retention, full=full)


def _after_pull(
    night: Night,
    strava: Strava | None,
    report: RunReport,
    *,
    backfill: bool,
    accept_missing: bool,
) -> None:
    try:
        notes, learned, report.notes = understand(night, accept_missing=accept_missing)
    except StorageError:
        raise
    except TwingeError as error:
        report.notes.failure = error
        return
    report.notes.moved = moves(night, learned, "nightly")
    if strava is not None and report.pull.failure is None:
        learned, waiting = with_recordings(night, strava, notes, learned, report)
        target = night.settings.publish
        if target != "off":
            writer = night.writer(target)
            report.publish = write_back(writer, night, learned, backfill=backfill, waiting=waiting)
    write_page(night, learned)
    report.page = str(night.settings.report_path)


def understand(
    night: Night, *, accept_missing: bool = False
) -> tuple[list[Note], Learned, NotesReport]:
    """Stages 2 and 3 on what is on this machine: the notes, what they teach, what was wrong with them."""
    notes, report = read_here(night, accept_missing=accept_missing)
    return notes, _learn(night, notes, report), report


def read_here(night: Night, *, accept_missing: bool = False) -> tuple[list[Note], NotesReport]:
    """Stage 2 without the matching: the notes as they stand on this machine."""
    return read_notes(
        night.settings.notes,
        night.store.notes,
        units=night.settings.units,
        today=night.today(),
        at=night.clock.now(),
        memory=night.store.memory,
        accept_missing=accept_missing,
    )


def _learn(night: Night, notes: list[Note], report: NotesReport) -> Learned:
    """What notes and runs teach, the experiments among it; what is wrong with those goes into the report."""
    learned = learn(notes, night.store.activities.runs(), night.today(), report)
    folder, now = night.settings.notes, night.clock.now()
    trials, problems = follow(folder, night.store.experiments, learned.record, now)
    report.problems += [problem for problem in problems if problem not in report.problems]
    return replace(learned, trials=trials)


def moves(night: Night, learned: Learned, teller: Teller) -> list[str]:
    """The notes that changed their run since `teller` last said so; they are told once."""
    store, target = night.store, night.settings.publish

    def blocks() -> list[ActivityId]:
        entries = store.journal.entries(target) if target != "off" else []
        return [activity_id for activity_id, text in known_texts(entries).items() if text.present]

    return tell_moves(store.memory, teller, learned.matching, store.activities.runs, blocks)


def with_recordings(
    night: Night, strava: Strava, notes: list[Note], learned: Learned, report: RunReport
) -> tuple[Learned, frozenset[ActivityId]]:
    """What is learned with the recordings and shoes of noted runs that were not asked for yet.

    And the runs whose blocks must wait: a note names a time, and the recording that tells its
    distance is still to come. A block is written once, so not from a guess. What stops it is in
    `report.pull.failure`.
    """
    activities = night.store.activities
    want = wanted(learned.record, activities.tracked())
    waiting = fetch_recordings(strava, activities, want, night.progress, report.pull)
    asked = name_shoes(strava, activities, learned.record, night.clock)
    if asked or report.pull.recordings:
        learned = _learn(night, notes, report.notes)
    return learned, waiting


def write_back(
    writer: Writer,
    night: Night,
    learned: Learned,
    *,
    backfill: bool = False,
    confirmed: bool = False,
    asked_for: frozenset[ActivityId] = frozenset(),
    waiting: frozenset[ActivityId] = frozenset(),
    dry_run: bool = False,
) -> PublishReport:
    """Stage 4 with the settings' rules; the runs in `waiting` are left for a later night."""

    @cache
    def look() -> None:
        """This night's looks are taken before its first block is made: the newest blocks may tell of them."""
        inquiry(night).now(learned)

    def compose(activity_id: ActivityId) -> str:
        look()
        return block_of(night, learned, activity_id)

    settings = night.settings
    rules = Rules(
        settings.audience, settings.publish_after, backfill, confirmed, asked_for, waiting
    )
    return publish(
        writer,
        learned.record.noted,
        digest,
        compose,
        rules,
        night.progress,
        dry_run=dry_run,
    )


def block_of(night: Night, learned: Learned, activity_id: ActivityId) -> str:
    """The block of one run from what was known when it had been run."""
    from annotations.wording import block_text

    noted = learned.of(activity_id)
    known_then = inquiry(night).as_of(learned.up_to(noted.run))
    return block_text(noted, known_then, night.settings.units)


def inquiry(night: Night) -> "Inquiry":
    """Who answers what the record shows, with this night's log of claims."""
    from sync.pipeline.know import Inquiry  # imports scipy

    return Inquiry(
        night.store.claims, night.settings.suspect or "", night.settings.units, night.today()
    )


def write_page(night: Night, learned: Learned) -> Path:
    """The report page, in its place and readable by its owner only when this returns.

    The caller holds the process lock: the file on the way there has one name.
    """
    from annotations.report.page import render_report  # imports scipy and jinja2

    as_of = night.clock.now().astimezone(night.zone)
    page = render_report(
        learned.record,
        inquiry(night).now(learned),
        units=night.settings.units,
        as_of=as_of,
        profiles=profiles(night.store.activities.streams, learned.record),
    )
    put_page(night.settings.report_path, page)
    return night.settings.report_path


def write_physio_page(night: Night, learned: Learned, *, with_names: bool) -> Path:
    """The page for a physiotherapist beside the report, written as that is."""
    from annotations.report.page import render_physio  # imports scipy and jinja2

    as_of = night.clock.now().astimezone(night.zone)
    found, units = inquiry(night).now(learned), night.settings.units
    page = render_physio(learned.record, found, units=units, as_of=as_of, with_names=with_names)
    put_page(night.settings.physio_path, page)
    return night.settings.physio_path


def _remember(night: Night, started: datetime, report: RunReport) -> None:
    """For `status` and the daemon; a database that can't take it has already said so."""
    summary = {
        "started": started.isoformat(),
        "finished": night.clock.now().isoformat(),
        "exit_code": int(report.exit_code),
        "line": report.line(),
        "stopped": [str(failure) for failure in report.failures],
    }
    with suppress(StorageError):
        night.store.memory.put(LAST_NIGHT, json.dumps(summary))
        if report.exit_code in (Exit.OK, Exit.SOME_SKIPPED):
            night.store.memory.put(LAST_SUCCESS, started.isoformat())
