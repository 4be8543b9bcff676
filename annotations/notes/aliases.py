"""The names of treatments and factors that mean the same: ours, and those of `aliases.yaml`.

butt kicks: [kick butts, heel flicks]
foam rolling: rolling out
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotations.model import Problem
from annotations.notes.frontmatter import MAX_CHARACTERS as MAX_FILE_CHARACTERS
from annotations.notes.nodes import texts_of
from annotations.notes.remarks import Placed, Remarks
from annotations.notes.source import decode
from annotations.notes.treatments import CARRY_ON, MAX_CHARACTERS, normalise
from annotations.notes.tree import Fault, Field, FrontmatterError, Scalar
from annotations.notes.yamltree import build_tree

FILE_NAME = "aliases.yaml"
_FORM = "write 'butt kicks: [kick butts, heel flicks]'"


@dataclass(frozen=True, slots=True)
class Aliases:
    """For each of the runner's other names of a thing its one name, both normalised."""

    names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, text: str) -> str:
        """The one name of what `text` calls a treatment or a factor."""
        name = normalise(text)
        return self.names.get(name, name)


BUILT_IN = Aliases()
"""The small table that ships with the product, and nothing besides."""


@dataclass(frozen=True, slots=True)
class AliasesReading:
    """The aliases that could be read, and all that is wrong with their file."""

    aliases: Aliases
    problems: tuple[Problem, ...] = ()


def read_aliases(data: bytes, path: str = FILE_NAME) -> AliasesReading:
    """The aliases in the file `data`, on top of the built-in ones. Never raises.

    Each key is a name, its value one other name or a list of them. A name that is given for two
    things is an error that names both lines; a line with an error is left out, the others count.
    """
    remarks = Remarks(path)
    source = decode(data)
    if source.fault:
        remarks.error(source.fault, source.fault.message, source.fault.hint)
    elif len(source.text) > MAX_FILE_CHARACTERS:
        remarks.error(Fault(1, 1, ""), "the file is longer than 64 KiB")
    else:
        try:
            fields = build_tree(source.text, first_line=1).fields
        except FrontmatterError as error:
            for fault in error.faults:
                remarks.error(
                    fault, fault.message.replace("the frontmatter", "the file"), fault.hint
                )
        else:
            aliases = _Table(remarks).of(fields)
            return AliasesReading(aliases, remarks.problems)
    return AliasesReading(BUILT_IN, remarks.problems)


class _Table:
    """Gathers the names and the line on which each was given a meaning."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self._names: dict[str, str] = {}
        self._lines: dict[str, int] = {}

    def of(self, fields: tuple[Field, ...]) -> Aliases:
        heads = [(name, each) for each in fields if (name := self._head(each.key))]
        for name, each in heads:
            others = texts_of(each.value, each.key.text, self._remarks)
            if not others and not self._remarks.failed:
                self._remarks.warn(each.key, f"'{each.key.text}' has no other name", _FORM)
            for other in others:
                if alias := self._checked(other.text, other):
                    self._claim(alias, name, other)
        return Aliases({alias: name for alias, name in self._names.items() if alias != name})

    def _head(self, key: Scalar) -> str:
        """The name that a line is about, or "" with a remark."""
        name = self._checked(key.text, key)
        if name in self._names:
            message = f"'{name}' has line {self._lines[name]} and line {key.line}"
            self._remarks.error(key, message, "put all its other names on one line")
            return ""
        if name:
            self._names[name], self._lines[name] = name, key.line
        return name

    def _checked(self, text: str, at: Placed) -> str:
        """The normalised name, or "" with a remark."""
        name = normalise(text)
        if not any(character.isalpha() for character in name) or len(name) > MAX_CHARACTERS:
            self._remarks.error(at, f"'{text[:MAX_CHARACTERS]}' is not a name", _FORM)
            return ""
        return name

    def _claim(self, alias: str, name: str, at: Scalar) -> None:
        """Let `alias` mean `name`, unless it means something else already."""
        known = self._names.get(alias)
        if known is None and alias == CARRY_ON != name:
            message = f"'{at.text}' can't mean '{name}': it says that nothing was done"
            self._remarks.error(at, message, "choose another name")
        elif known is None:
            self._names[alias], self._lines[alias] = name, at.line
        elif known != name:
            first = self._lines[alias]
            message = f"'{alias}' on line {at.line} means '{name}', on line {first} '{known}'"
            self._remarks.error(at, message, "leave one of them out")
