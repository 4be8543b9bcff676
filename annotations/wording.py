"""The block of a run: its facts, and what was known when it had been run. Plain words, no cause."""

from collections.abc import Sequence

from annotations.block import END, START
from annotations.facts import (
    MAX_LINE,
    bout_facts,
    hurting,
    morning_fact,
    plain_site,
    plain_treatment,
    site_facts,
    upper_first,
)
from annotations.insights.evidence import Finding
from annotations.model import Site, Units
from annotations.notes.treatments import CARRY_ON
from annotations.plain import fit
from annotations.record import NotedRun
from annotations.sentences.claim import CLAIMS, claim_lines
from annotations.sentences.distance import onset_sentence
from annotations.sentences.link import without_doubles
from annotations.sentences.phrases import percent
from annotations.sentences.treatment import dose_line

MAX_BLOCK = 600
MAX_INSIGHTS = 3
_TOLD = frozenset({"onset_state", "relief", "dose", *CLAIMS})
"""The kinds that may stand in a block."""


def block_text(noted: NotedRun, found: Sequence[Finding], units: Units) -> str:
    """The block of one run, given what was known when it had been run.

    ASCII, at most 600 characters, no line above 100: the facts of the run first, then at most three
    insights, those about its own pain and treatment before others.
    """
    head = START + site_facts(noted, units, MAX_LINE - len(START))
    body = bout_facts(noted, units) + morning_fact(noted)
    insights = insight_lines(noted, found, units)[:MAX_INSIGHTS]
    lines = [head]
    for line in [*body, *insights]:
        if sum(len(kept) + 1 for kept in lines) + len(line) + 1 + len(END) <= MAX_BLOCK:
            lines.append(line)
    return "\n".join([*lines, END])


def insight_lines(noted: NotedRun, found: Sequence[Finding], units: Units) -> list[str]:
    """The findings that may stand in a description, most useful for this run first, one line each.

    In a painful run those of the first site that hurt and has any, else how far the runner gets
    without pain at the two sites that hurt most often.
    """
    told = without_doubles([f for f in found if f.kind in _TOLD])
    usable = [f for f in told if f.level != "not_enough"]
    hurt = hurting(noted)
    with_findings = dict.fromkeys(f.site for f in usable if f.site)
    several = len(with_findings.keys() | set(hurt)) > 1
    coins = [f for f in usable if f.kind == "experiment" and _is_about(f.site, hurt)]
    others = [f for f in usable if f.kind != "experiment"]
    compared = any(f.level in ("tested", "hint") for f in coins)
    lines: list[str] = []
    for site in hurt or list(with_findings)[:2]:
        name = _name_of(site, several)
        lines += _site_lines(noted, [f for f in others if f.site == site], name, units, compared)
        if hurt and lines:
            break
    tested, maybe = (
        [
            line
            for coin in coins
            for line in claim_lines([coin], _name_of(coin.site, several), units, (level,))
        ]
        for level in ("tested", "hint")
    )
    return [*tested, *lines[:MAX_INSIGHTS], *maybe]


def _name_of(site: Site | None, several: bool) -> str:
    """The site as a line says it; empty where there is only one to speak of, or any is meant."""
    return upper_first(plain_site(site)) if site and several else ""


def _is_about(site: Site | None, hurt: Sequence[Site]) -> bool:
    """Whether an experiment is about a pain of this run: of any, or one on the knee about the right one too."""
    return site is None or any(
        one.name == site.name and site.side in (one.side, None) for one in hurt
    )


def _site_lines(
    noted: NotedRun, found: Sequence[Finding], name: str, units: Units, compared: bool
) -> list[str]:
    done = {bout.what for bout in noted.bouts} - {CARRY_ON}
    own = [f for f in found if f.subject in done]
    # a count of one would say no more than the facts above it
    reliefs = [f for f in own if f.kind == "relief" and f.n["painful"] > 1]
    only = len(done) == 1
    return [
        *claim_lines(found, name, units, ("clear",)),
        *(_relief_line(f, name, said=only, compared=compared) for f in reliefs[:1]),
        *_onset_line(found, name, units),
        *claim_lines(found, name, units, ("faded", "hint")),
        *(dose_line(f, name, said=only) for f in own if f.kind == "dose"),
    ]


def _relief_line(finding: Finding, name: str, *, said: bool, compared: bool) -> str:
    """`said`: the facts above name this treatment and no other. `compared`: a coin's result stands beside it."""
    n = finding.n
    counts = (
        f"gone within three sets in {n['gone_within_three_sets']} of {n['painful']} painful runs"
    )
    treatment = plain_treatment(finding.subject) or "an exercise"
    if said and not n["painful_without_it"]:
        counts = f"{name}: so far {counts}" if name else f"So far {counts}"
    else:
        counts = f"{name}, {treatment}: {counts}" if name else f"{upper_first(treatment)}: {counts}"
    long = f"{counts}{percent(finding.interval)}"
    return fit([*([] if compared else [f"{long}; no comparison yet"]), long, counts], MAX_LINE)


def _onset_line(found: Sequence[Finding], name: str, units: Units) -> list[str]:
    windows = {f.subject: f for f in found if f.kind == "onset_state"}
    recent, first = windows.get("recent"), windows.get("first")
    if recent is None:
        return []
    long, short = (onset_sentence(recent, first, units, with_interval=i) for i in (True, False))
    alone = onset_sentence(recent, None, units, with_interval=True)
    texts = [text.removesuffix(".") for text in (long, short, alone)]
    return [fit([f"{name}: {_lower_first(t)}" if name else t for t in texts], MAX_LINE)]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
