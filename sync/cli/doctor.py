"""`doctor`: what is wrong and how to mend it; `doctor --canary`: what only a real account can settle."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from sync.cli.checkup import Check, checkup, unfit
from sync.cli.show import json_option, put_json, safe, safe_lines, say, warn
from sync.errors import Exit, SettingsError, UsageError
from sync.pipeline.reports import gravest
from sync.ports import TEXT_FIELDS
from sync.settings import Settings

if TYPE_CHECKING:
    from annotations.model import ActivityId
    from sync.pipeline.canary import CanaryReport
    from sync.pipeline.cycle import Night

ANY = -1
SHOWN_LETTERS = 300


@click.command()
@click.option(
    "--canary",
    "activity_id",
    type=int,
    is_flag=False,
    flag_value=ANY,
    metavar="[ID]",
    help="Try on one private activity what becomes of texts; asks before each write.",
)
@json_option
def doctor(*, activity_id: int | None, as_json: bool) -> int:
    """What is wrong, and how to mend it."""
    from sync.wiring import SystemClock, settings_here

    if activity_id is not None:
        return _canary(settings_here(), activity_id, as_json=as_json)
    try:
        settings = settings_here()
        checks = list(checkup(settings, SystemClock()))
    except SettingsError as error:
        checks = [unfit("Settings", error)]
    code = gravest({check.code for check in checks})
    if as_json:
        put_json({"exit_code": int(code), "checks": [_row(check) for check in checks]})
    else:
        for check in checks:
            mark = "ok   " if check.code == Exit.OK else "wrong"
            say(f"{mark} {check.name:<9} {check.says} {check.mend}".rstrip())
    return code


def _row(check: Check) -> dict[str, Any]:
    well = check.code == Exit.OK
    return {"name": check.name, "well": well, "says": check.says, "mend": check.mend}


class _Person:
    """sync.pipeline.canary.Guide at a terminal, or on the other end of a pipe."""

    def may_write(self, what: str, text: str) -> bool:
        shown = text if len(text) <= SHOWN_LETTERS else f"{text[:SHOWN_LETTERS]}..."
        click.echo(f"\n{what}:", err=True)
        for line in safe_lines(shown).split("\n"):
            click.echo(f"  | {line}".rstrip(), err=True)
        return click.confirm("Write this?", default=True, err=True)

    def asked(self, question: str) -> bool | None:
        given = click.prompt(
            f"\n{question}",
            type=click.Choice(["y", "n", "?"]),
            default="?",
            err=True,
        )
        return {"y": True, "n": False}.get(given)

    def tell(self, line: str) -> None:
        say(f"  {line}", err=True)


def _canary(settings: Settings, activity_id: int, *, as_json: bool) -> int:
    from sync.pipeline.canary import CANARY, canary
    from sync.pipeline.checklist import LoginFacts
    from sync.wiring import Silent, SystemClock, open_login, open_night

    field = settings.publish
    if field == "off":
        raise SettingsError(
            "Writing is off (TWINGE_PUBLISH).",
            "Set it to description or private_note, then `twinge login` asks for the permission.",
        )
    file = open_login(settings, SystemClock()).file
    with open_night(settings, Silent()) as night:
        chosen = _chosen(night, activity_id, click.confirm)
        current, previous = file.require(), file.previous()
        rotates = None if previous is None else previous.refresh != current.refresh
        report = canary(night.writer(field), chosen, _Person(), LoginFacts(rotates))
        told = {"at": night.clock.now().isoformat(), "field": field, **report.as_json()}
        if report.answers:
            night.store.memory.put(CANARY, json.dumps({**told, "diffs": []}))
    code = report.failure.exit_code if report.failure else Exit.OK
    if as_json:
        put_json({"exit_code": int(code), **told})
    elif report.answers:
        _show(report)
    if report.failure:
        warn(str(report.failure))
    return code


def _chosen(night: "Night", activity_id: int, confirm: Callable[..., bool]) -> "ActivityId":
    """The activity that was named, or the newest private one without a block, when the runner says yes to it."""
    from annotations.model import ActivityId

    if activity_id != ANY:
        return ActivityId(activity_id)
    journal = night.store.journal
    taken = {entry.intent.activity_id for field in TEXT_FIELDS for entry in journal.entries(field)}
    private = [
        run
        for run in night.store.activities.runs()
        if run.visibility == "only_me" and run.id not in taken
    ]
    if not private:
        raise UsageError(
            "There is no activity that only you can see and that Twinge never wrote into.",
            "Make a short one by hand on Strava, visible to you only, then `twinge sync`.",
        )
    run = private[-1]
    question = f"Try it on {safe(run.name)} of {run.local_date} (activity {run.id})?"
    if not confirm(question, default=False, err=True):
        raise UsageError("Nothing was written.", "`twinge doctor --canary ID` names another one.")
    return run.id


def _show(report: "CanaryReport") -> None:
    for diff in report.diffs:
        click.echo(safe_lines(diff) + "\n")
    for one in report.answers:
        say(f"{one.number:>2}. {one.question} {one.answer}")
    kept = {"markup": "& < >", "mentions": "mentions"}
    named = ", ".join(kept[name] for name in report.survivors) or "none of & < > and mentions"
    say(f"Texts may hold from now on: {named}.")
