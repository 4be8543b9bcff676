"""What a physiotherapist asks: complaint, course, what brings it on and eases it, what was tried, how far now."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from annotations.facts import about, upper_first
from annotations.insights.covariates import GEAR
from annotations.insights.evidence import Finding
from annotations.insights.relief import MIN_FOR_SHARE
from annotations.model import Site, Units
from annotations.quantities import format_distance
from annotations.record import Observation, Record
from annotations.report.answers import Counts, counts, most_relieving
from annotations.report.drawing import Drawing
from annotations.report.helps import UNTREATED, untreated
from annotations.report.links import LINKS
from annotations.report.onsets import printed_onsets
from annotations.report.seen import all_seen
from annotations.report.shown import day, dose, name, percentage, points, site_name, spread
from annotations.report.tables import NOTHING, began, result
from annotations.sentences.dispatch import sentence
from annotations.sentences.phrases import count, percent, share_range
from annotations.sentences.told import told

_COURSE = frozenset({"onset_trend", "intensity_trend", "flare", "streak"})
MOST_SITES = 2
MOST_WORDS = 4
LAST_PAINFUL = 4
MOST_LETTERS, MOST_OF_A_NAME = 230, 30
"""What a sentence and a name may take of a sheet that has to hold everything."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What was done in painful runs, and in how many the pain was gone for the rest of the run; all as words."""

    what: str
    runs: str
    gone: str
    first_set: str
    spread: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """One site in the order of a case history; every text is a full sentence."""

    site: str
    complaint: tuple[str, ...]
    now: tuple[str, ...]
    course: tuple[str, ...]
    brings_on: tuple[str, ...]
    tried: tuple[Tried, ...]
    best: tuple[str, ...]
    """What was most often followed by relief; told where there is no room for the table."""
    eases: tuple[str, ...]
    drawings: tuple[Drawing, ...]
    last: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The page."""

    period: str
    counts: Counts
    share_noted: str
    complaints: tuple[Complaint, ...]
    others: str
    around: tuple[str, ...]
    mornings: tuple[str, ...]
    with_names: bool


def physio_summary(
    record: Record, found: Sequence[Finding], units: Units, *, with_names: bool
) -> Summary:
    """The site that hurt most often in full, the next one in brief, the others by their counts."""
    shown = found if with_names else _without_names(found)
    held, runs = counts(record), record.runs
    period = f"{day(runs[0].local_date)} to {day(runs[-1].local_date)}" if runs else "no runs yet"
    others = [
        f"{_name(site_name(site))} ({sum(o.painful for o in record.series(site))} painful)"
        for site in record.sites[MOST_SITES:]
    ]
    more = len(others) - MOST_WORDS
    in_full = record.sites[:1]
    return Summary(
        period,
        held,
        percentage((held.painful + held.free) / held.runs) if held.runs else "",
        tuple(
            _complaint(record, site, shown, units, with_names=with_names)
            if site in in_full
            else _brief(_complaint(record, site, shown, units, with_names=with_names))
            for site in record.sites[:MOST_SITES]
        ),
        ", ".join([*others[:MOST_WORDS], *([f"{more} more"] if more > 0 else [])]),
        _around(record),
        _sentences([f for f in shown if f.kind == "morning"], units)[:3],
        with_names,
    )


def _without_names(found: Iterable[Finding]) -> list[Finding]:
    """Shoes by a letter, in the order of their ids."""
    findings = list(found)
    shoes = sorted({f.subject for f in findings if f.subject.startswith(GEAR)})
    letters = {shoe: f"shoe {chr(ord('A') + k % 26)}" for k, shoe in enumerate(shoes)}
    return [replace(f, label=letters[f.subject]) if f.subject in letters else f for f in findings]


def _complaint(
    record: Record, site: Site, found: Sequence[Finding], units: Units, *, with_names: bool
) -> Complaint:
    own = [f for f in found if f.site == site]
    coins = [f for f in found if f.kind == "experiment" and f.site in (None, site)]
    seen = all_seen(record, site)
    series = record.series(site)

    def of(*kinds: str) -> tuple[str, ...]:
        return tuple(_short(sentence(f, units)) for kind in kinds for f in own if f.kind == kind)

    state = {f.subject: sentence(f, units) for f in own if f.kind == "onset_state"}
    now = [state[key] for key in ("half", "recent") if key in state][:1]
    tried = tuple(_tried(f) for f in own if f.kind == "relief" and f.n["painful"])
    return Complaint(
        _name(site_name(site)),
        _complaint_words(record, site, series, units),
        (*of("forecast"), *now),
        _sentences([f for f in own if f.kind in _COURSE], units)[:3],
        _sentences([f for f in own if f.kind in LINKS], units)[:3],
        (*tried[:MOST_WORDS], _nothing_done(series)),
        tuple(_short(most_relieving([f]).text) for f in _best(own)),
        (*of("return"), *_sentences(coins, units)[:2], *of("dose")[:1]),
        printed_onsets(seen, own, units),
        tuple(_last(series, units, with_names=with_names)),
    )


def _sentences(found: Sequence[Finding], units: Units) -> tuple[str, ...]:
    return tuple(_short(statement.text) for statement in told(found, units))


def _short(text: str, most: int = MOST_LETTERS) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _name(text: str) -> str:
    return _short(name(text), MOST_OF_A_NAME)


def _best(found: Sequence[Finding]) -> list[Finding]:
    """The treatment most often followed by relief; none where none was tried."""
    reliefs = [f for f in found if f.kind == "relief" and f.n["painful"]]
    return sorted(reliefs, key=lambda f: f.n["gone_within_three_sets"])[-1:]


def _brief(one: Complaint) -> Complaint:
    """The surest of each, without the drawing and the last runs: all has to fit on one sheet."""
    return replace(
        one,
        complaint=one.complaint[:2],
        now=one.now[:1],
        course=one.course[:2],
        brings_on=one.brings_on[:1],
        tried=(),
        eases=(*one.best, *one.eases[:1]),
        drawings=(),
        last=(),
    )


def _complaint_words(
    record: Record, site: Site, series: Sequence[Observation], units: Units
) -> tuple[str, ...]:
    painful = [o for o in series if o.painful]
    levels = [o.level for o in painful]
    onsets = [o.onset_m for o in painful if o.onset_m is not None]
    middle = f", median {points(median(levels))}" if min(levels) < max(levels) else ""
    first, last = (day(o.run.local_date) for o in (painful[0], painful[-1]))
    runs = f"Painful in {len(painful)} of {count(len(series), 'noted run')}"
    texts = [f"{runs}, first noted {first}, last {last}; intensity {spread(levels)}{middle} of 10."]
    if onsets:
        low, half, high = (about(m, units) for m in (min(onsets), median(onsets), max(onsets)))
        where = f"at {low}" if low == high else f"between {low} and {high} (median {half})"
        texts.append(f"In painful runs it began {where}.")
    words = Counter(word for o in painful for word in o.feels)
    aspects = Counter(
        aspect
        for noted in record.stated
        for complaint in noted.complaints
        if complaint.site == site and complaint.level > 0
        for aspect in complaint.aspects
    )
    for title, counted in (("Felt as", words), ("Where exactly", aspects)):
        if counted:
            listed = ", ".join(f"{_name(w)} ({k})" for w, k in counted.most_common(MOST_WORDS))
            texts.append(f"{title} (number of runs): {listed}.")
    return tuple(texts)


def _tried(finding: Finding) -> Tried:
    n = finding.n
    return Tried(
        _name(finding.subject),
        _and_open(n["painful"], n["result_not_noted"]),
        str(n["gone_within_three_sets"]),
        str(n["gone_after_first_set"]),
        percent(finding.interval).strip(" ()"),
    )


def _nothing_done(series: Sequence[Observation]) -> Tried:
    """The last row: what came of painful runs without a treatment, where a note says so."""
    found = untreated(series)
    gone = str(found.gone) if found.told else NOTHING
    spread_of = share_range(found.gone, found.told, MIN_FOR_SHARE).strip(" ()")
    runs = _and_open(found.told, len(found.runs) - found.told)
    return Tried(UNTREATED, runs, gone, NOTHING, spread_of)


def _and_open(told: int, left_open: int) -> str:
    return f"{told} (+{left_open})" if left_open else str(told)


def _last(
    series: Sequence[Observation], units: Units, *, with_names: bool
) -> Iterable[tuple[str, ...]]:
    """The last painful runs: date, length, pain, where it began, what was done and came of it."""
    for o in [o for o in series if o.painful][-LAST_PAINFUL:]:
        done = "; ".join(f"{_short(dose(e), MOST_OF_A_NAME)}: {result(e)}" for e in o.episodes[:3])
        more = f"; {len(o.episodes) - 3} more" if len(o.episodes) > 3 else ""
        called = f" {_name(o.run.name)}" if with_names else ""
        yield (
            f"{day(o.run.local_date)}{called}",
            format_distance(o.run.distance_m, units),
            points(o.level),
            began(o, units),
            f"{done}{more}" or "nothing noted",
        )


def _around(record: Record) -> tuple[str, ...]:
    """What was done before and after runs, by the number of noted runs."""
    found = []
    for title in ("before", "after"):
        done = Counter(
            what
            for noted in record.noted
            for what in {w for note in noted.notes for w in getattr(note, title)}
        )
        if done:
            listed = ", ".join(f"{_name(w)} ({k})" for w, k in done.most_common(MOST_WORDS))
            found.append(f"{upper_first(title)} runs: {listed}.")
    return tuple(found)
