"""Reading a folder of notes: ours beside python-frontmatter and ruamel.yaml, on the same files.

    python bench/notes.py [COUNT]        10,000 made-up notes unless told otherwise

All of them list the folder. The two others only parse; ours also gives every value its meaning.
ruamel.yaml reads a twentieth of the notes, and its time is multiplied. The readers take turns, each
figure is the best of five, and what is not installed is left out with a word.
"""

import gc
import importlib
import importlib.util
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from annotations.notes.reread import Memory, reread

from annotations.notes.reader import read_note
from annotations.notes.vault import scan

TODAY = date(2026, 6, 1)
ROUNDS = 5
RUAMEL_SHARE = 20
OURS, RUAMEL = "Twinge, first reading", "ruamel.yaml (safe)"
SITES = ("right knee", "left knee", "left achilles", "right shin", "hip", "both calves")
TREATMENTS = ("butt kicks", "walking", "calf raises", "high knees")
RESULTS = ("gone", "less", "same", "gone, back after 1/4 mile")


def main(count: int) -> None:
    """Make the notes in a temporary folder, time each reader on them, and print a line for each."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        size = make_notes(folder, count, random.Random(7))
        print(f"{count:,} notes of {size / count:.0f} bytes, Python {sys.version.split()[0]}")
        timed = time_in_turns(readers(folder))
        timed["Twinge, one note changed"] = time_rereading(folder)
        for name, seconds in timed.items():
            show(name, seconds, timed[OURS], count)


def make_notes(folder: Path, count: int, chance: random.Random) -> int:
    """Write the notes, a folder for each year; their bytes in all."""
    size = 0
    for number in range(count):
        on = date(1999, 1, 1) + timedelta(days=number)
        path = folder / str(on.year) / f"{on.isoformat()}-run.md"
        path.parent.mkdir(exist_ok=True)
        text = make_note(on, chance)
        path.write_text(text, encoding="utf-8")
        size += len(text.encode())
    return size


def make_note(on: date, chance: random.Random) -> str:
    """Half of the notes are of pain-free runs, as in a real log; some others have much to tell."""
    lines = ["---", f"date: {on.isoformat()} {chance.randint(5, 20):02}:{chance.randint(0, 59):02}"]
    if chance.random() < 0.5:
        lines += ["pain: 0", f"factors: [{chance.choice(('treadmill', 'new insoles'))}]"]
    else:
        miles = chance.randint(4, 40) / 4
        lines += ["pain:"]
        lines += [
            f"  {site}: {chance.randint(1, 9)} from {miles:g} mi (burning, medial)"
            for site in chance.sample(SITES, chance.randint(1, 2))
        ]
        lines += ["did:"]
        for bout in range(chance.randint(1, 3)):
            what, result = chance.choice(TREATMENTS), chance.choice(RESULTS)
            lines.append(f"  - 10 {what} @ {miles + bout:g} mi -> {result}")
        lines += ["before: [foam rolling, long warm-up]", f"expect: {chance.randint(0, 10)}"]
    return "\n".join([*lines, "tags: [running]", "---", "An even run along the canal.", ""])


def read_all(folder: Path) -> list[object]:
    return [
        read_note(file.path, file.data, units="km", today=TODAY)
        for file in scan(folder)
        if file.data is not None
    ]


def time_rereading(folder: Path) -> float:
    """The best of several readings of the folder, one note having changed since the one before."""
    at = datetime.now(UTC) + timedelta(hours=1)
    memory = reread(folder, Memory("km"), today=TODAY, at=at).memory
    changing = next(folder.rglob("*.md"))
    seconds = []
    for _ in range(ROUNDS):
        with changing.open("a", encoding="utf-8") as note:
            note.write("Another line.\n")
        gc.collect()
        started = time.perf_counter()
        found = reread(folder, memory, today=TODAY, at=at)
        seconds.append(time.perf_counter() - started)
        if sum(file.data is not None for file in found.files) != 1:
            raise RuntimeError("one note was changed, and another number of notes was opened")
        memory = found.memory
    return min(seconds)


def readers(folder: Path) -> dict[str, Callable[[], object]]:
    """What each reader that is installed has to do."""
    work: dict[str, Callable[[], object]] = {OURS: lambda: read_all(folder)}
    if installed("frontmatter"):
        load = importlib.import_module("frontmatter").load
        work["python-frontmatter"] = lambda: [load(str(path)) for path in paths_of(folder)]
    if installed("ruamel.yaml"):
        safe = importlib.import_module("ruamel.yaml").YAML(typ="safe", pure=True)
        work[RUAMEL] = lambda: [
            load_with(safe.load, path) for path in paths_of(folder)[::RUAMEL_SHARE]
        ]
    return work


def paths_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.md"))


def time_in_turns(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The least seconds of each reader; in turns, so that a busy moment is not one reader's alone."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        for name, read in work.items():
            gc.collect()
            started = time.perf_counter()
            read()
            best[name] = min(best[name], time.perf_counter() - started)
    if RUAMEL in best:
        best[RUAMEL] *= RUAMEL_SHARE
    return best


def installed(module: str) -> bool:
    try:
        found = importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        found = False
    if not found:
        print(f"{module} is not installed and left out")
    return found


def load_with(load: Callable[[str], object], path: Path) -> object:
    """ruamel.yaml knows no fences: it is given what stands between them."""
    return load(path.read_text(encoding="utf-8").split("---\n", 2)[1])


def show(name: str, seconds: float, ours: float, count: int) -> None:
    each = seconds / count * 1000
    print(f"{name:<28} {seconds:8.3f} s {each:8.4f} ms a note {seconds / ours:7.2f} of ours")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
