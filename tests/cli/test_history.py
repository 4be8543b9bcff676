"""What became of a text, and the texts as they were: from this machine alone."""

import csv
import json
import shutil
import stat
from pathlib import Path

import pytest
from descriptions import texts, written
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


@pytest.fixture
def before(strava: SandboxState, story: Story) -> dict[int, str]:
    """Every description as the runner left it."""
    return texts(strava, story)


@pytest.fixture
def published(runner: Machine, before: dict[int, str]) -> Machine:
    assert before
    runner.twinge("nightly")
    return runner


def exported(folder: Path) -> dict[int, str]:
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        int(row["activity"]): (folder / row["file"]).read_bytes().decode()
        for row in rows
        if row["field"] == "description"
    }


def test_history_shows_each_version_as_a_diff_and_sends_nothing(
    published: Machine, strava: SandboxState, story: Story, before: dict[int, str]
) -> None:
    activity_id = written(strava, story)[0]
    mine = before[activity_id]
    published.twinge("undo", str(activity_id))
    mark = len(strava.requests)

    ran = published.twinge("history", str(activity_id))

    assert ran.code == 0
    assert "before the first write" in ran.out
    assert "+Twinge | " in ran.out
    assert "-Twinge | " in ran.out
    assert strava.counts(mark) == {}
    told = published.twinge("history", str(activity_id), "--json").json["versions"]
    block = strava.versions[activity_id][0].text
    assert [one["text"] for one in told] == [mine, block, mine]


def test_history_of_what_was_never_written_says_so(published: Machine, story: Story) -> None:
    ran = published.twinge("history", str(story.activities[0]["id"]))

    assert ran.code == 2
    assert "Twinge never wrote into" in ran.err


@pytest.mark.parametrize("database", ["there", "lost", "garbled"])
def test_originals_are_exported_byte_for_byte_also_when_the_database_is_gone(
    published: Machine,
    strava: SandboxState,
    story: Story,
    before: dict[int, str],
    tmp_path: Path,
    database: str,
) -> None:
    file = published.home / "twinge.db"
    if database == "lost":
        file.unlink()
    elif database == "garbled":
        file.write_bytes(b"no database at all" * 300)
    mark = len(strava.requests)

    ran = published.twinge("export-originals", str(tmp_path / "mine"))

    assert ran.code == 0
    assert exported(tmp_path / "mine") == {i: before[i] for i in written(strava, story)}
    assert ("from the backup files alone" in ran.err) is (database != "there")
    assert strava.counts(mark) == {}
    assert file.exists() is (database != "lost")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "mine").iterdir()}
    assert modes == {0o600}


def test_an_export_never_goes_over_another_file(published: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "diary.txt").write_text("dear diary")

    ran = published.twinge("export-originals", str(folder))

    assert ran.code == 2
    assert "not empty" in ran.err
    assert [path.name for path in folder.iterdir()] == ["diary.txt"]


def test_a_damaged_line_of_the_backup_is_named_and_the_others_are_exported(
    published: Machine, tmp_path: Path
) -> None:
    (backup,) = (published.home / "backup").glob("*.jsonl")
    lines = backup.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1][:40]
    changed = json.loads(lines[2])
    lines[2] = json.dumps({**changed, "text": "not what was written"})
    backup.write_text("\n".join(lines), encoding="utf-8")
    (published.home / "twinge.db").unlink()

    ran = published.twinge("export-originals", str(tmp_path / "mine"), "--json")

    assert ran.code == 5
    assert f"{backup}:2: " in ran.err
    assert f"{backup}:3: " in ran.err
    assert ran.json["texts"] == len(lines) - 2 == len(exported(tmp_path / "mine"))


def test_without_any_write_there_is_nothing_to_export(settled: Machine, tmp_path: Path) -> None:
    ran = settled.twinge("export-originals", str(tmp_path / "mine"))

    assert ran.code == 0
    assert "nothing to export" in ran.out
    assert not (tmp_path / "mine").exists()
    assert not (settled.home / "twinge.db").exists()


def test_the_database_knows_the_originals_where_the_backup_files_are_lost(
    published: Machine,
    strava: SandboxState,
    story: Story,
    before: dict[int, str],
    tmp_path: Path,
) -> None:
    shutil.rmtree(published.home / "backup")

    ran = published.twinge("export-originals", str(tmp_path / "mine"))

    assert ran.code == 0
    assert exported(tmp_path / "mine") == {i: before[i] for i in written(strava, story)}


def test_undo_since_takes_out_only_what_was_written_from_that_day_on(
    published: Machine, strava: SandboxState, story: Story, before: dict[int, str]
) -> None:
    count = len(written(strava, story))
    assert published.twinge("undo", "--since", "2026-01-01").code == 2
    later = published.twinge("undo", "--all", "--since", "2999-01-01", "--json")
    assert later.json["undone"] == []
    assert len(written(strava, story)) == count

    ran = published.twinge("undo", "--all", "--since", "2020-01-01")

    assert ran.code == 0
    assert written(strava, story) == []
    assert texts(strava, story) == before
