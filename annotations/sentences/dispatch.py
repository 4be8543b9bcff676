"""The one place that knows which sentence tells which kind of finding."""

from collections.abc import Callable, Mapping

from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.sentences.coin import experiment_sentence
from annotations.sentences.course import course_sentence
from annotations.sentences.distance import forecast_sentence, onset_state_sentence
from annotations.sentences.link import link_sentence
from annotations.sentences.pattern import flare_sentence, streak_sentence
from annotations.sentences.table import expectation_sentence, morning_sentence
from annotations.sentences.treatment import (
    comparison_sentence,
    dose_sentence,
    relief_sentence,
    return_sentence,
)

SENTENCES: Mapping[str, Callable[[Finding, Units], str]] = {
    "onset_state": onset_state_sentence,
    "forecast": forecast_sentence,
    "flare": flare_sentence,
    "streak": streak_sentence,
    "relief": relief_sentence,
    "comparison": comparison_sentence,
    "return": return_sentence,
    "dose": dose_sentence,
    "morning": morning_sentence,
    "expectation": expectation_sentence,
    "trigger": link_sentence,
    "named": link_sentence,
    "onset_trend": course_sentence,
    "intensity_trend": course_sentence,
    "experiment": experiment_sentence,
}


def sentence(finding: Finding, units: Units) -> str:
    """One finding as a full sentence for the page and the terminal, distances in `units`."""
    return SENTENCES[finding.kind](finding, units)
