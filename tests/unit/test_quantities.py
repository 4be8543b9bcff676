"""Distances, times and places: what runners write, what is refused, and the way back to text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import QuantityError
from annotations.model import Metres, Place, Seconds, Units
from annotations.quantities import (
    format_distance,
    format_duration,
    format_place,
    parse_distance,
    parse_duration,
    parse_place,
)

MILE_M = 1609.344

DISTANCES = {
    "3 mi": 3 * MILE_M,
    "3 miles": 3 * MILE_M,
    "a mile": MILE_M,
    "1/4 mile": MILE_M / 4,
    "1 1/2 mi": 1.5 * MILE_M,
    "1-1/2 miles": 1.5 * MILE_M,
    "1½ km": 1500,
    "½ mile": MILE_M / 2,
    "half a mile": MILE_M / 2,
    "a quarter of a mile": MILE_M / 4,
    "three quarters of a mile": 0.75 * MILE_M,
    "a mile and a half": 1.5 * MILE_M,
    "two and a half miles": 2.5 * MILE_M,
    "three miles": 3 * MILE_M,
    "4.8 km": 4800,
    "4,8 km": 4800,
    "5k": 5000,
    "5 K": 5000,
    "400m": 400,
    "400 metres": 400,
    "at 3k": 3000,
    "@ 3 km": 3000,
    "~3 km": 3000,
    "mile 3": 3 * MILE_M,
    "km 5": 5000,
    "the 3-mile mark": 3 * MILE_M,
    "2 miles in": 2 * MILE_M,
    "mile marker 3": 3 * MILE_M,
    "mile3": 3 * MILE_M,
    "KM5": 5000,
    "approx. 3 km": 3000,
    "ca. 3 km": 3000,
    "roughly 3 km": 3000,
    "just after 3 km": 3000,
    "nearly three miles": 3 * MILE_M,
    "2 ¼ mi": 2.25 * MILE_M,
    "¾ mi": 0.75 * MILE_M,
    "three-quarter mile": 0.75 * MILE_M,
    "two thirds of a mile": MILE_M * 2 / 3,
    "a third of a mile": MILE_M / 3,
    "a quarter-mile": MILE_M / 4,
    "one-and-a-half miles": 1.5 * MILE_M,
    "twenty-two km": 22_000,
    ".5 mi": MILE_M / 2,
    "3": 3 * MILE_M,
    "0": 0,
    "400 km": 400_000,
}
DURATIONS = {
    "25:30": 1530,
    "25:30 min": 1530,
    "1:02:03": 3723,
    "75:00": 4500,
    "40 min": 2400,
    "40min": 2400,
    "90s": 90,
    "30 seconds": 30,
    "1h 5min": 3900,
    "1h05": 3900,
    "1h05m10s": 3910,
    "1 hour, 5 minutes": 3900,
    "35'": 2100,
    "5'30\"": 330,
    "5m30s": 330,
    "25'30": 1530,
    "25 min 30": 1530,
    "25min30": 1530,
    "min 20": 1200,
    "minute 20": 1200,
    "after 20 min": 1200,
    "twenty-five minutes": 1500,
    "a quarter of an hour": 900,
    "1½ hours": 5400,
    "1,5 h": 5400,
    "half an hour": 1800,
    "an hour and a half": 5400,
    "ten minutes": 600,
    "100 h": 360_000,
}
NO_PLACES = (
    "", "at", "nan", "inf", "inf km", "-3 km", "- 3 km", "5 kg", "3:75", "12:5", "1:75:00", "5 M", "5M",
    "401 km", "101 h", "9**9**9", "1,500 m", "1/0 mi", "3 to 4 mi", "3 4 mi", "1e3 m", "0x10", "1_0 km",
    "३ km", "5 min 6 min", "10 s 5 min", "'", "min", "km", "knee", "x" * 41, "3 mi 5", "\n", "½½ mi",
    "halfway", "2 laps", "3+ mi", "500 yards", "a few minutes", "20ish min", "ten eleven km", "twenty ten km",
)  # fmt: skip


@pytest.mark.parametrize(("text", "metres"), DISTANCES.items(), ids=DISTANCES)
def test_a_distance_is_read_in_metres(text: str, metres: float) -> None:
    assert parse_distance(text, bare_unit="mi") == pytest.approx(metres)
    assert parse_place(text, bare_unit="mi").distance_m == pytest.approx(metres)


@pytest.mark.parametrize(("text", "seconds"), DURATIONS.items(), ids=DURATIONS)
def test_an_elapsed_time_is_read_in_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)
    assert parse_place(text, bare_unit="mi").elapsed_s == pytest.approx(seconds)


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_no_place_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_place(text, bare_unit="mi")
    assert len(str(caught.value)) > 10


@pytest.mark.parametrize(
    "text", ["start", "the start", "Start", "from the beginning", "right away"]
)
def test_the_start_is_distance_0(text: str) -> None:
    assert parse_place(text, bare_unit=None) == Place(distance_m=Metres(0.0))


def test_a_bare_number_takes_the_unit_it_is_given_and_is_refused_without_one() -> None:
    assert parse_distance("3", bare_unit="km") == 3000.0
    with pytest.raises(QuantityError, match="no unit"):
        parse_distance("3", bare_unit=None)


@pytest.mark.parametrize("text", ["the third mile", "3rd mile", "first km", "in the second mile"])
def test_a_mile_by_its_number_is_a_stretch_and_no_place(text: str) -> None:
    with pytest.raises(QuantityError, match="start of it or its end"):
        parse_place(text, bare_unit="mi")


@pytest.mark.parametrize("text", [*list(DISTANCES)[:-1], *DURATIONS])
@pytest.mark.parametrize("units", ["km", "mi"])
def test_every_spelling_is_shown_in_a_form_that_reads_as_the_same_place(
    text: str, units: Units
) -> None:
    shown = format_place(parse_place(text, bare_unit="mi"), units)
    again = parse_place(shown, bare_unit=None)
    assert format_place(again, units) == shown


def test_m_alone_is_metres_and_never_minutes() -> None:
    assert parse_distance("5 m", bare_unit=None) == 5.0
    with pytest.raises(QuantityError) as caught:
        parse_duration("5 m")
    assert "min" in caught.value.hint


@pytest.mark.parametrize(
    ("metres", "units", "text"),
    [
        (3 * MILE_M, "mi", "3.0 mi"),
        (3.25 * MILE_M, "mi", "3.25 mi"),
        (4800, "km", "4.8 km"),
        (4804, "km", "4.8 km"),
        (10_000, "km", "10.0 km"),
    ],
)
def test_a_distance_is_shown_with_one_decimal_or_two(
    metres: float, units: Units, text: str
) -> None:
    assert format_distance(metres, units) == text


@given(st.integers(0, 40_000), st.sampled_from(["km", "mi"]))
@settings(max_examples=200, deadline=None)
def test_a_shown_distance_reads_as_itself(hundredths: int, units: Units) -> None:
    unit_m = {"km": 1000.0, "mi": MILE_M}[units]
    metres = round(hundredths / 100 * unit_m, 6)
    if metres <= 400_000:
        assert parse_distance(format_distance(metres, units), bare_unit=None) == metres


@given(st.integers(0, 360_000))
@settings(max_examples=200, deadline=None)
def test_a_shown_duration_reads_as_itself(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == float(seconds)


@given(
    st.one_of(
        st.integers(1, 4000).map(lambda tenths: Place(distance_m=Metres(tenths * 100.0))),
        st.integers(0, 36_000).map(lambda seconds: Place(elapsed_s=Seconds(float(seconds)))),
        st.just(Place(distance_m=Metres(0.0))),
    )
)
@settings(max_examples=200, deadline=None)
def test_a_shown_place_reads_as_itself(place: Place) -> None:
    assert parse_place(format_place(place, "km"), bare_unit=None) == place


@given(st.text(max_size=45) | st.text("0123456789.,:/ ½'hmskin-@aehlf", max_size=20))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_anything_but_a_quantity_error(text: str) -> None:
    try:
        place = parse_place(text, bare_unit="km")
    except QuantityError:
        return
    assert 0 <= (place.distance_m or 0) <= 400_000
    assert 0 <= (place.elapsed_s or 0) <= 360_000
