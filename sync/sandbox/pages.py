"""The athlete's own pages, for looking at what a program wrote: all runs with their descriptions."""

import html

from sync.sandbox.answers import Answer, Json
from sync.sandbox.world import World

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
h2 {{ font-size: 1.05rem; margin: 2rem 0 .25rem; }} pre {{ font: inherit; white-space: pre-wrap; margin: 0; }}
small {{ color: #666; font-weight: normal; }}
</style></head><body><h1>{title}</h1>
{body}
</body></html>
"""


def page(world: World, activity_id: int | None) -> Answer | None:
    """One activity with its texts, or (None) all of them, newest first; None where there is no such one."""
    if activity_id is None:
        body = "\n".join(_entry(one) for one in world.newest_first())
        return _answer("Activities in this sandbox", body)
    found = world.find(activity_id)
    return None if found is None else _answer(str(found["name"]), _entry(found))


def _answer(title: str, body: str) -> Answer:
    text = _PAGE.format(title=html.escape(title), body=body)
    return Answer(200, text.encode(), "text/html; charset=utf-8")


def _entry(activity: Json) -> str:
    kilometres = float(activity["distance"]) / 1000
    head = (
        f'<h2><a href="/activities/{int(activity["id"])}">{html.escape(str(activity["name"]))}</a> '
        f"<small>{html.escape(str(activity['start_date_local'])[:16].replace('T', ' '))}, "
        f"{kilometres:.1f} km, {html.escape(str(activity['visibility']))}</small></h2>"
    )
    texts = [str(activity.get(field) or "") for field in ("description", "private_note")]
    return head + "".join(f"<pre>{html.escape(text)}</pre>" for text in texts if text)
