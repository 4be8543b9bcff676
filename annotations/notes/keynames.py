"""The names of a note's keys."""

KEYS = (
    "strava", "date", "sport", "pain", "where", "onset", "feels", "did",
    "before", "after", "morning", "expect", "factors", "arm",
)  # fmt: skip
ANNOTATION_KEYS = ("pain", "did", "onset", "morning")
"""Any one of these makes a file an annotation."""
RARELY_OTHERS = frozenset({"strava", "where", "feels", "expect", "factors", "arm"})
"""Keys that other tools hardly ever use."""
