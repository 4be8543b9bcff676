"""`note`, `ok`, `check`, `insights`, `report`, `status`: a person's day with the record."""

import re
from pathlib import Path

import pytest
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def test_note_is_made_for_the_newest_run_without_one(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")

    first, second = runner.twinge("note"), runner.twinge("note")

    assert first.code == 0
    assert Path(first.out.strip()).read_text(encoding="utf-8").startswith("---\nstrava: ")
    assert second.code == 0
    assert second.out != first.out, "a draft that is still to be filled in is a note of its run"


def test_a_filled_note_is_matched_and_a_blank_one_says_what_is_missing(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    path = Path(runner.twinge("note").out.strip())

    blank = runner.twinge("check")
    assert blank.code == 5
    assert re.search(r"\.md:\d+:\d+: .*pain", blank.out)

    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^pain:.*$", "pain: none", text), encoding="utf-8")
    filled = runner.twinge("check")
    assert filled.code == 0
    assert "51 notes: 51 matched" in filled.out


def test_a_note_is_never_overwritten(runner: Machine, strava: SandboxState, story: Story) -> None:
    runner.twinge("sync")
    newest = str(story.activities[-1]["id"])
    path = Path(runner.twinge("note", newest).out.strip())
    path.write_text("my words\n", encoding="utf-8")

    ran = runner.twinge("note", newest)

    assert ran.code == 2
    assert "is there already" in ran.err
    assert path.read_text(encoding="utf-8") == "my words\n"


def test_two_runs_on_a_day_are_told_apart_by_id(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    days = [str(one["start_date_local"])[:10] for one in story.activities if one["type"] == "Run"]
    twice = next(day for day in days if days.count(day) == 2)

    ran = runner.twinge("note", twice)

    assert ran.code == 2
    assert "There are 2 runs on" in ran.err
    assert "Give the id" in ran.err


def test_ok_since_lists_asks_and_writes_pain_free_notes(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    before = runner.twinge("insights", "--json").json["runs"]

    ran = runner.twinge("ok", "--since", str(story.activities[0]["start_date_local"])[:10], "--yes")

    assert ran.code == 0
    after = runner.twinge("insights", "--json").json["runs"]
    added = after["noted"] - before["noted"]
    assert added == before["all"] - before["noted"]
    assert after["pain_free"] == before["pain_free"] + added
    assert after["painful"] == before["painful"]


def test_ok_without_a_yes_writes_nothing(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")
    before = sorted(runner.notes.rglob("*"))

    process = runner.spawn("ok", "--since", "2000-01-01")
    out, _ = process.communicate(timeout=20)

    assert process.returncode != 0
    assert "Were all" in out
    assert sorted(runner.notes.rglob("*")) == before


def test_check_reads_each_note_back_with_its_match_and_reasons(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    runner.write_note("2001-01-01.md", "---\npain: 4\nwhere: left shin\n---\n")

    text, data = runner.twinge("check"), runner.twinge("check", "--json")

    assert "right knee 5/10 from 3.0 mi" in text.out
    assert "the note gives the activity's id" in text.out
    assert "no run: " in text.out
    rows = {row["path"]: row for row in data.json["notes"]}
    assert rows["2001-01-01.md"]["match"] == "unmatched"
    assert sum(row["match"] == "matched" for row in rows.values()) == 50


def test_an_ambiguous_note_lists_the_line_for_each_run(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    starts = [
        (str(o["start_date_local"])[:10], o["id"]) for o in story.activities if o["type"] == "Run"
    ]
    days = [day for day, _ in starts]
    twice = next(day for day in days if days.count(day) == 2)
    runner.write_note("unclear.md", f"---\ndate: {twice}\npain: 2\nwhere: left shin\n---\n")

    ran = runner.twinge("check")

    for activity_id in (found for day, found in starts if day == twice):
        assert f"strava: {activity_id}" in ran.out


def test_insights_have_the_documented_form(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")

    found = runner.twinge("insights", "--json").json

    assert set(found) == {"as_of", "units", "sites", "runs", "findings"}
    assert found["sites"] == ["right knee", "left knee"]
    keys = {
        "kind", "site", "subject", "level", "n", "estimate", "interval", "unit",
        "p_lifetime", "e_value", "needs", "method", "text",
    }  # fmt: skip
    assert all(set(finding) == keys for finding in found["findings"])
    by_kind = {(f["kind"], f["site"], f["subject"]): f for f in found["findings"]}
    assert {"half", "one_in_five", "recent", "first"} == {
        subject for kind, site, subject in by_kind if (kind, site) == ("onset_state", "right knee")
    }
    forecast = by_kind["forecast", "right knee", "about"]
    assert forecast["unit"] == "m"
    assert f"held in {forecast['n']['held']} of {forecast['n']['judged']} runs" in forecast["text"]
    assert by_kind["morning", None, ""]["needs"] == "5 more noted mornings"
    runs = found["runs"]
    assert (runs["all"], runs["noted"], runs["painful"], runs["pain_free"]) == (62, 49, 33, 16)


def test_insights_tell_each_site_and_then_what_belongs_to_none(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")

    ran = runner.twinge("insights", "--all")

    parts = re.findall(r"(?m)^\w.*$", ran.out)
    assert parts[1:] == ["Right knee", "Left knee", "All sites together"]
    assert "Next run: 80 % chance of no pain up to about" in ran.out
    assert ran.out.rstrip().splitlines()[-1].startswith("  Belief beside result needs")


def test_insights_of_a_young_record_say_what_is_still_needed(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    for path in sorted(runner.notes.rglob("2*.md"))[6:]:
        path.unlink()
    runner.twinge("check", "--json")

    screen, every = runner.twinge("insights"), runner.twinge("insights", "--all")

    for ran in (screen, every):
        assert ran.code == 0
        assert re.search(r"\d+ more noted runs", ran.out)
        assert "%)" not in ran.out


def test_report_prints_where_the_page_is(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")

    ran = runner.twinge("report")

    assert ran.code == 0
    assert ran.out.strip() == str(runner.home / "report.html")
    page = (runner.home / "report.html").read_text(encoding="utf-8")
    assert "right knee" in page.lower()


def test_status_of_a_new_machine_makes_nothing(settled: Machine) -> None:
    ran = settled.twinge("status")

    assert "no database yet" in ran.out
    assert not settled.home.exists()


def test_status_tells_what_is_where(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("nightly")

    after, data = runner.twinge("status"), runner.twinge("status", "--json").json

    assert "64 activities, 50 notes, 8 blocks written" in after.out
    assert data["record"]["blocks"] == 8
    assert data["last_night"]["exit_code"] == 0
    assert data["login"]["scopes"] == ["read", "activity:read_all", "activity:write"]
    assert data["requests_left"]["read"]["day"] < 10_000


@pytest.mark.parametrize("command", ["sync", "check", "insights", "publish", "status", "nightly"])
def test_json_is_one_object_and_nothing_else(
    runner: Machine, strava: SandboxState, command: str
) -> None:
    runner.twinge("sync")

    ran = runner.twinge(command, "--json")

    assert isinstance(ran.json, dict)


@pytest.mark.parametrize(
    "broken",
    ["---\npain: 12\n---\n", "---\npain: [3\n---\n", "---\nstrava: $id\npain: x\n---\n"],
    ids=["a typo", "no yaml", "by id"],
)
def test_a_run_whose_note_has_a_mistake_is_never_said_to_be_fine(
    runner: Machine, strava: SandboxState, story: Story, broken: str
) -> None:
    runner.twinge("sync")
    by_name = {path.stem[:10] for path in runner.notes.rglob("2*.md")}
    run = next(
        one
        for one in reversed(story.activities)
        if str(one["start_date_local"])[:10] not in by_name and one["type"] == "Run"
    )
    day, activity_id = str(run["start_date_local"])[:10], str(run["id"])
    named = "by id.md" if "$id" in broken else f"{day}.md"
    runner.write_note(named, broken.replace("$id", activity_id))

    since = runner.twinge("ok", "--since", "2000-01-01", "--yes")
    alone = runner.twinge("ok", activity_id)

    assert since.code == 0
    assert named in since.err
    assert activity_id not in since.out
    assert alone.code == 2
    assert "Mend it first" in alone.err
    assert not list(runner.notes.glob(f"{day}-*.md"))


def test_a_run_that_a_note_speaks_of_is_not_said_to_be_fine_beside_it(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    painful = next(
        row
        for row in runner.twinge("check", "--json").json["notes"]
        if "/10" in row["understood"] and "activity_id" in row
    )
    before = sorted(runner.notes.rglob("*.md"))

    ran = runner.twinge("ok", str(painful["activity_id"]))

    assert ran.code == 2
    assert f"{painful['path']} speaks of this run already" in ran.err
    assert sorted(runner.notes.rglob("*.md")) == before


def test_ok_since_goes_on_past_a_draft_that_is_there_already(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    draft = Path(runner.twinge("note").out.strip())
    draft.write_text("not a note any more\n", encoding="utf-8")

    ran = runner.twinge("ok", "--since", "2000-01-01", "--yes")

    assert ran.code == 5
    assert "is there already" in ran.err
    assert draft.read_text(encoding="utf-8") == "not a note any more\n"
    assert len(list(runner.notes.glob("*.md"))) > 5


def test_the_runners_own_names_of_a_treatment_are_one(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    for path in runner.notes.rglob("2*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("butt kicks", "bum flicks"), encoding="utf-8")
    runner.write_note("aliases.yaml", "butt kicks: [bum flicks]\n")

    found = runner.twinge("insights", "--json").json["findings"]
    runner.write_note("aliases.yaml", "butt kicks: [bum flicks]\nsquats: [bum flicks]\n")
    checked = runner.twinge("check")

    assert {f["subject"] for f in found if f["kind"] == "dose"} == {"butt kicks"}
    assert checked.code == 5
    assert "aliases.yaml:2:" in checked.out


def test_check_holds_a_note_against_its_run(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")
    path = next(p for p in sorted(runner.notes.rglob("2*.md")) if "pain: none" in p.read_text())
    path.write_text(
        path.read_text(encoding="utf-8").replace("pain: none", "pain:\n  left shin: 3 from 55 mi")
    )

    ran = runner.twinge("check")

    (problem,) = runner.twinge("check", "--json").json["problems"]
    assert problem["path"].endswith(path.name)
    assert (problem["severity"], problem["line"] > 1) == ("warning", True)
    assert "55" in problem["message"]
    assert ran.code == 0
    assert re.search(rf"{path.name}:\d+:\d+: warning: .*55", ran.out)
