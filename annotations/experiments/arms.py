"""From the runner's words to arms, and back to the arm that a note names."""

from collections.abc import Sequence

from annotations.errors import ReadError
from annotations.experiments.model import Arm
from annotations.notes.aliases import Aliases
from annotations.notes.dose import parse_dose

MAX_CHARACTERS = 100
MAX_ARMS = 5
_FORM = "write it as '10 butt kicks', 'quad stretch 30 s' or 'carry on'"


def parse_arm(text: str, aliases: Aliases) -> Arm:
    """The arm that `text` tells of, by the one name of the treatment, with its dose. Raises ReadError."""
    said = text.strip()
    if not said:
        raise ReadError("it is not said what is to be done", _FORM)
    if len(said) > MAX_CHARACTERS:
        raise ReadError("this is too long for what is to be done", _FORM)
    dose = parse_dose(said)
    arm = Arm(aliases.name_of(dose.what), dose.sets, dose.reps, dose.hold_s)
    if " or " in arm.what:
        raise ReadError(f"'{said}' leaves a choice", "one arm is one thing to do", part=said)
    return Arm(arm.what) if arm.is_carry_on else arm


def check_arms(arms: Sequence[Arm]) -> None:
    """Raises ReadError unless there are two to five different arms, and the first is a treatment."""
    if len(arms) < 2:
        raise ReadError("there is nothing to compare it with", "add 'carry on' or another drill")
    if len(arms) > MAX_ARMS:
        raise ReadError(f"these are more than {MAX_ARMS} arms", "each takes its share of the runs")
    if arms[0].is_carry_on:
        raise ReadError("to carry on is what a treatment is compared with", "name the drill first")
    if len(set(arms)) < len(arms):
        twice = next(arm for arm in arms if arms.count(arm) > 1)
        raise ReadError(f"'{twice}' is there twice", "compare different things")


def arm_named(text: str, arms: Sequence[Arm], aliases: Aliases) -> int | None:
    """Which of `arms` a note's `arm` names, with its dose or (where that is enough) without; None for none."""
    try:
        named = parse_arm(text, aliases)
    except ReadError:
        return None
    if named in arms:
        return arms.index(named)
    alike = [number for number, arm in enumerate(arms) if arm.what == named.what]
    return alike[0] if len(alike) == 1 else None
