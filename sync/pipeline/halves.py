"""Half-written files: a note that became shorter and lost something counts only once it stays so."""

import hashlib
import json
from collections.abc import Callable

from annotations.model import Problem, Reading
from sync.ports import Memory, StoredNote

_NAME = "half_written"


class HalfWritten:
    """The files that looked cut off at the last reading, and what they held then."""

    def __init__(self, memory: Memory, read: Callable[[str, bytes], Reading | None]) -> None:
        self._memory = memory
        self._reading = read
        self._before = _read(memory.get(_NAME))
        self._now: dict[str, str] = {}

    def doubt(self, path: str, data: bytes | None, last: StoredNote | None) -> Problem | None:
        """A warning when the file at `path` may be half-written and `last` is to stand in for it.

        It may be when it is shorter than `last` and lost a key of it, or all of them; no longer when
        it is found the same at the next reading. What is no note any more and only the beginning of
        `last` was cut off, not edited: that stays in doubt.
        """
        if data is None or last is None or len(data) >= len(last.data) or not data.strip():
            return None
        now = self._reading(path, data)
        if now is None and last.data.startswith(data):
            message = f"the file was cut off after {len(data)} bytes"
            hint = "what it said before counts; write it anew, or delete the file"
            return Problem(path, 1, 1, message, hint, "warning")
        lost = self._lost(path, now, last)
        if not lost:
            return None
        sha256 = hashlib.sha256(data).hexdigest()
        if self._before.get(path) == sha256:
            return None
        self._now[path] = sha256
        message = f"the file became shorter and no longer has {lost}"
        hint = "what it said before counts until it is read once more without a change"
        return Problem(path, 1, 1, message, hint, "warning")

    def remember(self) -> None:
        """Keep what was doubted for the next reading."""
        if self._now != self._before:
            self._memory.put(_NAME, json.dumps(self._now))

    def _lost(self, path: str, now: Reading | None, last: StoredNote) -> str:
        """The keys that went, in words; empty for none, and where a mistake keeps the last one anyway."""
        before = self._reading(path, last.data)
        if before is None or before.note is None:
            return ""
        if now is None:
            return "a property of a pain note"
        if now.note is None:
            return ""
        gone = [key for key in before.note.lines if key not in now.note.lines]
        return ", ".join(f"'{key}'" for key in gone)


def _read(text: str | None) -> dict[str, str]:
    """What was remembered; nothing where it can't be read: then every doubt is a first one."""
    try:
        return {str(path): str(sha256) for path, sha256 in json.loads(text or "{}").items()}
    except (ValueError, AttributeError):
        return {}
