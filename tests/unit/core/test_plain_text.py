"""What may stand in a description: ASCII, one line, nothing that becomes a link or a mention."""

import re
import string

import pytest
from core_builders import PROPERTY
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.plain import fit, plain

SPELT = {
    "butt kicks": "butt kicks",
    "Knie außen": "Knie aussen",
    "fóam rølling": "foam rolling",
    "Œdème, ŁYDKA": "Oedeme, LYDKA",
    "½ squats": "1/2 squats",
    "1½ squats": "1 1/2 squats",
    "10 \u00d7 kicks \u2013 slow": "10 x kicks - slow",
    "runner\u2019s \u201cknee\u201d": 'runner\'s "knee"',
    "two\r\nlines\x85three\u2028four\tfive": "two lines three four five",
    "knee\u00a0cap": "knee cap",
    "колено": "",
    "膝 knee": "knee",
    "\U0001f642 knee": "knee",
    "a\u202eb": "ab",
    "a\x00b": "ab",
}

OUT = {
    "a mention": ("@strava kicks", "strava kicks"),
    "a tag": ("#kicks", "kicks"),
    "markup": ("<b>kicks</b> & more | less", "bkicks/b more less"),
    "a link": ("see https://evil.example/x?y now", "see now"),
    "a link of another kind": ("see ftp://evil.example now", "see now"),
    "a deep link": ("strava://athletes/1 kicks", "kicks"),
    "a link put together by dropping": ("ht@tps://evil.example kicks", "kicks"),
    "www": ("www.evil.example kicks", "kicks"),
    "www put together by dropping": ("ww#w.evil kicks", "kicks"),
    "wide letters": ("\uff57\uff57\uff57\uff0e\uff45\uff56\uff49\uff4c kicks", "kicks"),
    "a domain": ("strava.com/x kicks", "strava com/x kicks"),
    "a domain that ends in a digit": ("163.com kicks", "163 com kicks"),
    "a domain with a hyphen": ("a-.com", "a- com"),
    "a short domain": ("t.co kicks", "t co kicks"),
    "a dot of another kind": ("evil\u2024com", "evil com"),
    "a dot put together by dropping": ("evil.@com", "evil com"),
}


@pytest.mark.parametrize(("text", "said"), SPELT.items())
def test_names_are_spelt_in_ascii(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize(("text", "said"), OUT.values(), ids=OUT.keys())
def test_what_would_become_a_link_or_a_mention_goes(text: str, said: str) -> None:
    assert plain(text) == said


def test_numbers_keep_their_dots() -> None:
    assert plain("from 3.25 mi, 5.k") == "from 3.25 mi, 5.k"


NASTY = st.sampled_from(
    ("http", "s://", "://", "www", ".", "com", "@", "#", "&", "|", "<", "\n", "\r", "\u2028", "é",
     "ß", "½", "\uff20", "\uff0e", "\ud83d", "\u202e", " ", "-- Twinge", "Twinge | ")
)  # fmt: skip
names = st.lists(NASTY | st.text(max_size=10), max_size=10).map("".join)


@PROPERTY
@given(names)
@example("ht@tps://evil.example")
@example("evil@.com")
def test_nothing_gets_through(text: str) -> None:
    said = plain(text)
    assert set(said) <= set(string.printable) - set("@#<>&|\t\n\r\x0b\x0c")
    assert "://" not in said
    assert not re.search(r"(?i)\bwww\.", said)
    assert not re.search(r"\w\.[A-Za-z]{2}", said)
    assert said == said.strip()
    assert "  " not in said
    assert plain(said) == said


def test_the_first_text_that_fits_is_taken() -> None:
    assert fit(["a long text", "a text", "text"], 6) == "a text"


def test_a_text_that_nowhere_fits_is_cut_at_a_word() -> None:
    assert fit(["right knee, left knee"], 16) == "right knee..."
    assert fit(["x" * 50], 10) == "xxxxxxx..."
