"""Where it hurts: "right knee, medial", "both knees", "inside of the left ankle"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from annotations.errors import ReadError
from annotations.model import Side, Site
from annotations.notes.anatomy import ASPECTS, FILLERS, SIDES, SITES
from annotations.notes.spelling import closest

MAX_CHARACTERS = 80
_PARTS = re.compile(r"[,;()&\n]|(?<=[a-z]{2})/|\s/\s|\s\+\s|\band\b")
# In "back of the left knee" and "IT-band" these stand between the words of one name.
_HYPHEN = re.compile(r"(?<=[a-z])-(?!hand\b)(?=[a-z])")
_EDGES = re.compile(r"^\W+|\W+$")
_BETWEEN = frozenset({"of", "the", "my"})
_NOWHERE = frozenset({"none", "no", "nowhere", "-"})
# Beside another name these only say more of it: "calf of the left leg", "back of the knee".
_WIDE = frozenset({"back", "leg", "legs", "foot", "feet"})


@dataclass(frozen=True, slots=True)
class Mention:
    """One site that a text names, with the aspects of it."""

    site: Site
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word kept as it is; `meant` is a known one that it resembles.

    It is no `site` that is known, no `word` for a part of one, or the name of a `second` site that
    stands beside the first without a comma.
    """

    word: str
    meant: str | None
    kind: Literal["site", "word", "second"] = "site"


@dataclass(frozen=True, slots=True)
class SitesRead:
    """The sites in the order of the text, each once."""

    mentions: tuple[Mention, ...]
    doubts: tuple[Doubt, ...]


@dataclass(slots=True)
class _Part:
    """What one piece of the text says; a name may come before or after its sides and aspects."""

    name: str | None
    sides: list[Side]
    aspects: list[str]

    def take(self, other: "_Part") -> None:
        self.name = self.name or other.name
        self.sides += other.sides
        self.aspects += other.aspects


@lru_cache(maxsize=4096)
def read_sites(text: str) -> SitesRead:
    """All sites that `text` names; "both knees" are two, "knees" is one without a side.

    A name that nobody knows is kept in lower case, with a doubt. Raises ReadError for a text
    without any name.
    """
    if len(text) > MAX_CHARACTERS:
        raise ReadError("this is too long for the name of a site", "write it as 'right knee'")
    if text.casefold().strip() in _NOWHERE:
        return SitesRead((), ())
    doubts: list[Doubt] = []
    parts: list[_Part] = []
    for words in _words_of_parts(text):
        part = _read_part(words, doubts, follows_a_site=bool(parts and parts[-1].name))
        if parts and not (part.name and parts[-1].name):
            parts[-1].take(part)
        else:
            parts.append(part)
    mentions: dict[Site, Mention] = {}
    for mention in (mention for part in parts for mention in _mentions(part)):
        mentions.setdefault(mention.site, mention)
    if not mentions:
        raise ReadError(f"'{text}' names no site", "write it as 'right knee'", part=text)
    return SitesRead(tuple(mentions.values()), tuple(dict.fromkeys(doubts)))


def split_aspects(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of `words` that are aspects of a site, by their one name, and all the others."""
    words = tuple(words)
    aspects = dict.fromkeys(ASPECTS[word] for word in words if word in ASPECTS)
    return tuple(aspects), tuple(word for word in words if word not in ASPECTS)


def _words_of_parts(text: str) -> list[list[str]]:
    plain = _HYPHEN.sub(" ", text.casefold().replace("\u2019", "'"))
    parts = (part.split() for part in _PARTS.split(plain))
    plain_words = ([w for word in part if (w := _EDGES.sub("", word))] for part in parts)
    return [words for words in plain_words if words]


def _read_part(words: list[str], doubts: list[Doubt], *, follows_a_site: bool) -> _Part:
    sides = [side for word in words for side in SIDES.get(word, ())]
    words = [word for word in words if word not in SIDES and word not in _BETWEEN]
    start, end = _find_site(words)
    name = SITES[" ".join(words[start:end])] if end else None
    part = _Part(name, sides, [])
    unknown: list[str] = []
    for word in words[:start] + words[end:]:
        if word in ASPECTS:
            part.aspects.append(ASPECTS[word])
        elif word not in FILLERS:
            unknown.append(word)
    if unknown and (name or follows_a_site):
        part.aspects += unknown
        doubts += (_doubt_of(word, name) for word in unknown)
    elif any(character.isalpha() for word in unknown for character in word):
        part.name = " ".join(unknown)
        doubts.append(Doubt(part.name, closest(part.name, SITES)))
    return part


def _doubt_of(word: str, name: str | None) -> Doubt:
    """Of a word beside the site `name`; "flexer" may be a slip in "hip flexor"."""
    if word in SITES:
        return Doubt(word, None, "second")
    meant = closest(word, ASPECTS)
    if meant is None and name:
        meant = closest(f"{name} {word}", (site for site in SITES if " " in site))
    return Doubt(word, meant, "word")


def _find_site(words: list[str]) -> tuple[int, int]:
    """Where the name stands in `words`: the longest, then the last; (0, 0) without one.

    A wide name comes last of all, since beside another it is none ("back of the knee").
    """
    spans = (
        (start, end)
        for start in range(len(words))
        for end in range(start + 1, min(start + 4, len(words)) + 1)
        if " ".join(words[start:end]) in SITES
    )
    return max(spans, key=lambda s: (s[1] - s[0], words[s[0]] not in _WIDE, s[0]), default=(0, 0))


def _mentions(part: _Part) -> Iterator[Mention]:
    if part.name is None:
        return
    aspects = tuple(dict.fromkeys(part.aspects))
    sides: tuple[Side | None, ...] = tuple(dict.fromkeys(part.sides)) or (None,)
    for side in sides:
        yield Mention(Site(part.name, side), aspects)
