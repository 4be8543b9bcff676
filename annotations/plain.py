"""Text that is safe in a description: ASCII, one line, nothing that Strava turns into a link or a mention."""

import re
import unicodedata
from collections.abc import Sequence

_SPELT = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    }
)
_NOT_SHOWN = re.compile(r"[^ -~]|[@#<>&|]")
_LINKS = re.compile(r"(?i)\b(?:https?|strava)://\S*|\bwww\.\S*")
_DOMAIN_DOT = re.compile(r"(?<=[A-Za-z])\.(?=[A-Za-z]{2})")


def plain(text: str) -> str:
    """`text` in printable ASCII on one line: accents dropped, links, mentions, tags and markup characters out."""
    spelt = unicodedata.normalize("NFKD", text.translate(_SPELT))
    spelt = _LINKS.sub("", spelt.replace("\n", " ").replace("\t", " "))
    spelt = _DOMAIN_DOT.sub(" ", _NOT_SHOWN.sub("", spelt))
    return " ".join(spelt.split())


def fit(texts: Sequence[str], limit: int) -> str:
    """The first of `texts` that has at most `limit` characters, else the last one cut at a word."""
    for text in texts:
        if len(text) <= limit:
            return text
    return texts[-1][: limit - 3].rsplit(" ", 1)[0].rstrip(",;: ") + "..."
