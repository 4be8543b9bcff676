"""The drawing "where pain began, run by run": which mark stands where. No markup here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotations.facts import about
from annotations.insights.evidence import Finding
from annotations.insights.onset import WINDOW
from annotations.model import Units
from annotations.report.axes import (
    Frame,
    Scale,
    Tick,
    date_ticks,
    distance_steps,
    distance_ticks,
)
from annotations.report.drawing import Drawing, Label, Line, Mark, box, merged
from annotations.report.room import DRAWN, FULL, Room
from annotations.report.seen import Kind, Seen, date_scale, moment_of, says
from annotations.sentences.distance import past_or_to

LANE = 18.0
GAP = 8.0
LANES: tuple[Kind, ...] = ("lost", "unknown")
"""The height of a row below the base line, for runs that have no distance to be drawn at."""
MOST_PRINTED, MOST_SMALL, POINTED_SMALL = 120, 60, 12
"""The newest runs that the drawing of a printed sheet, and one of several side by side, has room for."""

WIDE = Frame("wide", 860, 380, 76, 18, 16, 30)
NARROW = Frame("narrow", 340, 390, 70, 14, 16, 28)
PRINTED = Frame("only", 700, 190, 70, 14, 12, 28)
SMALL = Frame("only", 420, 210, 70, 14, 12, 28)


def onset_drawings(
    seen: Sequence[Seen],
    found: Sequence[Finding],
    units: Units,
    far_m: float = 0.0,
    room: Room = FULL,
) -> tuple[Drawing, ...]:
    """The wide and the narrow drawing of one site, whose findings are `found`; none without a note.

    The axis reaches to `far_m` at least, so that the drawings of several sites can be laid side by side.
    """
    if all(one.observation is None for one in seen):
        return ()
    return tuple(
        _drawing(
            frame, seen, found, units, far_m, (DRAWN[frame.variant], room.marks(frame.variant))
        )
        for frame in (WIDE, NARROW)
    )


def small_onsets(seen: Sequence[Seen], units: Units, far_m: float) -> tuple[Drawing, ...]:
    """One of several drawings side by side, on their common scales, without medians; none without a note."""
    if all(one.observation is None for one in seen):
        return ()
    return (_drawing(SMALL, seen, (), units, far_m, (MOST_SMALL, POINTED_SMALL)),)


def printed_onsets(
    seen: Sequence[Seen], found: Sequence[Finding], units: Units
) -> tuple[Drawing, ...]:
    """The one drawing of a printed page; none without a note."""
    if all(one.observation is None for one in seen):
        return ()
    return (_drawing(PRINTED, seen, found, units, 0.0, (MOST_PRINTED, MOST_PRINTED)),)


def farthest(seen: Sequence[Seen]) -> float:
    """The longest noted run, at least 200 m; unknown runs have no mark to make room for."""
    noted = [one.observation for one in seen if one.observation is not None]
    ends = [max(o.run.distance_m, o.free_m) for o in noted]
    return max([200.0, *ends, *(e.at_m for o in noted for e in o.episodes if e.at_m is not None)])


def _drawing(
    frame: Frame,
    seen: Sequence[Seen],
    found: Sequence[Finding],
    units: Units,
    far_m: float,
    most: tuple[int, int],
) -> Drawing:
    """The newest runs: how many are drawn, and how many of these can be pointed at."""
    drawn, pointed = most
    shown = seen[-drawn:]
    kinds = {one.kind for one in shown}
    rows: list[Kind] = [kind for kind in LANES if kind in kinds]
    base = frame.y0 - (LANE * len(rows) + GAP if rows else 0.0)
    reach_m = max(far_m, farthest(shown))
    x, y = date_scale(frame, shown), Scale(0.0, reach_m, base, frame.y1)
    lane_y = {kind: base + GAP + LANE * (k + 0.5) for k, kind in enumerate(rows)}
    size = _size(frame, len(shown))
    first, last = shown[0].run.local_date, shown[-1].run.local_date
    whole, worded = len(shown) == len(seen), frame.variant != "narrow"
    bands, over, labels = _courses(shown, found, (x, y), units, whole=whole, worded=worded)
    marks = tuple(_mark(one, x, y, lane_y, units, size) for one in shown)
    stems = "stems many" if len(shown) > 150 else "stems"
    return Drawing(
        frame,
        date_ticks(first, last, x, 9 if frame.width > 600 else 4),
        distance_ticks(distance_steps(reach_m, units, 7), units, y),
        tuple(Tick(lane_y[kind], "where?" if kind == "lost" else kind) for kind in rows),
        (
            *bands,
            Line(stems, _stems(shown, x, y)),
            Line("bout", _bout_marks(shown, x, y, size)),
            *merged(marks[:-pointed]),
        ),
        marks[-pointed:],
        over,
        labels,
    )


def _size(frame: Frame, runs: int) -> float:
    """How much smaller marks get where runs stand close together: 1 down to about one half."""
    pitch = (frame.x1 - frame.x0) / max(runs, 1)
    return max(0.6 if frame.variant == "wide" else 0.55, min(1.0, pitch / 8.0))


def _mark(
    one: Seen, x: Scale, y: Scale, lane_y: Mapping[Kind, float], units: Units, size: float
) -> Mark:
    o = one.observation
    if one.kind == "onset" and o is not None:
        at_y, radius = y(o.free_m), size * (2.6 + 0.5 * min(o.level, 10.0))
    elif one.kind == "free" and o is not None:
        at_y, radius = y(o.free_m), 4.5 * size
    else:
        at_y, radius = lane_y[one.kind], 4.5 * size
    return Mark(one.kind, x(moment_of(one.run)), at_y, radius, says(one, units))


def _stems(shown: Sequence[Seen], x: Scale, y: Scale) -> str:
    """One path: for each noted run a line from the start to its end."""
    noted = [one for one in shown if one.observation is not None]
    return "".join(
        f"M{x(moment_of(one.run)):.0f} {y(0.0):.0f}V{y(float(one.run.distance_m)):.0f}"
        for one in noted
    )


def _bout_marks(shown: Sequence[Seen], x: Scale, y: Scale, size: float) -> str:
    """One path: a small triangle beside the stem at each bout whose place is known."""
    parts = []
    for one in shown:
        episodes = one.observation.episodes if one.observation is not None else ()
        for at_m in (e.at_m for e in episodes if e.at_m is not None):
            at_x, at_y = x(moment_of(one.run)) + 5.5 * size, y(at_m)
            parts.append(
                f"M{at_x:.0f} {at_y:.0f}l{5 * size:.0f}-{2.8 * size:.0f}v{5.6 * size:.0f}z"
            )
    return "".join(parts)


def _courses(
    shown: Sequence[Seen],
    found: Sequence[Finding],
    scales: tuple[Scale, Scale],
    units: Units,
    *,
    whole: bool,
    worded: bool,
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Label, ...]]:
    """Bands, lines and labels of the medians: of the outer thirds where they differ by more than noise,
    else of the last and the first window.

    Only in a `whole` drawing are the oldest runs where their median could be drawn.
    """
    usable = [one for one in shown if one.kind in ("onset", "free")]
    medians: list[_Median] = []
    for finding in found:
        if finding.kind == "onset_trend" and finding.detail.keys() & {"first_m", "last_m"}:
            medians = [m for m in _thirds(finding, usable, units) if whole or m.at_end]
            break
        if finding.kind == "onset_state" and finding.subject in ("recent", "first"):
            noted = finding.n.get("noted", WINDOW)
            recent = finding.subject == "recent"
            window = usable[-noted:] if recent else usable[:noted]
            if finding.estimate is not None and len(window) == noted and (whole or recent):
                words, far = f"half got {past_or_to(finding)}", about(finding.estimate, units)
                medians.append(_Median(window, finding.estimate, None, words, far, at_end=recent))
    x, y = scales
    return (
        tuple(Line("band", _band(one, x, y)) for one in medians if one.ends),
        tuple(
            Line(
                "median",
                f"M{x(moment_of(one.runs[0].run)):.1f} {y(one.at_m):.1f}H{x(moment_of(one.runs[-1].run)):.1f}",
            )
            for one in medians
        ),
        tuple(_label(one, x, y, worded) for one in medians),
    )


@dataclass(frozen=True, slots=True)
class _Median:
    """The distance that half of a stretch of runs got to, and its range (an open end is None)."""

    runs: Sequence[Seen]
    at_m: float
    ends: tuple[float, float | None] | None
    words: str
    far: str
    at_end: bool


def _thirds(finding: Finding, usable: Sequence[Seen], units: Units) -> list[_Median]:
    """The outer thirds that a trend was told from, those of which half hurt; `usable` has all or only the newest."""
    n, detail = finding.n, finding.detail
    looked_at = usable[-n["looked_at"] :]
    thirds = {"first": looked_at[: n["first"]], "last": looked_at[-n["last"] :]}
    return [
        _Median(
            runs,
            detail[f"{which}_m"],
            _range(detail.get(f"{which}_low_m"), detail.get(f"{which}_high_m")),
            "half hurt by",
            about(detail[f"{which}_m"], units),
            at_end=which == "last",
        )
        for which, runs in thirds.items()
        if f"{which}_m" in detail
    ]


def _range(low_m: float | None, high_m: float | None) -> tuple[float, float | None] | None:
    """None where no end is known, or both are at one place: onsets at one distance have no range to be drawn."""
    return None if low_m == high_m else (low_m or 0.0, high_m)


def _band(one: _Median, x: Scale, y: Scale) -> str:
    low, high = one.ends or (0.0, None)
    left, right = x(moment_of(one.runs[0].run)), x(moment_of(one.runs[-1].run))
    top = y.end if high is None else y(high)
    return box(left, top, right - left, y(low) - top)


def _label(one: _Median, x: Scale, y: Scale, worded: bool) -> Label:
    """Below all marks of the stretch, since nothing is drawn before an onset."""
    least_m = min(o.free_m for seen in one.runs if (o := seen.observation) is not None)
    at_y = min(y(min(least_m, one.at_m)) + 22, y(0.0) - 5)
    edge = one.runs[-1 if one.at_end else 0].run
    return Label(
        "median-text",
        x(moment_of(edge)),
        at_y,
        f"{one.words} {one.far}" if worded else one.far,
        "end" if one.at_end else "start",
    )
