"""The one trigger that the runner suspects: tested with half of the scan's budget, and what a change of mind costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.insights.ledger import Ledger, Suspicion
from annotations.notes.treatments import normalise

NAMED_IN_TIME = 25
"""Named before so many noted runs, all of them count; named later, only those that come after."""

SHOE = "shoe"
_SUBJECTS = {
    **dict.fromkeys(("shoe", "shoes", "gear"), SHOE),
    **dict.fromkeys(("downhill", "downhill share", "downhills", "descent"), "downhill_share"),
    **dict.fromkeys(("pace", "speed"), "pace"),
    **dict.fromkeys(("temperature", "heat", "cold"), "temperature"),
    **dict.fromkeys(("load", "load 7d", "weekly load", "mileage"), "load_7d"),
    **dict.fromkeys(("hour", "time of day", "morning", "evening"), "hour"),
    **dict.fromkeys(("rest", "rest days", "rest day"), "rest_days"),
}
EXAMPLES = "shoe, downhill, pace, temperature, load, hour, rest, factor:new insoles"


def suspect_of(text: str) -> str | None:
    """The subject that TWINGE_SUSPECT means; None where it is none that is tested."""
    said = text.strip()
    head, colon, rest = said.partition(":")
    if colon and head.strip().casefold() == "factor":
        tag = normalise(rest)
        return f"factor:{tag}" if tag else None
    if colon and head.strip().casefold() in ("gear", SHOE):
        return f"gear:{rest.strip()}" if rest.strip() else None
    return _SUBJECTS.get(" ".join(said.casefold().replace("_", " ").split()))


@dataclass(frozen=True, slots=True)
class Named:
    """The suspicion that counts now, and the factors that its p values and those of the scan are paid with."""

    suspicion: Suspicion | None
    named_factor: float
    scan_factor: float

    def is_of(self, subject: str) -> bool:
        """Whether `subject` is the suspect; "shoe" is every shoe."""
        if self.suspicion is None:
            return False
        named = self.suspicion.subject
        return subject == named or (named == SHOE and subject.startswith("gear:"))


def named(ledger: Ledger) -> Named:
    """What the log says of the suspect: the last one named, unless it was taken back.

    The first suspect has the .01 of its family, each later one a quarter of the one before (.0133 in
    all); the open scan has the other half of its .02 as soon as anything was ever named.
    """
    changes = _changes(ledger.suspicions)
    last = ledger.suspicions[-1].subject if ledger.suspicions else ""
    current = changes[-1] if last else None
    return Named(current, 4.0 ** max(0, len(changes) - 1), 2.0 if changes else 1.0)


def _changes(suspicions: Sequence[Suspicion]) -> list[Suspicion]:
    """Without repeats of what was already suspected, and without what was taken back."""
    kept: list[Suspicion] = []
    for one in suspicions:
        if one.subject and (not kept or kept[-1].subject != one.subject):
            kept.append(one)
    return kept
