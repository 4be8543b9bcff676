"""FIT files: one activity a session, with what its records and events tell."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sync.imports.fitmessages import EPOCH_S, Content, Message, content_of
from sync.imports.recorded import Lap, Pause, Recorded, UnreadableError
from sync.imports.series import measured

_SPORTS: dict[tuple[str, str | None], str] = {
    ("running", None): "Run",
    ("running", "trail"): "TrailRun",
    ("running", "ultra"): "TrailRun",
    ("running", "virtual_activity"): "VirtualRun",
    ("cycling", None): "Ride",
    ("cycling", "mountain"): "MountainBikeRide",
    ("cycling", "downhill"): "MountainBikeRide",
    ("cycling", "gravel_cycling"): "GravelRide",
    ("cycling", "virtual_activity"): "VirtualRide",
    ("cycling", "e_bike_fitness"): "EBikeRide",
    ("cycling", "e_bike_mountain"): "EMountainBikeRide",
    ("e_biking", None): "EBikeRide",
    ("swimming", None): "Swim",
    ("walking", None): "Walk",
    ("hiking", None): "Hike",
    ("mountaineering", None): "Hike",
    ("rowing", None): "Rowing",
    ("cross_country_skiing", None): "NordicSki",
    ("alpine_skiing", None): "AlpineSki",
    ("training", "strength_training"): "WeightTraining",
    ("training", "yoga"): "Yoga",
    ("training", None): "Workout",
    ("fitness_equipment", "elliptical"): "Elliptical",
    ("fitness_equipment", "treadmill"): "Run",
    ("fitness_equipment", "indoor_running"): "Run",
    ("fitness_equipment", "stair_climbing"): "StairStepper",
    ("fitness_equipment", None): "Workout",
}
_INDOORS = frozenset(
    {"treadmill", "indoor_running", "indoor_cycling", "spin", "indoor_walking", "indoor_rowing"}
)


def read_fit(data: bytes) -> tuple[Recorded, ...]:
    """The activities of a FIT file, one a session, by start; raises UnreadableError where there is none.

    What comes before a damage is kept, and each activity says so in `damage`.
    """
    content = content_of(data)
    of_another_kind = content.file_type not in (None, "activity")
    if of_another_kind or not (content.records or content.sessions):
        raise UnreadableError(_why_nothing(content))
    told = ("sport", "sub_sport")
    sessions = content.sessions or [{name: content.sport.get(name) for name in told}]
    found = [_activity(content, session, len(sessions) > 1) for session in sessions]
    usable = tuple(one for one in found if one is not None)
    if not usable:
        raise UnreadableError(_why_nothing(content))
    return tuple(sorted(usable, key=lambda one: one.start_utc))


def _why_nothing(content: Content) -> str:
    if content.file_type not in (None, "activity"):
        kind = str(content.file_type).replace("_", " ")
        return f"it is a FIT file of the kind '{kind}', not an activity"
    if content.damage:
        return f"nothing of it can be read ({content.damage})"
    return "it holds no recording"


def _activity(content: Content, session: Message, several: bool) -> Recorded | None:
    """One session's activity; None where too little of it was recorded."""
    start_s, end_s = _span(session)
    records = content.records
    if several and start_s is not None and end_s is not None:
        records = [one for one in records if start_s <= one.at_s <= end_s]
    sport, sub_sport = session.get("sport"), session.get("sub_sport")
    sport_type = _SPORTS.get((str(sport), str(sub_sport))) or _SPORTS.get((str(sport), None))
    begin = start_s if start_s is not None else (records[0].at_s if records else None)
    if begin is None:
        return None
    found = measured(
        records, sport_type=sport_type, pauses=_pauses(content.timer, begin, end_s), start_s=start_s
    )
    if found is None:
        return _without_recording(content, session, sport_type, begin)
    total_m = _number(session, "total_distance")
    return Recorded(
        start_utc=datetime.fromtimestamp(found.start_s, UTC),
        distance_m=found.series.distance_m[-1] if total_m is None else total_m,
        elapsed_s=max(_number(session, "total_elapsed_time") or 0.0, found.elapsed_s),
        moving_s=found.moving_s,
        timer_s=_number(session, "total_timer_time") or found.timer_s,
        sport_type=sport_type,
        utc_offset_s=content.utc_offset_s,
        indoors=str(sub_sport) in _INDOORS,
        device=content.device,
        temp_c=found.temp_c,
        cadence_per_leg=found.cadence_per_leg,
        heartrate=found.heartrate,
        climb_m=_number(session, "total_ascent", found.climb_m),
        pauses=_pauses(content.timer, found.start_s, end_s),
        laps=_laps(content.laps, found.start_s, end_s),
        series=found.series,
        damage=content.damage,
    )


def _without_recording(
    content: Content, session: Message, sport_type: str | None, begin_s: float
) -> Recorded | None:
    """A session whose totals alone are known: a pool swim, strength, a watch without records."""
    elapsed_s = _number(session, "total_elapsed_time")
    if elapsed_s is None:
        return None
    timer_s = _number(session, "total_timer_time") or elapsed_s
    return Recorded(
        start_utc=datetime.fromtimestamp(begin_s, UTC),
        distance_m=_number(session, "total_distance") or 0.0,
        elapsed_s=elapsed_s,
        moving_s=timer_s,
        timer_s=timer_s,
        sport_type=sport_type,
        utc_offset_s=content.utc_offset_s,
        indoors=str(session.get("sub_sport")) in _INDOORS,
        device=content.device,
        laps=_laps(content.laps, begin_s, None),
        damage=content.damage,
    )


def _span(session: Message) -> tuple[float | None, float | None]:
    start = _number(session, "start_time")
    if start is None:
        return None, None
    elapsed_s = _number(session, "total_elapsed_time")
    return EPOCH_S + start, None if elapsed_s is None else EPOCH_S + start + elapsed_s


def _pauses(
    timer: Sequence[tuple[float, bool]], begin_s: float, end_s: float | None
) -> tuple[Pause, ...]:
    """From each stop to the next start; the last stop ends the activity and is no pause."""
    found, stopped = [], None
    for at_s, runs in timer:
        if at_s < begin_s or (end_s is not None and at_s > end_s):
            continue
        if not runs and stopped is None:
            stopped = at_s
        elif runs and stopped is not None:
            if at_s > stopped:
                found.append(Pause(stopped - begin_s, at_s - begin_s))
            stopped = None
    return tuple(found)


def _laps(laps: Sequence[Message], begin_s: float, end_s: float | None) -> tuple[Lap, ...]:
    found = []
    for one in laps:
        start, elapsed_s = _number(one, "start_time"), _number(one, "total_elapsed_time")
        if start is None or elapsed_s is None:
            continue
        at_s = EPOCH_S + start
        if at_s < begin_s - 1 or (end_s is not None and at_s > end_s):
            continue
        found.append(Lap(max(at_s - begin_s, 0.0), elapsed_s, _number(one, "total_distance")))
    return tuple(found)


def _number(message: Message, name: str, otherwise: float | None = None) -> float | None:
    value = message.get(name)
    usable = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return float(value) if usable and value is not None else otherwise
