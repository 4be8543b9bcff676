"""A folder of 100 good notes among 76 kinds of bad ones, as they come in real folders."""

import os
import unicodedata
from datetime import date, timedelta
from pathlib import Path

GOOD = 100


def fenced(frontmatter: str) -> bytes:
    return f"---\n{frontmatter}\n---\nbody\n".encode()


def _pain(rest: str) -> bytes:
    """A note whose only fault is `rest`, on line 4."""
    return fenced(f"pain: 3\nwhere: knee\n{rest}")


_BOMB = "".join(f"{b}: &{b} [*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

# By the number of its kind, with a letter where the kind has several forms.
NOTES: dict[str, tuple[str, bytes]] = {
    "01": ("empty, never seen before", b""),
    "03": ("nothing but blanks", b"  \n\n  \n"),
    "04a": ("no frontmatter", b"# A recipe\n\nRice, beans.\n"),
    "04b": ("no frontmatter, but a line of ours", b"pain: 3\nwhere: knee\n"),
    "05": ("opened, never closed", b"---\npain: 3\nbody\n"),
    "06": ("closed with three points", b"---\npain: 0\n...\nbody\n"),
    "07a": ("opened with four dashes", b"----\npain: 3\n---\n"),
    "07b": ("opened with two dashes", b"--\npain: 3\n--\n"),
    "08": ("blank lines above", b"\n\n---\npain: 3\n---\n"),
    "09": ("a byte order mark", b"\xef\xbb\xbf" + fenced("pain: 0")),
    "10": ("blanks before the dashes", b"  ---\npain: 3\n---\n"),
    "11": ("blanks behind the dashes", b"---  \npain: 0\n---\t\n"),
    "12": ("line ends of Windows", fenced("pain: 0").replace(b"\n", b"\r\n")),
    "13": ("line ends of an old Mac", fenced("pain: 0").replace(b"\n", b"\r")),
    "14": ("mixed line ends", b"---\r\npain: 0\n---\r\n"),
    "15": ("UTF-16", fenced("pain: 3").decode().encode("utf-16-le")),
    "16": ("Latin-1", b"---\npain: 3\nfeels: g\xean\xe9\n---\n"),
    "17": ("a body that is no UTF-8", fenced("pain: 0") + b"caf\xe9\n"),
    "18": ("nothing but NUL bytes", b"\0" * 300),
    "19": ("a control character", fenced("where: knee\npain: 3\x07")),
    "20a": ("TOML", b"+++\npain = 3\n+++\n"),
    "20b": ("JSON", b'{"pain": 3}\n'),
    "21": ("a list", fenced("- pain: 3")),
    "22": ("a text", fenced("pain 3")),
    "23": ("empty frontmatter", b"---\n\n---\n"),
    "24": ("two documents", fenced("pain: 3\n--- x")),
    "25": ("a tab as indentation", fenced("pain:\n\tknee: 3")),
    "26": ("a no-break space as indentation", fenced("pain:\n\u00a0knee: 3")),
    "27": ("an open quotation mark", _pain("feels: 'abc")),
    "28": ("an open bracket", _pain("feels: [abc")),
    "29": ("a colon in a text", _pain("note: felt tight: calf")),
    "30": ("an at sign first", _pain("note: @bob")),
    "31": ("a text cut short by #", _pain("feels: dull #3")),
    "32": ("typographic quotes around a number", fenced("pain: “0”")),
    "33": ("a key twice", _pain("pain: 4")),
    "34": ("a key twice but for its case", _pain("Pain: 4")),
    "35a": ("a slip in a key", _pain("onsett: 3 mi")),
    "35b": ("a slip in the only key that makes it a note", fenced("strava: 123\nplain: 3")),
    "36": ("keys of Obsidian", fenced("pain: 0\ntags: [run]\naliases:\ncssclasses: wide")),
    "37": ("an anchor", fenced("pain: &a 3")),
    "38": ("an alias bomb", fenced(f"a: &a [x,x]\n{_BOMB}pain: 3")),
    "39": ("a reference to itself", fenced("a: &x [*x]\npain: 3")),
    "40": ("a merge key", fenced("pain: 3\n<<: {a: b}")),
    "41": ("a tag that would run code", fenced("pain: !!python/object/apply:os.system [x]")),
    "42": ("a tag of one's own", fenced("pain: !secret x")),
    "43": ("nested 2,000 deep", _pain("a: " + "[" * 2000)),
    "44": ("3 MB of frontmatter", _pain("a: " + "x" * 3_000_000)),
    "46": ("2,500 keys", _pain("\n".join(f"k{number}: 1" for number in range(2500)))),
    "47": ("a pain of 11", fenced("pain: 11")),
    "48": ("a pain of 3.3", fenced("pain: 3.3")),
    "49": ("a decimal comma", fenced("pain: 3,5")),
    "50": ("a pain of 0/10", fenced("pain: 0/10")),
    "51a": ("a pain in words", fenced("pain: three")),
    "51b": ("a pain of yes", fenced("pain: yes")),
    "51c": ("a pain left empty", fenced("pain:")),
    "52": ("a hexadecimal pain", fenced("pain: 0x1")),
    "53": ("a list of pains", fenced("pain: [3, 4]")),
    "54a": ("a slip in a site", fenced("pain: 3\nwhere: right kne")),
    "54b": ("a slip in a word for its part", fenced("pain: 3\nwhere: right knee, medail")),
    "54c": ("two sites without a comma", fenced("pain: 3\nwhere: right hip ankle")),
    "55": ("a side without a site", fenced("pain: 3\nwhere: right")),
    "56": ("a day that is not in the calendar", fenced("pain: 0\ndate: 2026-02-30")),
    "57": ("a date that can be read in two ways", fenced("pain: 0\ndate: 03/04/2026")),
    "58": ("a date without its zeros", fenced("pain: 0\ndate: 2026-3-14")),
    "59": ("an hour that a change of clocks may leave out", fenced("pain: 0\ndate: 2026-03-14 02:30")),
    "60": ("a time with its zone", fenced("pain: 0\ndate: 2026-03-14T07:10:00+02:00")),
    "61a": ("a date to come", fenced("pain: 0\ndate: 2026-06-03")),
    "61b": ("a date before 1990", fenced("pain: 0\ndate: 1989-12-31")),
    "62": ("a date in the file's name alone", fenced("pain: 0")),
    "63": ("a date that the file's name contradicts", fenced("pain: 0\ndate: 2026-03-13")),
    "64": ("a second note of one day", fenced("pain: 0")),
    "65": ("an id that is of no activity of the runner's", fenced("pain: 0\nstrava: 1")),
    "66": ("an id that is none", fenced("pain: 0\nstrava: 1.5")),
    "68": ("cut off in mid-save", fenced("pain:\n  right knee: 5 from 3 mi (bur")[:-9]),
}  # fmt: skip
ELSEWHERE = {
    "02": "an empty file that was a note before: the stage that reads the notes tells it",
    "67": "a file that changes while it is read: see the tests of the folder",
    "75": "a folder that is missing or emptied: the stage that reads the notes stops",
    "76": "100,000 notes: see the bench",
}
IN_THE_FOLDER = {
    "45": "a file of 50 MB",
    "69": "a note that iCloud has not downloaded",
    "70": "copies that sync tools made",
    "71": "editors' files and hidden folders",
    "72": "links and a pipe",
    "73": "a folder with the name of a note",
    "74": "odd names",
}


def make(folder: Path) -> None:
    """All of them, in a folder that is there and empty."""
    for number in range(GOOD):
        on = date(2025, 1, 1) + timedelta(days=number)
        (folder / f"{on}.md").write_bytes(fenced(f"pain: {number % 3}\nwhere: right knee"))
    for key, (_, data) in NOTES.items():
        (folder / f"2026-03-14-{key}.md").write_bytes(data)
    with (folder / "2026-03-14-45.md").open("wb") as file:
        file.truncate(50_000_000)
    for name in (
        ".2026-03-14-69.md.icloud",
        "2026-03-14-70 (Anna's conflicted copy).md",
        "2026-03-14-70.sync-conflict-20260314-071000-ABCDEFG.md",
        "2026-03-14-70.md",
        "2026-03-14-70 (1).md",
        "2026-03-14-71.md~",
        ".2026-03-14-71.md.swp",
        "2026-03-14-74\x1b[31m.md",
        unicodedata.normalize("NFC", "2026-03-14-74-läufchen.md"),
        unicodedata.normalize("NFD", "2026-03-14-74-läufchen.md"),
    ):
        (folder / name).write_bytes(fenced("pain: 0"))
    for hidden in (".obsidian", ".trash", "2026-03-14-73.md"):
        (folder / hidden).mkdir()
        (folder / hidden / "71.txt").write_bytes(b"x")
    (folder / "2026-03-14-72-out.md").symlink_to("/dev/zero")
    (folder / "2026-03-14-72-nowhere.md").symlink_to("gone.md")
    (folder / "2026-03-14-72-file.md").symlink_to(Path(__file__))
    os.mkfifo(folder / "2026-03-14-72-pipe.md")
