"""The drawings of the dose: sets in each painful run, and how far each set's relief reached."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.insights.evidence import Finding
from annotations.insights.relief import MIN_FOR_DOSE
from annotations.model import Result, Units
from annotations.notes.treatments import CARRY_ON
from annotations.places import Episode
from annotations.quantities import format_distance
from annotations.record import Observation
from annotations.report.axes import Frame, Scale, Tick, distance_steps, distance_ticks
from annotations.report.drawing import Drawing, Mark
from annotations.report.figure import Cell, Named, Table
from annotations.report.room import FULL, Room
from annotations.report.shown import day, dose, name, spread
from annotations.report.tables import newest_rows
from annotations.sentences.phrases import count
from annotations.sentences.treatment import sets_of

MOST_SETS = 12
"""More sets in one run are drawn as so many; the table has their number."""
WIDE = Frame("wide", 860, 200, 62, 18, 14, 30)
NARROW = Frame("narrow", 340, 200, 54, 14, 14, 28)
GAINED_WIDE = Frame("wide", 860, 240, 76, 18, 14, 30)
GAINED_NARROW = Frame("narrow", 340, 240, 70, 14, 14, 28)


@dataclass(frozen=True, slots=True)
class Gain:
    """The metres from a bout that took the pain away to where it was back, a set; `back` False: to the run's end."""

    episode: Episode
    far_m: float
    back: bool


def dosed(series: Sequence[Observation]) -> list[Observation]:
    """The painful runs in which something was done, oldest first; to carry on is nothing done."""
    return [o for o in series if o.painful and o.sets]


def gains(o: Observation) -> list[Gain]:
    """What each bout of a run gained, in the note's order; those without a known place or result are left out.

    A bout gains where the pain was gone: up to where it was back, else to the next bout, else to the
    run's end ("at least this far"). Several sets share what they gained. Where the pain was back
    nobody knows where, nothing is known.
    """
    found = []
    for k, episode in enumerate(o.episodes):
        if episode.result is not Result.GONE or episode.what == CARRY_ON or episode.at_m is None:
            continue
        ends = _end(episode, o.episodes[k + 1 :], float(o.run.distance_m))
        if ends is not None and ends[0] >= episode.at_m:
            found.append(Gain(episode, (ends[0] - episode.at_m) / episode.sets, ends[1]))
    return found


def _end(episode: Episode, rest: Sequence[Episode], length_m: float) -> tuple[float, bool] | None:
    if episode.back_m is not None:
        return episode.back_m, True
    if rest:
        return None if rest[0].at_m is None else (rest[0].at_m, True)
    return None if episode.came_back else (length_m, False)


def sets_answer(series: Sequence[Observation], finding: Finding | None) -> str:
    """How many sets were done lately and before; without a `dose` finding what is needed for that.

    `series` has a run with bouts at least.
    """
    if finding is None:
        runs = dosed(series)
        done = Counter(w for o in runs for w in {e.what for e in o.episodes} if w != CARRY_ON)
        what, times = done.most_common(1)[0]
        needed = f"{count(MIN_FOR_DOSE - times, 'more run')} with {name(what)}"
        sets = f"{spread([o.sets for o in runs])} a run in {count(len(runs), 'painful run')}"
        return f"Sets so far: {sets}; {needed} needed to lay newer beside older ones."
    recent, before = sets_of(finding, "recent"), sets_of(finding, "before")
    runs_with = f"the last {len(recent)} painful runs with {name(finding.subject)}"
    which = f"{len(before)} before" if len(before) > 1 else "one before"
    earlier = f"; {spread(before)} in the {which}" if before else ""
    return f"Sets a run in {runs_with}: {spread(recent)}{earlier}."


def sets_drawings(series: Sequence[Observation], room: Room = FULL) -> tuple[Drawing, ...]:
    """A column of one box a set for each painful run with bouts; none without any."""
    runs = dosed(series)
    if not runs:
        return ()
    return tuple(_sets(frame, runs[-room.bars(frame.variant) :]) for frame in (WIDE, NARROW))


def _sets(frame: Frame, shown: Sequence[Observation]) -> Drawing:
    most = min(max(3, *(o.sets for o in shown)), MOST_SETS)
    y = Scale(0.0, most, frame.y0, frame.y1)
    pitch, width = _columns(frame, len(shown))
    step = 1 if most <= 6 else 3
    marks = []
    for k, o in enumerate(shown):
        sets = min(o.sets, MOST_SETS)
        left = frame.x0 + pitch * (k + 0.5) - width / 2
        says = f"{day(o.run.local_date)}: {count(o.sets, 'set')}, {_done(o)}; pain {o.level:g}/10"
        marks.append(Mark("bar sets", left, y(sets), 0.0, says, width, frame.y0 - y(sets)))
    return Drawing(
        frame,
        _dates(frame, shown, pitch),
        tuple(Tick(y(k), str(k)) for k in range(0, most + 1, step)),
        marks=tuple(marks),
    )


def gain_drawings(
    series: Sequence[Observation], units: Units, room: Room = FULL
) -> tuple[Drawing, ...]:
    """What each bout gained, run by run; none where no gain is known."""
    runs = [o for o in dosed(series) if gains(o)]
    if not runs:
        return ()
    return tuple(
        _gained(frame, runs[-room.bars(frame.variant) :], units)
        for frame in (GAINED_WIDE, GAINED_NARROW)
    )


def _gained(frame: Frame, shown: Sequence[Observation], units: Units) -> Drawing:
    far_m = max(200.0, *(gain.far_m for o in shown for gain in gains(o)))
    y = Scale(0.0, far_m, frame.y0, frame.y1)
    pitch, _ = _columns(frame, len(shown))
    marks = []
    for k, o in enumerate(shown):
        told = gains(o)
        for j, gain in enumerate(told):
            x = frame.x0 + pitch * (k + (j + 1) / (len(told) + 1))
            look = "gain" if gain.back else "gain ended"
            says = f"{day(o.run.local_date)}: {_gain_says(gain, units)}"
            marks.append(Mark(look, x, y(gain.far_m), 4.0, says))
    return Drawing(
        frame,
        _dates(frame, shown, pitch),
        distance_ticks(distance_steps(far_m, units, 6), units, y),
        marks=tuple(marks),
    )


def _gain_says(gain: Gain, units: Units) -> str:
    a_set = " a set" if gain.episode.sets > 1 else ""
    far = format_distance(gain.far_m, units)
    end = "then it was back" if gain.back else "or more: not back by the end"
    return f"{dose(gain.episode)}: gone for {far}{a_set}, {end}"


def _done(o: Observation) -> str:
    """What the sets of a run were of, each treatment once, in the notes' order."""
    return ", ".join(dict.fromkeys(name(e.what) for e in o.episodes if e.what != CARRY_ON))


def _columns(frame: Frame, runs: int) -> tuple[float, float]:
    """The room of one run and the width of its bar: bars of two or three runs are no wider than those of ten."""
    pitch = (frame.x1 - frame.x0) / max(runs, 10)
    return pitch, min(0.6 * pitch, 26.0)


def _dates(frame: Frame, shown: Sequence[Observation], pitch: float) -> tuple[Tick, ...]:
    """The dates of a few runs, evenly chosen; the columns are runs, so the dates are not evenly apart."""
    at_most = 8 if frame.variant == "wide" else 4
    step = max(1, -(-max(len(shown), 10) // at_most))
    return tuple(
        Tick(frame.x0 + pitch * (k + 0.5), day(o.run.local_date).rpartition(" ")[0])
        for k, o in enumerate(shown)
        if k % step == 0
    )


def gain_table(series: Sequence[Observation], units: Units, most: int) -> Table:
    """Each known gain, oldest run first."""
    rows: list[tuple[Cell, ...]] = [
        (
            day(o.run.local_date),
            Named(dose(gain.episode)),
            format_distance(gain.far_m, units) + ("" if gain.back else " or more"),
        )
        for o in dosed(series)
        for gain in gains(o)
    ]
    return newest_rows(("Date", "Done", "Free of pain, a set"), rows, most)


def sets_table(series: Sequence[Observation], most: int) -> Table:
    """Sets and pain of each painful run with bouts, oldest first."""
    rows: list[tuple[Cell, ...]] = [
        (day(o.run.local_date), f"{o.level:g}", str(o.sets), Named(_done(o))) for o in dosed(series)
    ]
    return newest_rows(("Date", "Pain, 0 to 10", "Sets", "Done"), rows, most)
