"""A recording of thousands of samples as the few points that it takes to find a place in it."""

from math import inf

from annotations.model import Track

STREAM_KEYS = ("time", "distance", "moving", "altitude", "cadence", "heartrate")
"""Strava's names of the streams that are asked for, kept and read. Where a run went is none of them."""
WITHIN_M = 3.0
"""Less than a satellite receiver errs by."""


def simplified(track: Track, within_m: float = WITHIN_M) -> Track:
    """The track through some of its own points, its first and its last moment among them.

    At the moment of a point that is left out, the straight line between the kept ones is at most
    `within_m` from it. One pass: from the last kept point, the slopes that stay near enough to all
    points since then; a point outside of them makes the one before it a kept one.
    """
    times, distances = track.elapsed_s, track.distance_m
    kept, last, slowest, fastest = [0], 0, -inf, inf
    for i in range(1, len(times)):
        taken_s, gone_m = times[i] - times[kept[-1]], distances[i] - distances[kept[-1]]
        if not _within(taken_s, gone_m, slowest, fastest):
            if last != kept[-1]:
                kept.append(last)
            slowest, fastest = -inf, inf
            taken_s, gone_m = times[i] - times[last], distances[i] - distances[last]
        if taken_s > 0:
            slowest = max(slowest, (gone_m - within_m) / taken_s)
            fastest = min(fastest, (gone_m + within_m) / taken_s)
        elif gone_m > 0:  # a jump in no time
            kept.append(i)
        last = i
    if last != kept[-1]:
        kept.append(last)
    return Track(tuple(times[i] for i in kept), tuple(distances[i] for i in kept))


def _within(taken_s: float, gone_m: float, slowest: float, fastest: float) -> bool:
    if taken_s <= 0:
        return gone_m == 0
    return slowest * taken_s <= gone_m <= fastest * taken_s
