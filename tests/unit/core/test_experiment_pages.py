"""The files of an experiment: what is written is read back, and every mistake has its place and a hint."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from core_builders import PROPERTY, RIGHT_KNEE
from hypothesis import given
from hypothesis import strategies as st
from trial_builders import SEED, START, an_experiment

from annotations.errors import ReadError
from annotations.experiments.arms import arm_named, check_arms, parse_arm
from annotations.experiments.model import Arm, Ending, Experiment
from annotations.experiments.pages import ending_page, experiment_page, new_id
from annotations.experiments.reading import PageReading, read_page
from annotations.model import Seconds, Side, Site
from annotations.notes.aliases import BUILT_IN, Aliases
from annotations.notes.reader import read_note

PAGE = experiment_page(an_experiment(site=RIGHT_KNEE))


def read(text: str, aliases: Aliases = BUILT_IN) -> PageReading:
    reading = read_page("experiments/a.md", text.encode(), aliases)
    assert reading is not None
    return reading


def told(text: str) -> list[str]:
    return [str(problem) for problem in read(text).problems]


DRILLS = ("butt kicks", "high knees", "walking", "quad stretch", "étirement")
ARMS = st.builds(
    Arm,
    st.sampled_from(DRILLS),
    st.integers(1, 50),
    st.none() | st.integers(1, 2000),
    st.none(),
) | st.builds(
    Arm, st.sampled_from(DRILLS), st.integers(1, 50), st.none(), st.integers(1, 900).map(Seconds)
)  # fmt: skip
SIDES: list[Side | None] = [None, "left", "right"]
SITES = st.none() | st.builds(Site, st.sampled_from(["knee", "shin"]), st.sampled_from(SIDES))


@PROPERTY
@given(
    arms=st.lists(ARMS, min_size=1, max_size=3, unique=True),
    carry_on=st.booleans(),
    site=SITES,
    started=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
)
def test_what_is_written_is_what_is_read(
    arms: list[Arm], carry_on: bool, site: Site | None, started: datetime
) -> None:
    several = (*arms, *([Arm("carry on")] if carry_on or len(arms) == 1 else []))
    moment = started.replace(microsecond=0, tzinfo=UTC)
    made = Experiment(new_id(arms[0], moment), several, site, moment, SEED)

    reading = read(experiment_page(made))

    assert (reading.page, reading.problems) == (made, ())


def test_the_end_is_read_back() -> None:
    stopped = START + timedelta(days=40)
    page = ending_page(an_experiment(), stopped)
    assert read(page).page == Ending("kicks", stopped)


def test_no_file_of_an_experiment_is_taken_for_a_pain_note() -> None:
    for text in (PAGE, ending_page(an_experiment(), START)):
        assert read_note("experiments/2026-03-01-a.md", text.encode(), units="km") is None


@pytest.mark.parametrize(
    "text",
    ["", "# My experiments", "---\ntitle: plans\n---\n", "---\npain: 3\n---\n", "---\nseed: [\n---\n"],
)  # fmt: skip
def test_of_other_files_nothing_is_said_unless_they_look_like_ours(text: str) -> None:
    reading = read_page("experiments/a.md", text.encode(), BUILT_IN)
    if "seed" in text:
        assert reading is not None
        assert reading.problems
    else:
        assert reading is None


def test_the_page_tells_a_person_what_it_is_and_when_to_stop() -> None:
    assert "\n# 10 butt kicks or carry on?\n" in PAGE
    assert "This page is an experiment" in PAGE
    assert "Above 5 of 10, or sharp, with swelling or limping: stop" in PAGE
    assert "To carry on is only for a pain of at most 5 that is not sharp" in PAGE
    assert "To carry on" not in experiment_page(an_experiment("10 butt kicks", "10 high knees"))
    assert max(map(len, PAGE.splitlines())) <= 120


RESTORE = "restore the line as Twinge wrote it, or start a new experiment"
MISTAKES = {
    ("against: carry on\n", ""): "2:1: there is nothing to compare it with "
    "(add 'carry on' or another drill)",
    ("carry on\n", "10 Butt-Kicks\n"): "3:1: '10 butt kicks' is there twice "
    "(compare different things)",
    ("carry on\n", "5-10 lunges\n"): "3:10: '5-10 lunges' gives a range "
    "(write one number, the one you did)",
    ("carry on\n", "hop or skip\n"): "3:10: 'hop or skip' leaves a choice "
    "(one arm is one thing to do)",
    ("10 butt kicks\n", "carry on\n"): "3:1: to carry on is what a treatment is compared with "
    "(name the drill first)",
    ("right knee", "right knee, left shin"): "4:7: 'right knee, left shin' is not one site "
    "(name one, such as right knee, or leave it out)",
    ("2026-03-01T20:00:00Z", "1 March"): f"5:10: '1 March' is not a moment ({RESTORE})",
    ("20:00:00Z", "20:00:00"): "5:10: '2026-03-01T20:00:00' does not say its time zone "
    "(write it as 2026-11-24T21:40:05Z)",
    ("id: kicks", "id: ../kicks"): f"6:5: this is not the 'id' of an experiment ({RESTORE})",
    (
        f"seed: {SEED}",
        "seed: my words",
    ): f"7:7: this is not the 'seed' of an experiment ({RESTORE})",
    (f"seed: {SEED}\n", ""): f"2:1: 'seed' is missing ({RESTORE})",
    ("experiment: 10 butt kicks\n", ""): "2:1: it is not said what this experiment is about "
    f"({RESTORE})",
    ("against: carry on", "against: [carry on"): "3:10: a [ or { is opened here and not closed as "
    "it should be (close it with ] or })",
}


@pytest.mark.parametrize(
    "change", MISTAKES, ids=lambda change: change[1].strip() or change[0].strip()
)
def test_a_mistake_is_named_with_its_place_and_a_hint(change: tuple[str, str]) -> None:
    assert change[0] in PAGE
    reading = read(PAGE.replace(*change, 1))
    assert reading.page is None
    assert [str(p) for p in reading.problems] == [f"experiments/a.md:{MISTAKES[change]}"]


def test_a_slip_in_a_key_is_told_beside_what_is_missing() -> None:
    problems = told(PAGE.replace("against:", "agianst:"))
    assert any("the key 'agianst' is not read (did you mean 'against'?)" in one for one in problems)


def test_an_unclosed_frontmatter_and_bytes_that_are_no_text_are_told() -> None:
    assert "is not closed" in told(PAGE.replace("\n---\n", "\n", 1))[0]
    reading = read_page("experiments/a.md", PAGE.encode().replace(b"butt", b"b\xfftt"), BUILT_IN)
    assert reading is not None
    assert "is not UTF-8" in reading.problems[0].message


def test_a_seed_is_never_repeated_in_a_message() -> None:
    for text in (PAGE.replace(SEED, f"{SEED}zz"), PAGE.replace(f"seed: {SEED}", f"seed: [{SEED}]")):
        assert SEED not in str(read(text))


def test_bytes_of_windows_and_other_tools_keys_change_nothing() -> None:
    windows = "\ufeff" + PAGE.replace("\n", "\r\n")
    tagged = PAGE.replace("id: kicks", "id: kicks\ntags: [running]")
    assert read(windows).page == read(tagged).page == read(PAGE).page


@given(data=st.binary(max_size=200), at=st.integers(0, len(PAGE)))
def test_no_file_makes_reading_raise(data: bytes, at: int) -> None:
    damaged = PAGE.encode()[:at] + data + PAGE.encode()[at:]
    reading = read_page("experiments/a.md", damaged, BUILT_IN)
    assert reading is None or isinstance(reading, PageReading)


def test_arms_go_by_the_runner_s_own_names() -> None:
    aliases = Aliases({"heel flicks": "butt kicks"})
    arm = parse_arm("10 Heel-Flicks", aliases)
    assert str(arm) == "10 butt kicks"
    assert parse_arm("nothing", BUILT_IN) == parse_arm("Carried on", BUILT_IN) == Arm("carry on")


def test_the_arm_of_a_note_may_leave_out_the_dose_where_that_is_clear() -> None:
    arms = an_experiment("10 butt kicks", "20 butt kicks", "10 high knees").arms
    names = (
        "10 butt-kicks",
        "20 butt kicks",
        "high knee",
        "30 high knees",
        "butt kicks",
        "lunges",
        "",
    )
    assert [arm_named(name, arms, BUILT_IN) for name in names] == [0, 1, 2, 2, None, None, None]


@pytest.mark.parametrize(
    ("arms", "message"),
    [
        (("10 butt kicks",), "nothing to compare it with"),
        (tuple(f"{k} lunges" for k in range(1, 7)), "more than 5 arms"),
        (("carry on", "10 butt kicks"), "what a treatment is compared with"),
        (("10 butt kicks", "10 kick butts"), "there twice"),
    ],
)
def test_arms_that_make_no_experiment_are_refused(arms: tuple[str, ...], message: str) -> None:
    with pytest.raises(ReadError, match=message):
        check_arms([parse_arm(arm, BUILT_IN) for arm in arms])


@pytest.mark.parametrize("text", ["", "   ", "10", "x" * 101, "3-5 kicks", "kicks or lunges"])
def test_an_arm_that_cannot_be_read_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse_arm(text, BUILT_IN)
    assert caught.value.hint


def test_two_experiments_concern_one_pain_where_their_sites_may_be_the_same() -> None:
    right, left, knee = Site("knee", "right"), Site("knee", "left"), Site("knee")
    base = an_experiment(site=right)
    others = [replace(base, site=site) for site in (right, left, knee, None, Site("shin", "right"))]
    assert [base.concerns(other) for other in others] == [True, False, True, True, False]
