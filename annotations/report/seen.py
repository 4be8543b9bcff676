"""One run at one site as the page sees it, its place in time, and what it says when pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from annotations.model import Run, Site, Units
from annotations.quantities import format_distance
from annotations.record import Observation, Record
from annotations.report.axes import Frame, Scale
from annotations.report.shown import day, onset_place, place, points
from annotations.sentences.phrases import count

Kind = Literal["onset", "free", "lost", "unknown"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One run at one site; without an observation it is unknown and `open_note` says which way."""

    run: Run
    observation: Observation | None
    open_note: bool = False
    """True when there is a note, but it leaves this site open."""

    @property
    def kind(self) -> Kind:
        if self.observation is None:
            return "unknown"
        if not self.observation.painful:
            return "free"
        return "lost" if self.observation.onset_m is None else "onset"


def all_seen(record: Record, site: Site) -> tuple[Seen, ...]:
    """Every run of the record at one site, oldest first, the unknown ones too."""
    known = {o.run.id: o for o in record.series(site)}
    noted = {n.run.id for n in record.noted}
    return tuple(
        Seen(run, known.get(run.id), open_note=run.id in noted and run.id not in known)
        for run in record.runs
    )


def says(one: Seen, units: Units) -> str:
    """One run in words: date, what is known of the pain, length, bouts."""
    on = day(one.run.local_date)
    length = format_distance(one.run.distance_m, units)
    o = one.observation
    if o is None:
        why = "its note leaves this site open" if one.open_note else "no note"
        return f"{on}: unknown, {why}"
    if not o.painful:
        return f"{on}: no pain here in {length}"
    began = ", not noted where" if o.onset_m is None else f" from {onset_place(o, units)}"
    return f"{on}: pain {points(o.level)}/10{began}, run of {length}{_bouts(o, units)}"


def _bouts(o: Observation, units: Units) -> str:
    if not o.episodes:
        return ""
    places = [place(e.at_m, units) for e in o.episodes if e.at_m is not None]
    bare = [text.removesuffix(f" {units}") for text in places[:-1]]
    where = f" at {', '.join([*bare, *places[-1:]])}" if places else ""
    return f"; {count(len(o.episodes), 'bout')}{where}"


def date_scale(frame: Frame, shown: Sequence[Seen]) -> Scale:
    """From the ordinal day, its time as fraction; with a margin for the first and the last mark."""
    low, high = moment_of(shown[0].run), moment_of(shown[-1].run)
    if high - low < 1.0:
        low, high = low - 1.0, high + 1.0
    pad = 10.0 if frame.variant == "wide" else 7.0
    return Scale(low, high, frame.x0 + pad, frame.x1 - pad)


def moment_of(run: Run) -> float:
    at = run.start_local
    if run.start_hidden:
        at = datetime.combine(at.date(), time(12))
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    return at.toordinal() + seconds / 86400
