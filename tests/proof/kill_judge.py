"""What the sandbox's log of every stored version says of the runner's words. Knows nothing of how Twinge parses."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sync.sandbox.judge import Version

JOINT = "\n\n"


def blocks_in(text: str) -> int:
    return len(re.findall(r"(?m)^Twinge \| ", text))


def own(text: str, blocks: Iterable[str]) -> str:
    """The text without the blocks that were ever composed, and without the blank line above each."""
    for block in sorted(blocks, key=len, reverse=True):
        while block in text:
            before, _, after = text.partition(block)
            text = before.removesuffix(JOINT) + after
    return text


def lost_bytes(versions: Sequence[Version], blocks: Iterable[str]) -> int:
    """Bytes of the runner's words that a version of ours lacks or alters, against the version before it."""
    known, before, lost = tuple(blocks), "", 0
    for version in versions:
        after = own(version.text, known)
        if version.author == "app" and after != before:
            lost += max(1, _changed(before.encode(), after.encode()))
        before = after
    return lost


def _changed(before: bytes, after: bytes) -> int:
    """Bytes of `before` that are not in a common head or tail."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return len(before) - head - tail


def duplicates(versions: Iterable[Version]) -> int:
    """Versions with more than one block."""
    return sum(version.author == "app" and blocks_in(version.text) > 1 for version in versions)


def backups(home: Path, activity_id: int, text: str) -> int:
    """In how many places, of database and JSONL, the disk holds this text of this activity."""
    return _in_database(home / "twinge.db", activity_id, text) + _in_lines(
        home / "backup", activity_id, text
    )


def _in_database(path: Path, activity_id: int, text: str) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT 1 FROM text_backup WHERE activity_id = ? AND text = ?", (activity_id, text)
        ).fetchone()
    return found is not None


def _in_lines(folder: Path, activity_id: int, text: str) -> bool:
    for path in folder.glob("*.jsonl"):
        for line in path.read_text(encoding="ascii").splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                continue  # a line that a kill cut short
            if told["activity_id"] == activity_id and told["text"] == text:
                return True
    return False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one kill did. All but `runs` and `requests` must be nothing."""

    lost_bytes: int = 0
    duplicates: int = 0
    lost_rows: int = 0
    """PUTs that reached the server before the text was on disk twice, and a database that is not whole."""
    runs: int = 0
    """Further runs until the text is as it should be and the journal has no open row."""
    requests: int = 0
    """The most requests that one of those runs sent for one activity."""
    trouble: str = ""
    """Anything else that must not be, in words."""

    @property
    def harmless(self) -> bool:
        return not (self.lost_bytes or self.duplicates or self.lost_rows or self.trouble)


@dataclass(frozen=True, slots=True)
class Row:
    """A scenario's line in the table."""

    scenario: str
    lines: int
    verdicts: tuple[Verdict, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        each = self.verdicts
        return (
            self.scenario,
            f"{len(each)} of {self.lines}",
            str(sum(one.lost_bytes for one in each)),
            str(sum(one.duplicates for one in each)),
            str(sum(one.lost_rows for one in each)),
            str(max(one.runs for one in each)),
            str(max(one.requests for one in each)),
        )


HEADINGS = (
    "killed during", "points", "lost bytes", "duplicate blocks", "lost rows",
    "runs to converge (max)", "requests (max)",
)  # fmt: skip
