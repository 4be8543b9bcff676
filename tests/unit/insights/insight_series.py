"""Made-up series without a random generator, so that frozen figures hold with every numpy."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import settings

from annotations.insights.scan import Question
from annotations.insights.series import Flags, Floats, Series

MANY = settings(max_examples=5000 if os.environ.get("TWINGE_PROOF") == "1" else 100, deadline=None)

IRRATIONAL = {
    "gap": 2**0.5,
    "length": 3**0.5,
    "onset": 5**0.5,
    "shoe": 7**0.5,
    "pace": 11**0.5,
    "temperature": 13**0.5,
    "level": 17**0.5,
}
QUESTIONS = (
    Question("gear:a", "gear"),
    Question("gear:c", "gear"),
    Question("pace"),
    Question("temperature"),
    Question("load_7d"),
)


def even(n: int, what: str) -> Floats:
    """n figures spread evenly over 0 to 1, in a jumbled order that is another for each `what`."""
    return np.asarray(np.arange(1, n + 1) ** 1.37 * IRRATIONAL[what] % 1.0, dtype=float)


def made(n: int, *, shoe_a: float = 0.0, later: float = 0.0) -> Series:
    """n noted runs; `shoe_a` and `later` stretch the log onset with shoe A and by the end."""
    day = np.cumsum(1 + np.floor(3 * even(n, "gap")))
    day -= day[0] if n else 0.0
    length = 4000 + 14000 * even(n, "length")
    shoe = even(n, "shoe")
    a, c = (shoe < 0.4).astype(float), (shoe > 0.8).astype(float)
    stretch = shoe_a * a + later * np.arange(n) / max(1, n)
    onset = 9000 * (-np.log(1 - even(n, "onset"))) ** 0.8 * np.exp(stretch)
    painful = onset < length
    load = 20 + 5 * np.sin(day / 9) + 6 * even(n, "gap") + 3 * even(n, "pace")
    return Series(
        day=day,
        length_m=length,
        reached_m=np.where(painful, onset, length),
        painful=painful,
        intensity=np.where(painful, np.ceil(9 * even(n, "level")), 0.0),
        runs_so_far=np.arange(1, n + 1),
        covariates={
            "gear:a": a,
            "gear:c": c,
            "pace": 0.3 + 0.1 * even(n, "pace") ** 2,
            "temperature": 25 * even(n, "temperature") + 8 * np.cos(day / 58),
            "load_7d": load,
        },
    )


def of(
    reached: Sequence[float] | Floats,
    painful: Sequence[bool | int] | Flags,
    *,
    day: Sequence[float] | Floats | None = None,
    length: Sequence[float] | Floats | None = None,
    covariates: Mapping[str, Sequence[float] | Floats] | None = None,
) -> Series:
    """A series as given; the runs are as long as they got, 2 days apart and of intensity 5."""
    n = len(reached)
    hurt = np.array(painful, dtype=bool)
    return Series(
        day=np.array(day if day is not None else 2.0 * np.arange(n), dtype=float),
        length_m=np.array(length if length is not None else reached, dtype=float),
        reached_m=np.array(reached, dtype=float),
        painful=hurt,
        intensity=np.where(hurt, 5.0, 0.0),
        runs_so_far=np.arange(1, n + 1),
        covariates={k: np.array(v, dtype=float) for k, v in (covariates or {}).items()},
    )


def with_covariate(series: Series, subject: str, values: Floats) -> Series:
    return replace(series, covariates={**series.covariates, subject: values})


SIX_MP = (
    (6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35),
    (1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0),
)
PLACEBO = ((1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23), (1,) * 21)
"""Weeks of remission and whether it ended: Freireich et al. 1963, as printed by Gehan 1965."""
