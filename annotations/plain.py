"""Text that is safe in a description: ASCII, one line, nothing that Strava turns into a link or a mention."""

import re
import unicodedata
from collections.abc import Sequence

_SPELT = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ø": "o",
        "Ø": "O",
        "ð": "d",
        "đ": "d",
        "Đ": "D",
        "þ": "th",
        "ł": "l",
        "Ł": "L",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HYPHEN}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{FRACTION SLASH}": "/",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    }
)
_NOT_SHOWN = re.compile(r"[^ -~]|[@#<>&|]")
# from a word's beginning only: tried at each letter, a name of 100,000 takes a minute
_LINKS = re.compile(r"(?i)(?<!\S)\S*://\S*|\bwww\.\S*")
_DOMAIN_DOT = re.compile(r"(?<=\S)\.(?=[A-Za-z]{2})")


def plain(text: str) -> str:
    """`text` in printable ASCII on one line: accents dropped, links, mentions, tags and markup characters out.

    Empty when nothing of it can be said in ASCII.
    """
    # a fraction keeps its blank: "1½" would be "11/2"
    spaced = re.sub(r"(?<=[0-9])(?=[¼½¾⅓⅔⅛])", " ", " ".join(text.split()))
    spelt = unicodedata.normalize("NFKD", spaced).translate(_SPELT)
    # links last of all: dropping a character may have put one together
    spelt = _LINKS.sub("", _NOT_SHOWN.sub("", spelt))
    return " ".join(_DOMAIN_DOT.sub(" ", spelt).split())


def fit(texts: Sequence[str], limit: int) -> str:
    """The first of `texts` that has at most `limit` characters, else the last one cut at a word."""
    for text in texts:
        if len(text) <= limit:
            return text
    return texts[-1][: limit - 3].rsplit(" ", 1)[0].rstrip(",;: ") + "..."
