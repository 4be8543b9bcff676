"""One annotated run: its pace, grade and cadence along the distance, and the pain on it, as runs.js draws it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from annotations.facts import bout_facts, morning_fact, site_facts
from annotations.marks import marks
from annotations.model import ActivityId, Result, Site, Units
from annotations.profile import Profile
from annotations.quantities import METRES_OF, format_distance
from annotations.record import NotedRun, Observation, observe
from annotations.report.axes import Scale, distance_steps
from annotations.report.episodes import Feeling, Part, parts
from annotations.report.packed import AXIS, HEIGHTS, UNMEASURED, Chart, Curve, Means, Point, Strip
from annotations.report.shown import day, name
from annotations.report.splits import Split, mean_of, pace, splits
from annotations.samples import Measured

MOST_STRIPS = 3
_RESULTS = {Result.GONE: "g", Result.LESS: "l", Result.SAME: "s", Result.WORSE: "w", None: "n"}
Profiles = Mapping[ActivityId, Profile]


@dataclass(frozen=True, slots=True)
class OneRun:
    """A section: which run, what its notes say in words, and its chart; `missing` says what could not be drawn."""

    date: str
    month: str
    name: str
    strava_id: int | None
    """None where there is no activity to link to: imported runs may carry ids of our own, not above 0."""
    length: str
    facts: tuple[str, ...]
    chart: Chart | None
    missing: str
    painful: bool


def one_run(
    noted: NotedRun, profile: Profile | None, units: Units, sites: Sequence[Site], points: int
) -> OneRun:
    """The section of a run, its curves of at most so many points; without a recording only its pain is drawn."""
    run = noted.run
    hurt = [c.site for c in noted.complaints if c.level > 0]
    return OneRun(
        day(run.local_date),
        day(run.local_date).partition(" ")[2],
        name(run.name),
        int(run.id) if run.id > 0 else None,
        format_distance(run.distance_m, units),
        (site_facts(noted, units, 100), *bout_facts(noted, units), *morning_fact(noted)),
        _chart(noted, hurt, profile, units, sites, points) if run.distance_m > 0 else None,
        _missing(noted, profile),
        bool(hurt),
    )


def _missing(noted: NotedRun, profile: Profile | None) -> str:
    if noted.run.distance_m <= 0:
        return "A run without a distance: nothing can be drawn."
    if profile is not None:
        return ""
    if noted.run.manual:
        return "Entered by hand: there is no recording to draw pace and hills from."
    return "No recording here (yet), so pace, hills and cadence are not drawn."


def _chart(
    noted: NotedRun,
    hurt: Sequence[Site],
    profile: Profile | None,
    units: Units,
    sites: Sequence[Site],
    points: int,
) -> Chart:
    seen = [o for site in hurt[:MOST_STRIPS] if (o := observe(noted, site)) is not None]
    ends = [m.at_m for m in marks(noted.complaints, noted.bouts, noted.run)]
    far_m, unit_m = max(float(noted.run.distance_m), *ends, 1.0), METRES_OF[units]
    x = Scale(0.0, far_m, 0.0, AXIS)
    told = splits(profile, units) if profile else ()
    return Chart(
        _short(far_m / unit_m),
        _short(distance_steps(far_m, units, 7)[1] / unit_m),
        tuple(_strip(o, sites.index(o.site) + 1, x) for o in seen) or (_whole(noted, x),),
        tuple(p for k, o in enumerate(seen) for p in _points(o, k, x)),
        _curves(profile, units, points) if profile else (),
        _short(told[-1].to_m / unit_m) if told else 0.0,
        _means(told, unit_m),
    )


def _strip(seen: Observation, site: int, x: Scale) -> Strip:
    return Strip(site, _stretches(parts(seen), x))


def _whole(noted: NotedRun, x: Scale) -> Strip:
    """A run that hurt nowhere: free of pain only if its notes say so."""
    feeling: Feeling = "easy" if noted.stated else "open"
    return Strip(0, _stretches([Part(feeling, 0.0, float(noted.run.distance_m))], x))


def _stretches(of: Sequence[Part], x: Scale) -> tuple[tuple[str, int], ...]:
    """Neighbours that feel alike as one."""
    alike = groupby(of, key=lambda part: part.feeling[0])
    return tuple((feeling, round(x(list(group)[-1].to_m))) for feeling, group in alike)


def _points(seen: Observation, strip: int, x: Scale) -> Iterator[Point]:
    if seen.onset_m is not None:
        yield Point("o", round(x(seen.onset_m)), strip)
    for number, episode in enumerate(seen.episodes, 1):
        if episode.at_m is None:
            continue
        yield Point(_RESULTS[episode.result], round(x(episode.at_m)), strip, number)
        if episode.back_m is not None:
            yield Point("b", min(round(x(episode.back_m)), AXIS), strip, number)


def _curves(profile: Profile, units: Units, points: int) -> tuple[Curve | None, ...]:
    """Pace (fast is high), grade, cadence; each spans so much at least that an even run is not drawn as a wild one."""
    grade: Measured = profile.hills.grade if profile.hills else ()
    return (
        _curve(profile.pace_s_per_km, lambda v: pace(v, units), 60.0, points, upside_down=True),
        _curve(grade, lambda v: f"{round(100 * v) + 0.0:+.0f}", 0.06, points),
        _curve(profile.cadence_per_min, lambda v: f"{v:.0f}", 20.0, points),
    )


def _curve(
    values: Measured,
    write: Callable[[float], str],
    least: float,
    points: int,
    *,
    upside_down: bool = False,
) -> Curve | None:
    """At most `points` means, each of as many values as it takes; None where nothing was measured."""
    step = -(-len(values) // points) or 1
    means = [
        mean_of(values, range(start, min(start + step, len(values))))
        for start in range(0, len(values), step)
    ]
    known = [mean for mean in means if mean is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    around = max(0.0, least - (high - low)) / 2
    ends = (len(HEIGHTS) - 1.0, 0.0) if upside_down else (0.0, len(HEIGHTS) - 1.0)
    y = Scale(low - around, high + around, *ends)
    heights = "".join(UNMEASURED if m is None else HEIGHTS[round(y(m))] for m in means)
    first, last = write(low), write(high)
    between = " to " if last.startswith(("+", "-")) else "-"
    return Curve(first if first == last else f"{first}{between}{last}", heights)


def _means(told: Sequence[Split], unit_m: float) -> tuple[Means, ...]:
    """One for each unit's length from the start on; nothing measured where the recording has no point."""
    found: list[Means] = [(None,) * 4] * (round(told[-1].from_m / unit_m) + 1 if told else 0)
    for one in told:
        found[round(one.from_m / unit_m)] = (
            _rounded(one.pace_s_per_km, unit_m / 1000),
            _rounded(one.grade, 1000.0),
            _rounded(one.cadence_per_min),
            _rounded(one.heart_rate_bpm),
        )
    return tuple(found)


def _rounded(value: float | None, times: float = 1.0) -> int | None:
    return None if value is None else round(value * times)


def _short(value: float) -> float:
    """Three digits, a whole number without a fraction."""
    rounded = float(f"{value:.3g}")
    return int(rounded) if rounded.is_integer() else rounded
