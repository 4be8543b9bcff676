"""The five questions of a runner, each answered in one sentence with its level; for the page and the terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotations.facts import about, upper_first
from annotations.insights.evidence import Finding, Level
from annotations.insights.seen import TRACKED_FROM
from annotations.model import Site, Units
from annotations.record import Record
from annotations.report.shown import day, site_name
from annotations.sentences.phrases import count, percent
from annotations.sentences.told import Statement, told

MOST_SITES = 2
"""The sites that hurt most often are answered for; the others have their place further down."""
_CLAIMED = frozenset({"tested", "clear", "hint"})
_NOTICES = frozenset({"flare", "streak"})


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, of one site or of all (`site` is then empty)."""

    site: str
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what the record says to it, a sentence for each of the first sites."""

    question: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the record holds; `unstated` runs have a note that does not say how the run went."""

    runs: int
    noted: int
    painful: int
    free: int

    @property
    def unstated(self) -> int:
        return self.noted - self.painful - self.free

    @property
    def unknown(self) -> int:
        return self.runs - self.painful - self.free


def counts(record: Record) -> Counts:
    """Runs by what their notes say; a pain-free run is one whose note says so."""
    painful = sum(any(c.level > 0 for c in noted.complaints) for noted in record.stated)
    return Counts(len(record.runs), len(record.noted), painful, len(record.stated) - painful)


def answers(
    record: Record, found: Sequence[Finding], units: Units, most_sites: int = MOST_SITES
) -> tuple[Answer, ...]:
    """The five answers, in the order in which a runner asks; none of a record without a noted pain."""
    sites = record.sites[:most_sites]
    if not sites:
        return ()

    def each(question: str, kinds: Sequence[str], other: str = "") -> Answer:
        said = (
            _answer(site, found, kinds, other or _too_early(record, site), units) for site in sites
        )
        return Answer(question, tuple(_merged(said, len(record.sites))))

    return (
        each("How far can I run today without pain?", ("forecast",), "No forecast yet."),
        each(
            "Is it getting better?",
            ("onset_trend", "intensity_trend", "flare", "streak"),
        ),
        each("What helps?", ("experiment", "relief"), "No note says that anything was tried."),
        each("What brings it on?", ("trigger", "named")),
        Answer("What have I done?", (_done(record, units),)),
    )


def _too_early(record: Record, site: Site) -> str:
    painful = sum(o.painful for o in record.series(site))
    text = f"Too early to say: a site is looked at from {TRACKED_FROM} painful runs on"
    return f"{text}, {TRACKED_FROM - painful} more." if painful < TRACKED_FROM else f"{text}."


def _merged(said: Iterable[Said], sites: int) -> list[Said]:
    """One sentence where the sites have the same to say; no site is named where there is only one."""
    kept: list[Said] = []
    for one in said:
        if kept and (kept[-1].level, kept[-1].text) == (one.level, one.text):
            kept[-1] = Said("", one.level, one.text)
        else:
            kept.append(one if sites > 1 else Said("", one.level, one.text))
    return kept


def _answer(
    site: Site, found: Sequence[Finding], kinds: Sequence[str], other: str, units: Units
) -> Said:
    """The surest of what was found of these kinds; of several facts a notice, else the earlier kind's."""
    own = [
        f
        for kind in kinds
        for f in found
        # a notice that can't be given yet says nothing of what was asked
        if f.kind == kind and _is_of(f, site) and (kind not in _NOTICES or f.level == "fact")
    ]
    claims = [f for f in own if f.level in _CLAIMED]
    notices = [f for f in own if f.kind in _NOTICES]
    facts = [f for f in own if f.level == "fact"]
    if not claims and facts and facts[0].kind == "relief":
        first = [most_relieving(facts)]
    else:
        first = told(claims or notices or own, units)[:1]
    for one in first:
        return Said(site_name(site), one.level, one.text)
    return Said(site_name(site), "not_enough", other)


def _is_of(finding: Finding, site: Site) -> bool:
    """An experiment may be of any pain."""
    return finding.site == site or (finding.kind == "experiment" and finding.site is None)


def most_relieving(reliefs: Sequence[Finding]) -> Statement:
    """What was most often followed by relief, in a shorter sentence than the one of all its counts."""
    finding = max(reliefs, key=lambda f: (f.n["gone_within_three_sets"], f.n["painful"]))
    n, what = finding.n, upper_first(finding.subject)
    if not n["painful"]:
        return Statement("fact", f"{what}: what came of it is not noted.")
    text = (
        f"{what}: gone within three sets in {n['gone_within_three_sets']} of "
        f"{count(n['painful'], 'painful run')}{percent(finding.interval)}; you chose when, so whether it "
        "would have gone anyway is not known."
    )
    return Statement(finding.level, text)


def _done(record: Record, units: Units) -> Said:
    held = counts(record)
    far = about(sum(run.distance_m for run in record.runs), units)
    since = day(record.runs[0].local_date)
    unknown = f", the other {held.unknown} unknown" if held.unknown else ""
    text = (
        f"{count(held.runs, 'run')} since {since} ({far}): {held.painful} painful, "
        f"{held.free} noted without pain{unknown}."
    )
    return Said("", "fact", text)
