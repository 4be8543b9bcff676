"""`pain`, `where`, `onset` and `feels` together: which site hurt how much, from where."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotations.errors import ReadError
from annotations.model import Complaint, Place, Site, Units
from annotations.notes.nodes import text_of, texts_of, value_of
from annotations.notes.pain import PainEntry, parse_entry, split_words
from annotations.notes.remarks import Remarks
from annotations.notes.sites import Doubt, Mention, read_sites, split_aspects
from annotations.notes.tree import Fields, Items, Node, Scalar
from annotations.quantities import parse_place

UNNAMED = "unnamed"
MAX_SITES = 40
_FILL_IN = "fill in a number from 0 to 10, or none"


@dataclass(frozen=True, slots=True)
class _Defaults:
    """What the note says for every site that has no word of its own."""

    onset: Place | None
    feels: tuple[str, ...]
    aspects: tuple[str, ...]


_NOTHING_SAID = _Defaults(None, (), ())


def read_complaints(
    values: Mapping[str, Node], remarks: Remarks, units: Units
) -> tuple[bool, tuple[Complaint, ...]]:
    """Whether the pain is stated, and the sites with their levels; problems go to `remarks`."""
    defaults = _NOTHING_SAID
    if "onset" in values or "feels" in values:
        defaults = _defaults(values, remarks, units)
    failed_before = remarks.failed
    where = _mentions(_where(values.get("where"), remarks), remarks)
    if not where and remarks.failed and not failed_before:
        where = [Mention(Site(UNNAMED))]  # what is wrong with it has been said
    pain = values.get("pain")
    if pain is None:
        for key in ("where", "onset", "feels"):
            if key in values:
                remarks.warn(
                    values[key], f"'{key}' is not used, since 'pain' is not given", _FILL_IN
                )
        return False, ()
    if isinstance(pain, Fields):
        if where:
            remarks.warn(values["where"], "'where' is not used: 'pain' names the sites itself")
        complaints = _by_site(pain, defaults, remarks, units)
    elif isinstance(pain, Items):
        hint = "write one number, or under 'pain:' a line 'right knee: 5' for each site, no dashes"
        remarks.error(pain, "'pain' can't be a list", hint)
        return True, ()
    else:
        complaints = _plain(pain, where, defaults, remarks, units)
    painful = any(complaint.level > 0 for complaint in complaints)
    if "onset" in values and not painful and not remarks.failed:
        remarks.warn(values["onset"], "'onset' is not used, since the pain is 0")
    return True, complaints


def _defaults(values: Mapping[str, Node], remarks: Remarks, units: Units) -> _Defaults:
    onset = value_of(
        values.get("onset"), "onset", remarks, lambda text: parse_place(text, bare_unit=units)
    )
    texts = texts_of(values.get("feels"), "feels", remarks)
    aspects, feels = split_aspects(word for text in texts for word in split_words(text.text))
    return _Defaults(onset, feels, aspects)


def _where(node: Node | None, remarks: Remarks) -> list[Scalar]:
    """A single text stays whole: what its commas mean depends on the words between them."""
    if isinstance(node, Scalar):
        scalar = text_of(node, "where", remarks)
        return [scalar] if scalar else []
    return texts_of(node, "where", remarks)


def _plain(
    pain: Scalar, where: list[Mention], defaults: _Defaults, remarks: Remarks, units: Units
) -> tuple[Complaint, ...]:
    entry = _entry(pain, "pain", remarks, units)
    if entry is None:
        return ()
    if entry.level > 0 and not where:
        hint = "add 'where: right knee'"
        remarks.warn(pain, f"it is not said where the pain of {entry.level:g} was", hint)
        where = [Mention(Site(UNNAMED))]
    return tuple(_complaint(mention, entry, defaults) for mention in where)


def _by_site(
    pain: Fields, defaults: _Defaults, remarks: Remarks, units: Units
) -> tuple[Complaint, ...]:
    complaints: dict[Site, Complaint] = {}
    if not pain.fields:
        remarks.error(pain, "'pain' is empty", _FILL_IN)
    if len(pain.fields) > MAX_SITES:
        remarks.error(pain, f"'pain' names more than {MAX_SITES} sites")
    for field in pain.fields[:MAX_SITES]:
        entry = _entry(field.value, field.key.text, remarks, units)
        for mention in _sites_of(field.key, remarks):
            if mention.site in complaints:
                hint = "give each site one line, with the worst of it"
                remarks.error(field.key, f"'{mention.site}' is named twice", hint)
            if entry is not None:
                complaints[mention.site] = _complaint(mention, entry, defaults)
    return tuple(complaints.values())


def _complaint(mention: Mention, entry: PainEntry, defaults: _Defaults) -> Complaint:
    aspects = entry.aspects
    if mention.aspects:
        aspects = tuple(dict.fromkeys((*mention.aspects, *entry.aspects)))
    if entry.level == 0:
        return Complaint(mention.site, 0.0, aspects=aspects)
    return Complaint(
        mention.site,
        entry.level,
        onset=entry.onset or defaults.onset,
        feels=entry.feels or defaults.feels,
        aspects=aspects or defaults.aspects,
    )


def _entry(node: Node, key: str, remarks: Remarks, units: Units) -> PainEntry | None:
    if isinstance(node, Scalar) and node.empty:
        remarks.error(node, f"'{key}' is empty", _FILL_IN)
        return None
    if isinstance(node, Fields):
        message = f"'{key}' must be a single text, not several keys"
        remarks.error(node, message, f"write 'right {key}: 5 from 3 mi', one line for each side")
        return None
    scalar = text_of(node, key, remarks)
    if scalar is None:
        return None
    try:
        entry = parse_entry(scalar.text, units)
    except ReadError as error:
        remarks.unreadable(scalar, error)
        return None
    if entry.level == 0 and entry.onset is not None:
        message = f"'{scalar.text}' says where a pain of 0 began"
        remarks.warn(scalar, message, "give its level, or leave the place out")
    return entry


def _mentions(texts: list[Scalar], remarks: Remarks) -> list[Mention]:
    """All sites of `texts`; aspects without a site in a list belong to the site before them."""
    mentions: list[Mention] = []
    for text in texts:
        if mentions and (aspects := _only_aspects(text.text)):
            last = mentions[-1]
            mentions[-1] = Mention(last.site, tuple(dict.fromkeys((*last.aspects, *aspects))))
            continue
        for mention in _sites_of(text, remarks):
            if not any(mention.site == known.site for known in mentions):
                mentions.append(mention)
    return mentions


def _sites_of(text: Scalar, remarks: Remarks) -> tuple[Mention, ...]:
    """The sites that one text names; what is odd about it goes to `remarks`."""
    try:
        read = read_sites(text.text)
    except ReadError as error:
        remarks.unreadable(text, error)
        return ()
    for doubt in read.doubts:
        _warn_of(doubt, text, remarks)
    return read.mentions


def _warn_of(doubt: Doubt, text: Scalar, remarks: Remarks) -> None:
    hint = f"did you mean '{doubt.meant}'?" if doubt.meant else "it is kept as it is"
    message = f"I don't know the {doubt.kind} '{doubt.word}'"
    if doubt.kind == "second":
        message, hint = f"'{doubt.word}' stands beside another site", "put a comma between the two"
    remarks.warn(text, message, hint, part=doubt.word)


def _only_aspects(text: str) -> tuple[str, ...]:
    """The aspects that `text` is made of; none if it says anything else."""
    aspects, others = split_aspects(text.casefold().split())
    return () if others else aspects
