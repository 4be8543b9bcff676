"""The morning after, by how much it hurt and how far the day went: counts by the traffic light."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from annotations.insights.evidence import Finding
from annotations.insights.needs import more, not_enough
from annotations.record import NotedRun, Record

MIN_MORNINGS = 8
LIGHTS = ("0-3", "4-5", "above 5")
METHOD = "counts of mornings by the three levels of the pain-monitoring model (Thomee 1997)"


@dataclass(frozen=True, slots=True)
class Morning:
    """The morning after a day of one or more runs. `worst` is None where no note states that day's pain."""

    pain: float
    worst: float | None
    load_m: float


def light(level: float) -> str:
    """The level's group in the pain-monitoring model: up to 3, above it to 5, above 5.

    Source: Thomee 1997, Silbernagel et al. 2007.
    """
    return LIGHTS[(level > 3) + (level > 5)]


def morning(record: Record) -> list[Finding]:
    """Next-morning pain after days of little, some and much pain (subjects `pain 0-3` ...) and of long and short days.

    The unit is the day: its load is the length of all its runs, noted or not, its worst pain that of
    all sites and notes, its morning the worst that a note gives. Each finding counts its mornings by
    the same three levels; `better`, `same` and `worse` compare with the day's worst pain. `load
    longer` are the days at least as long as the median one, which is the `estimate` in metres. Counts
    only, no test. Below 8 mornings what is missing; nothing where no morning is noted.
    """
    mornings = _mornings(record)
    if not mornings:
        return []
    if len(mornings) < MIN_MORNINGS:
        needs = more(MIN_MORNINGS - len(mornings), "noted morning")
        return not_enough("morning", None, "", {"mornings": len(mornings)}, needs, METHOD)
    stated = [(m, light(m.worst)) for m in mornings if m.worst is not None]
    found = [_group(f"pain {name}", [m for m, of in stated if of == name]) for name in LIGHTS]
    middle_m = median(m.load_m for m in mornings)
    if any(m.load_m < middle_m for m in mornings):
        found += [
            _group("load longer", [m for m in mornings if m.load_m >= middle_m], middle_m),
            _group("load shorter", [m for m in mornings if m.load_m < middle_m], middle_m),
        ]
    return [finding for finding in found if finding.n["mornings"]]


def _mornings(record: Record) -> list[Morning]:
    days: dict[date, list[NotedRun]] = {}
    for noted in record.noted:
        days.setdefault(noted.run.local_date, []).append(noted)
    loads: dict[date, float] = {}
    for run in record.runs:
        loads[run.local_date] = loads.get(run.local_date, 0.0) + float(run.distance_m)
    found = []
    for day, of_day in days.items():
        told = [one.morning for one in of_day if one.morning is not None]
        if told:
            worst = [
                max((c.level for c in one.complaints), default=0.0) for one in of_day if one.stated
            ]
            found.append(Morning(max(told), max(worst, default=None), loads[day]))
    return found


def _group(subject: str, mornings: Sequence[Morning], middle_m: float | None = None) -> Finding:
    counts = {"mornings": len(mornings)}
    counts |= {f"morning {name}": sum(light(m.pain) == name for m in mornings) for name in LIGHTS}
    sides = [(m.pain > m.worst) - (m.pain < m.worst) for m in mornings if m.worst is not None]
    counts |= {"better": sides.count(-1), "same": sides.count(0), "worse": sides.count(1)}
    unit = "" if middle_m is None else "m"
    return Finding("morning", None, subject, "fact", counts, middle_m, unit=unit, method=METHOD)
