"""`today`: what holds for the next run, from what is on this machine; nothing is sent."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from annotations.experiments.model import Draw, Trial, running
from annotations.experiments.pages import STOP_RULE, carry_on_rule
from annotations.model import Units
from annotations.notes.pain import parse_level
from sync.cli.note import ask
from sync.cli.show import json_option, progress, put_json, say, warn_of_unread
from sync.errors import Exit
from sync.settings import Settings

if TYPE_CHECKING:
    from annotations.insights.evidence import Finding

_Answers = Mapping[tuple[str, int], float]
"""How sure the runner is, by the experiment's id and the number of the draw."""


@click.command()
@json_option
def today(*, as_json: bool) -> int:
    """What the coin drew for your next run, and how far is likely free of pain.

    At a terminal it first asks how sure you are that the drill would help. The draw is kept: it stays
    the same until a run has taken it, and is never drawn again.
    """
    from annotations.insights.findings import forecasts
    from sync.pipeline.cycle import understand
    from sync.pipeline.experiments import shown
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
    answers = _asked(_unseen(settings)) if interactive else {}
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night)
        now = night.clock.now()
        draws = [
            (one, shown(night.store.experiments, one, now, answers.get(_key(one))))
            for one in running(learned.trials)
        ]
    told = forecasts(learned.record)
    if as_json:
        put_json(_as_json(now, draws, told, settings.units))
        return Exit.OK
    for line in (*_coin_lines(draws, now), *_forecast_lines(told, settings.units)):
        say(line)
    warn_of_unread(report.errors)
    return Exit.OK


def _unseen(settings: Settings) -> list[Trial]:
    """The running experiments whose next draw nobody has seen yet."""
    from sync.pipeline.cycle import understand
    from sync.wiring import open_night

    with progress() as bar, open_night(settings, bar) as night:
        _, learned, _ = understand(night)
    seen = {(t.experiment.id, d.number) for t in learned.trials for d in t.draws if d.shown_at}
    return [one for one in running(learned.trials) if _key(one) not in seen]


def _asked(unseen: Sequence[Trial]) -> _Answers:
    """Asked before the coin is shown: afterwards the answer would be about the coin."""
    answers: dict[tuple[str, int], float] = {}
    for trial in unseen:
        where = f" of the {trial.experiment.site}" if trial.experiment.site else ""
        drills = " or ".join(str(arm) for arm in trial.experiment.arms if not arm.is_carry_on)
        question = f"If pain{where} comes: how sure are you that {drills} would help (0 to 10)"
        said = ask(question, lambda text: f"{parse_level(text):g}")
        if said:
            answers[_key(trial)] = float(said)
    return answers


def _key(trial: Trial) -> tuple[str, int]:
    return trial.experiment.id, trial.next_number


def _coin_lines(draws: Sequence[tuple[Trial, Draw]], now: datetime) -> list[str]:
    lines = []
    for trial, draw in draws:
        arm = trial.experiment.arms[draw.arm]
        where = f" of the {trial.experiment.site}" if trial.experiment.site else ""
        lines.append(f"If pain{where} comes in your next run: {arm}.{carry_on_rule([arm])}")
        if draw.shown_at and draw.shown_at.astimezone().date() < now.astimezone().date():
            lines.append(
                f"  This draw was first shown on {draw.shown_at.astimezone():%Y-%m-%d}, and no run has come "
                "in since. If you ran in between: `twinge sync`, then ask again."
            )
    return [*lines, *([STOP_RULE] if draws else [])]


def _forecast_lines(forecasts: "Sequence[Finding]", units: Units) -> list[str]:
    from annotations.facts import upper_first
    from annotations.sentences.dispatch import sentence

    if not forecasts:
        return ["No forecast yet: how far is likely free of pain takes noted runs."]
    told = [(upper_first(str(f.site)), sentence(f, units)) for f in forecasts]
    return [f"{site}: {text[:1].lower()}{text[1:]}" for site, text in told]


def _as_json(
    now: datetime,
    draws: Sequence[tuple[Trial, Draw]],
    forecasts: "Sequence[Finding]",
    units: Units,
) -> dict[str, Any]:
    from annotations.sentences.dispatch import sentence

    rows = [
        {
            "id": trial.experiment.id,
            "site": str(trial.experiment.site) if trial.experiment.site else None,
            "arms": [str(arm) for arm in trial.experiment.arms],
            "draw": draw.number,
            "arm": str(trial.experiment.arms[draw.arm]),
            "first_shown": draw.shown_at.isoformat() if draw.shown_at else None,
            "expect": draw.expect,
        }
        for trial, draw in draws
    ]
    return {
        "exit_code": int(Exit.OK),
        "as_of": now.isoformat(),
        "experiments": rows,
        "forecasts": [f.as_json(sentence(f, units)) for f in forecasts],
    }
