"""Outcomes kept line by line, so that a proof that was cut off goes on where it stopped."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from simulation.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]


class OtherCodeError(Exception):
    """The file holds outcomes of other code than this."""


@cache
def fingerprint() -> str:
    """Of all code that the outcomes depend on: the product's statistics and the simulation."""
    digest = hashlib.sha256()
    sources = [*(ROOT / "annotations").rglob("*.py"), *(ROOT / "tests" / "simulation").glob("*.py")]
    for path in sorted(sources):
        if not path.name.startswith("test_"):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def read(path: Path) -> list[Outcome]:
    """The outcomes that are there already; a last line cut off in the middle is left out.

    OtherCodeError where another version of the code wrote any of them.
    """
    if not path.exists():
        return []
    kept: list[Outcome] = []
    ours = fingerprint()
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        if entry.pop("code") != ours:
            raise OtherCodeError(
                f"{path} was written by another version of the code: remove it, or name another file"
            )
        kept.append(Outcome(**entry))
    return kept


def append(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Add a line for each outcome; on a line of its own whatever was cut off before."""
    ours = fingerprint()
    lines = [json.dumps({"code": ours, **outcome.as_json()}) + "\n" for outcome in outcomes]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" * _cut_off(path) + "".join(lines))


def _cut_off(path: Path) -> bool:
    return path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
