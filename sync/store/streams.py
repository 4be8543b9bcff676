"""What is computed from the JSON as it came: a run's measures that no column holds, and its recording."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from annotations.model import Track
from annotations.tracks import STREAM_KEYS, simplified

READING = 2
"""The version of `read_recording`: recordings that an older one read are read again, and packed."""
_PACKED = "zlib"


@dataclass(frozen=True, slots=True)
class Recording:
    """What a streams answer is good for here."""

    track: Track | None = None
    downhill_share: float | None = None


def read_recording(kept: Mapping[str, Any] | None) -> Recording:
    """The track of what was kept of a streams answer, simplified, and how much of it goes downhill."""
    from annotations.samples import read_samples  # numpy

    samples = read_samples(unpacked(kept))
    if samples is None:
        return Recording()
    road = samples.road
    return Recording(simplified(samples.track), None if road is None else road.downhill_share)


def packed(raw: Mapping[str, Any]) -> dict[str, str]:
    """The streams that are read here, as they came, in a fraction of the room; of any others nothing."""
    kept = {key: raw[key] for key in STREAM_KEYS if key in raw}
    text = json.dumps(kept, separators=(",", ":")).encode()
    return {_PACKED: b64encode(zlib.compress(text)).decode()}


def unpacked(kept: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The streams by key, of older versions too; None where there are none, or they are damaged."""
    if kept is None or _PACKED not in kept:
        return kept
    try:
        raw = json.loads(zlib.decompress(b64decode(kept[_PACKED])))
    except (ValueError, TypeError, zlib.error):
        return None
    return raw if isinstance(raw, dict) else None


def temperature_c(activity: Mapping[str, Any]) -> float | None:
    """The average of the recording; None where the device has no thermometer."""
    return _number(activity, "average_temp")


def elevation_gain_m(activity: Mapping[str, Any]) -> float | None:
    """None where nothing was measured: Strava says 0 then, and leaves out the highest and lowest point."""
    gain = _number(activity, "total_elevation_gain")
    high, low = _number(activity, "elev_high"), _number(activity, "elev_low")
    if gain is None or gain < 0 or activity.get("manual") is True:
        return None
    measured = gain > 0 or (high is not None and low is not None and high > low)
    return gain if measured else None


def _number(raw: Mapping[str, Any], key: str) -> float | None:
    value = raw.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e9:
        return None
    return float(value) if isfinite(value) else None
