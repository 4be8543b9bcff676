"""Strava's API, version 3, as far as the product and its tests need it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sync.sandbox.answers import (
    Answer,
    Json,
    Refused,
    Request,
    bad_request,
    no_such_path,
    not_found,
    ok,
    unauthorized,
)
from sync.sandbox.faults import Action
from sync.sandbox.judge import TEXT_FIELDS
from sync.sandbox.outing import detail, summary
from sync.sandbox.streams import stream_set
from sync.sandbox.world import World

READ_SCOPES = frozenset({"activity:read", "activity:read_all"})
_ATHLETE_SUMMARY = (
    "id",
    "username",
    "firstname",
    "lastname",
    "bio",
    "city",
    "state",
    "country",
    "sex",
    "premium",
    "summit",
    "created_at",
    "updated_at",
    "badge_type_id",
    "weight",
    "profile_medium",
    "profile",
    "friend",
    "follower",
)
_TEXTS_AND_NAMES = ("name", "sport_type", "type", "gear_id", *TEXT_FIELDS)
_SWITCHES = ("commute", "trainer", "hide_from_home")


@dataclass(frozen=True, slots=True)
class Call:
    """One authorised request: what it may do, when it came, what goes wrong with it."""

    request: Request
    scopes: frozenset[str]
    now_s: float
    fault: Action = Action("none")  # noqa: RUF009 - frozen

    def needs(self, *any_of: str) -> None:
        """Refuses as Strava does unless one of these scopes was granted."""
        if not self.scopes.intersection(any_of):
            permission = any_of[0].replace("_all", "")
            raise Refused(unauthorized("AccessToken", f"{permission}_permission", "missing"))


def answer(world: World, call: Call) -> Answer:
    """The answer to a request below /api/v3."""
    path = call.request.path.removeprefix("/api/v3")
    for method, pattern, handler in _ROUTES:
        found = re.fullmatch(pattern, path)
        if found and method == call.request.method:
            return handler(world, call, *found.groups())
    return no_such_path()


def athlete_summary(world: World) -> Json:
    told = {key: world.athlete[key] for key in _ATHLETE_SUMMARY if key in world.athlete}
    return {**told, "resource_state": 2}


def _athlete(world: World, call: Call) -> Answer:
    if "profile:read_all" in call.scopes:
        return ok({**world.athlete, "resource_state": 3})
    return ok(athlete_summary(world))


def _list(world: World, call: Call) -> Answer:
    """One page. What the scope hides is taken out *after* paging, so a page can be short."""
    call.needs(*sorted(READ_SCOPES))
    asked = call.request.query_fields
    page, per_page = _number(asked, "page", 1), _number(asked, "per_page", 30)
    before, after = asked.get("before"), asked.get("after")
    if per_page > 200:
        raise Refused(bad_request("Application", "per page", "limit exceeded"))
    if page < 1 or per_page < 1:
        raise Refused(bad_request("Application", "page", "invalid"))
    if after and _number(asked, "after", 0) > call.now_s:
        raise Refused(bad_request("Application", "after", "future"))
    slots = world.slots()
    if after and not before:
        slots.reverse()
    earliest = _number(asked, "after", 0) if after else float("-inf")
    latest = _number(asked, "before", 0) if before else float("inf")
    within = [one for start, one in slots if earliest < start < latest]
    shown = within[(page - 1) * per_page : page * per_page]
    return ok([summary(one) for one in shown if one is not None and _visible(one, call)])


def _detail(world: World, call: Call, activity_id: str) -> Answer:
    told = _told(world, _found(world, call, activity_id))
    if call.fault.stale:
        told |= {field: world.earlier(int(activity_id), field) or None for field in TEXT_FIELDS}
    return ok(told)


def _streams(world: World, call: Call, activity_id: str) -> Answer:
    activity, asked = _found(world, call, activity_id), call.request.query_fields
    keys = [key.strip() for key in asked.get("keys", "").split(",") if key.strip()]
    if not keys:
        raise Refused(bad_request("Stream", "keys", "missing"))
    streams = stream_set(activity, keys)
    if streams is None:
        raise Refused(not_found("Activity"))
    if asked.get("key_by_type") == "true":
        return ok(streams)
    return ok([{"type": key, **stream} for key, stream in streams.items()])


def _put(world: World, call: Call, activity_id: str) -> Answer:
    call.needs("activity:write")
    activity = _found(world, call, activity_id)
    changes = _changes(call.request.fields)
    for field in TEXT_FIELDS:
        if field in changes and call.fault.change is not None:
            stored = world.text(int(activity_id), field)
            changes[field] = call.fault.change(changes[field], stored)
    if call.fault.late:
        world.postpone(activity["id"], changes, call.fault.late)
        return ok({**_told(world, activity), "resource_state": -1})
    return ok(_told(world, world.change(activity["id"], changes, "app")))


def _gear(world: World, call: Call, gear_id: str) -> Answer:
    if gear_id not in world.gear:
        raise Refused(not_found("Gear"))
    return ok({**world.gear[gear_id], "resource_state": 3})


def _found(world: World, call: Call, activity_id: str) -> Json:
    call.needs(*sorted(READ_SCOPES))
    activity = world.find(int(activity_id))
    if activity is None or not _visible(activity, call):
        raise Refused(not_found("Activity"))
    return activity


def _told(world: World, activity: Json) -> Json:
    return detail(activity, world.gear.get(activity.get("gear_id") or ""))


def _visible(activity: Json, call: Call) -> bool:
    return activity.get("visibility") != "only_me" or "activity:read_all" in call.scopes


def _changes(sent: Json) -> Json:
    """The fields that an application may set, typed; all others are passed over as Strava does.

    A field that is sent as null is left alone.
    """
    changes: Json = {key: str(sent[key]) for key in _TEXTS_AND_NAMES if sent.get(key) is not None}
    for key in _SWITCHES:
        if sent.get(key) is not None:
            changes[key] = str(sent[key]).lower() in {"true", "1"}
    if "type" in changes:
        changes.setdefault("sport_type", changes["type"])
    if "gear_id" in changes and changes["gear_id"] in {"none", ""}:
        changes["gear_id"] = None
    return changes


def _number(asked: dict[str, str], name: str, default: int) -> int:
    try:
        return int(asked.get(name) or default)
    except ValueError:
        raise Refused(bad_request("Application", name, "invalid")) from None


_ROUTES: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("GET", r"/athlete", _athlete),
    ("GET", r"/athlete/activities", _list),
    ("GET", r"/activities/(\d+)", _detail),
    ("GET", r"/activities/(\d+)/streams", _streams),
    ("PUT", r"/activities/(\d+)", _put),
    ("GET", r"/gear/(\w+)", _gear),
)
