"""An experiment in the runner's words: its finding as a sentence, and the evidence without statistics."""

from annotations.experiments.model import Trial
from annotations.facts import upper_first
from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.notes.treatments import CARRY_ON
from annotations.sentences.phrases import lead


def experiment_sentence(finding: Finding, _units: Units) -> str:
    """What the coin has shown so far, as one sentence or two. Says no cause; "tested" is the strongest word."""
    arms = finding.subject.split(" or ")
    if finding.level == "not_enough":
        return f"{upper_first(finding.subject)}, by coin: not enough yet, {finding.needs} needed."
    counts = _counts(finding, arms)
    if finding.level == "tested":
        return f"Tested by coin: {counts}."
    if finding.level == "hint":
        only = f" It can't be more than a maybe: {finding.needs}." if finding.needs else ""
        return f"Maybe, by coin: {counts}.{only}"
    return f"By coin: {counts}. No difference shown so far."


def experiment_lines(finding: Finding, name: str, _units: Units) -> list[str]:
    """The same for a description; `name` is the site where there are several."""
    arms = finding.subject.split(" or ")
    start = lead(finding.level, name) + ("" if finding.level == "tested" else ", by coin")
    return [f"{start}: {_counts(finding, arms)}", f"{start}: gone in {_gone(finding, arms)}"]


def evidence_in_words(finding: Finding) -> str:
    """The e-value as what it is: what a gambler would have won by guessing the coin from the pain."""
    needed = finding.n["e_needed"]
    best = _stake(finding.e_value or 1.0)
    return (
        f"Guessing from your pain which way the coin fell would have turned a stake of 1 into {best} "
        f"at best. {needed // 5} is a maybe, {needed} a test passed; where the arms do not differ, luck "
        f"gets that far in less than 1 of {needed} experiments.{_stands(finding)}"
    )


def stake_in_words(finding: Finding) -> str:
    """The same in short, for who asks why; `finding` is past its minimum."""
    needed = finding.n["e_needed"]
    best = _stake(finding.e_value or 1.0)
    return f"stake {best}; maybe from {needed // 5} up, tested from {needed} up.{_stands(finding)}"


def _stands(finding: Finding) -> str:
    """That a level was shown before its price rose; empty where tonight's price is paid."""
    price = {"hint": finding.n["e_needed"] / 5, "tested": finding.n["e_needed"]}
    if (finding.e_value or 1.0) >= price.get(finding.level, 0.0):
        return ""
    return " It was shown when less was needed, and stands."


def draws_in_words(trial: Trial, finding: Finding) -> list[str]:
    """How many draws there are, what is missing, and what was not done as drawn; one sentence each."""
    n = finding.n
    noted = sum(draw.seen is not None for draw in trial.draws)
    lines = [f"{_runs(n['draws'])} with a draw, {noted} of them noted; {n['painful']} painful."]
    for arm, name in enumerate(trial.experiment.arms):
        other = n[f"followed_another_{arm}"]
        otherwise = f", in {other} of them something else was done" if other else ""
        lines.append(f"{name}: drawn for {_runs(n[f'drawn_{arm}'], 'painful run')}{otherwise}.")
    if n["late"]:
        late = _runs(n["late"], "painful run")
        lines.append(
            f"{late} came in after a later run, so the draw that was shown is not its own."
        )
    if n["without_outcome"] > n["late"]:
        missing = _runs(n["without_outcome"] - n["late"], "painful run")
        lines.append(
            f"{missing} without an outcome: the note does not say in time what came of it."
        )
    return lines


def _counts(finding: Finding, arms: list[str]) -> str:
    """Gone, and clearly less where any run was, of the runs of each arm."""
    n = finding.n
    if not any(n[f"less_{arm}"] for arm in range(len(arms))):
        return f"gone in {_gone(finding, arms)}"
    return "; ".join(
        f"gone in {n[f'gone_{arm}']} of {n[f'known_{arm}']} and clearly less in {n[f'less_{arm}']} {whose}"
        for arm, whose in enumerate(_whose(arms))
    )


def _gone(finding: Finding, arms: list[str]) -> str:
    n = finding.n
    return ", ".join(
        f"{n[f'gone_{arm}']} of {n[f'known_{arm}']} {whose}"
        for arm, whose in enumerate(_whose(arms))
    )


def _whose(arms: list[str]) -> list[str]:
    whose = [f"with {name}" for name in arms]
    if len(arms) == 2 and arms[1] == CARRY_ON:
        whose[1] = "without"
    return whose


def _stake(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _runs(count: int, what: str = "run") -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
