"""The list `did`: bouts as lines of text, or each as a mapping of what, reps, at, result, ..."""

from collections.abc import Iterator
from dataclasses import replace

from annotations.errors import ReadError
from annotations.model import Bout, Site, Units
from annotations.notes.aliases import Aliases
from annotations.notes.bouts import check_back, make_bout, parse_bout
from annotations.notes.dose import MAX_REPS, MAX_SETS, Dose, parse_dose
from annotations.notes.nodes import text_of, value_of
from annotations.notes.remarks import Remarks
from annotations.notes.results import Outcome, parse_back, parse_result
from annotations.notes.sites import read_sites
from annotations.notes.spelling import closest
from annotations.notes.treatments import CARRY_ON
from annotations.notes.tree import Fields, Node, Scalar
from annotations.notes.values import parse_count
from annotations.quantities import parse_duration, parse_place

MAX_BOUTS = 60
KEYS = ("what", "reps", "sets", "seconds", "at", "result", "back", "site")
_NOTHING_DONE = frozenset({"none", "no", "-"})
_FORM = "write it as '10 butt kicks @ 3 mi -> gone, back @ 3.25 mi'"


def read_bouts(
    node: Node | None, remarks: Remarks, units: Units, aliases: Aliases
) -> tuple[tuple[Bout, int], ...]:
    """The bouts that can be read and their lines, in order; the others go to `remarks`."""
    if node is None:
        return ()
    entries = list(_entries(node, remarks))
    if len(entries) > MAX_BOUTS:
        remarks.error(node, f"'did' has more than {MAX_BOUTS} bouts")
        return ()
    bouts = []
    for entry in entries:
        try:
            bout = (
                parse_bout(entry.text, units)
                if isinstance(entry, Scalar)
                else _from_mapping(entry, remarks, units)
            )
        except ReadError as error:
            remarks.unreadable(entry, error)
            continue
        if bout is not None:
            if (name := aliases.name_of(bout.what)) != bout.what:
                bout = replace(bout, what=name)
            bouts.append((bout, entry.line))
            if bout.result is None and bout.what != CARRY_ON:
                hint = "add '-> gone', '-> less', '-> same' or '-> worse'"
                remarks.warn(entry, f"it is not said what came of '{bout.what}'", hint)
    return tuple(bouts)


def _entries(node: Node, remarks: Remarks) -> Iterator[Scalar | Fields]:
    if isinstance(node, Fields):
        yield node
    elif isinstance(node, Scalar):
        yield from _lines(node, remarks)
    else:
        for item in node.items:
            if isinstance(item, Fields):
                yield item
                continue
            scalar = text_of(item, "did entry", remarks)
            if scalar and scalar.text.casefold() not in _NOTHING_DONE:
                yield scalar


def _lines(scalar: Scalar, remarks: Remarks) -> Iterator[Scalar]:
    """A single text is one bout; a block of several lines (`did: |`) has one in each."""
    text = text_of(scalar, "did", remarks)
    if text is None or text.text.casefold() in _NOTHING_DONE:
        return
    if text.one_line:
        yield text
        return
    for number, line in enumerate(text.text.split("\n"), start=text.line + 1):
        if line.strip():
            yield text._replace(text=line.strip(" -"), line=number, col=1)


def _from_mapping(fields: Fields, remarks: Remarks, units: Units) -> Bout | None:
    values = {field.key.text.casefold(): field.value for field in fields.fields}
    if "what" not in values:
        remarks.error(fields, "this bout doesn't say what was done", _FORM)
        return None
    for field in fields.fields:
        if field.key.text.casefold() not in KEYS:
            meant = closest(field.key.text, KEYS)
            hint = f"did you mean '{meant}'?" if meant else f"a bout has {', '.join(KEYS)}"
            remarks.error(field.key, f"a bout has no '{field.key.text}'", hint)
    dose = _dose(values, remarks)
    at = value_of(values.get("at"), "at", remarks, lambda t: parse_place(t, bare_unit=units))
    result = value_of(values.get("result"), "result", remarks, parse_result)
    back = value_of(
        values.get("back"), "back", remarks, lambda t: parse_back(t, units, bare_is_absolute=True)
    )
    site = value_of(values.get("site"), "site", remarks, _one_site)
    if dose is None:
        return None
    came = replace(back or Outcome(), result=result)
    check_back(at, came, units)
    return make_bout(dose, at, came, site)


def _dose(values: dict[str, Node], remarks: Remarks) -> Dose | None:
    """What `what` says, overruled by the keys of their own."""
    dose = value_of(values["what"], "what", remarks, parse_dose)
    if dose is None:
        if isinstance(values["what"], Scalar) and values["what"].empty:
            remarks.error(values["what"], "'what' is empty", _FORM)
        return None
    sets = value_of(values.get("sets"), "sets", remarks, lambda t: parse_count(t, MAX_SETS))
    reps = value_of(values.get("reps"), "reps", remarks, lambda t: parse_count(t, MAX_REPS))
    hold_s = value_of(
        values.get("seconds"),
        "seconds",
        remarks,
        lambda t: parse_duration(f"{t} s" if t.replace(".", "", 1).isdigit() else t),
    )
    return Dose(dose.what, sets or dose.sets, reps or dose.reps, hold_s or dose.hold_s)


def _one_site(text: str) -> Site:
    mentions = read_sites(text).mentions
    if len(mentions) != 1:
        raise ReadError(f"'{text}' is not one site", "leave it out when it was for all", part=text)
    return mentions[0].site
