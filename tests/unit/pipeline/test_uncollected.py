"""Reading without the garbage collector leaves it as it was, also after a failure."""

import gc

import pytest

from sync.pipeline.uncollected import uncollected


def test_the_collector_is_off_inside_and_as_before_afterwards() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled(), "who was off before stays off"
    assert gc.isenabled()


def test_a_failure_turns_it_on_again() -> None:
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()
