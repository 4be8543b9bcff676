"""The facts of one run as a description tells them: what hurt from where, what was done, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.model import Bout, Metres, Result, Site, Units
from annotations.notes.treatments import CARRY_ON
from annotations.places import Episode, place_bout
from annotations.plain import fit, plain
from annotations.quantities import METRES_OF, format_distance
from annotations.record import UNNAMED_SITE, NotedRun, observe, was_for

MAX_LINE = 100
MAX_NAME = 40
MAX_GROUPS = 4
MIN_TO_TELL_M = 100.0
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth")
_RESULTS = {
    Result.GONE: "gone",
    Result.LESS: "less pain",
    Result.SAME: "no change",
    Result.WORSE: "worse",
}


@dataclass(frozen=True, slots=True)
class _Done:
    """A bout and where it was in its run."""

    bout: Bout
    episode: Episode


def site_facts(noted: NotedRun, units: Units, limit: int) -> str:
    """Where it hurt, how much and from where: "right knee 5/10 from 3.0 mi", or that it did not.

    At most `limit` characters; sites that don't fit are counted.
    """
    sites = hurting(noted)
    if not sites and not noted.stated:
        return "pain during the run not noted"
    if not sites:
        far = noted.run.distance_m
        return f"no pain in {about(far, units)}" if far >= MIN_TO_TELL_M else "no pain"
    facts = [_site_fact(noted, site, units) for site in sites]
    texts = [", ".join(facts)]
    for left_out in range(1, len(facts)):
        more = f"{left_out} more site{'s' if left_out > 1 else ''}"
        texts.append(f"{', '.join(facts[:-left_out])} and {more}")
    return fit(texts, limit)


def hurting(noted: NotedRun) -> tuple[Site, ...]:
    """The sites that hurt in the run, in the notes' order."""
    return tuple(complaint.site for complaint in noted.complaints if complaint.level > 0)


def plain_site(site: Site) -> str:
    """The site's name as a block may hold it, never empty."""
    name = "" if site.name == UNNAMED_SITE else _short(site.name)
    return f"{site.side} {name or 'side'}" if site.side else name or "pain"


def plain_treatment(what: str) -> str:
    """What was done, as a block may hold it; empty when ASCII has no letters for it."""
    return _short(what)


def about(distance_m: float, units: Units) -> str:
    """A computed distance, to a tenth: the places that it comes from were not noted more exactly."""
    tenth_m = METRES_OF[units] / 10
    return format_distance(Metres(round(distance_m / tenth_m) * tenth_m), units)


def points(level: float) -> str:
    """A pain level as it was noted, of ten: `5/10`, `4.5/10`."""
    return f"{level:g}/10"


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def bout_facts(noted: NotedRun, units: Units) -> list[str]:
    """One line for each thing that was done during the run, in its order, with what came of it.

    Each at most 100 characters; what is beyond the fourth thing is counted.
    """
    done = [_Done(bout, place_bout(bout, noted.run)) for bout in noted.bouts]
    quiet_m = _quiet_after(noted, done)
    several = len(hurting(noted)) > 1
    groups: dict[tuple[str, int | None, float | None, Site | None], list[_Done]] = {}
    for one in done:
        bout = one.bout
        groups.setdefault((bout.what, bout.reps, bout.hold_s, bout.site), []).append(one)
    lines = [
        _group_fact(group, noted, units, quiet_m if group[-1] is done[-1] else None, several)
        for group in groups.values()
    ]
    if len(lines) <= MAX_GROUPS:
        return lines
    return [*lines[: MAX_GROUPS - 1], f"{len(lines) - MAX_GROUPS + 1} more things done"]


def morning_fact(noted: NotedRun) -> list[str]:
    """The pain of the next morning, where a note has it."""
    return [] if noted.morning is None else [f"Next morning {points(noted.morning)}"]


def _short(name: str) -> str:
    # a line that begins with dashes might be taken for the block's last one
    return fit([plain(name).strip("- ")], MAX_NAME)


def _site_fact(noted: NotedRun, site: Site, units: Units) -> str:
    seen = observe(noted, site)
    assert seen is not None  # noqa: S101 - the site is one of the run's own complaints
    text = f"{plain_site(site)} {points(seen.level)}"
    if seen.onset_m is None:
        return text
    if _is_start(seen.onset_m, units):
        return f"{text} from the start"
    if seen.onset_from == "note":
        return f"{text} from {format_distance(seen.onset_m, units)}"
    by_pace = "about " if seen.onset_from == "even pace" else ""
    return f"{text} from {by_pace}{about(seen.onset_m, units)}"


def _quiet_after(noted: NotedRun, done: Sequence[_Done]) -> float | None:
    """The metres that were run without pain after the last bout; None where the notes don't show that.

    They do when the pain was gone for good, at every site that hurt, and none began later.
    """
    sites = hurting(noted)
    if not done or not sites:
        return None
    last, at_m = done[-1], done[-1].episode.at_m
    if at_m is None or not last.episode.stayed_gone:
        return None
    if not all(was_for(last.bout, site) for site in sites):
        return None
    onsets = [o.onset_m for site in sites if (o := observe(noted, site)) and o.onset_m is not None]
    places = [one.episode.at_m for one in done if one.episode.at_m is not None]
    left_m = noted.run.distance_m - at_m
    return left_m if max([*onsets, *places]) <= at_m and left_m >= MIN_TO_TELL_M else None


def _group_fact(
    group: Sequence[_Done], noted: NotedRun, units: Units, quiet_m: float | None, several: bool
) -> str:
    what = upper_first(_dose(group, several))
    places = list(
        dict.fromkeys(_place(one, units) for one in group if one.episode.at_m is not None)
    )
    by_pace = any(one.episode.at_from == "even pace" for one in group)
    prefix = "about " if by_pace else ""
    bare = [place.removesuffix(f" {units}") for place in places[:-1]]
    ending = _ending(group, noted, units, quiet_m)
    texts = [f"{what} at {prefix}{', '.join([*bare, places[-1]])}{ending}"] if places else []
    if bare:
        texts.append(f"{what} from {prefix}{places[0]} on{ending}")
    return fit([*texts, f"{what}{ending}"], MAX_LINE)


def _dose(group: Sequence[_Done], several: bool) -> str:
    bout = group[-1].bout
    site = f" ({plain_site(bout.site)})" if bout.site and several else ""
    if bout.what == CARRY_ON:
        return f"carried on{site}"
    same = {one.bout.sets for one in group} == {bout.sets}
    times = f"{bout.sets} sets of " if same and bout.sets > 1 else ""
    hold = f" for {bout.hold_s:.0f} s" if bout.hold_s else ""
    name = plain_treatment(bout.what) or ("reps" if bout.reps else "an exercise")
    return f"{times}{f'{bout.reps} ' if bout.reps else ''}{name}{site}{hold}"


def _place(one: _Done, units: Units) -> str:
    at_m = one.episode.at_m or 0.0
    if _is_start(at_m, units):
        return "the start"
    noted = one.episode.at_from == "note"
    return format_distance(at_m, units) if noted else about(at_m, units)


def _ending(group: Sequence[_Done], noted: NotedRun, units: Units, quiet_m: float | None) -> str:
    last = group[-1]
    if last.bout.result is None:
        return ""
    text = f": {_RESULTS[last.bout.result]}"
    sets = sum(one.bout.sets for one in group)
    if len(group) > 1 and last.bout.what != CARRY_ON:
        text += (
            f" after {f'the {_ORDINALS[sets]} set' if sets < len(_ORDINALS) else f'{sets} sets'}"
        )
    if last.episode.came_back:
        return text + _back(last, units)
    return f"{text}, then {about(quiet_m, units)} without pain" if quiet_m is not None else text


def _back(last: _Done, units: Units) -> str:
    bout, back_m = last.bout, last.episode.back_m
    if back_m is not None:
        if last.episode.back_from == "note":
            return f", back at {format_distance(back_m, units)}"
        by_pace = "about " if last.episode.back_from == "even pace" else ""
        return f", back at {by_pace}{about(back_m, units)}"
    if bout.back_after is not None and bout.back_after.distance_m is not None:
        return f", back {format_distance(bout.back_after.distance_m, units)} later"
    return ", but back later"


def _is_start(distance_m: float, units: Units) -> bool:
    return format_distance(distance_m, units).startswith("0.0 ")
