"""History without the API: what the runner's own files tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal, Protocol

from annotations.model import ActivityId
from sync.ports.strava import Broken, Pulled

FILE_IDS_FROM = 10**15
"""Activities that Strava gave no id have one from here on; Strava is far from it, JSON's numbers reach it."""
SHOE_OF_EXPORT = "export: "
"""The export names shoes and gives no ids: its ids are this and the name, until the API tells of the shoe."""
UNSAID = "(not said)"
"""In the place of the word for a sport, where a file has none."""

FileKind = Literal["export", "file"]


@dataclass(frozen=True, slots=True)
class Imported:
    """An activity from files of the runner's own, in the form in which the API would have told it.

    `reference` is the row or file that tells of it; `digest` changes when that says something else,
    or is read in another way.
    """

    pulled: Pulled
    kind: FileKind
    reference: str
    digest: str
    streams: Mapping[str, Any] | None = None
    damage: str | None = None
    """What of its file could not be read; the rest is here."""
    unknown_sport: str = ""
    """The word for its sport, where that is not known."""
    file_reference: str = ""
    """How the recording's file would be told of if it came by itself; empty for a file, and where there is none."""
    file_digest: str = ""
    """The digest that the file would then have; empty where it holds more than this activity."""


@dataclass(frozen=True, slots=True)
class Known:
    """A row or file that says what it said when it was imported before."""

    digest: str


class History(Protocol):
    """The activities of an export or of files."""

    kind: FileKind
    without_row: int
    """Files beside an export's list that no row of it tells of: they are left out."""

    athlete_id: int | None
    """Whose export it is; None where it doesn't tell, as single files never do."""

    def total(self) -> int:
        """How many rows or files there are."""
        ...

    def items(
        self, known: Mapping[str, str], zone: tzinfo, *, anew: bool
    ) -> Iterator[Imported | Known | Broken]:
        """Each of them; those that say what they said (`known`: digests by reference) are not read again.

        `zone` is where a run was that tells no local time; one that is known keeps the zone in which it
        was read, unless all are to be dated `anew`. A file may hold several.
        """
        ...


@dataclass(frozen=True, slots=True)
class ImportChange:
    """What a batch of imported activities did to the record: by their own ids.

    `joined` are those that another source, or another device's file, had told of already.
    """

    new: tuple[ActivityId, ...]
    changed: tuple[ActivityId, ...]
    joined: tuple[ActivityId, ...]
    recordings: int
    redated: tuple[ActivityId, ...] = ()
    """Those of `changed` that have another local time now, at the same moment."""
