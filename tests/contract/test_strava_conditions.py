"""What the canary and the doctor ask Strava beside reading and writing: an outdated state, and the time."""

from math import inf
from pathlib import Path

import pytest
from strava_world import run, world

from annotations.model import ActivityId
from sync.errors import AnswerLostError, LoginNeededError
from sync.ports import ListAsk
from sync.sandbox import faults

ONE = ActivityId(1)
DETAIL = r"/activities/1$"


@pytest.mark.parametrize("heeds", [True, False])
def test_an_outdated_state_is_named_in_one_put_and_in_no_other(tmp_path: Path, heeds: bool) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        client = at.client()
        if heeds:
            at.state.inject("PUT", DETAIL, faults.status(412))

        refused = client.refuses_old_state(ONE, "description", "mine", inf)
        client.write_text(ONE, "description", "mine", inf)

        assert refused is heeds
        puts = [request for request in at.state.seen if request.method == "PUT"]
        assert ["if-match" in request.headers for request in puts] == [True, False]


@pytest.mark.parametrize(
    ("fault", "error"), [(None, LoginNeededError), (faults.drop_after(), AnswerLostError)]
)
def test_another_failure_of_the_conditional_put_is_no_answer(
    tmp_path: Path, fault: faults.Action | None, error: type[Exception]
) -> None:
    with world(tmp_path, run(1)) as at:
        if fault is None:
            at.log_in("activity:read_all")
        else:
            at.log_in()
            at.state.inject("PUT", DETAIL, fault)

        with pytest.raises(error):
            at.client().refuses_old_state(ONE, "description", "mine", inf)


def test_the_answer_tells_how_far_this_clock_is_ahead(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        client = at.client()
        before = client.ahead_s
        at.state.now = lambda: at.clock.now_s - 3600

        client.activities_page(ListAsk())

        assert before is None
        assert client.ahead_s == 3600
