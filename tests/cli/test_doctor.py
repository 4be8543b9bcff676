"""`twinge doctor`: what is wrong, named with what to type; and the trials against a Strava that changes texts."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from descriptions import DETAIL, blocks, texts
from runners_machine import Impatient, Machine

from annotations.block import normal
from annotations.model import ActivityId
from sync.cli.checkup import checkup
from sync.cli.sandbox import write_notes
from sync.pipeline.canary import CanaryReport, canary
from sync.pipeline.checklist import LoginFacts
from sync.ports import Breaker, TextField
from sync.sandbox import faults
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story
from sync.wiring import Silent, SystemClock, open_night, open_store, settings_here


def test_a_machine_on_which_all_is_well(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("nightly")
    mark = len(strava.requests)

    ran = runner.twinge("doctor")

    assert ran.code == 0, ran.out
    assert "wrong" not in ran.out
    for part in ("Settings", "Home", "Notes", "Login", "Database", "Backups", "Writing", "Limits"):
        assert f"ok    {part}" in ran.out
    assert strava.counts(mark) == {"list": 1}


def no_login(machine: Machine) -> None:
    (machine.home / "tokens.json").unlink()


def read_only_login(machine: Machine) -> None:
    machine.log_in(write=False)


def no_notes(machine: Machine) -> None:
    shutil.rmtree(machine.notes)


def no_database(machine: Machine) -> None:
    (machine.home / "twinge.db").unlink()


def a_letter(machine: Machine) -> None:
    (machine.home / "twinge.db").write_bytes(b"dear diary\n" * 500)


def a_torn_backup(machine: Machine) -> None:
    (path,) = (machine.home / "backup").glob("*.jsonl")
    path.write_bytes(path.read_bytes()[:-40])


def a_forgotten_text(machine: Machine) -> None:
    no_database(machine)
    machine.twinge("sync")


def an_open_breaker(machine: Machine) -> None:
    with open_store(settings_here()) as store:
        store.journal.set_breaker(Breaker("odd", ActivityId(5), SystemClock().now()))


WRONG: dict[str, tuple[Callable[[Machine], None], int, str]] = {
    "no login": (no_login, 4, "`twinge login`"),
    "may not write": (read_only_login, 4, "activity:write"),
    "no notes folder": (no_notes, 3, "`twinge init`"),
    "lost database": (no_database, 6, "`twinge publish --rescan`"),
    "damaged database": (a_letter, 6, "is damaged"),
    "torn backup": (a_torn_backup, 5, "`twinge export-originals DIR`"),
    "forgotten texts": (a_forgotten_text, 5, "`twinge publish --rescan`"),
    "breaker": (an_open_breaker, 7, "`twinge publish --resume`"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named_with_what_to_type_and_hides_nothing_else(
    runner: Machine, what: str
) -> None:
    runner.twinge("nightly")
    harm, code, mend = WRONG[what]
    harm(runner)

    ran = runner.twinge("doctor", "--json")

    assert ran.code == code, ran.out
    wrong = [one for one in ran.json["checks"] if not one["well"]]
    assert any(mend in f"{one['says']} {one['mend']}" for one in wrong)
    assert all(one["mend"] for one in wrong)
    assert any(one["well"] and one["name"] == "Settings" for one in ran.json["checks"])


def test_a_setting_that_can_not_be_read_is_named(
    runner: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINGE_UNITS", "furlongs")

    ran = runner.twinge("doctor")

    assert ran.code == 2
    assert "wrong Settings" in ran.out
    assert "TWINGE_UNITS" in ran.out


def test_a_spent_limit_is_told_with_its_end(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("nightly")
    strava.spend(5000)
    runner.twinge("sync")

    ran = runner.twinge("doctor")

    assert ran.code == 75
    assert "limit is spent until" in ran.out


class Shifted(SystemClock):
    """A machine whose clock is wrong."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by


@pytest.mark.parametrize(("minutes", "how"), [(40, "ahead of"), (-40, "behind")])
def test_a_clock_that_is_wrong_is_told_by_how_much(runner: Machine, minutes: int, how: str) -> None:
    runner.twinge("sync")

    checks = list(checkup(settings_here(), Shifted(timedelta(minutes=minutes))))

    (clock,) = [check for check in checks if check.name == "Clock"]
    assert f"40 minutes {how} Strava's" in clock.says
    assert clock.code == 2


@pytest.fixture
def private(strava: SandboxState, story: Story) -> int:
    """The newest run that only the runner can see, with a text of theirs in it."""
    run = [one for one in story.activities if one["visibility"] == "only_me"][-1]
    strava.runner_edits(int(run["id"]), description="Only for me, this one.")
    return int(run["id"])


NORMALISERS = {
    "none": (faults.delay(0), ["markup"]),
    "trim": (faults.trim(), ["markup"]),
    "crlf": (faults.crlf(), ["markup"]),
    "html escape": (faults.html_escape(), []),
    "truncate": (faults.truncate(900), ["markup"]),
    "drop markers": (faults.drop_markers(), ["markup"]),
    "ignore put": (faults.ignore_put(), []),
}


class Yes:
    """A runner who allows every write and has nobody to mention."""

    def may_write(self, what: str, text: str) -> bool:
        return True

    def asked(self, question: str) -> bool | None:
        return None

    def tell(self, line: str) -> None:
        """Nobody is there to read it."""


def tried(private: int, field: TextField = "description") -> CanaryReport:
    """As `twinge doctor --canary` does it, but nobody waits for the pauses before looking again."""
    with open_night(settings_here(), Silent(), Impatient()) as parts:
        return canary(parts.writer(field), ActivityId(private), Yes(), LoginFacts(None))


@pytest.mark.parametrize("name", NORMALISERS)
def test_the_trials_learn_what_strava_does_and_put_the_text_back(
    settled: Machine, strava: SandboxState, story: Story, private: int, name: str
) -> None:
    settled.log_in()
    before = texts(strava, story)
    fault, survivors = NORMALISERS[name]
    strava.inject("PUT", DETAIL, fault, times=None)

    report = tried(private)

    assert report.failure is None
    assert report.survivors == survivors
    assert texts(strava, story) == before
    assert normal(strava.text(private, "private_note")) == ""
    touched = {entry.path for entry in strava.requests if entry.method == "PUT"}
    assert all(path.endswith(str(private)) for path in touched)


@pytest.mark.parametrize("field", ["description", "private_note"])
def test_a_private_note_that_is_ignored_is_said_so(
    settled: Machine, strava: SandboxState, private: int, field: TextField
) -> None:
    settled.log_in()
    nth = 1 if field == "private_note" else 9
    strava.inject("PUT", DETAIL, faults.ignore_put(), nth=nth, times=None)

    report = tried(private, field)

    assert "no: Strava ignores it" in report.answers[3].answer
    assert "TWINGE_PUBLISH=description" in report.answers[3].answer


@pytest.mark.parametrize("heeds", [True, False])
def test_a_server_that_heeds_if_match_is_told_from_one_that_does_not(
    settled: Machine, strava: SandboxState, private: int, heeds: bool
) -> None:
    settled.log_in()
    if heeds:  # the seventh write of the text is the one with the condition, after it was put back
        strava.inject("PUT", DETAIL, faults.status(412), nth=8)

    report = tried(private)

    assert report.failure is None
    assert report.answers[5].answer == ("yes" if heeds else "no")
    assert strava.text(private) == "Only for me, this one."


def test_at_a_terminal_each_write_is_shown_and_asked_for_and_the_answers_are_remembered(
    settled: Machine, strava: SandboxState, private: int
) -> None:
    settled.log_in()

    ran = settled.spawn_with_input(
        "doctor", "--canary", str(private), "--json", lines=[*"yyyyyyyy", "n"]
    )

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert [one["number"] for one in told["answers"]] == list(range(1, 12))
    assert ran.stderr.count("Write this?") == 8
    assert strava.text(private) == "Only for me, this one."
    with open_store(settings_here()) as store:
        assert store.journal.survivors("description") == {"markup"}
        assert json.loads(store.memory.get("canary") or "{}")["answers"] == told["answers"]


def test_a_runner_who_stops_in_the_middle_gets_the_text_back(
    settled: Machine, strava: SandboxState, private: int
) -> None:
    settled.log_in()

    ran = settled.spawn_with_input("doctor", "--canary", str(private), lines=["y", "y"])

    assert ran.returncode == 130
    assert strava.text(private) == "Only for me, this one."
    assert strava.counts()["put"] == 3
    with open_store(settings_here()) as store:
        assert store.journal.survivors("description") == {"markup"}
        assert store.journal.hands_off("description") == {}


def test_no_to_every_question_writes_nothing(
    settled: Machine, strava: SandboxState, private: int
) -> None:
    settled.log_in()
    mark = len(strava.requests)

    ran = settled.spawn_with_input("doctor", "--canary", str(private), lines=["n"] * 9)

    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.count("Write this?") >= 8
    assert strava.counts(mark)["put"] == 0


def test_without_an_id_the_newest_private_run_is_offered(
    settled: Machine, strava: SandboxState, private: int
) -> None:
    settled.log_in()
    settled.twinge("sync")
    mark = len(strava.requests)

    ran = settled.spawn_with_input("doctor", "--canary", lines=["n"])

    assert ran.returncode == 2
    assert f"(activity {private})?" in ran.stderr
    assert strava.counts(mark)["put"] == 0


def test_texts_with_markup_wait_for_the_trial_and_are_written_after_it(
    settled: Machine, strava: SandboxState, story: Story, private: int
) -> None:
    write_notes(settled.notes, story.notes)
    settled.log_in()
    night = settled.twinge("nightly")
    waiting = [i for i, text in texts(strava, story).items() if "&" in text and not blocks(text)]
    assert "`twinge doctor --canary ID`" in night.err
    assert night.code == 0
    free = [int(one["id"]) for one in story.activities if one["visibility"] == "only_me"]

    report = tried(next(one for one in free if not blocks(strava.text(one))))
    settled.twinge("nightly")

    assert report.failure is None
    written = [i for i in waiting if blocks(strava.text(i))]
    assert len(written) == 1
    assert "&amp;" not in strava.text(written[0])
