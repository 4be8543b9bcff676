"""An experiment's file: from its bytes to what it states, with every mistake by line and column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from annotations.errors import ReadError
from annotations.experiments.arms import check_arms, parse_arm
from annotations.experiments.model import Arm, Ending, Experiment
from annotations.model import Problem, Site
from annotations.notes.aliases import Aliases
from annotations.notes.nodes import text_of, texts_of, value_of
from annotations.notes.remarks import Remarks
from annotations.notes.sites import read_sites
from annotations.notes.source import decode
from annotations.notes.spelling import closest
from annotations.notes.tree import Fault, Field, Fields, FrontmatterError, Node
from annotations.notes.yamltree import build_tree

T = TypeVar("T")

KEYS = ("experiment", "against", "site", "started", "id", "seed")
ENDING_KEYS = ("stopped", "id")

MAX_CHARACTERS = 64 * 1024
_FENCES = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_OURS = re.compile(r"^[\"']?(?:experiment|stopped|against|seed)[\"']?\s*:", re.MULTILINE)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_SEED = re.compile(r"[0-9a-f]{16,128}")
_RESTORE = "restore the line as Twinge wrote it, or start a new experiment"


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a file of the folder states (None: nothing that can be used), and all that is wrong with it."""

    path: str
    page: Experiment | Ending | None
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key."""


def read_page(path: str, data: bytes, aliases: Aliases) -> PageReading | None:
    """The experiment, or the end of one, in the file at `path`. Never raises.

    None says that the file is neither, and nothing is to be said about it.
    """
    remarks = Remarks(path)
    fields = _fields(data, remarks)
    if fields is None:
        return PageReading(path, None, remarks.problems) if remarks.problems else None
    named = {field.key.text.casefold(): field for field in fields.fields}
    page: Experiment | Ending | None
    if "experiment" in named:
        page = _Page(named, remarks, KEYS).experiment(aliases)
    elif "stopped" in named:
        page = _Page(named, remarks, ENDING_KEYS).ending()
    else:
        _tell_near_miss(named, remarks)
        return PageReading(path, None, remarks.problems) if remarks.problems else None
    lines = {key: field.key.line for key, field in named.items()}
    return PageReading(path, None if remarks.failed else page, remarks.problems, lines)


def _fields(data: bytes, remarks: Remarks) -> Fields | None:
    """The frontmatter; None where there is none, or none that can be read."""
    source = decode(data)
    if not _OURS.search(source.text[:MAX_CHARACTERS]):
        return None
    fences = _FENCES.match(source.text)
    if fences is None:
        if source.text.startswith("---"):
            message = "the frontmatter that begins here is not closed"
            remarks.error(Fault(1, 1, ""), message, "add a line --- below the last key")
        return None
    if source.fault:
        remarks.error(source.fault, source.fault.message, source.fault.hint)
        return None
    try:
        return build_tree(fences[1], first_line=2)
    except FrontmatterError as error:
        for fault in error.faults:
            remarks.error(fault, fault.message, fault.hint)
        return None


def _tell_near_miss(named: Mapping[str, Field], remarks: Remarks) -> None:
    """A page of ours whose main key was lost is told; any other file is somebody else's."""
    if {"against", "seed"} <= named.keys():
        field = named["against"]
        remarks.error(field.key, "it is not said what this experiment is about", _RESTORE)


class _Page:
    """The fields of one page, each read by its own reader; what is wrong goes to the remarks."""

    def __init__(self, named: Mapping[str, Field], remarks: Remarks, keys: tuple[str, ...]) -> None:
        self._named = named
        self._remarks = remarks
        for key, one in named.items():
            if key not in keys and (meant := closest(key, keys)) and meant not in named:
                hint = f"did you mean '{meant}'?"
                remarks.warn(one.key, f"the key '{one.key.text}' is not read", hint)

    def experiment(self, aliases: Aliases) -> Experiment | None:
        arms = self._arms(aliases)
        started = self._moment("started")
        known_id, seed = self._word("id", _ID), self._word("seed", _SEED)
        site = value_of(self._node("site"), "site", self._remarks, one_site)
        if started is None or not known_id or not seed or self._remarks.failed:
            return None
        return Experiment(known_id, arms, site, started, seed)

    def ending(self) -> Ending | None:
        stopped, known_id = self._moment("stopped"), self._word("id", _ID)
        return Ending(known_id, stopped) if known_id and stopped else None

    def _arms(self, aliases: Aliases) -> tuple[Arm, ...]:
        first = text_of(self._node("experiment"), "experiment", self._remarks)
        said = texts_of(self._node("against"), "against", self._remarks)
        arms: list[Arm] = []
        for scalar in [*([first] if first else []), *said]:
            try:
                arms.append(parse_arm(scalar.text, aliases))
            except ReadError as error:
                self._remarks.unreadable(scalar, error)
                return ()
        try:
            check_arms(arms)
        except ReadError as error:
            at = self._named.get("against", self._named["experiment"])
            self._remarks.error(at.key, str(error), error.hint)
        return tuple(arms)

    def _moment(self, key: str) -> datetime | None:
        return self._needed(key, value_of(self._node(key), key, self._remarks, parse_moment))

    def _word(self, key: str, form: re.Pattern[str]) -> str | None:
        def check(text: str) -> str:
            word = text.casefold()
            if not form.fullmatch(word):
                # the text of a seed is not repeated: it belongs in no message and no log
                raise ReadError(f"this is not the '{key}' of an experiment", _RESTORE)
            return word

        return self._needed(key, value_of(self._node(key), key, self._remarks, check))

    def _needed(self, key: str, value: T | None) -> T | None:
        if value is None and not self._remarks.failed:
            at = next(iter(self._named.values())).key
            self._remarks.error(at, f"'{key}' is missing", _RESTORE)
        return value

    def _node(self, key: str) -> Node | None:
        field = self._named.get(key)
        return field.value if field else None


def parse_moment(text: str) -> datetime:
    """A date and time with its zone, in UTC. Raises ReadError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ReadError(f"'{text[:40]}' is not a moment", _RESTORE, part=text) from None
    if moment.tzinfo is None:
        hint = "write it as 2026-11-24T21:40:05Z"
        raise ReadError(f"'{text}' does not say its time zone", hint, part=text)
    return moment.astimezone(UTC)


def one_site(text: str) -> Site:
    """The one site that `text` names. Raises ReadError."""
    read = read_sites(text)
    if len(read.mentions) != 1:
        hint = "name one, such as right knee, or leave it out"
        raise ReadError(f"'{text}' is not one site", hint, part=text)
    return read.mentions[0].site
