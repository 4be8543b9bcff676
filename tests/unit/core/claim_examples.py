"""Claims of every level, as findings, for the blocks that people read."""

from core_builders import MILE_M, RIGHT_KNEE

from annotations.insights.evidence import Finding, Level
from annotations.model import Site


def shoe(level: Level, *, label: str = "Kestrel", site: Site = RIGHT_KNEE) -> Finding:
    """More pain in one of two pairs, as the scan finds it."""
    return Finding(
        "trigger",
        site,
        "gear:g1",
        level,
        {"noted": 100, "with": 52, "without": 48, "since": 34},
        2.2,
        (1.4, 3.5),
        "hazard ratio",
        p_lifetime=0.004,
        label=label,
        detail={"sign": 1.0, "share_with": 0.62, "share_without": 0.38, "at_m": 4 * MILE_M, "new": 1.0},
    )  # fmt: skip


def less_downhill(level: Level) -> Finding:
    """Less pain with more downhill: told the other way round, as more pain with less."""
    return Finding(
        "named",
        RIGHT_KNEE,
        "downhill_share",
        level,
        {"noted": 90, "with": 45, "without": 45},
        0.6,
        (0.4, 0.9),
        "hazard ratio",
        p_lifetime=0.03,
        detail={"sign": -1.0, "share_with": 0.3, "share_without": 0.55, "at_m": 5000.0},
    )


def later(level: Level, *, sign: float = -1.0) -> Finding:
    """Pain comes later than it used to, or earlier where the sign is positive."""
    first, last = (3.0, 5.1) if sign < 0 else (5.1, 3.0)
    medians = {"first_m": first * MILE_M, "first_low_m": (first - 0.2) * MILE_M,
               "first_high_m": (first + 0.2) * MILE_M, "last_m": last * MILE_M,
               "last_low_m": (last - 0.9) * MILE_M, "new": 1.0}  # fmt: skip
    counts = {"noted": 102, "painful": 61, "first": 34, "last": 34, "since": 36}
    return Finding("onset_trend", RIGHT_KNEE, "", level, counts, (last - first) * MILE_M, unit="m",
                   p_lifetime=0.006, detail=medians | {"sign": sign})  # fmt: skip


def weaker(level: Level, last_mean: float = 3.1) -> Finding:
    """Pain is weaker than it used to be."""
    means = {"first_mean": 5.2, "last_mean": last_mean, "sign": -1.0}
    return Finding("intensity_trend", RIGHT_KNEE, "", level, {"noted": 80, "painful": 42}, -0.8,
                   (-1.2, -0.4), "points per 10 painful runs", p_lifetime=0.002, detail=means)  # fmt: skip


def coin(level: Level, site: Site | None = RIGHT_KNEE, less: int = 0) -> Finding:
    """Kicks against carrying on, drawn by coin."""
    counts = {"arms": 2, "painful": 36, "without_outcome": 1, "drawn_0": 18, "known_0": 18, "gone_0": 14,
              "less_0": less, "drawn_1": 18, "known_1": 17, "gone_1": 5, "less_1": less // 2}  # fmt: skip
    return Finding("experiment", site, "10 butt kicks or carry on", level, counts, 0.48, (0.16, 0.70),
                   "difference of shares", e_value=140.0)  # fmt: skip
