"""The figures of what was done against the pain, what came of it, and what the pain is linked with."""

from annotations.report.answers import most_relieving
from annotations.report.doses import (
    dosed,
    gain_drawings,
    gain_table,
    sets_answer,
    sets_drawings,
    sets_table,
)
from annotations.report.figure import Figure, Forest, Sample, made
from annotations.report.helps import distance_forest, relief_forest
from annotations.report.links import LINKS, claimed, link_forest
from annotations.report.tables import bout_table
from annotations.report.view import View
from annotations.sentences.dispatch import sentence
from annotations.sentences.phrases import count
from annotations.sentences.told import told

_GAINED = (
    "Each mark is one bout after which the pain was gone: how far until it was back, or until something was "
    "done again; open where it was not back by the end of the run. Several sets in one bout share the distance. "
    "It is what came after, not what the set did: how far the pain would have stayed away anyway is not known."
)
_NOTHING_DONE = "No note says that something was done against this pain during a run."
_CHOSEN = (
    "You chose what to do when, so these rows can't be compared. Of a painful run in which nothing was done the "
    "notes mostly don't say what came of it."
)


def helps_figure(view: View) -> Figure:
    """Each treatment's results with their ranges, beside the runs without a treatment."""
    reliefs = view.of("relief")
    forests: tuple[Forest, ...] = ()
    if reliefs:
        far = distance_forest(view.site, reliefs, view.series, view.units)
        forests = (relief_forest(reliefs, view.series), *((far,) if far else ()))
    how, change = made("relief", "return", "comparison")
    return Figure(
        f"{view.id}h",
        "What helps: what was done during the run, and what came of it",
        most_relieving(reliefs).text if reliefs else _NOTHING_DONE,
        "fact" if reliefs else None,
        forests=forests,
        notes=(_CHOSEN,) if reliefs else (),
        how=how if reliefs else (),
        change=change if reliefs else (),
        tables=(bout_table(view.series, view.units, view.room.rows),) if reliefs else (),
    )


def sets_figure(view: View) -> Figure | None:
    """Sets in each painful run; None where nothing was done."""
    runs = dosed(view.series)
    if not runs:
        return None
    doses = view.of("dose")
    how, change = made("dose")
    return Figure(
        f"{view.id}d",
        "Dose: sets in each painful run with something done",
        sets_answer(view.series, doses[0] if doses else None),
        doses[0].level if doses else "not_enough",
        f"{count(sum(o.sets for o in runs), 'set')} in {count(len(runs), 'painful run')}.",
        sets_drawings(view.series, view.room),
        notes=tuple(sentence(f, view.units) for f in doses),
        how=how,
        change=change,
        tables=(sets_table(view.series, view.room.rows),),
    )


def gained_figure(view: View) -> Figure | None:
    """How far the relief of each set reached; None where no note tells it."""
    drawings = gain_drawings(view.series, view.units, view.room)
    if not drawings:
        return None
    found = view.of("return")
    how, change = made("return")
    return Figure(
        f"{view.id}g",
        "Pain-free distance after each set",
        sentence(found[0], view.units) if found else "How far each set reached.",
        view.level("return"),
        f"{count(len(drawings[0].marks), 'bout')} after which the pain was gone.",
        drawings,
        key=(
            Sample("gain", "back after so far"),
            Sample("gain ended", "not back by the end of the run"),
        ),
        how=(_GAINED, *how),
        change=change,
        tables=(gain_table(view.series, view.units, view.room.rows),),
    )


def links_figure(view: View) -> Figure | None:
    """The triggers that have a level on one axis, the others in words; None where nothing was asked."""
    found = [f for f in view.found if f.kind in LINKS]
    statements = told(found, view.units)
    if not statements:
        return None
    forest = link_forest(found)
    how, change = made("trigger", *(("named",) if any(f.kind == "named" for f in found) else ()))
    claims = len(claimed(found))
    return Figure(
        f"{view.id}l",
        "What brings it on: what pain is linked with",
        statements[0].text,
        statements[0].level,
        forests=(forest,) if forest else (),
        notes=tuple(s.text for s in statements[1:]),
        how=how,
        change=change,
        missing="" if claims else "Nothing to draw: only what has a level is drawn here.",
    )
