"""`status`: what is where, when it last ran, what is left of the limits. Quick, and starts nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import click

from sync.cli.show import json_option, put_json, say
from sync.errors import Exit
from sync.settings import Settings

WRITE, ALL_ACTIVITIES = "activity:write", "activity:read_all"


@click.command()
@json_option
def status(*, as_json: bool) -> int:
    """What is where, when it last ran, what is left to spend."""
    from sync.wiring import settings_here

    found = _status(settings_here())
    if as_json:
        put_json(found)
    else:
        for line in _lines(found):
            say(line)
    return Exit.OK


def _status(settings: Settings) -> dict[str, Any]:
    from sync.store.glance import glance
    from sync.strava.budget import MEMORY, from_text, left

    if settings.database_url is None:
        seen = glance(settings.database_path)
        memory = seen.memory
        counts: dict[str, Any] = {
            "activities": seen.activities,
            "notes": seen.notes,
            "blocks": seen.blocks,
            "problem": seen.problem or None,
        }
    else:
        memory, counts = {}, {"problem": "counts are shown for the SQLite file only"}
    breaker = json.loads(memory["breaker"]) if memory.get("breaker") else None
    return {
        "home": str(settings.home),
        "notes_folder": str(settings.notes),
        "notes_folder_exists": settings.notes.is_dir(),
        "login": _login(settings),
        "publish": settings.publish,
        "audience": settings.audience,
        "at": f"{settings.at:%H:%M}",
        "record": counts,
        "last_night": json.loads(memory["last_night"]) if "last_night" in memory else None,
        "last_success": memory.get("last_success"),
        "breaker": f"{breaker['why']} (activity {breaker['activity_id']})" if breaker else None,
        "requests_left": left(from_text(memory.get(MEMORY)), datetime.now(UTC).timestamp()),
        "report": str(settings.report_path) if settings.report_path.exists() else None,
    }


_NO_LOGIN = "no: `twinge login`; without the API, `twinge import`"


def _login(settings: Settings) -> dict[str, Any]:
    path = settings.home / "tokens.json"
    try:
        scopes = json.loads(path.read_bytes())["current"]["scopes"]
    except FileNotFoundError:
        return {"logged_in": False, "scopes": []}
    except (OSError, ValueError, KeyError, TypeError):
        return {"logged_in": False, "scopes": [], "problem": f"{path} can't be read"}
    return {"logged_in": True, "scopes": scopes}


def _lines(found: dict[str, Any]) -> list[str]:
    from sync.pipeline.reports import plural
    from sync.strava.budget import scarcest

    login, record, left = found["login"], found["record"], found["requests_left"]
    missing = "" if found["notes_folder_exists"] else " (missing: `twinge init`)"
    lines = [
        f"Home       {found['home']}",
        f"Notes      {found['notes_folder']}{missing}",
        f"Login      {'yes, ' + ' '.join(login['scopes']) if login['logged_in'] else _NO_LOGIN}",
    ]
    if record.get("problem"):
        lines.append(f"Record     {record['problem']}")
    else:
        words = {"activities": "activity", "notes": "note", "blocks": "block"}
        counts = [f"{record[name]} {plural(word, record[name])}" for name, word in words.items()]
        lines.append(f"Record     {', '.join(counts)} written")
    lines.append(f"Writing    {found['publish']}, audience {found['audience']}")
    if found["publish"] != "off" and login["logged_in"] and WRITE not in login["scopes"]:
        lines.append(f"           but the login may not write ({WRITE}): `twinge login` again")
    if login["logged_in"] and ALL_ACTIVITIES not in login["scopes"]:
        lines.append(
            f"           the login can't see private activities ({ALL_ACTIVITIES}): `twinge login` again"
        )
    if found["breaker"]:
        lines.append(f"Stopped    {found['breaker']}: look, then `twinge publish --resume`")
    night = found["last_night"]
    lines.append(f"Last run   {_when(night)}" if night else "Last run   never")
    lines.append(f"Every day  at {found['at']} while `twinge daemon` runs")
    if few := scarcest(left):
        lines.append(f"Requests   {few[0]} left this quarter hour, {few[1]} today")
    if found["report"]:
        lines.append(f"Report     {found['report']}")
    return lines


def _when(night: dict[str, Any]) -> str:
    finished = datetime.fromisoformat(night["finished"]).astimezone()
    return f"{finished:%Y-%m-%d %H:%M}, exit code {night['exit_code']}: {night['line']}"
