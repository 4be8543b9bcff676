"""Files that an editor or a sync tool is just writing cost no note, wherever they are cut off."""

from datetime import UTC, date, datetime
from pathlib import Path

from kept_folder import Kept

from annotations.model import Note
from sync.pipeline.read import read_notes
from sync.pipeline.reports import NotesReport

NOTES = {
    f"2026-03-{day:02}.md": text
    for day, text in enumerate(
        (
            "---\npain: none\n---\n",
            "---\npain: 4\nwhere: right knee\n---\n",
            "---\npain: 4\nwhere: right knee\nonset: 3 mi\n---\nIn my words.\n",
            "---\npain:\n  right knee: 5 from 3 mi (burning)\n  left knee: 4\n---\n",
            "---\npain: 2\nwhere: left shin\nmorning: 3\n---\nmorning after\n",
            "---\nstrava: 14412345678\npain: 0\n---\n",
            "---\ntitle: pain\npain: 3\nwhere: [left shin, right shin]\n---\n",
            "---\r\npain: 4\r\nwhere: right knee\r\n---\r\n",
            "\ufeff---\npain: 4\nwhere: right knee\n---\n",
            "---\npain: 4\nwhere: right knee\nfeels: [dull, tight]\n...\n",
            "---\npain: 1\nwhere: left achilles\n---\n---\npain: 9\n---\n",
            "---\npain: 5\nwhere: knee\ndid:\n- 10 butt kicks @ 3 mi -> gone, back @ 3.25 mi\n---\n",
            "---\npain: 5\nwhere: knee\ndid:\n  - what: butt kicks\n    result: gone\n---\n",
            "---\nfactors: [new insoles]\npain: 0\n---\n",
            "---\n# a comment\npain: 3 # worst\nwhere: toe\n---\n",
            "---\npain: 3\nwhere: '\u00e9paule'\n---\n\u00fcber\n",
            "---\nbefore: |\n  foam rolling\n  stretching\npain: 2\nwhere: hip\n---\n",
            "---\npain: 3\nwhere: hip\nexpect: 3\narm: carry on\n---\n# A title\n\n- a list\n",
            "---\ntags:\n- run\npain: 6\nwhere: calf\nafter: ice\n---\n",
            "---\nmorning: 2\npain: 1\nwhere: calf\n---\n",
        ),
        start=1,
    )
}


def read(folder: Path, kept: Kept) -> tuple[dict[str, Note], NotesReport]:
    notes, report = read_notes(
        folder,
        kept,
        units="mi",
        today=date(2026, 6, 1),
        at=datetime(2026, 6, 1, tzinfo=UTC),
        memory=kept,
    )
    return {note.path: note for note in notes}, report


def write(folder: Path, text: str) -> None:
    (folder / "a.md").write_text(text, encoding="utf-8")


LONG = "---\ndate: 2026-03-14\npain: 4\nwhere: right knee\nonset: 3 mi\n---\n"
SHORT = "---\ndate: 2026-03-14\npain: 4\n---\n"


def test_no_note_is_lost_wherever_its_file_is_cut_off(tmp_path: Path) -> None:
    contents = {name: text.encode() for name, text in NOTES.items()}
    kept = Kept()
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    whole, report = read(tmp_path, kept)
    assert len(whole) == 20, report.problems

    for length in range(max(map(len, contents.values())) - 1, -1, -1):
        for name, data in contents.items():
            (tmp_path / name).write_bytes(data[:length])
        found, _ = read(tmp_path, kept)
        assert found == whole, length
        assert set(kept.good) == set(contents), length


def test_no_note_is_lost_when_its_file_stays_cut_off(tmp_path: Path) -> None:
    """A full disk or a crash leaves the half for days: it is the same at every reading."""
    contents = {name: text.encode() for name, text in NOTES.items()}
    for length in range(max(map(len, contents.values()))):
        kept = Kept()
        for name, data in contents.items():
            (tmp_path / name).write_bytes(data)
        whole, _ = read(tmp_path, kept)
        for name, data in contents.items():
            (tmp_path / name).write_bytes(data[:length])
        for _ in range(3):
            found, _ = read(tmp_path, kept)
            assert found == whole, length


def test_a_file_cut_off_before_its_first_key_is_told_at_every_reading(tmp_path: Path) -> None:
    kept = Kept()
    write(tmp_path, LONG)
    read(tmp_path, kept)
    write(tmp_path, LONG[:2])

    for _ in range(3):
        found, report = read(tmp_path, kept)
        assert list(found) == ["a.md"]
        (problem,) = report.problems
        assert "cut off after 2 bytes" in problem.message
        assert "delete the file" in problem.hint


def test_a_note_that_lost_a_key_counts_as_before_with_a_warning(tmp_path: Path) -> None:
    kept = Kept()
    write(tmp_path, LONG)
    before, _ = read(tmp_path, kept)
    write(tmp_path, SHORT)

    found, report = read(tmp_path, kept)

    assert found == before
    assert kept.good["a.md"].data == LONG.encode()
    (problem,) = report.problems
    assert problem.severity == "warning"
    assert "no longer has 'where', 'onset'" in problem.message


def test_a_shorter_note_counts_when_it_is_the_same_at_the_next_reading(tmp_path: Path) -> None:
    kept = Kept()
    write(tmp_path, LONG)
    read(tmp_path, kept)
    write(tmp_path, SHORT)
    read(tmp_path, kept)

    found, report = read(tmp_path, kept)

    assert found["a.md"].complaints[0].site.name == "unnamed"
    assert kept.good["a.md"].data == SHORT.encode()
    assert not any("shorter" in problem.message for problem in report.problems)


def test_a_note_that_changed_again_waits_for_another_reading(tmp_path: Path) -> None:
    kept = Kept()
    for text in (LONG, SHORT, SHORT.replace("4", "5")):
        write(tmp_path, text)
        found, report = read(tmp_path, kept)

    assert found["a.md"].complaints[0].level == 4
    assert len(report.problems) == 1


def test_a_shorter_note_with_every_key_counts_at_once(tmp_path: Path) -> None:
    kept = Kept()
    write(tmp_path, LONG)
    read(tmp_path, kept)
    write(tmp_path, LONG.replace("right knee", "hip"))

    found, report = read(tmp_path, kept)

    assert found["a.md"].complaints[0].site.name == "hip"
    assert report.problems == []


def test_a_file_that_stays_without_pain_ceases_to_be_a_note(tmp_path: Path) -> None:
    kept = Kept()
    write(tmp_path, LONG)
    read(tmp_path, kept)
    write(tmp_path, "---\ntitle: only a title\n---\n")

    first, _ = read(tmp_path, kept)
    second, _ = read(tmp_path, kept)

    assert list(first) == ["a.md"]
    assert second == {}
    assert kept.good == {}


def test_a_memory_that_cannot_be_read_makes_every_doubt_a_first_one(tmp_path: Path) -> None:
    kept = Kept()
    kept.facts["half_written"] = "[broken"
    write(tmp_path, LONG)
    read(tmp_path, kept)
    write(tmp_path, SHORT)

    _, report = read(tmp_path, kept)

    assert len(report.problems) == 1
