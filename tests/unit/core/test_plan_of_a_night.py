"""Which descriptions get a block tonight: each precondition, the valve, and what holds always."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from core_builders import PROPERTY, a_run
from hypothesis import given
from hypothesis import strategies as st

from annotations.model import ActivityId
from sync.plan import Known, Plan, Rules, Wanted, known_texts, plan, too_wide
from sync.ports import FILE_IDS_FROM, Entry, Intent, Outcome, WriteKind
from sync.settings import Audience

NOW = datetime(2026, 6, 1, 3, 40, tzinfo=UTC)
RULES = Rules("only_me", timedelta(hours=6))
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STANDING = Known(("block",), "block", "old")


def wanted(
    number: int = 0, *, ago: timedelta = DAY, digest: str = "new", visibility: str = "only_me"
) -> Wanted:
    """A run of an hour that ended so long `ago`."""
    start = NOW - ago - HOUR
    return Wanted(a_run(number, start=start, elapsed_s=3600, visibility=visibility), digest)


def planned(
    *wants: Wanted,
    known: dict[int, Known] | None = None,
    hands_off: dict[int, str] | None = None,
    rules: Rules = RULES,
) -> Plan:
    return plan(
        wants,
        {ActivityId(1000 + k): text for k, text in (known or {}).items()},
        {ActivityId(1000 + k): why for k, why in (hands_off or {}).items()},
        rules,
        NOW,
    )


class Case(NamedTuple):
    want: Wanted
    does: str  # new, rewrite, nothing, too old, or the reason that is given
    known: Known | None = None
    hands_off: str = ""
    rules: Rules = RULES


FOLLOWERS = replace(RULES, audience="followers_only")
EVERYONE = replace(RULES, audience="everyone")
BACKFILL = replace(RULES, backfill=True)
ASKED_FOR = replace(RULES, asked_for=frozenset({ActivityId(1000)}))
CONFIRMED = replace(RULES, confirmed=True)
WAITING = replace(RULES, waiting=frozenset({ActivityId(1000)}))
CASES = {
    "a new note": Case(wanted(), "new"),
    "followers see it": Case(wanted(visibility="followers_only"), "it is visible to followers"),
    "everyone sees it": Case(wanted(visibility="everyone"), "it is visible to everyone"),
    "nobody knows who sees it": Case(wanted(visibility="club"), "it is visible to everyone"),
    "followers may": Case(wanted(visibility="followers_only"), "new", rules=FOLLOWERS),
    "followers may, everyone not": Case(wanted(visibility="everyone"), "it is", rules=FOLLOWERS),
    "everyone may": Case(wanted(visibility="everyone"), "new", rules=EVERYONE),
    "nobody knows, everyone may": Case(wanted(visibility="club"), "new", rules=EVERYONE),
    "only a file tells of it": Case(
        wanted(FILE_IDS_FROM, visibility="only_me"), "Strava has no such activity"
    ),
    "ended just now": Case(wanted(ago=6 * HOUR - timedelta(seconds=1)), "you may still be"),
    "its recording is to come": Case(wanted(), "its recording is still to come", rules=WAITING),
    "another's recording is to come": Case(wanted(1), "new", rules=WAITING),
    "its recording is to come, the old block stands": Case(
        wanted(), "its recording is still to come", STANDING, rules=WAITING
    ),
    "ended long enough ago": Case(wanted(ago=6 * HOUR), "new"),
    "starts tomorrow, by a wrong clock": Case(wanted(ago=-DAY), "you may still be editing"),
    "30 days old": Case(wanted(ago=30 * DAY - HOUR), "new"),
    "older than 30 days": Case(wanted(ago=30 * DAY), "too old"),
    "older, with backfill": Case(wanted(ago=300 * DAY), "new", rules=BACKFILL),
    "older, hands off": Case(wanted(ago=30 * DAY), "nothing", None, "you took it out"),
    "older, everyone sees it": Case(wanted(ago=30 * DAY, visibility="everyone"), "nothing"),
    "older, asked for": Case(wanted(ago=30 * DAY), "new", rules=ASKED_FOR),
    "changed notes, asked for": Case(wanted(), "rewrite", STANDING, rules=ASKED_FOR),
    "older, hands off, with backfill": Case(wanted(ago=30 * DAY), "you took", None, "you took it out", BACKFILL),
    "older, rewritten": Case(wanted(ago=30 * DAY), "too old", STANDING),
    "hands off": Case(wanted(), "you took it out (`twinge publish --adopt 1000`)", None, "you took it out"),
    "the same notes": Case(wanted(digest="old"), "nothing", STANDING),
    "the same notes, hands off": Case(wanted(digest="old"), "nothing", STANDING, "edited"),
    "the same notes, made public": Case(wanted(digest="old", visibility="everyone"), "nothing", STANDING),
    "changed notes": Case(wanted(), "rewrite", STANDING, rules=CONFIRMED),
    "changed notes, hands off": Case(wanted(), "edited", STANDING, "edited"),
    "changed notes, made public": Case(wanted(visibility="everyone"), "it is visible", STANDING),
    "the same notes, but no block": Case(wanted(digest="old"), "new", Known(("block",), "", "old")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_precondition_holds(case: Case) -> None:
    result = planned(
        case.want,
        known={0: case.known} if case.known else {},
        hands_off={0: case.hands_off} if case.hands_off else {},
        rules=case.rules,
    )
    if case.does in ("new", "rewrite"):
        (action,) = result.actions
        assert action.rewrite is (case.does == "rewrite")
        assert (action.run, action.digest) == (case.want.run, case.want.digest)
        assert result.left_alone == ()
        return
    assert result.actions == ()
    assert result.held_back == ""
    assert result.too_old == (case.does == "too old")
    if case.does in ("nothing", "too old"):
        assert result.left_alone == ()
    else:
        (left,) = result.left_alone
        assert left.why.startswith(case.does)


@pytest.mark.parametrize(("since_midnight", "written"), [(29, False), (30, True)])
def test_a_run_with_a_hidden_start_may_have_ended_as_late_as_its_day(
    since_midnight: int, written: bool
) -> None:
    want = wanted(ago=since_midnight * HOUR - HOUR)
    result = planned(replace(want, run=replace(want.run, start_hidden=True)))
    assert bool(result.actions) is written


def test_no_notes_make_an_empty_plan() -> None:
    assert planned() == Plan()


def test_twenty_new_blocks_a_night_the_newest_first() -> None:
    wants = [wanted(k, ago=(k + 1) * DAY) for k in range(28)]
    result = planned(*wants[::-1])
    assert [action.run.id for action in result.actions] == [1000 + k for k in range(20)]
    assert result.later == 8


def test_rewrites_come_on_top_of_twenty_new_blocks() -> None:
    wants = [wanted(k, ago=(k + 1) * HOUR * 12) for k in range(30)]
    result = planned(*wants, known=dict.fromkeys(range(25, 29), STANDING), rules=CONFIRMED)
    assert sum(action.rewrite for action in result.actions) == 4
    assert sum(not action.rewrite for action in result.actions) == 20
    starts = [action.run.start_utc for action in result.actions]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize(
    ("rewrites", "standing", "held"),
    [(0, 0, False), (0, 5, False), (1, 2, False), (5, 10, False), (10, 20, False), (10, 100, False),
     (11, 100, True), (2, 3, True), (1, 1, True), (6, 11, True)],
)  # fmt: skip
def test_more_than_ten_rewrites_or_more_than_half_are_held_back(
    rewrites: int, standing: int, held: bool
) -> None:
    wants = [wanted(k) for k in range(rewrites)] + [wanted(500)]
    known = dict.fromkeys(range(standing), STANDING)
    result = planned(*wants, known=known)
    assert bool(result.held_back) is held
    if held:
        assert result.held_back.startswith(f"{rewrites} of {standing} blocks")
    assert planned(*wants, known=known, rules=CONFIRMED).held_back == ""
    assert planned(*wants, known=known, rules=CONFIRMED).actions == result.actions


def test_blocks_that_were_taken_out_do_not_stand() -> None:
    gone = Known(("block",))
    result = planned(wanted(0), wanted(1), known={0: STANDING, 1: STANDING, 2: gone, 3: gone})
    assert result.held_back.startswith("2 of 2 blocks")


days_ago = st.integers(0, 60)
texts = st.sampled_from([None, STANDING, Known(("block",), "block", "new"), Known(("block",))])
nights = st.lists(
    st.tuples(days_ago, st.sampled_from(["only_me", "followers_only", "everyone", "?"]), texts),
    max_size=60,
)
rules = st.builds(
    Rules,
    st.sampled_from(["only_me", "followers_only", "everyone"]),
    st.sampled_from([timedelta(0), 6 * HOUR, 3 * DAY]),
    st.booleans(),
    st.booleans(),
)


@PROPERTY
@given(nights, rules, st.sets(st.integers(0, 59)))
def test_what_holds_every_night(
    night: list[tuple[int, str, Known | None]], rule: Rules, off: set[int]
) -> None:
    wants = [wanted(k, ago=ago * DAY, visibility=who) for k, (ago, who, _) in enumerate(night)]
    known = {k: text for k, (_, _, text) in enumerate(night) if text}
    hands_off = dict.fromkeys(off, "edited")
    result = planned(*wants, known=known, hands_off=hands_off, rules=rule)

    new = [action for action in result.actions if not action.rewrite]
    rewrites = [action for action in result.actions if action.rewrite]
    standing = sum(text.present for text in known.values())
    assert len(new) <= 20
    if not rule.confirmed and not result.held_back:
        assert len(rewrites) <= 10
        assert 2 * len(rewrites) <= standing or not rewrites
    for action in result.actions:
        assert action.run.id - 1000 not in off
        assert not too_wide(action.run.visibility, rule.audience)
        assert NOW - action.run.start_utc >= rule.publish_after
        assert rule.backfill or NOW - action.run.start_utc <= timedelta(days=30)
        assert known.get(action.run.id - 1000, Known()).digest != "new"
        assert action.rewrite == known.get(action.run.id - 1000, Known()).present

    assert planned(*reversed(wants), known=known, hands_off=hands_off, rules=rule) == result
    unchanged = sum(text.digest == "new" for text in known.values())
    counted = len(result.actions) + len(result.left_alone) + result.later + result.too_old
    never = [  # what backfill would not write either is not counted as waiting for it
        one
        for one in wants
        if not rule.backfill
        and NOW - one.run.start_utc > timedelta(days=30)
        and (one.run.id - 1000 in off or too_wide(one.run.visibility, rule.audience))
        and known.get(one.run.id - 1000, Known()).digest != "new"
    ]
    assert counted + unchanged + len(never) == len(wants)


@pytest.mark.parametrize(
    ("visibility", "audience", "wide"),
    [("only_me", "only_me", False), ("everyone", "only_me", True), ("", "followers_only", True),
     ("followers_only", "everyone", False), ("something new", "everyone", False)],
)  # fmt: skip
def test_an_unknown_visibility_counts_as_everyone(
    visibility: str, audience: Audience, wide: bool
) -> None:
    assert too_wide(visibility, audience) is wide


def entry(
    number: int, block: str, outcome: Outcome, kind: WriteKind = "write", digest: str = "d"
) -> Entry:
    intent = Intent(ActivityId(7), "description", kind, "base", "target", block, digest)
    return Entry(number, intent, outcome, NOW)


def known_of(*entries: Entry) -> Known:
    return known_texts(entries)[ActivityId(7)]


def test_the_journal_sums_up_to_what_was_written_and_what_stands() -> None:
    first = entry(1, "one", Outcome.VERIFIED, digest="d1")
    lost = entry(2, "two", Outcome.SUPERSEDED, digest="d2")
    sent = entry(3, "three", Outcome.SENT, digest="d3")
    undone = entry(4, "", Outcome.VERIFIED, "undo", "")
    again = entry(5, "one", Outcome.VERIFIED, digest="d5")
    assert known_of(sent) == Known(("three",))
    assert known_of(first, lost) == Known(("one", "two"), "one", "d1")
    assert known_of(first, lost, sent) == Known(("one", "two", "three"), "one", "d1")
    assert known_of(first, undone) == Known(("one",))
    assert known_of(first, undone, again) == Known(("one",), "one", "d5")
    assert known_texts([]) == {}
