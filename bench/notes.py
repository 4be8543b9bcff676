"""Reading a folder of notes: ours beside python-frontmatter and ruamel.yaml, on the same files.

    python bench/notes.py [COUNT]        10,000 made-up notes unless told otherwise

Each reading is done by a process of its own, so that nothing is known from the one before, and timed
there without the imports. The readers take turns, and each figure is the least of five, in seconds
that passed and in seconds of the processor (other work on the machine disturbs these less). All list
the folder and open every file. The two others only parse; ours also gives every value its meaning.
The stage is what each command does: it reads with the last good contents and the kept readings of a
database. ruamel.yaml reads a twentieth of the notes, and its time is multiplied. What is not
installed is left out with a word.
"""

import importlib
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from annotations.notes.reader import read_note
from annotations.notes.vault import scan

TODAY = date(2026, 6, 1)
ROUNDS = 5
RUAMEL_SHARE = 20
OURS, FRONTMATTER, RUAMEL = "Twinge, the reader", "python-frontmatter", "ruamel.yaml (safe)"
STAGE, AGAIN = "Twinge, the stage, first", "Twinge, the stage, again"
SITES = ("right knee", "left knee", "left achilles", "right shin", "hip", "both calves")
TREATMENTS = ("butt kicks", "walking", "calf raises", "high knees")
RESULTS = ("gone", "less", "same", "gone, back after 1/4 mile")

Seconds = tuple[float, float]
"""Passed, and spent by the processor."""


def main(count: int) -> None:
    """Make the notes in a temporary folder, time each reader on them, and print a line for each."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "notes"
        folder.mkdir()
        size = make_notes(folder, count, random.Random(7))
        print(f"{count:,} notes of {size / count:.0f} bytes, Python {sys.version.split()[0]}")
        timed = time_in_turns(folder, Path(made) / "twinge.sqlite")
        print(f"{'':<26}{'passed':>10}{'processor':>12}{'of our reader':>23}")
        for name, seconds in timed.items():
            show(name, seconds, timed[OURS])


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


def time_in_turns(folder: Path, database: Path) -> dict[str, Seconds]:
    """The least seconds of each reader; in turns, so that a busy moment is not one reader's alone."""
    names = [OURS, *filter(installed, (FRONTMATTER, RUAMEL)), STAGE, AGAIN]
    changing = next(folder.rglob("*.md"))
    best = dict.fromkeys(names, (float("inf"), float("inf")))
    for _ in range(ROUNDS):
        for name in names:
            if name == STAGE:
                database.unlink(missing_ok=True)
            if name == AGAIN:
                with changing.open("a", encoding="utf-8") as note:
                    note.write("Another line.\n")
            seconds = time_in_a_process(name, folder, database)
            best[name] = min(best[name][0], seconds[0]), min(best[name][1], seconds[1])
    return best


def time_in_a_process(name: str, folder: Path, database: Path) -> Seconds:
    command = [sys.executable, __file__, "--time", name, str(folder), str(database)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
    passed, spent = json.loads(done.stdout)
    return passed, spent


def time_here(name: str, folder: Path, database: Path) -> Seconds:
    """One reading by the reader of that name, which is imported before the clock starts."""
    read, check = READERS[name](folder, database)
    passed, spent = time.perf_counter(), time.process_time()
    found = read()
    seconds = time.perf_counter() - passed, time.process_time() - spent
    check(found)
    share = RUAMEL_SHARE if name == RUAMEL else 1
    return seconds[0] * share, seconds[1] * share


Reading = tuple[Callable[[], list[object]], Callable[[list[object]], None]]


def our_reader(folder: Path, _: Path) -> Reading:
    def read() -> list[object]:
        return [
            read_note(file.path, file.data, units="km", today=TODAY)
            for file in scan(folder)
            if file.data is not None
        ]

    return read, lambda found: demand(len(found) == len(paths_of(folder)), "a note was not read")


def python_frontmatter(folder: Path, _: Path) -> Reading:
    load = importlib.import_module("frontmatter").load

    def check(found: list[object]) -> None:
        demand(all("pain" in post.metadata for post in found), "a note was not parsed")  # type: ignore[attr-defined]

    return (lambda: [load(str(path)) for path in paths_of(folder)]), check


def ruamel(folder: Path, _: Path) -> Reading:
    """It knows no fences: it is given what stands between them."""
    load = importlib.import_module("ruamel.yaml").YAML(typ="safe", pure=True).load

    def read() -> list[object]:
        paths = paths_of(folder)[::RUAMEL_SHARE]
        return [load(path.read_text(encoding="utf-8").split("---\n", 2)[1]) for path in paths]

    return read, lambda found: demand(all("pain" in note for note in found), "no pain")  # type: ignore[operator]


def our_stage(folder: Path, path: Path) -> Reading:
    """Stage 2 as every command runs it; a while after the files were written, as is usual."""
    from sync.pipeline.read import read_notes
    from sync.store.database import open_database
    from sync.store.memory import MemoryStore, NoteStore

    database = open_database(path, None)
    store, at = NoteStore(database), datetime.now(UTC) + timedelta(hours=1)
    before = set(store.readings())

    def read() -> list[object]:
        memory = MemoryStore(database)
        notes, _ = read_notes(folder, store, units="km", today=TODAY, at=at, memory=memory)
        return list(notes)

    def check(found: list[object]) -> None:
        opened = set(store.readings()) - before
        demand(len(opened) == (1 if before else len(found)), "another number of files was opened")
        database.close()

    return read, check


READERS: dict[str, Callable[[Path, Path], Reading]] = {
    OURS: our_reader,
    FRONTMATTER: python_frontmatter,
    RUAMEL: ruamel,
    STAGE: our_stage,
    AGAIN: our_stage,
}


def paths_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.md"))


def demand(kept: bool, otherwise: str) -> None:
    if not kept:
        raise RuntimeError(otherwise)


def installed(name: str) -> bool:
    module = "frontmatter" if name == FRONTMATTER else "ruamel.yaml"
    try:
        found = importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        found = False
    if not found:
        print(f"{name} is not installed and left out")
    return found


def show(name: str, seconds: Seconds, ours: Seconds) -> None:
    ratios = " /".join(f"{theirs / our:6.2f}" for theirs, our in zip(seconds, ours, strict=True))
    print(f"{name:<26}{seconds[0]:8.3f} s{seconds[1]:10.3f} s {ratios:>22}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--time"]:
        print(json.dumps(time_here(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
