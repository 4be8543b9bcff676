"""The sandbox's recordings, read as those of Strava are, tell what its activities tell in all."""

from datetime import date

import pytest

from annotations.samples import read_samples
from annotations.terrain import climbed
from annotations.tracks import STREAM_KEYS
from sync.sandbox.answers import Json
from sync.sandbox.story import build_story
from sync.sandbox.streams import stream_set

RUNS = [one for one in build_story(date(2026, 8, 1)).activities if one["type"] == "Run"]
RECORDED = [one for one in RUNS if not one["manual"]]


@pytest.mark.parametrize("activity", RECORDED[::4], ids=lambda activity: activity["id"])
def test_times_and_lengths_are_those_of_the_activity(activity: Json) -> None:
    samples = read_samples(stream_set(activity, list(STREAM_KEYS)))
    assert samples is not None
    assert samples.elapsed_s[-1] == activity["elapsed_time"]
    assert samples.moving_s[-1] == activity["moving_time"]
    assert samples.distance_m[-1] == pytest.approx(activity["distance"], abs=0.1)


def test_the_climb_by_the_recording_is_the_one_that_the_activity_tells() -> None:
    shares = []
    for activity in RECORDED:
        samples = read_samples(stream_set(activity, list(STREAM_KEYS)))
        assert samples is not None
        if samples.road is not None:
            gain_m, _ = climbed(samples.road.altitude_m)
            shares.append(gain_m / activity["total_elevation_gain"])
    assert len(shares) > 40
    assert min(shares) > 0.75
    assert max(shares) < 1.1


def test_the_storys_watch_reads_steps_and_pulse_and_no_positions() -> None:
    told = [stream_set(one, [*STREAM_KEYS, "latlng"]) for one in RECORDED]
    outdoors = [
        one for one, activity in zip(told, RECORDED, strict=True) if not activity["trainer"]
    ]
    assert all(one is not None and {"cadence", "heartrate"} <= set(one) for one in outdoors)
    assert not any("latlng" in (one or {}) for one in told)
    stopped = [one for one in RECORDED if one["elapsed_time"] > one["moving_time"]]
    assert len(stopped) >= 10
