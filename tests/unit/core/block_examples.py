"""Records whose blocks are read by people: each in one line of words, with the run that gets the block."""

from collections.abc import Sequence
from dataclasses import dataclass

from claim_examples import coin, later, less_downhill, shoe, weaker
from core_builders import (
    MILE_M,
    RIGHT_KNEE,
    a_run,
    at_m,
    kicks,
    no_pain,
    note_of,
    record_of,
)

from annotations.block import END
from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.model import Complaint, Note, Result, Run, Site, Track, Units
from annotations.record import NotedRun, Record
from annotations.wording import block_text

THE_RUN = 900
Past = list[tuple[Run, Sequence[Note]]]

FOUNDING = """pain:
  right knee: 5 from 3 mi (burning, stinging, medial, lateral)
  left knee: 4 from 3.1 mi (fullness)
did:
  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.25 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.5 mi -> gone"""


def treated(onset_mi: float, *, sets: int, gone: bool, site: Site = RIGHT_KNEE) -> Note:
    onset = at_m(onset_mi * MILE_M)
    bouts = [kicks(onset, Result.GONE, back_after=at_m(400.0))] * (sets - 1)
    last = kicks(onset, Result.GONE if gone else Result.SAME)
    return Note("a.md", True, (Complaint(site, 5.0, onset),), (*bouts, last))


def hurt(onset_mi: float, site: Site = RIGHT_KNEE) -> Note:
    return Note("a.md", True, (Complaint(site, 5.0, at_m(onset_mi * MILE_M)),))


def past(*notes: Note, length_mi: float = 7.0) -> Past:
    return [(a_run(k, length_m=length_mi * MILE_M), [note]) for k, note in enumerate(notes)]


# Ten treated runs, eight of them with success: the run itself makes it 9 of 11.
SOME = [treated(3.0, sets=3 - k // 4, gone=k not in (2, 5)) for k in range(10)]
STORY = past(*[treated(3.0 + k / 10, sets=3, gone=True) for k in (-2, -1, 0, 0, 1)],
             *[no_pain()] * 2, *[treated(3.0, sets=3, gone=False)] * 2,
             *[no_pain()] * 2, *[treated(2.9, sets=2, gone=True)] * 3,
             *[no_pain()] * 15)  # fmt: skip
LATER = past(*SOME, *[no_pain()] * 5, *[no_pain()] * 14)
GETTING_ON = past(
    *[hurt(2.8 + k / 40) for k in range(15)],
    *[hurt(4.2 + k / 5) for k in range(9)],
    *[no_pain()] * 6,
)
OFTEN = past(*[hurt(0.0)] * 20)
STARTS = past(*[hurt(0.0)] * 15, *[hurt(4.0)] * 15)
TWO_SITES = past(*[hurt(3.0), hurt(4.0, Site("achilles", "left"))] * 12, *[no_pain()] * 8)


@dataclass(frozen=True)
class Example:
    """A run of `length_mi` with these notes, after `before`."""

    notes: Sequence[str]
    before: Sequence[tuple[Run, Sequence[Note]]] = ()
    length_mi: float = 5.5
    units: Units = "mi"
    track: Track | None = None
    claims: Sequence[Finding] = ()
    """What is claimed besides, as of this run."""

    def record(self) -> Record:
        run = a_run(THE_RUN, length_m=self.length_mi * MILE_M, track=self.track)
        notes = [
            note_of(text, path=f"2026-09-0{k}.md", units=self.units)
            for k, text in enumerate(self.notes, 1)
        ]
        return record_of([*self.before, (run, notes)])

    def noted(self) -> NotedRun:
        return self.record().noted[-1]

    def block(self) -> str:
        noted, record = self.noted(), self.record()
        found = (*findings(record.up_to(noted.run)), *self.claims)
        return block_text(noted, found, self.units)


def pains(*lines: str) -> str:
    return "pain:\n" + "\n".join(f"  {line}" for line in lines)


def did(*lines: str, of: str = "right knee: 5 from 3 mi") -> str:
    return f"{pains(of)}\ndid:\n" + "\n".join(f"  - {line}" for line in lines)


BOTH = pains("right knee: 5 from 3 mi", "left knee: 4 from 4 mi")
MANY = ["right knee: 5 from 3 mi", "left knee: 4 from 3.1 mi", "left achilles: 2 from 1 mi",
        "right plantar fascia: 3 from 2 mi", "lower back: 1"]  # fmt: skip

EXAMPLES = {
    "the founding run, the first of all": Example([FOUNDING]),
    "the founding run in kilometres": Example([FOUNDING], units="km"),
    "the 11th painful run after weeks without pain, one knee": Example(
        [did("10 butt kicks @ 3 mi -> gone, back after 1/4 mile", "10 butt kicks @ 3.25 mi -> gone")],
        STORY[:5] + STORY[7:9] + STORY[11:14] + STORY[14:],
    ),
    "later: the windows of the first and the last 15 runs": Example(
        [did("10 butt kicks @ 6 mi -> gone", of="right knee: 2 from 6 mi")], LATER, 7.5
    ),
    "the same in kilometres": Example(
        [did("10 butt kicks @ 9.6 km -> gone", of="right knee: 2 from 9.6 km")], LATER, 7.5, "km"
    ),
    "later: half of the runs get further, with the interval": Example(
        [pains("right knee: 3 from 5.2 mi")], GETTING_ON, 7.5
    ),
    "two treatments in one run": Example(
        [did("quad stretch 30 s @ 3 mi -> same", "10 butt kicks @ 3.1 mi -> gone")], LATER
    ),
    "no pain today, five runs with pain before": Example(["pain: none"], past(*SOME[:5])),
    "no pain today, thirty noted runs": Example(["pain: none"], LATER),
    "no pain in a run without a distance": Example(["pain: none"], length_mi=0.0),
    "a half point, from the start": Example([pains("left hip: 2.5 from start")]),
    "pain from the start in most runs": Example([pains("right knee: 4 from start")], OFTEN),
    "pain from the start at first, later not": Example([pains("right knee: 4 from 4 mi")], STARTS),
    "only a morning, pain of the run not stated": Example(["date: 2026-09-01\nmorning: 3"]),
    "bouts, but pain not stated": Example(["did:\n  - 10 butt kicks @ 3 mi -> gone"]),
    "two notes on one run, the second of the next morning": Example(
        [pains("right knee: 5 from 3 mi"), "date: 2026-09-01\nmorning: 1"]
    ),
    "no place is given for anything": Example(
        [did("10 butt kicks -> less", "10 butt kicks -> less", of="right knee: 5")]
    ),
    "times instead of distances, no recording": Example(
        [did("10 butt kicks @ 26:00 -> gone, back after 3 min", of="right knee: 5 from 25:30")]
    ),
    "times instead of distances, by the recording": Example(
        [did("10 butt kicks @ 26:00 -> gone", of="right knee: 5 from 25:30")],
        track=Track((0.0, 3000.0), (0.0, 8851.4)),
    ),
    "three sets in one bout, a stretch, and back": Example(
        [did("3x10 butt kicks @ 3 mi -> gone, back @ 3.5 mi", "quad stretch 30 s @ 3.5 mi -> less")]
    ),
    "back after a distance from nobody knows where": Example(
        [did("10 butt kicks -> gone, back after 1/4 mile")]
    ),
    "a bout for one of two knees": Example(
        [f"{BOTH}\ndid:\n  - 10 butt kicks (right knee) @ 3 mi -> gone"]
    ),
    "gone, but the other knee began later": Example(
        [f"{BOTH}\ndid:\n  - 10 butt kicks @ 3 mi -> gone"]
    ),
    "carried on": Example([did("carried on @ 3 mi -> worse")]),
    "twelve sets on the way": Example(
        [did(*(f"10 butt kicks @ {3 + k / 5:.1f} mi -> gone, back after 0.1 mi" for k in range(12)))]
    ),
    "six things tried": Example(
        [did(*(f"{what} @ 3 mi -> same" for what in
               ("squats", "lunges", "walking", "quad stretch", "10 butt kicks", "skipping")))]
    ),
    "five sites": Example([pains(*MANY)]),
    "two sites with findings, the second hurts": Example(
        [pains("left achilles: 3 from 4 mi")], TWO_SITES
    ),
    "no pain, two sites with findings": Example(["pain: none"], TWO_SITES),
    "pain that nobody said where": Example(["pain: 5\nonset: 3 mi"]),
    "tested by coin, after a run with the drill": Example(
        [did("10 butt kicks @ 3 mi -> gone")], LATER, claims=[coin("tested"), shoe("hint")]
    ),
    "tested by coin, of two sites, with clearly less": Example(
        [pains("right knee: 4 from 3 mi")], TWO_SITES, claims=[coin("tested", less=3)]
    ),
    "maybe, by coin, for any pain": Example(
        [did("carried on @ 3 mi -> same")], claims=[coin("hint", None)]
    ),
    "clear: one pair of shoes, after a treated run": Example(
        [did("10 butt kicks @ 3 mi -> gone")], LATER, claims=[shoe("clear")]
    ),
    "clear: a pair with a long name, of two sites": Example(
        [pains("right knee: 4 from 3 mi")], TWO_SITES,
        claims=[shoe("clear", label="Millrace Tempo Long Distance 4 (g1)")],
    ),
    "maybe: less downhill, which the runner had named, in kilometres": Example(
        [pains("right knee: 4 from 3 km")], GETTING_ON, units="km", claims=[less_downhill("hint")]
    ),
    "maybe: one pair of shoes, in a run without pain": Example(
        ["pain: none"], LATER, claims=[shoe("hint")]
    ),
    "faded: one pair of shoes, told once": Example(
        [pains("right knee: 4 from 3 mi")], GETTING_ON, claims=[shoe("faded")]
    ),
    "clear: pain comes later": Example(
        [pains("right knee: 2 from 5.5 mi")], GETTING_ON, 7.5, claims=[later("clear")]
    ),
    "maybe: pain comes earlier": Example(
        [pains("right knee: 2 from 1 mi")], claims=[later("hint", sign=1.0)]
    ),
    "faded: pain came later for a while": Example(
        [pains("right knee: 2 from 1 mi")], claims=[later("faded")]
    ),
    "clear: pain is much weaker, and a pair of shoes": Example(
        [pains("right knee: 2 from 5.5 mi")], GETTING_ON, 7.5,
        claims=[weaker("clear"), shoe("clear")],
    ),
    "maybe: pain is a little weaker": Example(
        [pains("right knee: 2 from 5.5 mi")], claims=[weaker("hint", last_mean=4.4)]
    ),
    "names that would be links": Example(
        [did("10 kicks of kicks.example.com -> gone", of="https://knee.example/x: 5 from 3 mi")]
    ),
    "names that ASCII has no letters for": Example(
        [did("10 приседаний @ 3 mi -> gone", of="колено: 5 from 3 mi")]
    ),
}  # fmt: skip


def golden() -> str:
    """All examples as the golden file has them: a line of words, the block, an empty line."""
    return "\n".join(f"# {name}\n{example.block()}\n" for name, example in EXAMPLES.items())


def split_golden(text: str) -> dict[str, str]:
    """Each description with its block, as the file holds them."""
    found = {}
    for part in text.removeprefix("# ").split("\n\n# "):
        name, block = part.split("\n", 1)
        found[name] = block.strip("\n")
    assert all(block.endswith(END) for block in found.values())
    return found
