"""The keys of a note, the words for them that people use instead, and what is probably a slip."""

from collections.abc import Mapping
from functools import lru_cache

from annotations.notes.frontmatter import Frontmatter
from annotations.notes.keynames import ANNOTATION_KEYS, KEYS, RARELY_OTHERS
from annotations.notes.remarks import Remarks
from annotations.notes.spelling import closest
from annotations.notes.tree import Field, Node

_OURS = frozenset(KEYS)
_OF_AN_ANNOTATION = frozenset(ANNOTATION_KEYS)
# Keys of other tools that are one letter away from ours.
_OTHERS = frozenset(
    {
        "data",
        "dates",
        "update",
        "updated",
        "art",
        "main",
        "paid",
        "sports",
        "alter",
        "dated",
        "port",
    }
)
_MEANT = {
    "site": "where", "body part": "where", "body_part": "where", "bodypart": "where",
    "side": "where", "treatment": "did", "treatments": "did", "bouts": "did", "bout": "did",
    "strava_id": "strava", "strava-id": "strava", "activity_id": "strava", "activity": "strava",
    "pain_level": "pain", "pain level": "pain", "sensation": "feels", "factor": "factors",
    "expectation": "expect", "next morning": "morning", "feel": "feels",
}  # fmt: skip


def by_name(frontmatter: Frontmatter) -> dict[str, Field]:
    """The fields that are ours, by their key in lower case."""
    fields = frontmatter.fields.fields
    return {key: field for field in fields if (key := field.key.text.casefold()) in _OURS}


def is_annotation(fields: Mapping[str, Field]) -> bool:
    return not _OF_AN_ANNOTATION.isdisjoint(fields)


def values_of(fields: Mapping[str, Field]) -> dict[str, Node]:
    return {key: field.value for key, field in fields.items()}


def warn_of_slips(frontmatter: Frontmatter, remarks: Remarks) -> None:
    """A key of nobody's that resembles one of ours is told; all other keys are other tools'."""
    for field in frontmatter.fields.fields:
        meant = _meant(field.key.text)
        if meant:
            hint = f"did you mean '{meant}'?"
            remarks.warn(field.key, f"the key '{field.key.text}' is not read", hint)


def warn_of_near_miss(frontmatter: Frontmatter, remarks: Remarks) -> None:
    """A note with keys that only ours have, but without any that makes it an annotation."""
    if not RARELY_OTHERS & by_name(frontmatter).keys():
        return
    for field in frontmatter.fields.fields:
        meant = _meant(field.key.text)
        if meant in ANNOTATION_KEYS:
            message = f"this note is not read: it has '{field.key.text}' but no 'pain'"
            remarks.warn(field.key, message, f"did you mean '{meant}'?")


@lru_cache(maxsize=512)
def _meant(key: str) -> str | None:
    key = key.casefold()
    if key in KEYS or key in _OTHERS:
        return None
    return _MEANT.get(key) or closest(key, KEYS)
