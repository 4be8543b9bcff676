"""The figures of how far, and of whether it changes: onsets, the share still pain-free, intensity."""

from collections.abc import Sequence

from annotations.model import Units
from annotations.quantities import format_distance
from annotations.record import Observation
from annotations.report.curves import MIN_FOR_CURVE, Group, curve_drawings, curve_table, groups
from annotations.report.drawing import Drawing
from annotations.report.figure import Figure, Sample, Table, made
from annotations.report.intensity import MIN_PAINFUL, intensity_drawings, lately
from annotations.report.onsets import onset_drawings
from annotations.report.room import DRAWN
from annotations.report.seen import Seen
from annotations.report.shown import day, points, spread
from annotations.report.tables import newest_rows, run_table
from annotations.report.view import View
from annotations.sentences.dispatch import sentence
from annotations.sentences.distance import onset_sentence
from annotations.sentences.phrases import count

_DOTS = (
    "Each dot is a run with pain here, at the distance where its note says that pain began. A place noted as "
    "a time was found in the recording, or by even pace where there is none. A run noted as pain-free reaches "
    "its full length: it says that pain would have come later, if at all. Runs without a note are marked "
    "below the line, at no distance."
)
_STEPS = (
    (
        "A line falls where pain came (Kaplan-Meier). A pain-free run counts up to its own length and then leaves "
        "the count without a fall, so the far end of a line rests on few runs. Painful runs whose notes don't say "
        "where pain began are left out. Dotted: one half."
    ),
    "The two lines show what happened in two stretches of time. They don't say why.",
)

_OTHER_RUNS = "The forecast is not read from these lines: it goes by all noted runs, the newer ones counting more."


def onset_figure(view: View, far_m: float) -> Figure:
    """Where pain began, run by run; the distances are drawn up to `far_m` at least."""
    trend = view.claim("onset_trend")
    drawings = onset_drawings(view.seen, view.found, view.units, far_m, view.room)
    how, change = made("onset_state", *(("onset_trend",) if trend else ()))
    notes = _newest_only(len(view.seen), len(drawings[0].marks)) if drawings else ()
    return Figure(
        f"{view.id}o",
        "Where pain began, run by run",
        sentence(trend, view.units)
        if trend
        else _headline(view) or "Each noted run, by date and distance",
        trend.level if trend else view.level("onset_state"),
        _summary(view.seen, view.units),
        drawings,
        key=_onset_key(drawings, view.seen),
        notes=notes,
        how=(_DOTS, *how),
        change=(*_would_change(view.seen), *change),
        tables=(run_table(view.seen, view.units, view.room.rows),),
    )


def _newest_only(runs: int, pointed: int) -> tuple[str, ...]:
    """What is not drawn of so many runs, or drawn and not to be pointed at."""
    wide, narrow = DRAWN["wide"], DRAWN["narrow"]
    if runs <= narrow:
        return ()
    where = f"{wide} on a wide screen and {narrow}" if runs > wide else str(narrow)
    told = f"The drawing holds the newest runs: {where} on a narrow screen."
    more = f" The newest {pointed} can be pointed at." if pointed < min(runs, wide) else ""
    return (f"{told}{more}",)


def _headline(view: View) -> str:
    """One sentence that answers the question of the drawing, or says what is still needed."""
    windows = {f.subject: f for f in view.of("onset_state")}
    recent = windows.get("recent")
    if recent is None:
        return ""
    if recent.level == "not_enough":
        return sentence(recent, view.units)
    return onset_sentence(recent, windows.get("first"), view.units, with_interval=False)


def _summary(seen: Sequence[Seen], units: Units) -> str:
    """The drawing in words, for those who don't see it."""
    if not seen:
        return ""
    kinds = [one.kind for one in seen]
    onsets = [o.onset_m for one in seen if (o := one.observation) and o.onset_m is not None]
    span = f"{day(seen[0].run.local_date)} to {day(seen[-1].run.local_date)}"
    where = ""
    if onsets:
        low, high = (format_distance(m, units) for m in (min(onsets), max(onsets)))
        where = f", beginning between {low} and {high}" if low != high else f", beginning at {low}"
    parts = [
        f"{kinds.count('onset')} with pain{where}",
        f"{kinds.count('lost')} with pain that began at a place not noted",
        f"{kinds.count('free')} noted without pain",
        f"{kinds.count('unknown')} unknown",
    ]
    return f"{count(len(seen), 'run')}, {span}: {', '.join(p for p in parts if p[:2] != '0 ')}."


def _would_change(seen: Sequence[Seen]) -> tuple[str, ...]:
    kinds = [one.kind for one in seen]
    unknown, lost = kinds.count("unknown"), kinds.count("lost")
    texts = []
    if unknown:
        texts.append(f"A note for any of the {count(unknown, 'run')} that are unknown here.")
    if lost:
        texts.append(f"The place where pain began in {count(lost, 'painful run')} without one.")
    return tuple(texts)


def _onset_key(drawings: Sequence[Drawing], seen: Sequence[Seen]) -> tuple[Sample, ...]:
    """What is drawn, and nothing else."""
    kinds = {one.kind for one in seen}
    looks = {line.look for one in drawings for line in (*one.under, *one.over) if line.path}
    entries = (
        ("onset" in kinds, "onset", "pain began (bigger: worse)"),
        ("free" in kinds, "free", "noted, no pain here to the end"),
        ("bout" in looks, "bout", "something done against it"),
        ("lost" in kinds, "lost", "pain, not noted where it began"),
        ("unknown" in kinds, "unknown", "unknown"),
        ("median" in looks, "median", "how far half of those runs got"),
        ("band" in looks, "band", "its 95 % range"),
    )
    return tuple(Sample(look, text) for there, look, text in entries if there)


def curve_figure(view: View) -> Figure:
    """The share of runs still pain-free by distance, the first runs against the last."""
    shown = groups(view.series)
    lost = sum(one.kind == "lost" for one in view.seen)
    forecast = view.of("forecast")
    title = sentence(forecast[0], view.units) if forecast else "How far without pain"
    how, change = made("forecast")
    notes = [f"{_came(shown)}."] if shown else []
    if len(shown) > 1 and view.level("forecast") == "fact":
        notes.append(_OTHER_RUNS)
    if lost:
        notes.append(f"Left out: {count(lost, 'painful run')} that began at a place not noted.")
    return Figure(
        f"{view.id}c",
        "How far without pain: the share of runs still pain-free by distance",
        title,
        view.level("forecast"),
        "; ".join(_curve_summary(group, view.units) for group in shown) + ".",
        curve_drawings(shown, view.units),
        key=_curve_key(shown),
        notes=tuple(notes),
        how=(*_STEPS, *how),
        change=change,
        tables=(curve_table(shown, view.units),) if shown else (),
        missing="" if shown else _curve_needs(view.series),
    )


def _curve_key(shown: Sequence[Group]) -> tuple[Sample, ...]:
    lines = tuple(Sample(f"curve c-{group.name}", group.label) for group in shown)
    if not shown:
        return ()
    last = shown[-1].name
    return (
        *lines,
        Sample(f"p-{last}", "pain came"),
        Sample(f"p-{last} ended", "a pain-free run ended"),
    )


def _came(shown: Sequence[Group]) -> str:
    came = [f"in {sum(o.painful for o in g.runs)} of the {g.label}" for g in shown]
    return f"Pain came {', '.join(came)}"


def _curve_summary(group: Group, units: Units) -> str:
    onsets = [o.free_m for o in group.runs if o.painful]
    text = f"{group.label}: pain came in {len(onsets)} of {len(group.runs)}"
    if not onsets:
        return text
    low, high = (format_distance(m, units) for m in (min(onsets), max(onsets)))
    return f"{text}, at {low} to {high}" if low != high else f"{text}, at {low}"


def _curve_needs(series: Sequence[Observation]) -> str:
    usable = sum(not (o.painful and o.onset_m is None) for o in series)
    needed = count(MIN_FOR_CURVE - usable, "more noted run")
    return f"Not drawn yet: {needed} needed, pain-free or with the place where pain began."


def intensity_figure(view: View) -> Figure:
    """How much it hurt, run by run; the trend's line and band only where it is more than noise."""
    claim = view.claim("intensity_trend")
    found = view.of("intensity_trend")
    shown = [f for f in found if f.level not in ("not_enough", "fact")]
    looked_at = any(f.level == "fact" for f in found)
    drawings = intensity_drawings(view.seen, claim, view.room)
    painful = [o.level for o in view.series if o.painful]
    free = count(len(view.series) - len(painful), "noted run")
    needed = count(MIN_PAINFUL - len(painful), "more painful run")
    how, change = made("intensity_trend")
    return Figure(
        f"{view.id}i",
        "How much it hurt",
        sentence(shown[0], view.units) if shown else lately(painful, looked_at=looked_at),
        shown[0].level if shown else "fact",
        f"Pain {spread(painful) if painful else 0} of 10; {free} without pain here.",
        drawings,
        key=(
            Sample("onset", "pain, 0 to 10"),
            Sample("free", "noted, no pain here"),
            *((Sample("median", "trend"), Sample("band", "its 95 % range")) if claim else ()),
        ),
        notes=tuple(sentence(f, view.units) for f in found if not shown),
        how=how,
        change=change,
        tables=(_level_table(view.series, view.room.rows),) if drawings else (),
        missing="" if drawings else f"Not drawn yet: {needed} needed.",
    )


def _level_table(series: Sequence[Observation], most: int) -> Table:
    rows = [(day(o.run.local_date), points(o.level)) for o in series]
    return newest_rows(("Date", "Pain, 0 to 10"), rows, most)
