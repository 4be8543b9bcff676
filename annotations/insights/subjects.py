"""What the subjects of a scan are called: one place for all sentences."""

from collections import Counter
from collections.abc import Iterable, Mapping
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
from annotations.model import Run
from annotations.plain import plain


@dataclass(frozen=True, slots=True)
class Subject:
    """The words for one subject; each fits a description.

    `larger` and `smaller` follow "more pain": with a larger value of the covariate, and a smaller one.
    """

    name: str
    larger: str
    smaller: str


_MEASURES = {
    DOWNHILL: Subject("downhill", "with more downhill", "with less downhill"),
    PACE: Subject("pace", "at a slower pace", "at a faster pace"),
    TEMPERATURE: Subject("temperature", "when it is warmer", "when it is colder"),
    LOAD: Subject(
        "running in the 7 days before",
        "after more running in the days before",
        "after less running in the days before",
    ),
    HOUR: Subject("time of day", "later in the day", "earlier in the day"),
    REST: Subject("days since the last run", "after more days off", "after fewer days off"),
}


def words_for(name: str, shoes: Mapping[str, str]) -> Subject:
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


def _nameless(gear_id: str) -> str:
    return f"shoe {plain(gear_id)}"
