"""`twinge import`: history without the API, at the command line."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from exports import FEW, ZONE, owned, rewritten
from runners_machine import Machine

from sync.pipeline.cycle import understand, with_recordings
from sync.pipeline.reports import RunReport
from sync.sandbox.story import Story
from sync.wiring import Silent, open_night, settings_here


def without_ids(found: Any, shoes: dict[str, str]) -> Any:
    """The same with each shoe by its name: the export knows no ids."""
    if isinstance(found, dict):
        return {
            without_ids(key, shoes): without_ids(value, shoes)
            for key, value in found.items()
            if key != "as_of"
        }
    if isinstance(found, list):
        return [without_ids(one, shoes) for one in found]
    if isinstance(found, str):
        for gear_id, name in shoes.items():
            found = found.replace(gear_id, f"export: {name}")
    return found


def _grades(answers: object) -> list[float]:
    """Taken out of the answers: a FIT file tells heights to a fifth of a metre, the API to a tenth."""
    if isinstance(answers, list):
        return [grade for one in answers for grade in _grades(one)]
    if not isinstance(answers, dict):
        return []
    own = [answers.pop("grade")] if isinstance(answers.get("grade"), float) else []
    return own + [grade for one in answers.values() for grade in _grades(one)]


def _without_grade(found: re.Match[str]) -> str:
    """A run's chart in the report, as annotations/report/packed.py puts it."""
    told = json.loads(found[1])
    curves, splits = (told[5], told[7]) if len(told) > 1 else ([], [])
    for grades in filter(None, (curves, splits)):
        grades[1] = "grade"
    return str(told)


def test_check_insights_and_report_say_the_same_through_the_api_and_the_archive(
    runner: Machine, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shoes = {str(one["id"]): str(one["name"]) for one in story.gear}

    def answers() -> list[Any]:
        checked = runner.twinge("check", "--json").json
        learned = runner.twinge("insights", "--json").json
        page = Path(runner.twinge("report").out.strip()).read_text(encoding="utf-8")
        timeless = re.sub(r"\d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d", "now", page)
        timeless = re.sub(r"data-run='([^']+)'", _without_grade, timeless)
        blocks = runner.twinge("publish", "--print", "--json").json["blocks"]
        return [without_ids(told, shoes) for told in (checked, learned, timeless, blocks)]

    runner.twinge("sync")
    _fetch_all_recordings()
    of_api = answers()
    monkeypatch.delenv("STRAVA_CLIENT_ID")
    monkeypatch.delenv("STRAVA_CLIENT_SECRET")
    told = runner.twinge("demo", "--export", str(tmp_path / "try")).out.splitlines()
    for pair in " ".join(told[:-1]).replace("export ", "").split():
        monkeypatch.setenv(*pair.split("=", 1))
    imported = runner.twinge(*told[-1].split()[1:], "--json")
    of_archive = answers()

    assert imported.code == 0
    assert (imported.json["new"], imported.json["skipped"]) == (len(story.activities), [])
    assert of_archive[1]["runs"]["noted"] > 40
    assert _grades(of_archive) == pytest.approx(_grades(of_api), abs=0.001)
    assert of_archive == of_api
    assert len(of_archive[3]) >= 8
    assert all(one["block"].startswith("Twinge | ") for one in of_archive[3])


def _fetch_all_recordings() -> None:
    """What some nights fetch, without their blocks."""
    with open_night(settings_here(), Silent()) as night:
        notes, learned, report = understand(night)
        for _ in range(3):
            known = RunReport(notes=report)
            learned, _ = with_recordings(night, night.strava(), notes, learned, known)
        assert known.pull.recordings_later == 0


def test_what_is_broken_is_named_and_everything_else_is_imported(
    offline: Machine, archive: Path
) -> None:
    with zipfile.ZipFile(archive) as opened:
        gone, noise, half = [n for n in opened.namelist() if n.startswith("activities/")][:3]

    def damage(name: str, data: bytes) -> bytes | None:
        if name == "activities.csv":
            return data + b"not an id,x\n"
        return {gone: None, noise: b"noise", half: data[: len(data) // 2]}.get(name, data)

    ran = offline.twinge("import", str(rewritten(archive, damage)), *ZONE)

    assert ran.code == 5
    assert f"{FEW} new activities" in ran.out
    assert f"{gone} of activity" in ran.err
    assert "it is not in the export; the rest is kept" in ran.err
    assert f"{noise} of activity" in ran.err
    assert f"{half} of activity" in ran.err
    assert "what comes before is kept" in ran.err
    assert "activities.csv line" in ran.err
    again = offline.twinge("import", str(archive), "--json", *ZONE)
    assert again.code == 0
    assert (again.json["new"], again.json["recordings"]) == (0, 3)


def test_a_run_that_only_a_file_tells_of_is_matched_and_learned_from(
    offline: Machine, archive: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(archive) as opened:
        name = [n for n in opened.namelist() if n.startswith("activities/")][3]
        opened.extract(name, tmp_path / "watch")
    offline.twinge("import", str(tmp_path / "watch" / name), *ZONE)
    offline.write_note("a.md", "---\ndate: 2026-03-05\npain: 3\n---\n")

    checked = offline.twinge("check", "--json").json
    learned = offline.twinge("insights", "--json").json

    printed = offline.twinge("publish", "--print", "--backfill")

    assert [note["match"] for note in checked["notes"]] == ["matched"]
    assert checked["notes"][0]["activity_id"] >= 10**15
    assert (learned["runs"]["all"], learned["runs"]["noted"]) == (1, 1)
    assert printed.code == 0
    assert "\n\nTwinge | pain 3/10\n" in printed.out
    assert "strava.com" not in printed.out


WRONG = {
    "gone": ("nowhere.zip", None, "it is not there"),
    "text": ("a.txt", "hello", "it is no folder, no ZIP"),
    "no whole ZIP": ("export.zip", "PK\3\4 and no more", "the ZIP is damaged or not whole"),
    "nothing": ("readme.md", "hello", "there is no activities.csv and no FIT"),
    "language": ("activities.csv", "Aktivitets-ID,Datum\n1,2\n", "'Aktivitets-ID, Datum'"),
    "semicolons": (
        "activities.csv",
        "Activity ID;Activity Date\n1;2\n",
        "A spreadsheet may have saved",
    ),
    "an old Mac's line ends": (
        "activities.csv",
        "Activity ID,Activity Date\r1,2\r",
        "A spreadsheet may",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_path_that_can_not_be_used_says_what_to_do(
    offline: Machine, tmp_path: Path, case: str
) -> None:
    name, content, why = WRONG[case]
    folder = tmp_path / "given"
    folder.mkdir()
    if content is not None:
        (folder / name).write_text(content, newline="")
    path = folder if name in ("activities.csv", "readme.md") else folder / name

    ran = offline.twinge("import", str(path))

    assert ran.code == 2
    assert why in ran.err


def test_a_list_that_is_a_link_out_of_its_folder_is_not_followed(
    offline: Machine, tmp_path: Path
) -> None:
    (tmp_path / "secret.csv").write_text("Activity ID,Activity Date,Activity Type,Filename\n")
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "activities.csv").symlink_to(tmp_path / "secret.csv")

    ran = offline.twinge("import", str(tmp_path / "given"))

    assert ran.code == 2
    assert "activities.csv: it is not a file of this folder" in ran.err


def test_the_list_itself_stands_for_its_folder(offline: Machine, tmp_path: Path) -> None:
    head = "Activity ID,Activity Date,Activity Name,Activity Type,Filename"
    (tmp_path / "activities.csv").write_text(f"{head}\n7777,2026-05-09 17:03:01,Tempo,Run,\n")

    ran = offline.twinge("import", str(tmp_path / "activities.csv"), *ZONE)

    assert (ran.code, ran.out.strip()) == (0, "1 new activity; 0 recordings")


def test_a_zone_that_is_none_is_refused(offline: Machine, archive: Path) -> None:
    ran = offline.twinge("import", str(archive), "--zone", "Mars/Olympus\x1b[31m")

    assert ran.code == 2
    assert "There is no time zone 'Mars/Olympus\\x1b[31m'." in ran.err


def test_the_export_of_another_athlete_is_not_mixed_in(offline: Machine, archive: Path) -> None:
    mine, theirs = owned(archive, 41), owned(archive, 42)

    ran = [offline.twinge("import", str(path), *ZONE) for path in (mine, theirs, mine)]

    assert [one.code for one in ran] == [0, 3, 0]
    assert "This export belongs to another athlete than the record." in ran[1].err
    assert f"{FEW} unchanged" in ran[2].out


def test_an_export_and_the_login_of_different_athletes_are_not_mixed(
    runner: Machine, archive: Path, story: Story
) -> None:
    runner.twinge("sync")

    theirs = runner.twinge("import", str(owned(archive, 42)), *ZONE)
    mine = runner.twinge("import", str(owned(archive, story.athlete["id"])), *ZONE)

    assert (theirs.code, mine.code) == (3, 0)


def test_for_a_runner_who_only_imports_the_doctor_misses_no_application(
    offline: Machine, archive: Path
) -> None:
    before = offline.twinge("doctor")
    offline.twinge("import", str(archive), *ZONE)
    after = offline.twinge("doctor")

    assert "wrong Settings" in before.out
    assert (after.code, "wrong" in after.out) == (0, False), after.out
    assert "by `twinge import` alone" in after.out


def test_pain_in_an_imported_description_or_private_note_is_proposed_as_a_note(
    offline: Machine, tmp_path: Path
) -> None:
    lines = [
        "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename",
        '77,"May 9, 2026, 5:03:01 PM",Run,Run,"left shin sore, 3/10",',
    ]
    (tmp_path / "activities.csv").write_text("\n".join(lines))
    offline.twinge("import", str(tmp_path), *ZONE)

    (found,) = offline.twinge("notes", "suggest", "--json").json["proposals"]

    assert (found["activity_id"], found["pain"], found["where"]) == (77, "3", "left shin")
