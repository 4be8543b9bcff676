"""The three answers that make a note: how bad, where, from when. Checked by the reader's own parsers."""

from collections.abc import Iterable, Sequence

from annotations.errors import QuantityError, ReadError
from annotations.model import Run, Site, Units
from annotations.notes.pain import parse_entry
from annotations.notes.sites import Doubt, read_sites
from annotations.quantities import format_distance, parse_place
from annotations.record import UNNAMED_SITE, NotedRun

SITES_OFFERED = 5

# A watch and the runner's own count of the distance differ by some per cent.
_LENGTH_TOLERANCE = 1.1


def pain_answer(text: str, units: Units) -> str:
    """What the note is to say of `pain`; `0` for none, however it was said. Raises ReadError."""
    said = text.strip()
    return "0" if parse_entry(said, units).level == 0 else said


def where_answer(text: str, offered: Sequence[Site] = ()) -> str:
    """What the note is to say of `where`; a number picks one of `offered`. Raises ReadError."""
    said = text.strip()
    if said.isdecimal() and offered:
        if not 1 <= int(said) <= len(offered):
            raise ReadError(f"'{said}' is none of the sites", f"they are 1 to {len(offered)}")
        return str(offered[int(said) - 1])
    if not read_sites(said).mentions:
        raise ReadError(f"'{said}' names no site", "write it as 'right knee', or leave it empty")
    return said


def doubts(where: str) -> tuple[Doubt, ...]:
    """The words of a `where` that can be read which are in no vocabulary."""
    return read_sites(where).doubts


def onset_answer(text: str, units: Units, run: Run) -> str:
    """What the note is to say of `onset`; a number alone gets the unit that was meant.

    Raises ReadError, also for a place beyond the end of `run`.
    """
    said = text.strip()
    place = parse_place(said, bare_unit=units)
    far, late = place.distance_m or 0.0, place.elapsed_s or 0.0
    beyond = far > run.distance_m * _LENGTH_TOLERANCE or late > run.elapsed_s * _LENGTH_TOLERANCE
    if beyond and run.distance_m > 0:
        end = format_distance(run.distance_m, units)
        raise ReadError(f"'{said}' is beyond the end of the run ({end})", "count from its start")
    try:
        parse_place(said, bare_unit=None)
    except QuantityError:
        return f"{said} {units}"
    return said


def recent_sites(noted: Iterable[NotedRun]) -> tuple[Site, ...]:
    """The sites that hurt so far, those of the newest run first. `noted` is oldest first."""
    newest_first = reversed(tuple(noted))
    hurt = (c.site for one in newest_first for c in one.complaints if c.level > 0)
    named = dict.fromkeys(site for site in hurt if site.name != UNNAMED_SITE)
    return tuple(named)[:SITES_OFFERED]
