"""Where in their runs the places of notes are, and what runs were like before the pain; for `check`."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from annotations.model import Match, Units
from annotations.record import Record
from sync.ports import Activities


def place_lines(match: Match, units: Units) -> Iterator[str]:
    """Each time of a note as the distance that counts, and whether the recording or an even pace tells it."""
    from annotations.facts import about
    from annotations.marks import Mark, marks
    from annotations.quantities import format_duration

    def told(mark: Mark) -> str:
        far, time = about(mark.at_m, units), format_duration(mark.elapsed_s or 0.0)
        if mark.known_by == "track":
            return f"{time} is {far} by the recording"
        return f"{time} is about {far}, by even pace"

    found = marks(match.note.complaints, match.note.bouts, match.run)
    lines = (told(mark) for mark in found if mark.known_by != "note" and mark.elapsed_s is not None)
    yield from dict.fromkeys(lines)


def place_rows(match: Match) -> list[dict[str, Any]]:
    """Every place of a note as distance and elapsed time; `from` tells how the distance is known."""
    from annotations.marks import marks

    return [
        {
            "kind": mark.kind,
            "what": mark.what,
            "distance_m": mark.at_m,
            "elapsed_s": mark.elapsed_s,
            "from": mark.known_by,
        }
        for mark in marks(match.note.complaints, match.note.bouts, match.run)
    ]


def before_onset(record: Record, activities: Activities) -> list[dict[str, Any]]:
    """What each run was like before its first pain, where its recording tells; oldest run first."""
    from annotations.lead_up import lead_up
    from annotations.samples import read_samples

    found = []
    for noted in record.noted:
        if not any(complaint.level > 0 for complaint in noted.complaints):
            continue
        samples = read_samples(activities.streams(noted.run.id), noted.run.sport_type)
        told = lead_up(noted, samples)
        if told is not None:
            sites = [str(site) for site in told.sites]
            found.append({"activity_id": noted.run.id, **asdict(told), "sites": sites})
    return found
