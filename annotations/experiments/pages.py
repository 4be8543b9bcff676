"""The texts of the files that an experiment leaves in the notes folder: for a person, and to be read back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from annotations.experiments.model import Arm, Experiment
from annotations.notes.drafts import slug

STOP_RULE = "Above 5 of 10, or sharp, with swelling or limping: stop, whatever the coin says."

_PAGE = """\
---
experiment: {treatment}
against: {against}
{site}started: {started}
id: {id}
seed: {seed}
---
# {title}?

This page is an experiment. Twinge made it and reads the lines above; leave them as they are, and the file
where it is. What you write below is yours.

- Before a run, `twinge today` says what the coin drew for it. The draw holds for the next run, whenever
  that is. It is never drawn again, and the draws before and after it have no influence on it.
- If {pain} comes in that run, do what the coin says, once, at the first pain.
  Then run on for half a mile and see what has become of it: gone; clearly less (2 points or 30 %); or not.
- {stop_rule}{careful}
  Such a run stays in the count as it was drawn, so that nobody leaves runs out afterwards. Write down
  what came of it: it got worse.
- After the run, `twinge note` makes the note, with what was drawn. Correct `arm` if you did otherwise, and
  note what you did and what came of it, also if you only carried on: `- carried on @ 3 mi -> same`.
  Only what stands there within seven days counts.
- No pain in that run? Note that as well (`twinge ok`); nothing more is to do.
- `twinge experiment status` tells how it stands; `twinge experiment stop` ends it.

If the drill did nothing, nobody could tell from your pain which way the coin fell. That is all that is
looked at. It takes at least six painful runs with a draw, and mostly thirty or more.
"""

_ENDING = """\
---
stopped: {stopped}
id: {id}
---
The experiment "{title}" has ended. Runs that began later take no part. Twinge made this file so that the
end is known here as well, and changes no file: the experiment's own page stays as it was.
"""


def experiment_page(experiment: Experiment) -> str:
    """The experiment's file; `read_page` makes the same experiment of it."""
    treatment, *others = (str(arm) for arm in experiment.arms)
    site = f"site: {experiment.site}\n" if experiment.site else ""
    careful = carry_on_rule(experiment.arms)
    return _PAGE.format(
        treatment=treatment,
        against=others[0] if len(others) == 1 else f"[{', '.join(others)}]",
        site=site,
        started=_moment(experiment.started),
        id=experiment.id,
        seed=experiment.seed,
        title=experiment.title[:1].upper() + experiment.title[1:],
        pain=f"pain of the {experiment.site}" if experiment.site else "pain",
        stop_rule=STOP_RULE,
        careful=f"\n {careful}" if careful else "",
    )


def ending_page(experiment: Experiment, stopped: datetime) -> str:
    """The small file that says when the experiment ended."""
    return _ENDING.format(stopped=_moment(stopped), id=experiment.id, title=experiment.title)


def new_id(treatment: Arm, started: datetime) -> str:
    """`2026-11-24-10-butt-kicks`: also the name of the file, without `.md`."""
    return f"{started.date().isoformat()}-{slug(str(treatment)) or 'experiment'}"


def carry_on_rule(arms: Sequence[Arm]) -> str:
    """For whom to carry on is not meant, with a blank before it; empty where no arm is to carry on."""
    if not any(arm.is_carry_on for arm in arms):
        return ""
    return " To carry on is only for a pain of at most 5 that is not sharp."


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
