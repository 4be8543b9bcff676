"""What a p-value or an e-value is worth: the level that the runner would be shown."""

from typing import Literal

from annotations.insights.evidence import ALPHA, HINT_FACTOR

Shown = Literal["", "hint", "clear"]

TESTED_E = 1 / ALPHA["experiment"]
HINT_E = 20.0
MIN_PAINFUL = 6
MAX_WITHOUT_OUTCOME = 0.10
IMBALANCED = 20.0


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
