"""`sync`: the record brought up to Strava, or what that will take."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from sync.cli.show import json_option, progress, put_json, say, warn
from sync.errors import Exit, NotesFolderError

if TYPE_CHECKING:
    from sync.pipeline.cycle import Night
    from sync.strava.budget import Budget


@click.command()
@click.option("--full", is_flag=True, help="List everything, not just what is new.")
@click.option(
    "--plan", is_flag=True, help="Only say how many requests it will take, and until when."
)
@click.option(
    "--confirm", is_flag=True, help="What Strava no longer lists is deleted: let it go here too."
)
@json_option
def sync(*, full: bool, plan: bool, confirm: bool, as_json: bool) -> int:
    """Pull new, changed and deleted activities from Strava."""
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        if plan:
            return _plan(night, full=full or confirm, as_json=as_json)
        return _sync(night, full=full, confirmed=confirm, as_json=as_json)


def _sync(night: "Night", *, full: bool, confirmed: bool, as_json: bool) -> int:
    from sync.pipeline.pull import pull
    from sync.pipeline.reports import RunReport, plural
    from sync.strava.budget import left

    strava = night.strava()
    report = pull(
        strava,
        night.store,
        night.clock,
        night.progress,
        retention=night.settings.retention,
        full=full,
        confirmed=confirmed,
    )
    whole = RunReport(pull=report, requests=strava.requests_sent())
    count = night.store.activities.count()
    for sentence in report.sentences:
        warn(sentence)
    if report.failure:
        warn(str(report.failure))
    sent = sum(whole.requests.values())
    if as_json:
        put_json(
            {
                "exit_code": int(whole.exit_code),
                **report.as_json(),
                "activities": count,
                "requests": dict(whole.requests),
                "requests_left": left(_budget(night), _now_s(night)),
                "goes_on_at": whole.goes_on_at.isoformat() if whole.goes_on_at else None,
            }
        )
    else:
        click.echo(
            f"{report.new} new, {report.changed} changed, {report.deleted} deleted; "
            f"{count} activities; {sent} {plural('request', sent)}"
        )
    return whole.exit_code


def _plan(night: "Night", *, full: bool, as_json: bool) -> int:
    """Say what is to come. Nothing is sent, and no login is needed."""
    from sync.pipeline.forecast import ToCome, to_come
    from sync.pipeline.pull import foretold
    from sync.strava import budget as limits

    store, now_s, budget = night.store, _now_s(night), _budget(night)
    listing = foretold(store.memory, store.activities.count_listed(), night.clock.now(), full=full)
    try:
        night_s = to_come(night)
    except NotesFolderError as error:
        night_s = ToCome()
        warn(str(error))
    kinds = [
        (listing.requests, limits.WRITE_RESERVE),
        (night_s.streams + night_s.gear, limits.STREAMS_RESERVE),
        (night_s.detail + night_s.put, limits.OTHERS_RESERVE),
    ]
    ends = [limits.ends_at_s(budget, now_s, kinds[: some + 1]) for some in range(len(kinds))]
    found: dict[str, Any] = {
        "exit_code": int(Exit.OK),
        "plan": {"list": listing.requests, "at_least": listing.at_least, **asdict(night_s)},
        "list_ends_at": _moment(ends[0]),
        "streams_end_at": _moment(ends[1]),
        "blocks_end_at": _moment(ends[2]),
        "requests_left": limits.left(budget, now_s),
    }
    if as_json:
        put_json(found)
    else:
        for line in _plan_lines(found, [_when(end, now_s) for end in ends]):
            say(line)
    return Exit.OK


def _plan_lines(found: dict[str, Any], ends: list[str]) -> list[str]:
    from sync.pipeline.reports import plural
    from sync.strava.budget import scarcest

    plan, few = found["plan"], scarcest(found["requests_left"])
    listing = f"{plan['list']} list {plural('request', plan['list'])}"
    if plan["at_least"]:
        listing = f"At least {listing}: one for each 200 activities, and one more"
    lines = [f"{listing}; the limits let it end {ends[0]}."]
    asked = {"recording": plan["streams"], "shoe": plan["gear"]}
    parts = [f"{count} {plural(what, count)}" for what, count in asked.items() if count]
    if parts:
        lines.append(
            f"Then {' and '.join(parts)} of noted runs by `twinge nightly` or the daemon; "
            f"the limits let them end {ends[1]}."
        )
    if plan["put"]:
        sent = plan["detail"] + plan["put"]
        lines.append(
            f"Then {plan['put']} {plural('block', plan['put'])}, which take {sent} requests; "
            f"the limits let them end {ends[2]}."
        )
    if plan["notes_waiting"]:
        lines.append(
            f"At least that: {plan['notes_waiting']} {plural('note', plan['notes_waiting'])} without a run yet "
            "may each take up to four requests more."
        )
    known = f"{few[0]} left this quarter hour, {few[1]} today" if few else "not known yet"
    return [*lines, f"Requests: {known}. Nothing was sent."]


def _when(moment_s: float, now_s: float) -> str:
    return "now" if moment_s <= now_s else f"at {_moment(moment_s)[:16].replace('T', ' ')} UTC"


def _moment(moment_s: float) -> str:
    return datetime.fromtimestamp(moment_s, UTC).isoformat(timespec="seconds")


def _budget(night: "Night") -> "Budget":
    from sync.strava.budget import MEMORY, from_text

    return from_text(night.store.memory.get(MEMORY))


def _now_s(night: "Night") -> float:
    return night.clock.now().timestamp()
