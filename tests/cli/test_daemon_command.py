"""`twinge daemon` as the system runs it: a process that gets signals."""

import signal
import time

from runners_machine import Machine

from sync.sandbox import faults
from sync.sandbox.state import SandboxState


def test_a_missed_night_is_caught_up_at_start_and_sigterm_ends_it_at_once(
    runner: Machine, strava: SandboxState
) -> None:
    process = runner.spawn("daemon")
    assert process.stdout is not None
    line = process.stdout.readline()

    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)

    assert "64 new activities" in line
    assert "8 written" in line
    assert process.returncode == 0
    assert time.monotonic() - began < 5
    assert "Ended." in err


def test_sigterm_in_the_middle_of_a_night_ends_it_and_the_next_one_goes_on(
    runner: Machine, strava: SandboxState
) -> None:
    strava.inject("PUT", r"/api/v3/activities/\d+$", faults.delay(20), nth=2)
    process = runner.spawn("daemon")
    while not any(entry.method == "PUT" for entry in strava.requests):
        assert process.poll() is None

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)

    assert process.returncode == 0
    strava.clear_faults()
    ran = runner.twinge("nightly", "--json")
    assert ran.code == 0
    published = ran.json["publish"]
    assert len(published["written"]) + len(published["recovered"]) in (7, 8)
