"""The drawing of how much it hurt, run by run, with the trend where it is more than noise."""

from collections.abc import Sequence
from statistics import median

from annotations.insights.evidence import Finding
from annotations.insights.trends import INTENSITY_MILESTONES, PAINFUL_RUNS
from annotations.report.axes import Frame, Scale, Tick, date_ticks
from annotations.report.drawing import Drawing, Line, Mark, merged
from annotations.report.room import DRAWN, FULL, Room
from annotations.report.seen import Seen, date_scale, moment_of
from annotations.report.shown import day, points, spread
from annotations.sentences.phrases import count

MIN_PAINFUL = 2
BESIDE = 5
"""So many of the first and of the last painful runs are told side by side."""
WIDE = Frame("wide", 860, 220, 62, 18, 14, 30)
NARROW = Frame("narrow", 340, 220, 40, 14, 14, 28)
MOST_PAIN = 10.0


def lately(levels: Sequence[float], *, looked_at: bool) -> str:
    """How much it hurt, of ten, in the newest painful runs beside the oldest; `levels` are oldest first.

    Counts, and no trend: whether the difference is more than luck is for `intensity_trend` to say, which
    has not found it so where it has `looked_at` the record.
    """
    if not levels:
        return "No pain noted here."
    if len(levels) < 2 * BESIDE:
        return f"In {count(len(levels), 'painful run')} the pain was {spread(levels)} of 10."
    first, last = spread(levels[:BESIDE]), spread(levels[-BESIDE:])
    text = f"Pain of {last} in the last {BESIDE} painful runs"
    if first == last:
        return f"{text}, as in the first {BESIDE} (0 to 10)."
    luck = "can't be told yet" if looked_at else "is too early to say"
    return (
        f"{text}, {first} in the first {BESIDE} (0 to 10); whether that is more than luck {luck}."
    )


def intensity_drawings(
    seen: Sequence[Seen], trend: Finding | None, room: Room = FULL
) -> tuple[Drawing, ...]:
    """The wide and the narrow drawing; none below two painful runs. `trend` is the site's intensity trend."""
    if sum(one.kind in ("onset", "lost") for one in seen) < MIN_PAINFUL:
        return ()
    return tuple(
        _drawing(frame, seen, trend, room.marks(frame.variant)) for frame in (WIDE, NARROW)
    )


def _drawing(frame: Frame, seen: Sequence[Seen], trend: Finding | None, pointed: int) -> Drawing:
    shown = seen[-DRAWN[frame.variant] :]
    x, y = date_scale(frame, shown), Scale(0.0, MOST_PAIN, frame.y0, frame.y1)
    free = "".join(
        f"M{x(moment_of(one.run)) - 3:.0f} {y(0.0):.0f}h6" for one in shown if one.kind == "free"
    )
    older, newer = (
        tuple(_mark(one, x, y) for one in part if one.kind in ("onset", "lost"))
        for part in (shown[:-pointed], shown[-pointed:])
    )
    return Drawing(
        frame,
        date_ticks(
            shown[0].run.local_date,
            shown[-1].run.local_date,
            x,
            9 if frame.variant == "wide" else 4,
        ),
        tuple(Tick(y(level), f"{level:g}") for level in (0, 2, 4, 6, 8, 10)),
        under=(*_trend(shown, seen, trend, x, y), Line("free", free), *merged(older)),
        marks=newer,
    )


def _mark(one: Seen, x: Scale, y: Scale) -> Mark:
    level = one.observation.level if one.observation is not None else 0.0
    says = f"{day(one.run.local_date)}: pain {points(level)}/10"
    return Mark("onset", x(moment_of(one.run)), y(min(level, MOST_PAIN)), 3.6, says)


def _trend(
    shown: Sequence[Seen], seen: Sequence[Seen], trend: Finding | None, x: Scale, y: Scale
) -> tuple[Line, ...]:
    """The line of a claimed trend and its band: the slope and its interval, turning at the middle run.

    The slope is one of painful runs, so that the line bends where they lie closer together in time.
    """
    if trend is None or trend.estimate is None or trend.interval is None:
        return ()
    low, high = trend.interval
    painful = [one for one in seen if one.observation is not None and one.observation.painful]
    painful = painful[-INTENSITY_MILESTONES[-1] :]
    centre = (len(painful) - 1) / 2
    middle = median(one.observation.level for one in painful if one.observation is not None)
    visible = {one.run.id for one in shown}
    at = [(k, x(moment_of(one.run))) for k, one in enumerate(painful) if one.run.id in visible]
    if low is None or high is None or len(at) < MIN_PAINFUL:
        return ()

    def ends(per_10_runs: float) -> list[str]:
        levels = ((k, px, middle + per_10_runs * (k - centre) / PAINFUL_RUNS) for k, px in at)
        return [f"{px:.1f} {y(min(max(level, 0.0), MOST_PAIN)):.1f}" for _, px, level in levels]

    band = "L".join([*ends(low), *reversed(ends(high))])
    return Line("band", f"M{band}z"), Line("median", "M" + "L".join(ends(trend.estimate)))
