"""The small languages inside a note: sites, levels, doses, results and bouts."""

import pytest

from annotations.errors import ReadError
from annotations.model import Metres, Place, Result, Seconds, Site
from annotations.notes.bouts import parse_bout
from annotations.notes.pain import parse_entry, parse_level
from annotations.notes.results import parse_result
from annotations.notes.sites import read_sites
from annotations.notes.spelling import closest

MILE_M = 1609.344

SITES = {
    "right knee": ["right knee"],
    "Right Knee": ["right knee"],
    "knees": ["knee"],
    "both knees": ["left knee", "right knee"],
    "left and right knee": ["left knee", "right knee"],
    "right knee and left": ["left knee", "right knee"],
    "knee (right)": ["right knee"],
    "R. knee": ["right knee"],
    "L ITB": ["left IT band"],
    "left big toe": ["left toe"],
    "lower back": ["lower back"],
    "right knee, left shin": ["left shin", "right knee"],
    "right calf/hamstring": ["hamstring", "right calf"],
    "back of the left knee": ["left knee"],
    "plantar fasciitis": ["plantar fascia"],
    "shin splints": ["shin"],
    "knees both": ["left knee", "right knee"],
    "bilateral calves": ["left calf", "right calf"],
    "L/R shin": ["left shin", "right shin"],
    "l+r quads": ["left quad", "right quad"],
    "knees and ankles": ["ankle", "knee"],
    "right knee/left knee": ["left knee", "right knee"],
    "IT-band": ["IT band"],
    "iliotibial band, right": ["right IT band"],
    "lower-back": ["lower back"],
    "right side of the lower back": ["right lower back"],
    "left achilles tendon": ["left achilles"],
    "heel cord": ["achilles"],
    "hammy": ["hamstring"],
    "left gluteus medius": ["left glute"],
    "left glute med": ["left glute"],
    "hip flexor left": ["left hip"],
    "adductors": ["groin"],
    "pf": ["plantar fascia"],
    "arch of the right foot": ["right arch"],
    "ball of left foot": ["left foot"],
    "second toe": ["toe"],
    "runner’s knee": ["knee"],  # noqa: RUF001
    "patella": ["kneecap"],
    "right vmo": ["right quad"],
    "both feet": ["left foot", "right foot"],
    "buttock": ["glute"],
    "lower back / right hip": ["lower back", "right hip"],
    "calf of the left leg": ["left calf"],
    "heel of the right foot": ["right heel"],
    "shin splints both legs": ["left shin", "right shin"],
    "right knee \U0001f9b5!": ["right knee"],
    "none": [],
}
ASPECTS = {
    "right knee, medial": ("medial",),
    "inside of the right knee": ("medial",),
    "back of the knee": ("posterior",),
    "knee: medial & lateral": ("medial", "lateral"),
    "right medial knee (front)": ("medial", "anterior"),
    "outside of left knee": ("lateral",),
    "below the right kneecap": ("inferior",),
    "top of the left foot": ("superior",),
    "high hamstring": ("superior",),
    "Achilles, insertion": ("insertional",),
    "mid achilles": ("central",),
    "behind the right knee": ("posterior",),
    "inner shin": ("medial",),
}
DOSES = {
    "10 butt kicks": ("butt kicks", 1, 10, None),
    "ten butt kicks": ("butt kicks", 1, 10, None),
    "butt kicks x10": ("butt kicks", 1, 10, None),
    "butt kicks 10x": ("butt kicks", 1, 10, None),
    "butt kicks, 10 reps": ("butt kicks", 1, 10, None),
    "10 Kick-butts": ("butt kicks", 1, 10, None),
    "3x10 butt kicks": ("butt kicks", 3, 10, None),
    "3 × 10 butt kicks": ("butt kicks", 3, 10, None),  # noqa: RUF001 the sign is the case
    "3 sets of 10 butt kicks": ("butt kicks", 3, 10, None),
    "butt kicks 3x10": ("butt kicks", 3, 10, None),
    "2 sets butt kicks": ("butt kicks", 2, None, None),
    "quad stretch 30 s": ("quad stretch", 1, None, 30),
    "quad-stretch for 30s": ("quad stretch", 1, None, 30),
    "30-second quad stretch": ("quad stretch", 1, None, 30),
    "2x30 s quad stretch": ("quad stretch", 2, None, 30),
    "2 min walking": ("walking", 1, None, 120),
    "90/90 stretch": ("90/90 stretch", 1, None, None),
    "100 m walk": ("100 m walk", 1, None, None),
    "nothing": ("carry on", 1, None, None),
    "carried on": ("carry on", 1, None, None),
}
RESULTS = {
    "gone": Result.GONE, "vanished": Result.GONE, "No pain!": Result.GONE,
    "went away": Result.GONE, "pain-free": Result.GONE, "completely gone": Result.GONE,
    "less": Result.LESS, "a bit better": Result.LESS, "eased": Result.LESS,
    "almost gone": Result.LESS, "much better": Result.LESS,
    "same": Result.SAME, "no change": Result.SAME, "nothing": Result.SAME,
    "didn't help": Result.SAME, "didn’t help": Result.SAME, "not better": Result.SAME,  # noqa: RUF001
    "totally gone \U0001f389": Result.GONE, "gone for good!": Result.GONE,
    "helped a bit": Result.LESS, "way better": Result.LESS, "no change at once": Result.SAME,
    "worse": Result.WORSE, "got worse": Result.WORSE, "slightly worse": Result.WORSE,
}  # fmt: skip


@pytest.mark.parametrize(("text", "sites"), SITES.items(), ids=SITES)
def test_sites_are_told_apart_by_name_and_side(text: str, sites: list[str]) -> None:
    read = read_sites(text)
    assert sorted(str(mention.site) for mention in read.mentions) == sites
    assert read.doubts == ()


@pytest.mark.parametrize(("text", "aspects"), ASPECTS.items(), ids=ASPECTS)
def test_aspects_belong_to_their_site(text: str, aspects: tuple[str, ...]) -> None:
    assert read_sites(text).mentions[0].aspects == aspects


@pytest.mark.parametrize("text", ["right elbow", "tib post", "left popliteus"])
def test_a_site_in_ones_own_words_is_kept_with_a_doubt(text: str) -> None:
    read = read_sites(text)
    assert [str(mention.site) for mention in read.mentions] == [text]
    assert [doubt.meant for doubt in read.doubts] == [None]


def test_an_unknown_site_is_kept_with_the_known_one_that_it_resembles() -> None:
    read = read_sites("right ankel")
    assert [mention.site for mention in read.mentions] == [Site("ankel", "right")]
    assert read.doubts[0].meant == "ankle"


@pytest.mark.parametrize("text", ["", "right", "medial", "3", "(", "x" * 81])
def test_a_text_without_a_name_is_no_site(text: str) -> None:
    with pytest.raises(ReadError):
        read_sites(text)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("kne", "knee"), ("knee", None), ("kene", "knee"), ("hamstirng", "hamstring"), ("xyz", None)],
)
def test_a_slip_is_one_edit_or_a_swap_away(word: str, meant: str | None) -> None:
    assert closest(word, ("knee", "hamstring", "hip")) == meant


@pytest.mark.parametrize(("text", "level"), [("0", 0), ("10", 10), ("4.5", 4.5), ("7 / 10", 7)])
def test_levels_are_whole_or_half(text: str, level: float) -> None:
    assert parse_level(text) == level


@pytest.mark.parametrize(
    "text",
    [
        "5 from 4.8 km (burning, medial)",
        "5/10 @ 4,8 km (burning; medial)",
        "5 (burning) from 4800 m (medial)",
        "5, burning, medial, from 4.8 km",
        "5 from 4.8, burning and medial",
        "(medial, burning) 5.0 at km 4.8",
    ],
)
def test_an_entry_may_order_its_parts_as_it_likes(text: str) -> None:
    entry = parse_entry(text, "km")
    assert entry.level == 5
    assert entry.onset == Place(distance_m=Metres(4800.0))
    assert (entry.feels, entry.aspects) == (("burning",), ("medial",))


@pytest.mark.parametrize("text", ["", "5 from", "5 (dull", "dull", "5 from 3 km to 5 km", "5 5"])
def test_an_entry_that_leaves_something_unread_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        parse_entry(text, "km")


@pytest.mark.parametrize(("text", "dose"), DOSES.items(), ids=DOSES)
def test_a_dose_may_stand_before_or_behind_the_name(
    text: str, dose: tuple[str, int, int | None, float | None]
) -> None:
    bout = parse_bout(f"{text} @ 3 mi -> gone", "mi")
    assert (bout.what, bout.sets, bout.reps, bout.hold_s) == dose
    assert bout.at == Place(distance_m=Metres(3 * MILE_M))


@pytest.mark.parametrize(("text", "result"), RESULTS.items(), ids=RESULTS)
def test_results_are_read_from_everyday_words(text: str, result: Result) -> None:
    assert parse_result(text) is result


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a bit gone", "'less'"), ("gone?", "'gone'"), ("pain gone-ish better maybe", "write gone"),
        ("better after a while", "'less'"), ("not gone", "write gone"), ("goen", "'gone'"),
    ],
)  # fmt: skip
def test_half_a_result_is_refused_with_what_was_probably_meant(text: str, hint: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse_result(text)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "kind", "meant"),
    [
        ("right knee, medail", "word", "medial"), ("left hip flexer", "word", "hip flexor"),
        ("right kne", "site", "knee"), ("right hip ankle", "second", None),
    ],
)  # fmt: skip
def test_a_doubt_says_what_kind_of_word_it_is_about(
    text: str, kind: str, meant: str | None
) -> None:
    (doubt,) = read_sites(text).doubts
    assert (doubt.kind, doubt.meant) == (kind, meant)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("butt kicks x10 @ mile 2, gone", "behind an arrow"),
        ("butt kicks (10) @ mile 2 -> gone", "numbers in front"),
        ("a -> gone b -> gone", "with a dash"),
    ],
)
def test_a_bout_in_another_form_is_refused_with_the_form_to_write(text: str, hint: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse_bout(text, "mi")
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("8!!", "write 8 and"),
        ("3 \U0001f616", "write 3 and"),
        ("50%", "write 5"),
        ("100%", "write 10"),
    ],
)
def test_a_level_with_something_to_it_is_refused_with_the_number_to_write(
    text: str, hint: str
) -> None:
    with pytest.raises(ReadError) as caught:
        parse_level(text)
    assert hint in caught.value.hint


@pytest.mark.parametrize("arrow", ["->", "→", "=>", " -> "])
@pytest.mark.parametrize(
    "back", ["back @ 3.25 mi", "returned at mile 3.25", "back at 3.25", "came back @ mile 3.25"]
)
def test_where_the_pain_was_back_counts_from_the_start(arrow: str, back: str) -> None:
    bout = parse_bout(f"10 butt kicks @ 3 mi{arrow}gone, {back}", "mi")
    assert bout.back_at == Place(distance_m=Metres(3.25 * MILE_M))
    assert bout.back_after is None


@pytest.mark.parametrize("back", ["after 1/4 mile", "after 0.25", "a quarter mile later"])
def test_after_how_far_it_was_back_counts_from_the_bout(back: str) -> None:
    bout = parse_bout(f"10 butt kicks @ 25:30 -> gone but back {back}", "mi")
    assert bout.at == Place(elapsed_s=Seconds(1530.0))
    assert bout.back_after == Place(distance_m=Metres(0.25 * MILE_M))
    assert bout.back_at is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "->",
        "@ 3 mi -> gone",
        "10 @ 3 mi -> gone",
        "10 kicks @ -> gone",
        "10 kicks @ 3 mi ->",
        "10 kicks @ 3 mi -> not gone",
        "10 kicks @ 3 mi -> gone for 1 mi",
        "10 kicks @ 3 mi -> gone -> back",
        "10-15 kicks @ 3 mi -> gone",
        "10.5 kicks -> gone",
        "0 kicks -> gone",
        "99x10 kicks -> gone",
        "10 kicks (fast) -> gone",
        "back after 1/4 mile",
        "x" * 201,
    ],
)
def test_a_bout_that_leaves_something_unread_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        parse_bout(text, "mi")
