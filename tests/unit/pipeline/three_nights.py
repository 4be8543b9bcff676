"""Three runs, a note of each, and the nights that read them."""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipeline_fakes import Desk, FakeStrava, a_run, listed

from sync.pipeline.cycle import LAST_NIGHT, Night, run_night
from sync.pipeline.reports import RunReport
from sync.settings import Settings

NOTE = "---\nstrava: {id}\npain:\n  right knee: {pain} from {onset}\n---\nwords of mine\n"


def write_note(desk: Desk, number: int, pain: str = "5", onset: str = "3 mi") -> None:
    folder = desk.folder / "notes"
    folder.mkdir(exist_ok=True)
    text = NOTE.format(id=number, pain=pain, onset=onset)
    (folder / f"{number}.md").write_text(text, encoding="utf-8")


def three_runs(desk: Desk, strava: FakeStrava) -> None:
    for number in (1, 2, 3):
        strava.put_there(f"run {number}", number)
        write_note(desk, number)
    strava.pages = [listed(*(a_run(number, days_ago=number) for number in (1, 2, 3)))]


def night(desk: Desk, **changes: Any) -> Night:
    settings = Settings(
        home=desk.folder,
        notes=desk.folder / "notes",
        **{"publish": "description", "publish_after": timedelta(hours=6), **changes},
    )
    zone = ZoneInfo("America/New_York")
    return Night(settings, desk.store, lambda: desk.strava, desk.clock, zone, desk.progress)


def go(desk: Desk, **changes: Any) -> RunReport:
    desk.strava.told.clear()
    return run_night(night(desk, **changes))


def remembered(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.store.memory.get(LAST_NIGHT) or "{}")
    return found
