"""Sentences on what pain is linked with. No word of a cause."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotations.facts import about, upper_first
from annotations.insights.covariates import GEAR
from annotations.insights.evidence import Finding
from annotations.insights.subjects import Subject, words_for
from annotations.insights.suspects import SHOE
from annotations.model import Units
from annotations.sentences.phrases import lead, not_seen

SHORT_NAME = 16
LINKS = frozenset({"trigger", "named"})
_STRENGTH: Mapping[str, int] = {"faded": 1, "hint": 2, "clear": 3}
NOT_A_CAUSE = "Linked, not proven to be the cause."
_REFUSALS: Mapping[str, str] = {
    "mostly time": "it changed with the date, so what came with it can't be told from what came with the time",
    "does not vary": "it was the same in all runs",
    "too few known": "it is known of too few runs",
    "too few runs": "there are too few noted runs for so many questions",
    "too few runs with it": "6 noted runs with it are needed",
    "too few runs without it": "6 noted runs without it are needed",
    "follows other questions": "it went together with other things on the list, so they can't be told apart",
}


def without_doubles(found: Sequence[Finding]) -> list[Finding]:
    """Each link once: what the scan and the suspect's own question both answer is told by the stronger answer.

    Nor is a link that is claimed told as one that was not found, by the other of the two.
    """
    links = [f for f in found if f.kind in LINKS and f.subject]
    strongest = {
        key: max((f for f in links if (f.site, f.subject) == key), key=_strength)
        for key in {(f.site, f.subject) for f in links if f.level in _STRENGTH}
    }
    return [f for f in found if f.kind not in LINKS or strongest.get((f.site, f.subject), f) is f]


def _strength(finding: Finding) -> int:
    return _STRENGTH.get(finding.level, 0)


def words_of(finding: Finding) -> Subject:
    """The words for what is asked; a shoe's name is the finding's label."""
    gear_id = finding.subject.removeprefix(GEAR)
    return words_for(finding.subject, {gear_id: finding.label})


def suspect_words(subject: str) -> str:
    """What the suspect is called: "the shoe", "downhill", "new insoles"."""
    if subject == SHOE or subject.startswith(GEAR):
        return "the shoe"
    return words_for(subject, {}).name


def refusal(finding: Finding) -> str:
    """Why the question can't be asked, as a clause."""
    return _REFUSALS[finding.needs]


def link_sentence(finding: Finding, units: Units) -> str:
    """A `trigger` or `named` finding for the page and the terminal."""
    if not finding.subject:
        return _gate_sentence(finding)
    name = upper_first(words_of(finding).name)
    if finding.level == "not_enough":
        return f"{name} can't be told yet: {refusal(finding)}."
    if finding.level == "fact":
        return f"{name}: no link with pain found so far ({finding.n['noted']} noted runs)."
    if finding.level == "faded":
        return f"{upper_first(_more_pain(finding))}: {not_seen(finding)}."
    rough = _rough(finding)
    named = " You named it beforehand." if finding.kind == "named" else ""
    if finding.level == "hint":
        return f"Maybe: {_more_pain(finding)}{_figures(finding, units)}.{rough}{named}"
    when = _when(finding)
    return f"Clear: {when} pain comes more often{_figures(finding, units)}. {NOT_A_CAUSE}{rough}{named}"


def _gate_sentence(finding: Finding) -> str:
    """What is missing before anything can be asked, or before the suspect can be."""
    if not finding.label:
        return f"Too early to say what pain is linked with: {finding.needs} needed."
    suspect = suspect_words(finding.label)
    return f"Too early to say whether pain is linked with {suspect}, as you suspect: {finding.needs} needed."


def link_lines(finding: Finding, name: str, units: Units) -> list[str]:
    """The same for a description, the longest first; `name` is the site where there are several."""
    if finding.level == "faded":
        what = f"{name}, {_more_pain(finding)}" if name else upper_first(_more_pain(finding))
        return [f"{what}: {not_seen(finding)}"]
    short = replace(finding, label=_shortened(finding.label))
    plain, brief = (f"{lead(finding.level, name)}: {_more_pain(f)}" for f in (finding, short))
    figures = _figures(finding, units)
    told = [f"{plain}{figures}", f"{brief}{figures}", plain, brief]
    if finding.level == "hint":
        return told
    careful = [
        f"{plain}{figures}; not proven to be the cause",
        f"{plain}{figures}; no proof of cause",
    ]
    return [*careful, f"{brief}{figures}; no proof of cause", *told]


def _shortened(label: str) -> str:
    """A shoe's name cut between two words."""
    if len(label) <= SHORT_NAME:
        return label
    return label[: SHORT_NAME + 1].rpartition(" ")[0].rstrip(" -(") or label[:SHORT_NAME]


def _when(finding: Finding) -> str:
    """When there is more pain: "in Kestrel", "at a slower pace"."""
    words = words_of(finding)
    return words.larger if finding.detail["sign"] > 0 else words.smaller


def _more_pain(finding: Finding) -> str:
    return f"more pain {_when(finding)}"


def _rough(finding: Finding) -> str:
    rough = finding.n.get("estimated", 0)
    return f" In {rough} of the runs it is estimated from their totals." if rough else ""


def _figures(finding: Finding, units: Units) -> str:
    """ " (62 % against 38 % by 4.0 mi; 52 and 48 runs)", the circumstances of the sentence first."""
    detail, n = finding.detail, finding.n
    if "share_with" not in detail:
        return ""
    sides = [(detail["share_with"], n["with"]), (detail["share_without"], n["without"])]
    if detail["sign"] < 0:
        sides.reverse()
    (share, runs), (other_share, other_runs) = sides
    by = about(detail["at_m"], units)
    return f" ({share * 100:.0f} % against {other_share * 100:.0f} % by {by}; {runs} and {other_runs} runs)"
