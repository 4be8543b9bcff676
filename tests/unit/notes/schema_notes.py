"""Notes for the reader and the schema alike, made from one value of one key at a time."""

from collections.abc import Mapping, Sequence

BESIDE = {"where": "pain: 4", "onset": "pain: 4\nwhere: left shin", "feels": "pain: 4"}
OF_A_KEY: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "pain": (
        ("0", "4", "10", "3.5", "4.0", '"7"', "4/10", "4 out of 10", "none", "no pain", "No",
         "pain-free", "5 from 3 mi", "5 (burning, medial)", "5 from 3.1 mi (fullness)",
         "5, burning", '"5 @ 25:30"', "4 from start", "3 after 20 min", "6 at 5k",
         "\n  right knee: 5 from 3 mi (burning)", "\n  right knee: 5\n  left knee: 0",
         "{left shin: 3}", "\n  popliteus: 2.5", "nothing", "2 since half a mile"),
        ("", "~", "11", "-1", "4.25", "4,5", "true", "3-5", "a lot", "5/5", "[4, 5]", "4 (burning",
         "{}", "\n  right knee:", "\n  right knee: bad", "\n  right knee: 12", "\n  - 4", '""',
         "\n  right knee:\n    level: 4", "\n  5: 5", "four", "10.5", "1e3"),
    ),
    "where": (
        ("right knee", "right knee, medial", "both knees", "[left shin, right shin]", "popliteus",
         "\n  - right knee\n  - medial", "[[right knee]]", "none", "nowhere", "", "L achilles",
         '"-"', "inside of the left ankle"),
        ("5", "{side: left}", "'!'", f"{'very ' * 20}long", "[{a: b}]", "[left shin, 5]"),
    ),
    "onset": (
        ("3 mi", "4.8 km", "5k", "25:30", "40 min", "start", "3", "0", "3.25", "half a mile",
         "1/4 mile", "1 1/2 mi", "1:02:03", "90 s", "the 3 mile mark", "1h 5min", "", "400 m",
         "\u00bd mile", "mile 3", "3,2 km", "about 3 mi", "25'"),
        ("-1", "-3 mi", "500", "3 parsecs", "soon", "[3 mi]", "{at: 3 mi}", "later", "3 mi!",
         "25:3", "1e9", "3 M"),
    ),
    "did": (
        ("10 butt kicks @ 3 mi -> gone", "\n  - 10 butt kicks @ 3 mi -> gone, back @ 3.25 mi",
         "\n  - 3x10 butt kicks @ 5k -> less\n  - walked -> same",
         "[butt kicks x10 @ 25:30 -> gone]", "quad stretch 30 s @ 4 mi => worse",
         "10 butt kicks \u2192 gone", "carried on @ 3 mi -> same", "none", "", "[]",
         "{what: butt kicks, reps: 10, at: 3 mi, result: gone, back: 3.25 mi}",
         "\n  - what: butt kicks\n    sets: 3\n    seconds: 30\n    site: right knee",
         "10 butt kicks @ 3 mi -> gone, back after 1/4 mile", "stretching -> much better",
         "10 butt kicks (right knee) @ 3 mi -> gone", "walked -> didn't help",
         "10 butt kicks @ half a mile -> a bit better", "|\n  10 butt kicks -> gone\n  walk -> same",
         "10 butt kicks -> gone, but then back after 0.5 mi", "walked -> totally gone 🎉",
         "walked -> helped a bit", "walked -> gone for good!", "walked -> gone, returned at 4 mi",
         "\n  - none", "\n  - '-'", "walked @ 4 mi -> way better",
         "{what: walked, result: lots better, back: at 4 mi}"),
        ("back @ 3 mi", "10 butt kicks -> purple", "10 butt kicks @ 3 mi -> gone -> back",
         "{reps: 10}", "{what: butt kicks, dose: 10}", "[[a, b]]", "10 butt kicks @ soon -> gone",
         "10 butt kicks -> ", "{what: butt kicks, reps: 0}", "{what: butt kicks, sets: 99}",
         "{what: butt kicks, result: purple}", "{what: butt kicks, reps: some}", '"10"',
         "10 butt kicks @ -3 mi -> gone", "walked -> gone?", "walked -> pain went from 3 to 1",
         "walked -> not gone", "butt kicks @ mile 2, gone", f"{'butt ' * 50}kicks",
         "10 butt kicks -> gone but back later at 4 mi", "{what: }", "10"),
    ),
    "strava": (
        ("14412345678", '"14412345678"', "https://www.strava.com/activities/14412345678",
         "strava.com/activities/144", "https://m.strava.com/activities/144?x=1", ""),
        ("0", "-5", "1.5", "https://www.strava.com/athletes/5", "my run", "[144]", "true",
         "https://strava.app.link/abc", "99999999999999999999"),
    ),
    "date": (
        ("2026-03-14", "2026-03-14 07:10", "2026-03-14T07:10:00", '"2026-03-14"', "2026/3/14",
         "2026-03-14 07:10:00+01:00", ""),
        ("14.03.2026", "03/14/2026", "yesterday", "2026-13-01", "2026-03-32", "1987-03-14", "2026",
         "2026-03-14 25:10", "[2026-03-14]", "2026-03-14 7h"),
    ),
    "sport": (("run", "Run", "trail run", "TrailRun", "ride", ""), ("quidditch", "[run]", "5")),
    "feels": (("burning, stinging", "[burning, 5]", "", "dull", "[[tight]]"),
              ("{a: b}", "[{a: b}]", "[[a, b]]", f"[{'x' * 101}]")),
    "before": (("[foam rolling, long warm-up]", "foam rolling", "none", "true", ""),
               ("{a: 3}", "[{a: b}]", f"[{', '.join('abcdefghijklmnopqrstuvwxyz' * 2)}]")),
    "after": (("ice", "[ice, 10 min walk]"), ("{ice: yes}",)),
    "factors": (("[new insoles, treadmill]", "slept badly", "5"), ("{a: 3}",)),
    "morning": (("0", "2", "2.5", "3/10", "none", ""), ("11", "-1", "[2]", "bad", "2.3", "true")),
    "expect": (("0", "3", "10", '"3"', ""), ("11", "{a: 3}", "certain", "3.3")),
    "arm": (("carry on", "B", "5", ""), ("[a]", "{a: b}", "x" * 101)),
}  # fmt: skip
WHOLE = (
    "title: nothing of ours", "tags: [pain]", "pain: 4\nwhere: left shin\nmood: {any: [thing, 5]}",
    "morning: 2", "morning: 2\ndate: 2026-03-13", "morning: 2\nstrava: 144", "morning: 2\npain: 0",
    "morning: 2\ndid: walked -> same", "did: 10 butt kicks -> gone", "onset: 3 mi",
)  # fmt: skip


def note(frontmatter: str) -> str:
    return f"---\n{frontmatter}\n---\nIn my words.\n"


def notes_of_a_key(key: str) -> list[str]:
    """Frontmatters with a good or a bad value of `key`, and what it needs beside it."""
    beside = BESIDE.get(key, "" if key in ("pain", "did") else "pain: 0")
    good, bad = OF_A_KEY[key]
    return [f"{beside}\n{key}: {value}".strip("\n") for value in (*good, *bad)]


FRONTMATTERS = [*(made for key in OF_A_KEY for made in notes_of_a_key(key)), *WHOLE]
