"""One thing done during a run: `DOSE WHAT @ WHERE -> RESULT[, back @ WHERE]`."""

import re
from functools import lru_cache

from annotations.errors import ReadError
from annotations.model import Bout, Place, Site, Units
from annotations.notes.dose import Dose, parse_dose
from annotations.notes.results import Outcome, parse_outcome
from annotations.notes.sites import read_sites
from annotations.quantities import format_place, parse_place

MAX_CHARACTERS = 200
_ARROW = re.compile(r"\s*(?:->|→|=>|⇒|➜|-->)\s*")
_AT = re.compile(r"\s*@\s*|\s+at\s+(?=[0-9½¼¾]|the |a |an |half |mile |start)", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*")


@lru_cache(maxsize=4096)
def parse_bout(text: str, units: Units) -> Bout:
    """The bout that `text` tells of; distances without a unit are in `units`.

    Raises ReadError, also when the pain is back before the bout.
    """
    if len(text) > MAX_CHARACTERS:
        raise ReadError("this line is too long for a bout", "the rest belongs below the second ---")
    if re.match(r"back\b", text, re.IGNORECASE):
        hint = "in [...] a comma separates bouts: give each bout a line that begins with a dash"
        raise ReadError("'back ...' stands without its bout", hint)
    done, *outcome = _ARROW.split(text, maxsplit=1)
    if len(outcome) == 1 and _ARROW.search(outcome[0]):
        raise ReadError("there is more than one arrow", "begin the line of each bout with a dash")
    done, site = _take_site(done)
    what, *where = _AT.split(done, maxsplit=1)
    at = _place(where[0], units, no_arrow=not outcome) if where else None
    came = parse_outcome(outcome[0], units) if outcome else Outcome()
    check_back(at, came, units)
    return make_bout(parse_dose(what), at, came, site)


def format_bout(bout: Bout, units: Units) -> str:
    """`bout` in the words of a note, distances in `units`; `parse_bout` reads it as the same.

    To the two decimals and the whole seconds in which places are shown.
    """
    words = [_dose_of(bout), bout.what, f"({bout.site})" if bout.site else ""]
    said = " ".join(word for word in words if word)
    at = f" @ {format_place(bout.at, units)}" if bout.at else ""
    result = f" -> {bout.result}" if bout.result else ""
    back = f", back @ {format_place(bout.back_at, units)}" if bout.back_at else ""
    after = f", back after {format_place(bout.back_after, units)}" if bout.back_after else ""
    return said + at + result + back + after


def _dose_of(bout: Bout) -> str:
    amount = str(bout.reps or "") or (f"{bout.hold_s:g} s" if bout.hold_s is not None else "")
    if not amount:
        return f"{bout.sets} sets" if bout.sets != 1 else ""
    return f"{bout.sets}x{amount}" if bout.sets != 1 else amount


def _place(text: str, units: Units, *, no_arrow: bool) -> Place:
    try:
        return parse_place(text, bare_unit=units)
    except ReadError:
        if no_arrow and "," in text:
            hint = "write the result behind an arrow: '@ 3 mi -> gone'"
            message = f"'{text}' is neither a distance nor a time"
            raise ReadError(message, hint, part=text) from None
        raise


def make_bout(dose: Dose, at: Place | None, came: Outcome, site: Site | None) -> Bout:
    return Bout(
        dose.what,
        sets=dose.sets,
        reps=dose.reps,
        hold_s=dose.hold_s,
        at=at,
        result=came.result,
        back_at=came.back_at,
        back_after=came.back_after,
        site=site,
    )


def check_back(at: Place | None, came: Outcome, units: Units) -> None:
    """Raises ReadError when the pain was back where the bout had not yet been done."""
    back = came.back_at
    if at is None or back is None:
        return
    by_distance = (
        at.distance_m is not None
        and back.distance_m is not None
        and back.distance_m < at.distance_m
    )
    by_time = (
        at.elapsed_s is not None and back.elapsed_s is not None and back.elapsed_s < at.elapsed_s
    )
    if by_distance or by_time:
        where, bout = format_place(back, units), format_place(at, units)
        message = f"the pain is back ({where}) before the bout ({bout})"
        raise ReadError(message, "for a distance from the bout write 'back after 0.25 mi'")


def _take_site(done: str) -> tuple[str, Site | None]:
    """`done` without a bracket that names one known site, and that site."""
    found = _BRACKET.search(done)
    if not found:
        return done, None
    site = _one_known_site(found[1])
    if site is None:
        hint = "in brackets write the site that the bout was for, such as (right knee)"
        if any(character.isdigit() for character in found[1]):
            hint = "write numbers in front: '10 butt kicks'; brackets are for a site"
        raise ReadError(f"'{found[1]}' is not one site that I know", hint, part=found[1])
    return _BRACKET.sub(" ", done, count=1).strip(), site


def _one_known_site(text: str) -> Site | None:
    try:
        read = read_sites(text)
    except ReadError:
        return None
    return read.mentions[0].site if len(read.mentions) == 1 and not read.doubts else None
