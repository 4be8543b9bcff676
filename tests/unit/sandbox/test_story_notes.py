import re
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from sync.sandbox.outing import MILE_M
from sync.sandbox.story import DISCOVERY_AGO, DISCOVERY_ID, build_story, notes_by

TODAY = date(2026, 7, 25)
STORY = build_story(TODAY)
BY_ID = {one["id"]: one for one in STORY.activities}
KEYS = {
    "strava", "date", "pain", "where", "onset", "feels", "did",
    "before", "after", "morning", "expect", "factors",
}  # fmt: skip
BOUT = re.compile(
    r"(\d+ [a-z ]+|[a-z ]+ x\d+|[a-z ]+ \d+ (s|min)) @ [\d.]+ mi -> (gone|less|same|worse)"
    r"(, back (@ [\d.]+ mi|after (\d/\d mile|half a mile)))?"
)
FOUNDING = """\
---
strava: https://www.strava.com/activities/14412345678
pain:
  right knee: 5 from 3 mi (burning, stinging, medial, lateral)
  left knee: 4 from 3.1 mi (fullness)
did:
  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.25 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.5 mi -> gone
before: [foam rolling, long warm-up]
expect: 3
---
Third set did it. Two more miles without a thing.
"""


def matter(text: str) -> dict[str, Any]:
    """The frontmatter with all scalars as text, as the product reads them."""
    found = yaml.load(text.split("---\n")[1], Loader=yaml.BaseLoader)  # noqa: S506 - our own text
    assert isinstance(found, dict)
    return found


ANNOTATIONS = {name: matter(text) for name, text in STORY.notes.items() if text[:4] == "---\n"}


def day_of(name: str) -> date:
    return date.fromisoformat(name.split("/")[1][:10])


def run_of(name: str, note: dict[str, Any]) -> dict[str, Any]:
    """The run of a note, by the plainest reading of id, date and time."""
    if "strava" in note:
        return BY_ID[int(note["strava"].rsplit("/", 1)[-1])]
    day = note.get("date", day_of(name).isoformat()).replace(" ", "T")
    (run,) = [
        one
        for one in STORY.activities
        if one["type"] == "Run" and one["start_date_local"].startswith(day)
    ]
    return run


NOTED = [(run_of(name, note), note) for name, note in ANNOTATIONS.items() if "pain" in note]


def worst(note: dict[str, Any]) -> float:
    pain = note["pain"]
    if isinstance(pain, dict):
        return max(float(told.split(" ")[0]) for told in pain.values())
    return 0.0 if pain == "none" else float(pain.split("/")[0])


def onset_miles(run: dict[str, Any], note: dict[str, Any]) -> float:
    pain = note["pain"]
    told = next(iter(pain.values())) if isinstance(pain, dict) else note["onset"]
    if found := re.search(r"([\d.]+) mi", told):
        return float(found[1])
    minutes, seconds = told.split(":")
    speed = run["distance"] / run["elapsed_time"]
    return float((int(minutes) * 60 + int(seconds)) * speed / MILE_M)


def within(first_ago: int, last_ago: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The noted runs from so many days ago to so many, oldest first."""
    first, last = (str(TODAY - timedelta(days=ago)) for ago in (first_ago, last_ago))
    chosen = [one for one in NOTED if first <= one[0]["start_date_local"][:10] <= last]
    return sorted(chosen, key=lambda one: str(one[0]["start_date_local"]))


def test_about_fifty_files_of_which_one_is_no_annotation() -> None:
    assert 46 <= len(ANNOTATIONS) <= 52
    assert [name for name in STORY.notes if name not in ANNOTATIONS] == ["training plan.md"]
    assert all(re.fullmatch(r"\d{4}/\d{4}-\d\d-\d\d[ a-z]*\.md", name) for name in ANNOTATIONS)


def test_every_noted_run_has_exactly_one_note_on_its_pain() -> None:
    ids = [run["id"] for run, _ in NOTED]
    assert len(ids) == len(set(ids)) == 49


@pytest.mark.parametrize("name", ANNOTATIONS)
def test_a_note_is_well_formed_and_lies_on_the_day_of_its_run(name: str) -> None:
    note = ANNOTATIONS[name]
    assert set(note) <= KEYS
    assert "$" not in STORY.notes[name]
    run_day = date.fromisoformat(run_of(name, note)["start_date_local"][:10])
    assert (day_of(name) - run_day).days == (0 if "pain" in note else 1)
    assert all(BOUT.fullmatch(bout) for bout in note.get("did", []))
    assert 0 <= float(note.get("expect", 0)) <= 10


def test_the_discovery_s_note_is_the_founding_one() -> None:
    name = f"2026/{TODAY - timedelta(days=DISCOVERY_AGO)}.md"
    assert STORY.notes[name] == FOUNDING
    assert run_of(name, ANNOTATIONS[name])["id"] == DISCOVERY_ID


def test_for_three_months_each_noted_run_past_three_miles_hurts_there() -> None:
    months = within(160, DISCOVERY_AGO + 1)
    painful = [(run, note) for run, note in months if worst(note) > 0]
    assert len(months) == 29
    assert len(painful) == 24
    for run, note in months:
        assert (worst(note) > 0) == (run["distance"] / MILE_M > 2.7)
    for run, note in painful:
        assert 2.8 <= onset_miles(run, note) <= 3.2
        assert 4 <= worst(note) <= 6
        assert not any("butt kicks" in bout or "-> gone" in bout for bout in note.get("did", []))


def test_then_onset_comes_later_intensity_falls_and_fewer_sets_are_needed() -> None:
    weeks = within(DISCOVERY_AGO - 1, 46)
    onsets = [onset_miles(run, note) for run, note in weeks]
    assert onsets == [3.2, 3.3, 3.6, 4.1, 3.7, 5, 5.5], "with one step back"
    assert [worst(note) for _, note in weeks] == [5, 4, 4, 3, 4, 3, 2]
    assert [len(note["did"]) for _, note in weeks] == [3, 3, 2, 2, 2, 1, 1]


def test_in_maintenance_there_is_one_recurrence_in_a_nine_mile_run() -> None:
    upkeep = within(45, 1)
    assert len(upkeep) == 12
    assert all("butt kicks" in note["before"] for _, note in upkeep)
    ((run, note),) = [one for one in upkeep if worst(one[1]) > 0]
    assert 8.9 < run["distance"] / MILE_M < 9.1
    assert (TODAY - date.fromisoformat(run["start_date_local"][:10])).days == 21
    assert (worst(note), onset_miles(run, note)) == (2, 7.5)
    assert note["did"] == ["10 butt kicks @ 7.5 mi -> gone"]


def test_what_a_note_names_lies_within_its_run() -> None:
    for run, note in NOTED:
        length = run["distance"] / MILE_M
        told = [float(one) for one in re.findall(r"([\d.]+) mi\b", str(note))]
        assert all(one <= length for one in told), run["name"]


def test_the_styles_of_writing_are_all_there() -> None:
    notes = list(ANNOTATIONS.values())
    assert len([one for one in notes if one.get("strava", "").startswith("https://")]) >= 8
    assert len([one for one in notes if one.get("strava", "").isdecimal()]) >= 4
    assert len([one for one in notes if len(one.get("date", "")) == 10]) >= 8
    assert len([one for one in notes if len(one.get("date", "")) == 16]) == 2
    assert len([one for one in notes if not {"date", "strava"} & set(one)]) >= 12
    assert len([one for one in notes if isinstance(one.get("pain"), dict)]) >= 12
    assert len([one for one in notes if "expect" in one]) >= 10
    assert len([one for one in notes if "factors" in one]) >= 5
    assert len([one for one in notes if "morning" in one]) == 3
    assert {"none", "0", "4/10", "4.5"} <= {str(one.get("pain")) for one in notes}


def test_notes_of_a_day_are_those_written_by_its_end() -> None:
    turn = TODAY - timedelta(days=DISCOVERY_AGO)
    before, after = (notes_by(STORY, turn - timedelta(days=1)), notes_by(STORY, turn))
    assert set(after) - set(before) == {f"2026/{turn}.md"}
    assert "training plan.md" in before
    assert notes_by(STORY, TODAY) == STORY.notes
