"""What a finding is, and the levels that say how much it may claim."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from annotations.model import Site

Level = Literal["not_enough", "fact", "hint", "clear", "tested", "faded"]

ALPHA = {
    "trigger": 0.02,
    "named": 0.01,
    "onset_trend": 0.01,
    "intensity_trend": 0.01,
    "experiment": 0.01,
}
"""The lifetime error that each family may spend on false clears; 5 % together, `named` being half of `trigger`."""
HINT_FACTOR = 4.0
"""A hint may be wrong four times as often."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer that the record gives, or says that it can't give yet.

    `estimate` and `interval` are in `unit` (SI; shares 0 to 1); `needs` says what is missing below
    the minimum of its kind; `method` names how the figures were made.
    """

    kind: str
    site: Site | None
    subject: str
    level: Level
    n: Mapping[str, int] = field(default_factory=dict)
    estimate: float | None = None
    interval: tuple[float | None, float | None] | None = None
    unit: str = ""
    needs: str = ""
    method: str = ""
    p_lifetime: float | None = None
    e_value: float | None = None
    label: str = ""
    """What people call the subject: the shoe's name, the factor; empty where the subject says it."""
    detail: Mapping[str, float] = field(default_factory=dict)
    """What only the sentence needs besides: `share_with`, `share_without`, `at_m`, `sign` (+1: more pain)."""

    def as_json(self, text: str) -> dict[str, Any]:
        """The finding with the keys of `twinge insights --json`."""
        return {
            "kind": self.kind,
            "site": str(self.site) if self.site else None,
            "subject": self.subject,
            "level": self.level,
            "n": dict(self.n),
            "estimate": self.estimate,
            "interval": list(self.interval) if self.interval else None,
            "unit": self.unit,
            "p_lifetime": self.p_lifetime,
            "e_value": self.e_value,
            "needs": self.needs,
            "method": self.method,
            "text": text,
        }
