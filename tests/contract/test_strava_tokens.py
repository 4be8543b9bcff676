"""The login on disk and its renewal, against the sandbox's token endpoint."""

import dataclasses
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from strava_world import fault_body, instead, run, world

from sync.errors import LoginNeededError, StorageError, TwingeError
from sync.ports import ListAsk
from sync.strava.tokens import TokenFile

HOURS = 3600


def test_a_fresh_pair_is_used_without_asking_anybody(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        tokens = at.log_in()
        at.clock.now_s += 6 * HOURS - 601
        assert at.login().tokens() == tokens
        assert at.kinds() == []


def test_a_pair_near_its_end_is_renewed_once_and_stored_with_the_one_before(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        old = at.log_in()
        at.clock.now_s += 6 * HOURS - 599
        login = at.login()
        new = login.tokens()
        assert login.tokens() == new == at.file.load()
        assert at.file.previous() == old
        assert at.kinds() == ["token"]
    assert new.access != old.access
    assert new.refresh != old.refresh
    assert (new.scopes, new.athlete_id) == (old.scopes, old.athlete_id)


@pytest.mark.parametrize(("ahead_h", "first"), [(-24, ["list"]), (7, []), (24, [])])
def test_a_clock_that_is_hours_wrong_costs_one_renewal_and_not_one_for_each_request(
    tmp_path: Path, ahead_h: int, first: list[str]
) -> None:
    """Behind, a pair that has run out looks good, and Strava says so."""
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.now = lambda: at.clock.now_s - ahead_h * HOURS
        at.clock.now_s += (7 + ahead_h) * HOURS
        client = at.client()
        for _ in range(3):
            client.activities_page(ListAsk())
        assert at.kinds() == [*first, "token", "list", "list", "list"]
        at.state.inject("GET", "/activities", REFUSED)
        client.activities_page(ListAsk())
        assert at.kinds()[-3:] == ["list", "token", "list"]


REFUSED = instead(401, fault_body("Athlete", "access_token", "invalid"))


def test_the_new_pair_is_on_the_disk_before_anybody_can_use_it(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        at.log_in()
        at.clock.now_s += 7 * HOURS
        client = at.client()
        (at.home / "tokens.json.tmp").mkdir()  # from now on nothing can be stored
        with pytest.raises(StorageError) as stopped:
            client.activities_page(ListAsk())
        assert at.kinds() == []
    assert stopped.value.exit_code == 6


def test_a_pair_is_on_the_disk_before_it_takes_the_files_name_and_so_is_the_name(
    tmp_path: Path,
) -> None:
    called: list[str] = []

    def watch(_frame: object, event: str, function: object) -> None:
        if event == "c_call" and getattr(function, "__module__", "") == "posix":
            called.append(getattr(function, "__name__", ""))

    with world(tmp_path) as at:
        at.log_in()
        with at.file.locked(), at.file.reserved() as room:
            sys.setprofile(watch)
            try:
                room.save(at.file.require(), None)
            finally:
                sys.setprofile(None)
    assert [name for name in called if name in {"fsync", "replace"}] == [
        "fsync",
        "replace",
        "fsync",
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_to_stop_saves_the_pair_first(tmp_path: Path, number: signal.Signals) -> None:
    """Beside another thread, as the one that draws a progress bar: the kernel may give the signal to any."""
    seen: list[bool] = []
    with world(tmp_path) as at, another_thread():
        old = at.log_in()
        new = dataclasses.replace(old, access="new")
        before = signal.signal(number, lambda *_: seen.append(at.file.load() == new))
        try:
            with at.file.locked(), at.file.reserved() as room:
                os.kill(os.getpid(), number)
                os.kill(os.getpid(), number)
                assert seen == []
                room.save(new, old)
                assert seen == []
            assert signal.getsignal(number) is not before
        finally:
            signal.signal(number, before)
    assert seen == [True]


@contextmanager
def another_thread() -> Iterator[None]:
    """One that takes whatever signal the main thread does not."""
    enough = Event()
    thread = Thread(target=enough.wait)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def test_nothing_is_asked_where_the_disk_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        with world(disk) as at:
            old = at.log_in()
            at.clock.now_s += 7 * HOURS
            _fill(disk / "ballast")
            with pytest.raises(StorageError, match="No space left"):
                at.login().tokens()
            assert at.kinds() == []
            assert at.file.load() == old
            (disk / "ballast").unlink()
            assert at.login().tokens() != old
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4096))


def test_nothing_is_asked_where_the_folder_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file in its place")
    with world(tmp_path) as at:
        with pytest.raises(StorageError), at.file.locked(), at.file.reserved():
            pytest.fail("there is no room")
        assert at.kinds() == []


@pytest.mark.parametrize("what", ["tokens.lock", "tokens.json"])
def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path, what: str) -> None:
    with world(tmp_path) as at:
        at.log_in()
        at.clock.now_s += 7 * HOURS
        (at.home / what).unlink()
        (at.home / what).mkdir()
        with pytest.raises(TwingeError, match=r"home|tokens\.json"):
            at.login().tokens()
        assert at.kinds() == []


def test_files_are_the_owners_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with world(tmp_path) as at:
            at.log_in()
            at.clock.now_s += 7 * HOURS
            at.login().tokens()
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in at.home.iterdir()}
            assert stat.S_IMODE(at.home.stat().st_mode) == 0o700
    finally:
        os.umask(before)
    assert modes == {"tokens.json": 0o600, "tokens.lock": 0o600}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with world(tmp_path) as at:
        at.log_in()
        at.file.path.chmod(mode)
        with pytest.raises(LoginNeededError, match="chmod 600"):
            at.login().tokens()


def test_a_link_is_refused(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        at.log_in()
        at.file.path.rename(tmp_path / "elsewhere.json")
        at.file.path.symlink_to(tmp_path / "elsewhere.json")
        with pytest.raises(LoginNeededError, match="symbolic link"):
            at.login().tokens()


BROKEN_FILES = {
    "empty": b"",
    "half": b'{"current": {"access": "a',
    "no JSON": b"\xff\xfe",
    "another shape": b"[1]",
    "no pair": b"{}",
    "a field less": b'{"current": {"access": "a"}}',
    "numbers for tokens": b'{"current": {"access":1,"refresh":2,"expires_at_s":3,"scopes":[]}}',
    "no scopes": b'{"current": {"access":"a","refresh":"b","expires_at_s":3,"scopes":5}}',
    "no end": b'{"current": {"access":"a","refresh":"b","expires_at_s":NaN,"scopes":[]}}',
    "an end beyond all numbers": b'{"current": {"access":"a","refresh":"b","expires_at_s":1'
    + b"0" * 400
    + b',"scopes":[]}}',
    "an end as text": b'{"current": {"access":"a","refresh":"b","expires_at_s":"1","scopes":[]}}',
}


@pytest.mark.parametrize("data", BROKEN_FILES.values(), ids=BROKEN_FILES.keys())
def test_a_file_that_is_not_as_it_was_written_is_refused_with_a_sentence(
    tmp_path: Path, data: bytes
) -> None:
    file = TokenFile(tmp_path)
    file.path.write_bytes(data)
    file.path.chmod(0o600)
    with pytest.raises(LoginNeededError, match="not as Twinge wrote it"):
        file.require()


def test_where_nobody_is_logged_in_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoginNeededError, match="twinge login"):
        TokenFile(tmp_path).require()


def test_a_logout_leaves_nothing_of_the_login(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        at.log_in()
        (at.home / "tokens.json.tmp").write_text("what a killed process left")
        at.file.delete()
        at.file.delete()
        assert [path.name for path in at.home.iterdir()] in ([], ["tokens.lock"])
