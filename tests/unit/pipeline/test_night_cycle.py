"""One whole night on fakes: what goes on when a stage stops, what is remembered, and the exit code."""

import json
import stat
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pipeline_fakes import BLOCK, NOW, ONE, Desk, FakeStrava, a_run, blocks_in, down, listed

from sync.errors import (
    ActivityError,
    Exit,
    LoginNeededError,
    RateLimitedError,
    SettingsError,
    StorageError,
    TwingeError,
)
from sync.pipeline.cycle import LAST_NIGHT, LAST_SUCCESS, Night, run_night
from sync.pipeline.forecast import ToCome, to_come
from sync.pipeline.pull import pull
from sync.pipeline.reports import PullReport, RunReport
from sync.ports import Breaker, Intent, Memory
from sync.settings import Settings

pytest_plugins = ("pipeline_fixtures",)

NOTE = "---\nstrava: {id}\npain:\n  right knee: {pain} from {onset}\n---\nwords of mine\n"


def write_note(desk: Desk, number: int, pain: str = "5", onset: str = "3 mi") -> None:
    folder = desk.folder / "notes"
    folder.mkdir(exist_ok=True)
    text = NOTE.format(id=number, pain=pain, onset=onset)
    (folder / f"{number}.md").write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def three(desk: Desk, strava: FakeStrava) -> None:
    for number in (1, 2, 3):
        strava.put_there(f"run {number}", number)
        write_note(desk, number)
    strava.pages = [listed(*(a_run(number, days_ago=number) for number in (1, 2, 3)))]


def night(desk: Desk, **changes: Any) -> Night:
    settings = Settings(
        home=desk.folder,
        notes=desk.folder / "notes",
        **{"publish": "description", "publish_after": timedelta(hours=6), **changes},
    )
    zone = ZoneInfo("America/New_York")
    return Night(settings, desk.store, lambda: desk.strava, desk.clock, zone, desk.progress)


def go(desk: Desk, **changes: Any) -> RunReport:
    desk.strava.told.clear()
    return run_night(night(desk, **changes))


def remembered(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.store.memory.get(LAST_NIGHT) or "{}")
    return found


def test_a_night_pulls_matches_writes_and_reports(desk: Desk, strava: FakeStrava) -> None:
    report = go(desk)

    assert report.exit_code is Exit.OK
    assert (report.pull.new, report.notes.matched, report.publish.written) == (3, 3, [1, 2, 3])
    assert strava.text(1).startswith("run 1\n\nTwinge | right knee 5/10 from ")
    assert report.requests == {"page": 2, "track": 3, "get": 4, "put": 3, "recorded": 3}
    assert Path(report.page).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert stat.S_IMODE(Path(report.page).stat().st_mode) == 0o600


def test_the_next_night_sends_one_request_and_no_put(desk: Desk, strava: FakeStrava) -> None:
    go(desk)

    report = go(desk)

    assert strava.told == ["page 1"]
    assert report.exit_code is Exit.OK
    assert (
        report.line() == "nothing new on Strava; 3 of 3 notes matched; no block to write; 1 request"
    )


def test_a_later_run_changes_no_earlier_block(desk: Desk, strava: FakeStrava) -> None:
    go(desk)
    before = [strava.text(number) for number in (1, 2, 3)]
    strava.put_there("", 9)
    strava.pages = [listed(a_run(9, days_ago=0.5), *(a_run(n, days_ago=n) for n in (1, 2, 3)))]
    write_note(desk, 9, pain="0")

    assert go(desk).publish.written == [9]

    assert [strava.text(number) for number in (1, 2, 3)] == before


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (down(), Exit.TRY_LATER),
        (RateLimitedError("spent", until_epoch_s=0), Exit.TRY_LATER),
        (LoginNeededError("revoked"), Exit.LOGIN_NEEDED),
    ],
    ids=["down", "limit", "login"],
)
def test_without_strava_the_notes_are_read_and_the_report_is_made(
    desk: Desk, strava: FakeStrava, failure: TwingeError, code: Exit
) -> None:
    go(desk, publish="off")
    (desk.folder / "report.html").unlink()
    strava.failures["page *"] = failure

    report = go(desk)

    assert report.exit_code is code
    assert report.notes.matched == 3
    assert (desk.folder / "report.html").exists()
    assert report.line().startswith("Strava not read; 3 of 3 notes matched")
    assert report.publish.written == []
    assert remembered(desk)["exit_code"] == code
    assert remembered(desk)["stopped"] == [str(failure)]


def test_without_a_login_the_rest_goes_on(desk: Desk) -> None:
    def nobody() -> FakeStrava:
        raise LoginNeededError("Not logged in.")

    parts = night(desk)
    without = Night(parts.settings, parts.store, nobody, parts.clock, parts.zone, parts.progress)

    report = run_night(without)

    assert report.exit_code is Exit.LOGIN_NEEDED
    assert report.notes.waiting + report.notes.unmatched == 3
    assert (desk.folder / "report.html").exists()
    assert report.requests == {}


def test_without_a_login_what_was_not_seen_for_too_long_is_deleted_all_the_same(desk: Desk) -> None:
    def nobody() -> FakeStrava:
        raise LoginNeededError("Not logged in.")

    go(desk)
    parts = night(desk)
    without = Night(parts.settings, parts.store, nobody, parts.clock, parts.zone, parts.progress)
    desk.clock.pass_s(7 * 86_400)
    kept = run_night(without).pull.purged
    desk.clock.pass_s(3600)

    assert (kept, run_night(without).pull.purged) == (0, 3)
    assert desk.store.activities.runs() == []


def test_a_missing_setting_is_the_exit_code(desk: Desk) -> None:
    def unset() -> FakeStrava:
        raise SettingsError("STRAVA_CLIENT_ID not set.")

    parts = night(desk)
    without = Night(parts.settings, parts.store, unset, parts.clock, parts.zone, parts.progress)

    assert run_night(without).exit_code is Exit.USAGE


def test_notes_that_vanished_stop_writing_and_leave_the_report(desk: Desk) -> None:
    for number in range(4, 8):
        write_note(desk, number)
    go(desk)
    page = (desk.folder / "report.html").read_bytes()
    for path in (desk.folder / "notes").iterdir():
        path.unlink()

    report = go(desk)

    assert report.exit_code is Exit.HELD_BACK
    assert "notes not read" in report.line()
    assert (desk.folder / "report.html").read_bytes() == page
    assert run_night(night(desk), accept_missing=True).notes.failure is None


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (lambda d: d.strava.failures.update({"get 1": ActivityError("odd")}), Exit.SOME_SKIPPED),
        (lambda d: write_note(d, 3, pain="lots"), Exit.SOME_SKIPPED),
        (lambda d: d.strava.pages.insert(0, listed(broken=["activity x"])), Exit.SOME_SKIPPED),
        (lambda d: d.journal.set_breaker(Breaker("odd", ONE, NOW)), Exit.BREAKER),
        (lambda d: setattr(d.strava, "granted", frozenset()), Exit.LOGIN_NEEDED),
        (lambda d: setattr(d.strava, "stale_reads", 3), Exit.TRY_LATER),
        (lambda d: d.strava.failures.update({"put 1": StorageError("full")}), Exit.DISK),
    ],
    ids=["an activity", "a note", "an entry", "breaker", "scope", "unverified", "disk"],
)
def test_the_exit_code_is_the_gravest_of_what_happened(
    desk: Desk, trouble: Callable[[Desk], object], code: Exit
) -> None:
    trouble(desk)

    report = go(desk)

    assert report.exit_code is code
    assert (desk.folder / "report.html").exists()
    assert (desk.store.memory.get(LAST_SUCCESS) is not None) is (code == Exit.SOME_SKIPPED)


def test_each_recording_is_fetched_once_and_first_where_a_note_names_a_time(
    desk: Desk, strava: FakeStrava
) -> None:
    write_note(desk, 2, onset="25:00")
    strava.tracks = {2: {"time": {"data": [0, 3000]}, "distance": {"data": [0, 9000]}}}

    line = go(desk).line()
    asked = [one for one in strava.told if one.startswith("track")]
    assert asked == ["track 2", "track 1", "track 3"]
    assert "; 3 recordings; blocks: 3 written" in line
    assert "from 4.5 km" in strava.text(2)

    assert "recording" not in go(desk).line()
    assert strava.told == ["page 1"]


@pytest.mark.parametrize(
    "trouble", [down(), RateLimitedError("spent", until_epoch_s=0)], ids=["down", "limit"]
)
def test_a_block_waits_for_its_recording_where_a_guess_would_be_written_and_the_others_do_not(
    desk: Desk, strava: FakeStrava, trouble: TwingeError
) -> None:
    write_note(desk, 2, onset="25:00")
    strava.tracks = {2: {"time": {"data": [0, 3000]}, "distance": {"data": [0, 9000]}}}
    strava.failures["track *"] = trouble

    report = go(desk)

    assert report.exit_code is Exit.TRY_LATER
    assert report.publish.written == [1, 3]
    assert [(one.activity_id, one.why) for one in report.publish.left_alone] == [
        (2, "its recording is still to come; a later night writes it")
    ]
    assert "recordings: 3 to come" in report.line()
    assert strava.text(2) == "run 2"

    strava.behave()
    assert go(desk).publish.written == [2]
    assert "from 4.5 km" in strava.text(2)


def test_a_spent_limit_stops_no_block_that_needs_no_recording(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.failures["track *"] = RateLimitedError("spent", until_epoch_s=0)

    report = go(desk)

    assert (report.exit_code, report.publish.written) == (Exit.OK, [1, 2, 3])
    assert report.as_json()["pull"]["recordings"] == {"asked": 0, "to_come": 3}

    before = [strava.text(number) for number in (1, 2, 3)]
    strava.behave()
    assert go(desk).publish.written == []
    assert [strava.text(number) for number in (1, 2, 3)] == before
    assert desk.store.activities.tracked() == {1, 2, 3}


def test_a_night_whose_recordings_wait_for_the_limit_says_when_it_goes_on(
    desk: Desk, strava: FakeStrava
) -> None:
    """The blocks are written, so it is no failure; and what is to come can be foretold."""
    assert to_come(night(desk)).streams == 0, "nothing is known of any run"
    strava.failures["track 2"] = RateLimitedError("spent", until_epoch_s=900.0)

    report = go(desk)

    assert (report.exit_code, report.publish.written) == (Exit.OK, [1, 2, 3])
    assert report.as_json()["goes_on_at"] == "1970-01-01T00:15:00+00:00"
    assert to_come(night(desk)).streams == 2
    strava.behave()
    assert go(desk).as_json()["goes_on_at"] is None
    assert to_come(night(desk)).streams == 0


def test_what_is_foretold_is_what_the_night_then_asks_for(desk: Desk, strava: FakeStrava) -> None:
    """Once the runs are listed: recordings, shoes, looks and writes; the first write is looked at once more."""
    before = to_come(night(desk))
    pull(strava, desk.store, desk.clock, desk.progress, retention=timedelta(days=7))
    foretold = to_come(night(desk))
    strava.told.clear()

    go(desk)

    sent = Counter(told.split()[0] for told in strava.told)
    assert before == ToCome(notes_waiting=3)
    assert foretold == ToCome(sent["track"], sent["gear"], sent["get"], sent["put"])
    assert min(sent["track"], sent["get"], sent["put"]) > 0
    assert to_come(night(desk)) == ToCome()


def test_a_text_left_open_takes_a_look_and_a_stopped_writing_none(desk: Desk) -> None:
    pull(desk.strava, desk.store, desk.clock, desk.progress, retention=timedelta(days=7))
    intent = Intent(ONE, "description", "write", "", BLOCK, BLOCK, "x")
    desk.journal.record(intent, desk.clock.now())
    assert to_come(night(desk)).detail == 3 + 1 + 1

    desk.journal.set_breaker(Breaker("odd", ONE, desk.clock.now()))
    assert (to_come(night(desk)).detail, to_come(night(desk)).put) == (0, 0)


@pytest.mark.parametrize("other", [down(), LoginNeededError("revoked")], ids=["down", "login"])
def test_a_night_that_fails_for_another_reason_does_not_wait_for_the_limits(
    other: TwingeError,
) -> None:
    report = RunReport(pull=PullReport(failure=other, goes_on_at_s=900.0))
    assert report.goes_on_at is None
    report.pull.failure = RateLimitedError("spent", until_epoch_s=1800.0)
    assert report.goes_on_at == datetime(1970, 1, 1, 0, 30, tzinfo=UTC)


def test_a_run_that_two_nights_no_longer_list_is_out_of_record_and_report_at_once(
    desk: Desk, strava: FakeStrava
) -> None:
    go(desk)
    strava.pages = [listed(*(a_run(number, days_ago=number) for number in (1, 3)))]

    nights = []
    for _ in range(2):
        desk.clock.pass_s(86400)
        nights.append(go(desk))

    assert [(one.pull.deleted, one.notes.matched) for one in nights] == [(0, 3), (1, 2)]
    assert {run.id for run in desk.store.activities.runs()} == {1, 3}
    assert desk.store.activities.tracked() == {1, 3}
    page = Path(nights[1].page).read_text(encoding="utf-8")
    assert ("activities/3" in page, "activities/2" in page) == (True, False)


def test_writing_that_is_off_asks_for_no_text(desk: Desk, strava: FakeStrava) -> None:
    report = go(desk, publish="off")

    assert {one.split()[0] for one in strava.told} == {"page", "track"}
    assert "writing is off" in report.line()


def test_the_private_note_is_a_text_of_its_own(desk: Desk, strava: FakeStrava) -> None:
    for number in (1, 2, 3):
        strava.put_there("for me", number, "private_note")

    go(desk, publish="private_note")

    assert strava.text(1) == "run 1"
    assert blocks_in(strava.text(1, "private_note")) == 1


def test_a_night_that_is_done_is_remembered(desk: Desk) -> None:
    report = go(desk)

    assert remembered(desk)["line"] == report.line()
    assert desk.store.memory.get(LAST_SUCCESS) == NOW.isoformat()


def test_a_disk_that_can_remember_nothing_still_gives_a_report(desk: Desk) -> None:
    class Full(dict[str, str]):
        def put(self, name: str, value: str) -> None:
            raise StorageError("The disk is full.")

    full: Memory = Full()
    store = replace(desk.store, memory=full)
    parts = night(desk)
    report = run_night(
        Night(parts.settings, store, parts.strava, parts.clock, parts.zone, parts.progress)
    )

    assert report.exit_code is Exit.DISK


def test_a_report_that_cannot_be_written_is_a_matter_of_the_disk(desk: Desk) -> None:
    (desk.folder / "report.html").mkdir()

    report = go(desk)

    assert report.exit_code is Exit.DISK
    assert report.publish.written == [1, 2, 3]


def test_neither_messages_nor_memory_hold_what_the_runner_wrote(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.keep = lambda sent, _: sent.replace("run", "walk")

    report = go(desk)

    shown = json.dumps([report.as_json(), remembered(desk), report.line()])
    shown += " ".join(str(failure) for failure in report.failures)
    for private in ("run 1", "walk 1", "words of mine", "right knee"):
        assert private not in shown
