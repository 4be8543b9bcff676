"""Each kind is explained in words that need no statistics."""

import re

import pytest

from annotations.insights.why import KINDS, explain
from annotations.sentences.dispatch import SENTENCES

OF_THE_TABLE = (
    "onset_state onset_trend intensity_trend dose relief return comparison experiment trigger named flare streak "
    "forecast morning expectation"
)
HARD_WORDS = re.compile(
    r"(?i)p-value|hazard|censor|likelihood|variance|covariate|residual|martingale|\be-value"
)
PROMISES = re.compile(r"(?i)\bcures?\b|\bprevents?\b|\binjur")


@pytest.mark.parametrize("kind", OF_THE_TABLE.split())
def test_every_kind_of_the_specification_is_explained(kind: str) -> None:
    told = explain(kind)
    text = f"{told.how} {told.change}"
    assert min(len(told.how), len(told.change)) > 40
    assert text.count(".") >= 2
    assert not HARD_WORDS.search(text)
    assert not PROMISES.search(text)


def test_nothing_else_is_explained_and_nothing_said_is_unexplained() -> None:
    assert set(KINDS) == set(OF_THE_TABLE.split())
    assert set(SENTENCES) <= set(KINDS)
    with pytest.raises(LookupError):
        explain("astrology")
