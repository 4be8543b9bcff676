"""What the write-back and the notes may rely on, on SQLite and (where it can be started) on PostgreSQL."""

import hashlib
import json
import os
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from store_world import DAY, NOW, OpenStore, intent, open_store

from annotations.model import ActivityId
from annotations.notes.vault import Stamp
from sync.errors import StorageError
from sync.ports import Breaker, KeptReading, Outcome, StoredNote

pytest_plugins = ["store_fixtures"]


def test_the_last_good_content_is_kept_byte_for_byte(store: OpenStore) -> None:
    one, two = StoredNote("a/b.md", b"---\r\n\xff\0"), StoredNote("ä.md", b"")
    store.notes.save([one, two], [], NOW)
    store.notes.save([StoredNote("ä.md", b"new")], ["a/b.md", "never.md"], NOW)
    assert store.notes.last_good(["ä.md"]) == {"ä.md": StoredNote("ä.md", b"new")}


def test_notes_are_saved_together_or_not_at_all(store: OpenStore) -> None:
    store.notes.save([StoredNote("a.md", b"1")], [], NOW)
    with pytest.raises(StorageError):
        store.notes.save([StoredNote("b.md", b"2"), StoredNote("\udcff.md", b"3")], ["a.md"], NOW)
    assert store.notes.paths() == {"a.md"}


def test_a_reading_stays_until_its_note_is_replaced_or_forgotten(store: OpenStore) -> None:
    stamp = Stamp(1, 2**63, -1, 2**64 - 1)
    readings = [
        KeptReading(path, stamp, "terms", date(2026, 6, 1), f"[{path}]") for path in ("a", "b", "c")
    ]
    store.notes.save([StoredNote(each.path, b"1") for each in readings], [], NOW, readings)
    assert sorted(store.notes.readings(), key=lambda each: each.path) == readings

    another = replace(readings[2], text="[another]")
    store.notes.save([StoredNote("a", b"2")], ["b"], NOW, [another])

    assert store.notes.readings() == [another]
    assert store.notes.paths() == {"a", "c"}


def test_a_reading_without_a_last_good_content_is_none(store: OpenStore) -> None:
    alone = KeptReading("a", Stamp(1, 2, 3, 4), "terms", date(2026, 6, 1), "[]")
    store.notes.save([], [], NOW, [alone])
    assert store.notes.readings() == []


def test_many_notes_are_found_by_their_paths(store: OpenStore) -> None:
    notes = [StoredNote(f"{number}.md", b"%d" % number) for number in range(1201)]
    store.notes.save(notes, [], NOW)
    asked = [note.path for note in notes[1:]]
    assert store.notes.last_good([*asked, "never.md"]) == {note.path: note for note in notes[1:]}


def test_small_facts_are_remembered_across_processes(
    store: OpenStore, url: str | None, tmp_path: Path
) -> None:
    assert store.memory.get("last") is None
    store.memory.put("last", "one")
    store.memory.put("last", "zwei\n")
    other = open_store(tmp_path, url)
    assert other.memory.get("last") == "zwei\n"
    other.database.close()


def test_an_intent_is_on_disk_twice_when_it_is_recorded(store: OpenStore) -> None:
    entry = store.journal.record(intent(), NOW)
    (line,) = (store.backup / "2026-07.jsonl").read_bytes().splitlines()
    told = json.loads(line)
    assert entry.outcome is Outcome.SENT
    assert entry.intent == intent()
    assert store.journal.entries("description") == [entry]
    assert (told["activity_id"], told["field"], told["text"]) == (1, "description", intent().base)
    assert told["sha256"] == hashlib.sha256(intent().base.encode()).hexdigest()
    with store.database.transaction() as session:
        rows = session.connection().exec_driver_sql("select text, sha256 from text_backup").all()
    assert [tuple(row) for row in rows] == [(told["text"], told["sha256"])]


def test_an_intent_that_can_not_be_backed_up_is_not_recorded(store: OpenStore) -> None:
    store.backup.write_text("a file in the folder's place")
    with pytest.raises(StorageError, match="Nothing was sent") as stopped:
        store.journal.record(intent(), NOW)
    assert stopped.value.exit_code == 6
    assert store.journal.entries("description") == []


def test_there_is_one_open_intent_for_a_text(store: OpenStore) -> None:
    first = store.journal.record(intent(), NOW)
    with pytest.raises(StorageError):
        store.journal.record(intent(digest="d2"), NOW)
    store.journal.record(intent(field="private_note"), NOW)
    store.journal.record(intent(2), NOW)
    store.journal.settle(first, Outcome.SUPERSEDED, None, NOW)
    second = store.journal.record(intent(digest="d2"), NOW)
    assert [entry.id for entry in store.journal.entries("description")][-1] == second.id


def test_entries_come_in_the_order_of_their_recording(store: OpenStore) -> None:
    for number, outcome in enumerate(Outcome, start=1):
        recorded = store.journal.record(intent(number, kind="undo"), NOW + number * DAY)
        if outcome is not Outcome.SENT:
            store.journal.settle(recorded, outcome, "as seen", NOW)
    entries = store.journal.entries("description")
    assert [entry.outcome for entry in entries] == list(Outcome)
    assert [entry.intent.kind for entry in entries] == ["undo"] * len(entries)
    assert [entry.at for entry in entries] == [NOW + n * DAY for n in range(1, len(entries) + 1)]
    assert store.journal.entries("private_note") == []


def test_a_text_that_strava_garbled_is_kept_for_the_eye(store: OpenStore) -> None:
    entry = store.journal.record(intent(), NOW)
    store.journal.settle(entry, Outcome.MISMATCH, "half \ud83c", NOW)
    assert [one.outcome for one in store.journal.entries("description")] == [Outcome.MISMATCH]


def test_a_torn_last_line_does_not_take_the_next_one_with_it(store: OpenStore) -> None:
    store.backup.mkdir()
    (store.backup / "2026-07.jsonl").write_bytes(b'{"at": "2026-07-2')
    store.journal.record(intent(), NOW)
    store.journal.record(intent(2), NOW)
    lines = (store.backup / "2026-07.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["activity_id"] for line in lines[1:]] == [1, 2]


def test_hands_off_holds_until_it_is_taken_back(store: OpenStore) -> None:
    one = ActivityId(1)
    store.journal.leave_alone(one, "description", "edited inside", NOW)
    store.journal.leave_alone(one, "description", "another reason", NOW)
    store.journal.leave_alone(one, "private_note", "removed", NOW)
    assert store.journal.hands_off("description") == {1: "edited inside"}
    store.journal.adopt(one, "description")
    store.journal.adopt(one, "description")
    assert store.journal.hands_off("description") == {}
    assert store.journal.hands_off("private_note") == {1: "removed"}


def test_the_breaker_stays_open_until_it_is_closed(store: OpenStore) -> None:
    opened = Breaker("the text came back changed", ActivityId(5), NOW)
    assert store.journal.breaker() is None
    store.journal.set_breaker(opened)
    assert store.journal.breaker() == opened
    store.journal.set_breaker(None)
    assert store.journal.breaker() is None


def test_a_breaker_that_can_not_be_read_is_not_taken_for_closed(store: OpenStore) -> None:
    store.memory.put("breaker", "{")
    with pytest.raises(StorageError, match="--resume"):
        store.journal.breaker()
    store.journal.set_breaker(None)
    assert store.journal.breaker() is None


def test_a_newer_revision_is_refused_and_left_alone(
    store: OpenStore, url: str | None, tmp_path: Path
) -> None:
    with store.database.transaction() as session:
        session.connection().exec_driver_sql("update alembic_version set version_num = '0999'")
    store.memory.put("kept", "yes")
    with pytest.raises(StorageError, match="newer Twinge") as refused:
        open_store(tmp_path, url)
    assert "canary" not in str(refused.value)
    assert refused.value.exit_code == 6
    assert store.memory.get("kept") == "yes"


def test_files_are_the_owners_only_whatever_the_umask(url: str | None, tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = os.umask(0)
    try:
        opened = open_store(home, url)
        opened.journal.record(intent(), NOW)
        opened.database.close()
    finally:
        os.umask(before)
    modes = {
        str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode)
        for path in [home, *home.rglob("*")]
        if path.exists()
    }
    folders = {"home": 0o700} if url is None else {}
    files = {"home/backup/2026-07.jsonl": 0o600} | (
        {"home/twinge.db": 0o600} if url is None else {}
    )
    assert {**modes, **folders, "home/backup": 0o700, **files} == modes


def test_what_survives_a_write_is_learned_for_each_field(store: OpenStore) -> None:
    assert store.journal.survivors("description") == frozenset()
    store.journal.learn("description", frozenset({"markup", "mentions"}))
    store.journal.learn("description", frozenset({"markup"}))
    assert store.journal.survivors("description") == {"markup"}
    assert store.journal.survivors("private_note") == frozenset()


def test_a_text_waits_with_what_it_holds(store: OpenStore) -> None:
    one = ActivityId(2**40)
    store.journal.wait(one, "description", frozenset({"markup"}), NOW)
    store.journal.wait(one, "description", frozenset({"markup", "mentions"}), NOW)
    assert store.journal.waiting("description") == {one: {"markup", "mentions"}}
    assert store.journal.waiting("private_note") == {}


def test_the_backup_files_tell_what_was_recorded(store: OpenStore) -> None:
    store.journal.record(intent(), NOW)
    store.journal.record(intent(2, kind="undo", block=""), NOW + DAY)
    first, second = store.journal.backups().lines
    assert (first.at, first.activity_id, first.field) == (NOW, 1, "description")
    assert (first.text, first.block, first.digest) == (
        intent().base,
        intent().block,
        intent().digest,
    )
    assert (second.kind, second.block) == ("undo", "")
    assert first.database == store.database.identity != ""
    assert store.journal.backups().damaged == ()


def test_only_what_another_database_wrote_is_forgotten(
    store: OpenStore, url: str | None, tmp_path: Path
) -> None:
    store.journal.record(intent(), NOW)
    assert store.journal.forgotten("description") == frozenset()
    other = open_store(tmp_path / "other", None)
    (tmp_path / "other" / "backup").symlink_to(store.backup)
    assert other.journal.forgotten("description") == {1}
    assert other.journal.forgotten("private_note") == frozenset()
    other.journal.record(intent(), NOW)
    assert other.journal.forgotten("description") == frozenset()
    other.database.close()


@pytest.mark.parametrize(
    "line",
    [b'{"at": "2026-07-2', b"[]", b"\xff", b'{"at": "2026-07-25T12:00:00+00:00"}', b"[" * 5000],
)
def test_a_line_that_is_not_whole_is_named_and_the_others_are_read(
    store: OpenStore, line: bytes
) -> None:
    store.journal.record(intent(), NOW)
    path = store.backup / "2026-07.jsonl"
    path.write_bytes(line + b"\n" + path.read_bytes())
    found = store.journal.backups()
    assert found.damaged == (f"{path}:1",)
    assert [one.activity_id for one in found.lines] == [1]
