"""The promises as rules about what went over the wire and what was stored; blind to how Twinge decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kill_judge import blocks_in
from night_world import Put

from sync.sandbox.judge import Version

FRESH_S = 5.0


def plain(text: str) -> str:
    """Line ends as LF, without blanks at line ends and at the text's end: what a server may change without a word."""
    return re.sub(r"[ \t]+(?=\n|\Z)", "", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip()


@dataclass
class Oracle:
    """Knows every block that was ever composed or adopted."""

    blocks: set[str] = field(default_factory=set)
    overwritten: set[int] = field(default_factory=set)
    """Activities that lost an edit made between our GET and our PUT: the one thing that stays impossible."""
    undone: set[int] = field(default_factory=set)
    """Activities that the runner had freed of their block and did not give back."""
    mangled: set[int] = field(default_factory=set)
    """Activities whose text a server changed beyond what is harmless, since writing was last allowed."""
    ever_mangled: set[int] = field(default_factory=set)

    def own(self, text: str) -> str:
        """The runner's text: without whole blocks of ours, ones that lost their last line, and their blank lines."""
        known = [*self.blocks, *(block.removesuffix("\n-- Twinge") for block in self.blocks)]
        for block in sorted(known, key=len, reverse=True):
            for form in (block, block.replace("\n", "\r\n")):
                while form in text:
                    before, _, after = text.partition(form)
                    text = re.sub(r"(?:\r\n\r\n|\n\n)\Z", "", before) + after
        return text

    def has_block(self, text: str) -> bool:
        return self.own(text) != text

    def about_put(self, put: Put, runners: str) -> list[str]:
        """What is wrong with a PUT; `runners` is the last text that the runner saved."""
        wrong = []
        own, base = self.own(put.text), self.own(put.base)
        # an undo puts back what a server took, and blanks at the end tell nobody that the runner was there
        undone = put.kind == "undo" and plain(own) in (plain(base), plain(self.own(runners)))
        if put.kind == "undo" and put.activity_id in self.overwritten:
            undone = True  # a surprise that was an edit: undo puts back the text from before, as was said
        if own != base and not undone:
            wrong.append(f"promise 1: {put.text!r} over {put.base!r}")
        if put.age_s > FRESH_S:
            wrong.append(f"promise 1: the text was read {put.age_s} s ago")
        if blocks_in(put.text) > 1:
            wrong.append(f"promise 2: {put.text!r}")
        if put.backups < 2 or not put.kind:
            wrong.append(f"promise 5: {put.backups} backups, open row {put.kind!r}")
        if put.kind == "write":
            wrong += self._about_write(put)
        return wrong

    def _about_write(self, put: Put) -> list[str]:
        wrong = []
        touched = put.present and not self.has_block(put.base)
        undone = put.activity_id in self.undone
        if put.hands_off or undone or touched or blocks_in(self.own(put.base)):
            wrong.append(f"promise 7: the runner touched the block in {put.base!r}")
        if others := self.mangled - {put.activity_id}:
            wrong.append(f"promise 8: written on after {others} were mangled")
        return wrong

    def about_version(self, before: Version | None, after: Version, sent: str) -> list[str]:
        """What is wrong with a stored text of ours, given the one before it and what was last sent."""
        text = before.text if before else ""
        wrong = []
        if blocks_in(after.text) > 1 and after.text != text:
            wrong.append(f"promise 2: stored {after.text!r}")
        if after.text not in (text, sent) and plain(after.text) != plain(sent):
            self.mangled.add(after.activity_id)
            self.ever_mangled.add(after.activity_id)
        elif after.activity_id not in self.overwritten | self.ever_mangled and plain(
            self.own(after.text)
        ) != plain(self.own(text)):
            wrong.append(f"promise 1: {text!r} became {after.text!r}")
        return wrong

    def about_rewrites(self, puts: Sequence[Put]) -> list[str]:
        """What is wrong with the writes of one unasked night, taken together."""
        again = [put for put in puts if put.kind == "write" and put.present]
        texts = {put.activity_id for put in again}  # a refused login makes two PUTs of one
        if len(texts) > 10 or (again and 2 * len(texts) > again[0].standing):
            return [f"promise 9: {len(texts)} of {again[0].standing} blocks were rewritten"]
        return []
