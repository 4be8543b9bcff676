"""What a p-value or an e-value is worth: the level that the runner would be shown."""

from typing import Literal

from annotations.insights.evidence import ALPHA, HINT_FACTOR
from annotations.insights.experiment import HINT_E, TESTED_E

Shown = Literal["", "hint", "clear"]


def by_p(family: str, p_hint: float, p_clear: float) -> Shown:
    """The level of lifetime p-values, already paid for looks, lists and sites."""
    if p_clear <= ALPHA[family]:
        return "clear"
    return "hint" if p_hint <= HINT_FACTOR * ALPHA[family] else ""


def by_e(e_value: float, factor: float = 1.0) -> Shown:
    """The level of an experiment's e-value among `factor` sites."""
    if e_value >= factor * TESTED_E:
        return "clear"
    return "hint" if e_value >= factor * HINT_E else ""
