"""A pull killed (SIGKILL) at any line of client, pull or store: nothing half stored, the next one completes."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from kill_world import KillWorld, Zygote, kill_world
from proof_size import PROOF, STRIDE

from sync.sandbox.outing import summary

pytest_plugins = ("proof_fixtures",)
RUNS = dict.fromkeys(range(1, 204), "")
"""A page and three more."""
WHOLE_PAGES = {0, 200, 203}
SAMPLE, AT_LEAST = 4, 200
KNOWN = dict.fromkeys(range(901, 904), "")
"""Runs of long ago, all of them in the record: whoever was away since has more than a page to catch up on."""


def stored(world: KillWorld) -> dict[int, str]:
    """The activities of the database with their JSON, past Twinge's own reading; empty where there is no table yet."""
    if not (world.home / "twinge.db").exists():
        return {}
    with closing(sqlite3.connect(world.home / "twinge.db")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'activity'")
        if tables.fetchone() is None:
            return {}
        return dict(connection.execute("SELECT id, raw FROM activity").fetchall())


def trouble_at(line: int, zygote: Zygote, folder: Path, step: str = "pull") -> str:
    """Kill a first pull at that line and pull again; what is not as it should be, in words."""
    with kill_world(zygote, folder, RUNS) as world:
        told = world.run(step, line)
        if told["code"] != -9:
            return f"line {line}: it was not killed but ended with {told['code']}"
        half = stored(world)
        whole = len(half) in WHOLE_PAGES and all(_is_as_listed(world, *row) for row in half.items())
        if not whole or not world.database_is_whole():
            return f"line {line}: {len(half)} activities stored"
        since = len(world.state.requests)
        code, asked = world.run("pull")["code"], len(world.state.requests) - since
        if code or asked > 3 or stored(world).keys() != RUNS.keys():
            return f"line {line}: the next pull ended with {code} after {asked} requests"
        return "" if world.database_is_whole() else f"line {line}: the database is not whole"


def _is_as_listed(world: KillWorld, activity_id: int, raw: str) -> bool:
    return bool(json.loads(raw) == summary(world.state.activity(activity_id)))


def test_a_pull_leaves_whole_pages_wherever_it_is_killed_and_the_next_one_completes(
    zygote: Zygote, quick_path: Path
) -> None:
    with kill_world(zygote, quick_path, RUNS) as world:
        lines = world.run("pull")["lines"]
        assert stored(world).keys() == RUNS.keys()
    step = STRIDE * max(1, lines // AT_LEAST) if PROOF else lines // SAMPLE
    points = range(1 + step // 2, lines + 1, step)

    troubles = [trouble_at(line, zygote, quick_path) for line in points]

    assert lines > 2_000
    assert len(points) >= (AT_LEAST // STRIDE if PROOF else SAMPLE)
    assert [trouble for trouble in troubles if trouble] == []


def gap_after(line: int, zygote: Zygote, folder: Path, template: Path) -> str:
    """Kill a pull so many lines after its newest page is stored, and pull what is new; what is missing, in words."""
    with kill_world(zygote, folder, RUNS | KNOWN, template) as world:
        told = world.run("pull what is new", line, after="save_page")
        gap = RUNS.keys() - stored(world).keys()
        if told["code"] != -9 or not gap:
            return f"line {line}: it ended with {told['code']} and {len(gap)} runs to come"
        code = world.run("pull what is new")["code"]
        missing = (RUNS | KNOWN).keys() - stored(world).keys()
        return f"line {line}: {code}, missing {missing}" if code or missing else ""


def test_a_pull_killed_after_its_newest_page_leaves_no_gap_between_it_and_what_is_known(
    zygote: Zygote, quick_path: Path
) -> None:
    with kill_world(zygote, quick_path, KNOWN) as world:
        assert world.run("pull")["code"] == 0
        template = quick_path / "template"
        world.home.rename(template)
    points = range(1, 1 + AT_LEAST) if PROOF else (1, 60)

    gaps = [gap_after(line, zygote, quick_path, template) for line in points]

    assert [gap for gap in gaps if gap] == []


@pytest.mark.skipif(not PROOF, reason="a part of the proof: TWINGE_PROOF=1")
def test_the_harness_finds_a_pull_that_stores_one_by_one(zygote: Zygote, quick_path: Path) -> None:
    with kill_world(zygote, quick_path, RUNS) as world:
        lines = world.run("pull one by one")["lines"]

    assert "activities stored" in trouble_at(lines // 2, zygote, quick_path, "pull one by one")
