"""What the experiments may rely on: what was given once is never given otherwise."""

from datetime import timedelta

import pytest
from store_world import DAY, NOW, OpenStore, missed

from annotations.experiments.model import Draw, Numbered, Outcome, Seen
from annotations.model import ActivityId
from sync.ports import StoredExperiment

pytest_plugins = ["store_fixtures"]


def an_experiment(key: str = "kicks", **changes: object) -> StoredExperiment:
    path, data = f"experiments/{key}.md", b"---\nseed: ab\n---\n"
    return StoredExperiment(key, path, data, NOW, **changes)  # type: ignore[arg-type]


def begin(store: OpenStore) -> None:
    for key in ("kicks", "knees"):
        store.experiments.begin(an_experiment(key))


def run(number: int, draw: int | None, **changes: object) -> Numbered:
    start = NOW + number * DAY
    return Numbered(ActivityId(14_412_345_678_000 + number), draw, start, **changes)  # type: ignore[arg-type]


def test_an_experiment_comes_back_as_it_began_whatever_is_begun_again(store: OpenStore) -> None:
    store.experiments.begin(an_experiment("b"))
    store.experiments.begin(an_experiment("a"))
    changed = StoredExperiment("b", "elsewhere.md", b"another seed", NOW + DAY)
    store.experiments.begin(changed)
    assert store.experiments.known() == [an_experiment("a"), an_experiment("b")]


def test_the_first_end_counts(store: OpenStore) -> None:
    store.experiments.begin(an_experiment())
    store.experiments.stop("kicks", NOW + DAY)
    store.experiments.stop("kicks", NOW + 2 * DAY)
    store.experiments.stop("unknown", NOW)
    assert [one.stopped_at for one in store.experiments.known()] == [NOW + DAY]


def test_a_run_keeps_its_number(store: OpenStore) -> None:
    begin(store)
    store.experiments.number("kicks", [run(2, 1), run(1, None), run(3, 2, start_hidden=True)])
    store.experiments.number("kicks", [run(2, 9), run(1, 5), run(4, 3)])
    store.experiments.number("knees", [run(2, 7)])
    assert store.experiments.runs("kicks") == [
        run(1, None),
        run(2, 1),
        run(3, 2, start_hidden=True),
        run(4, 3),
    ]
    assert store.experiments.runs("knees") == [run(2, 7)]


def test_two_runs_may_share_a_number(store: OpenStore) -> None:
    begin(store)
    store.experiments.number("kicks", [run(1, 1), run(2, 1)])
    assert [one.number for one in store.experiments.runs("kicks")] == [1, 1]


def test_a_number_outlives_its_activity(store: OpenStore) -> None:
    begin(store)
    store.experiments.number("kicks", [run(1, 1)])
    missed(store, [])
    store.activities.purge(NOW + 99 * DAY)
    assert [one.number for one in store.experiments.runs("kicks")] == [1]


def test_a_draw_keeps_its_arm_its_first_showing_and_the_first_answer(store: OpenStore) -> None:
    begin(store)
    store.experiments.draw("kicks", [Draw(2, 1), Draw(1, 0, NOW, 3.5)])
    later = NOW + timedelta(hours=5)
    store.experiments.draw("kicks", [Draw(2, 0, later, 8), Draw(1, 1, later, 9)])
    assert store.experiments.draws("kicks") == [Draw(1, 0, NOW, 3.5), Draw(2, 1, later, 8)]
    assert store.experiments.draws("knees") == []


def test_what_was_seen_is_replaced_and_taken_back(store: OpenStore) -> None:
    begin(store)
    store.experiments.draw("kicks", [Draw(1, 0), Draw(2, 1), Draw(3, 1)])
    gone, no_pain = Seen(True, Outcome.GONE, 1), Seen(painful=False)
    store.experiments.see("kicks", {1: gone, 2: no_pain, 3: Seen(painful=True), 99: gone})
    assert [one.seen for one in store.experiments.draws("kicks")] == [
        gone,
        no_pain,
        Seen(painful=True),
    ]
    store.experiments.see("kicks", {1: None, 2: gone})
    assert [one.seen for one in store.experiments.draws("kicks")] == [
        None,
        gone,
        Seen(painful=True),
    ]


def test_the_seed_stands_in_no_text_of_an_experiment() -> None:
    assert "seed" not in repr(an_experiment())


@pytest.mark.parametrize("expect", [None, 0.0, 10.0])
def test_an_answer_of_0_is_an_answer(store: OpenStore, expect: float | None) -> None:
    begin(store)
    store.experiments.draw("kicks", [Draw(1, 0, NOW, expect)])
    assert store.experiments.draws("kicks")[0].expect == expect
