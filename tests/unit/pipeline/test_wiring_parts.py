"""What the adapters are put together from: the home folder, its lock, the clock, and leaving nothing behind."""

import os
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest

from sync.errors import StorageError, TryLaterError
from sync.settings import Settings
from sync.wiring import SystemClock, local_zone, make_home, open_store, process_lock, purge


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", notes=tmp_path / "notes")


def test_the_clock_counts_the_time_that_the_machine_sleeps() -> None:
    if not hasattr(time, "CLOCK_BOOTTIME"):
        pytest.skip("only Linux has a clock of its own for that")
    since_start = time.clock_gettime(time.CLOCK_BOOTTIME)

    assert 0 <= SystemClock().monotonic_s() - since_start < 60
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_the_home_folder_is_for_its_owner_only(settings: Settings) -> None:
    settings.home.mkdir(mode=0o755)

    make_home(settings)

    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700


def test_a_home_that_is_no_folder_says_so(settings: Settings) -> None:
    settings.home.write_text("a file")

    with pytest.raises(StorageError, match="TWINGE_HOME"):
        make_home(settings)


def test_a_second_holder_leaves_at_once_and_the_lock_is_free_afterwards(
    settings: Settings,
) -> None:
    started = time.monotonic()
    with process_lock(settings), pytest.raises(TryLaterError), process_lock(settings):
        pass
    assert time.monotonic() - started < 1

    with process_lock(settings):
        assert stat.S_IMODE((settings.home / "run.lock").stat().st_mode) == 0o600


def test_a_lock_is_let_go_when_the_work_fails(settings: Settings) -> None:
    with pytest.raises(RuntimeError), process_lock(settings):
        raise RuntimeError

    with process_lock(settings):
        pass


@pytest.mark.parametrize("zone", ["Nowhere/Land", ""])
def test_a_zone_without_a_name_is_utc_or_the_machines(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)

    assert local_zone().key


def left_behind(settings: Settings) -> set[str]:
    return {path.name for path in settings.home.rglob("*")}


def test_a_purge_leaves_nothing_that_came_from_strava(settings: Settings) -> None:
    with open_store(settings) as store:
        store.memory.put("athlete_id", "7")
    (settings.home / ".env").write_text("TWINGE_UNITS=km\n")
    (settings.home / "backup").mkdir()
    (settings.home / "backup" / "2026-07.jsonl").write_text("{}")
    for name in ("report.html", "report.html.123.tmp", "twinge.db-journal"):
        (settings.home / name).write_text("from Strava")

    gone = purge(settings)

    assert left_behind(settings) == {".env"}
    assert "the backups of your descriptions" in gone
    assert "report.html.123.tmp" in gone
    assert purge(settings) == []


def test_what_cannot_be_deleted_is_a_matter_of_the_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_home(settings)
    settings.report_path.write_text("page")

    def refuse(path: str | os.PathLike[str], **_more: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "unlink", refuse)

    with pytest.raises(StorageError, match="Permission denied"):
        purge(settings)
