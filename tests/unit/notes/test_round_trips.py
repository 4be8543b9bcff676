"""What was understood, said in the notes' own words, is understood as the same."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.model import (
    Bout,
    Complaint,
    Metres,
    Note,
    Place,
    Result,
    Seconds,
    Side,
    Site,
    Units,
)
from annotations.notes.anatomy import ASPECTS, SITES
from annotations.notes.bouts import format_bout, parse_bout
from annotations.notes.readback import read_back
from annotations.notes.reader import read_note
from annotations.notes.sites import Mention, read_sites
from annotations.quantities import METRES_OF

SIDES: tuple[Side | None, ...] = (None, "left", "right")
NAMES = sorted(set(SITES.values()))


def places(units: Units) -> st.SearchStrategy[Place]:
    """Those that can be shown in full: hundredths of a unit, whole seconds."""
    far = st.integers(0, 9999).map(
        lambda n: Place(distance_m=Metres(round(n / 100 * METRES_OF[units], 6)))
    )
    return far | st.integers(0, 35_999).map(lambda s: Place(elapsed_s=Seconds(float(s))))


sites = st.builds(Site, st.sampled_from(NAMES), st.sampled_from(SIDES))


@st.composite
def bouts(draw: st.DrawFn, units: Units) -> Bout:
    what = draw(
        st.sampled_from(
            ["butt kicks", "quad stretch", "walking", "90/90 stretch", "calf raises", "carry on"]
        )
    )
    amount = draw(st.sampled_from(["reps", "hold_s", "sets", ""]))
    at = draw(st.none() | places(units))
    bout = Bout(what, at=at, site=draw(st.none() | sites), result=draw(st.sampled_from(Result)))
    if amount == "reps":
        bout = replace(bout, reps=draw(st.integers(1, 2000)), sets=draw(st.integers(1, 50)))
    elif amount == "hold_s":
        held = Seconds(float(draw(st.integers(1, 3000))))
        bout = replace(bout, hold_s=held, sets=draw(st.integers(1, 50)))
    elif amount == "sets":
        bout = replace(bout, sets=draw(st.integers(1, 50)))
    if draw(st.booleans()):
        return replace(bout, back_after=draw(places(units)))
    return replace(bout, back_at=Place(distance_m=Metres(390_000.0)))


@pytest.mark.parametrize("units", ["km", "mi"])
@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_shown_bout_reads_as_itself(units: Units, data: st.DataObject) -> None:
    bout = data.draw(bouts(units))
    if bout.back_at is not None:
        bout = replace(bout, back_at=Place(distance_m=Metres(200 * METRES_OF[units])))
    assert parse_bout(format_bout(bout, units), units) == bout


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", NAMES)
def test_a_shown_site_reads_as_itself(name: str, side: Side | None) -> None:
    site = Site(name, side)
    read = read_sites(str(site))
    assert (read.mentions, read.doubts) == ((Mention(site),), ())


@pytest.mark.parametrize("alias", SITES)
def test_every_name_of_a_site_is_read_with_a_side_before_or_behind_it(alias: str) -> None:
    for text in (f"left {alias}", f"{alias}, left", f"L {alias.upper()}"):
        (mention,) = read_sites(text).mentions
        assert mention.site == Site(SITES[alias], "left")


@given(
    st.lists(sites, min_size=1, max_size=3, unique=True),
    st.integers(1, 20),
    st.none() | places("mi"),
    st.lists(st.sampled_from(["burning", "stinging", "dull"]), max_size=2, unique=True),
    st.lists(st.sampled_from(sorted(set(ASPECTS.values()))), max_size=2, unique=True),
)
@settings(max_examples=200, deadline=None)
def test_shown_complaints_read_as_themselves(
    named: list[Site], halves: int, onset: Place | None, feels: list[str], aspects: list[str]
) -> None:
    complaints = tuple(
        Complaint(site, halves / 2, onset, tuple(feels), tuple(aspects)) for site in named
    )
    lines = [
        f"  {one.site}: {read_back(Note('n', True, (one,)), 'mi').removeprefix(str(one.site))}"
        for one in complaints
    ]
    read = read_note(
        "2026-03-14.md", "\n".join(["---", "pain:", *lines, "---", ""]).encode(), units="km"
    )
    assert read is not None
    assert read.note is not None, read.problems
    assert read.note.complaints == complaints
