"""One whole night on fakes: what goes on when a stage stops, what is remembered, and the exit code."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pipeline_fakes import NOW, ONE, Desk, FakeStrava, a_run, blocks_in, down, listed
from three_nights import go, night, remembered, three_runs, write_note

from sync.errors import (
    ActivityError,
    Exit,
    LoginNeededError,
    RateLimitedError,
    SettingsError,
    StorageError,
    TwingeError,
)
from sync.pipeline.cycle import LAST_SUCCESS, Night, run_night
from sync.ports import Breaker, Memory

pytest_plugins = ("pipeline_fixtures",)


@pytest.fixture(autouse=True)
def three(desk: Desk, strava: FakeStrava) -> None:
    three_runs(desk, strava)


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
    assert ("data-run='[3," in page, "data-run='[2," in page) == (True, False)


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
