"""The scenarios of the kill harness, and what happens at one point of one of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kill_judge import JOINT, Verdict, blocks_in, duplicates, lost_bytes, own
from kill_world import KillWorld, Zygote, kill_world

from sync.errors import Exit
from sync.sandbox.answers import Answer
from sync.sandbox.faults import Action, drop_after, drop_before
from sync.sandbox.state import SandboxState

ONE, TWO, THREE = 9001, 9002, 9003
OWN = (
    "Long run \U0001f3c3\u200d\u2640\ufe0f with Ünal & Zoe\u0301 <3.\r\n"
    "> Twinge | is what they call me\n\n  -- Twinge.\n\nSplits 5:01 5:02  \t"
)
OWN_TEXTS = {ONE: OWN, TWO: "", THREE: "Easy."}
OLD = "Twinge | right knee 5/10 from 3.0 mi\n10 butt kicks at 3.0 mi: gone\n-- Twinge"
NEW = "Twinge | right knee 4/10 from 3.2 mi\n-- Twinge"
BLOCKS = (OLD, NEW)
DETAIL = r"/activities/9001$"
MOST_RUNS = 4


def nothing(_state: SandboxState) -> None:
    """The server has no faults, the runner is asleep."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What stands before, what the killed process does, and what goes wrong besides."""

    name: str
    step: str = "write"
    standing: Mapping[int, str] = field(default_factory=dict)
    blocks: Mapping[int, str] = field(default_factory=lambda: {ONE: NEW})
    fault: Callable[[SandboxState], None] = nothing
    after_kill: Callable[[SandboxState], None] = nothing
    together: bool = False
    runs: int = 1
    """How many further runs may be needed."""
    requests: int = 4
    """How many requests one of them may send for the activity."""

    @property
    def texts(self) -> dict[int, str]:
        """What stands on Strava when the process starts."""
        return {key: self.text(key) for key in OWN_TEXTS}

    def text(self, activity_id: int) -> str:
        words, block = OWN_TEXTS[activity_id], self.standing.get(activity_id)
        return words if block is None else words + JOINT + block if words else block


def lose(action: Action) -> Callable[[SandboxState], None]:
    return lambda state: state.inject("PUT", DETAIL, action)


def edit(state: SandboxState) -> None:
    """The runner mends a word above the block and writes a line below it."""
    text = state.text(ONE).replace("Long run", "Very long run") + "\nCoffee after"
    state.runner_edits(ONE, description=text)


def edit_as_the_put_is_answered(state: SandboxState) -> None:
    def answered(answer: Answer) -> Answer:
        edit(state)
        return answer

    state.inject("PUT", DETAIL, Action("the runner edits", answered=answered))


STANDING = {ONE: OLD, TWO: OLD, THREE: OLD}
REWRITTEN = {**STANDING, ONE: NEW}
SCENARIOS = (
    Scenario("first write"),
    Scenario("rewrite", standing=STANDING, blocks=REWRITTEN),
    Scenario("undo", "undo", STANDING, {ONE: OLD}),
    Scenario("lost answer", fault=lose(drop_after())),
    Scenario("lost request", fault=lose(drop_before()), runs=2),
    Scenario("undo, lost answer", "undo", STANDING, {ONE: OLD}, fault=lose(drop_after())),
    Scenario("edit after the kill", after_kill=edit),
    Scenario(
        "edit during a rewrite",
        standing=STANDING,
        blocks=REWRITTEN,
        fault=edit_as_the_put_is_answered,
    ),
    Scenario("two processes", together=True),
)


def prepared(zygote: Zygote, folder: Path, scenario: Scenario) -> Path | None:
    """The home folder of a Twinge that wrote what stands there; None where nothing does."""
    if not scenario.standing:
        return None
    template = folder / "template"
    with kill_world(zygote, folder, OWN_TEXTS) as world:
        world.blocks = scenario.standing
        told = world.run("write")
        assert told["code"] == 0, told
        assert {key: world.state.text(key) for key in OWN_TEXTS} == scenario.texts
        world.home.rename(template)
    return template


@contextmanager
def opened(
    zygote: Zygote, folder: Path, scenario: Scenario, template: Path | None
) -> Iterator[KillWorld]:
    with kill_world(zygote, folder, scenario.texts, template) as world:
        world.blocks = scenario.blocks
        scenario.fault(world.state)
        yield world


def count_lines(zygote: Zygote, folder: Path, scenario: Scenario, template: Path | None) -> int:
    """How many lines the process executes when nobody kills it."""
    with opened(zygote, folder, scenario, template) as world:
        return int(world.run(scenario.step)["lines"])


def kill_at(
    line: int, zygote: Zygote, folder: Path, scenario: Scenario, template: Path | None
) -> Verdict:
    """Kill the process at that line, run on, and judge."""
    with opened(zygote, folder, scenario, template) as world:
        told = world.run(
            scenario.step, line, together=scenario.together, goes_on=line.bit_count() % 2 == 0
        )
        scenario.after_kill(world.state)
        runs, most, trouble = _run_on(world, scenario)
        versions = world.state.versions[ONE]
        return Verdict(
            lost_bytes(versions, BLOCKS),
            duplicates(versions),
            world.state.unsafe_puts + (not world.database_is_whole()),
            runs,
            most,
            trouble or _trouble_of_two(told) or _trouble_after(world, scenario),
        )


def _run_on(world: KillWorld, scenario: Scenario) -> tuple[int, int, str]:
    """Further runs until all is as it should be: how many, the most requests for an activity, and what went wrong."""
    most, codes = 0, []
    for run in range(1, MOST_RUNS + 1):
        since = len(world.state.requests)
        codes.append(world.run(scenario.step)["code"])
        most = max([most, *world.requests_each(since).values()])
        if codes[-1] == 0 and _as_wanted(world, scenario) and not world.open_rows():
            return run, most, ""
    return MOST_RUNS, most, f"not done after {MOST_RUNS} runs, exit codes {codes}"


def _as_wanted(world: KillWorld, scenario: Scenario) -> bool:
    text = world.state.text(ONE)
    runners = [one.text for one in world.state.versions[ONE] if one.author == "runner"]
    if own(text, BLOCKS) != own(runners[-1], BLOCKS):
        return False
    if scenario.step == "undo":
        return not blocks_in(text)
    return blocks_in(text) == 1 and NEW in text


def _trouble_after(world: KillWorld, scenario: Scenario) -> str:
    """One night more: nothing new, so nothing may be sent; a block that was taken out stays out."""
    since = len(world.state.requests)
    code = world.run("write")["code"]
    sent = world.requests_each(since)
    if code or sent or not _as_wanted(world, scenario):
        return f"the night after sent {dict(sent)}, exit code {code}"
    return ""


def _trouble_of_two(told: Mapping[str, Any]) -> str:
    """The second process did the whole job before the first had the lock, or left."""
    if told.get("other_code", 0) not in (0, Exit.TRY_LATER):
        return f"the second process ended with {told['other_code']}"
    return ""
