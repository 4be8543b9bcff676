"""What the subjects of a scan are called: one place for all sentences."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from annotations.insights.covariates import (
    DOWNHILL,
    FACTOR,
    GEAR,
    HOUR,
    LOAD,
    PACE,
    REST,
    TEMPERATURE,
)
from annotations.model import Run, Units
from annotations.plain import plain
from annotations.quantities import METRES_OF, format_duration


@dataclass(frozen=True, slots=True)
class Subject:
    """The words for one subject; each fits a description.

    `larger` and `smaller` follow "more pain": with a larger value of the covariate, and a smaller one.
    `unit` is that of the covariate's numbers.
    """

    name: str
    larger: str
    smaller: str
    unit: str = ""


_MEASURES = {
    DOWNHILL: Subject("downhill", "with more downhill", "with less downhill", "share"),
    PACE: Subject("pace", "at a slower pace", "at a faster pace", "s/km"),
    TEMPERATURE: Subject("temperature", "when it is warmer", "when it is colder", "°C"),
    LOAD: Subject(
        "running in the 7 days before",
        "after more running in the days before",
        "after less running in the days before",
        "m",
    ),
    HOUR: Subject("time of day", "later in the day", "earlier in the day", "h"),
    REST: Subject("days since the last run", "after more days off", "after fewer days off", "days"),
}


def subject_of(name: str, shoes: Mapping[str, str]) -> Subject:
    """The words for the subject `name`; `shoes` are names by gear id, see `shoe_names`."""
    if name.startswith(GEAR):
        gear_id = name.removeprefix(GEAR)
        shoe = shoes.get(gear_id) or _nameless(gear_id)
        return Subject(shoe, f"in {shoe}", f"in shoes other than {shoe}")
    if name.startswith(FACTOR):
        factor = plain(name.removeprefix(FACTOR)) or "a factor of your notes"
        return Subject(factor, f"with {factor}", f"without {factor}")
    return _MEASURES[name]


def shoe_names(runs: Iterable[Run]) -> Mapping[str, str]:
    """By gear id, what each shoe in `runs` is called; two pairs of one name are told apart by their ids."""
    latest: dict[str, str] = {}
    for run in runs:
        if run.gear_id is not None:
            latest[run.gear_id] = plain(run.gear_name or "") or latest.get(run.gear_id, "")
    times = Counter(latest.values())
    return {
        gear_id: _nameless(gear_id)
        if not name
        else name
        if times[name] == 1
        else f"{name} ({gear_id})"
        for gear_id, name in latest.items()
    }


def shown_value(subject: str, value: float, units: Units) -> str:
    """A measure's value on page and terminal: 12 %, 8:45 /mi, 14 °C, 25.0 mi, 6:50, 2.5 days."""
    return _SHOWN[subject](value, units)


def _pace(value: float, units: Units) -> str:
    return f"{format_duration(value * METRES_OF[units] / 1000)} /{units}"


_SHOWN: Mapping[str, Callable[[float, Units], str]] = {
    DOWNHILL: lambda value, _: f"{100 * value:.0f} %",
    PACE: _pace,
    TEMPERATURE: lambda value, _: f"{value:.0f} °C",
    LOAD: lambda value, units: f"{value / METRES_OF[units]:.1f} {units}",
    HOUR: lambda value, _: format_duration(value * 60),
    REST: lambda value, _: f"{value:.1f} days",
}


def _nameless(gear_id: str) -> str:
    return f"shoe {plain(gear_id)}"
