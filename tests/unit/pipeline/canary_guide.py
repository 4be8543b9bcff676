"""A runner who answers what `doctor --canary` asks."""

import html
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline_fakes import ONE, Desk, FakeStrava

from sync.pipeline.canary import CanaryReport, canary
from sync.pipeline.checklist import LoginFacts
from sync.pipeline.writer import Writer
from sync.ports import TextField

OWN = "A short walk, nothing more."


@dataclass
class Guide:
    """A runner who says yes to everything but what a test lists, and does what they are asked to."""

    no_to: tuple[str, ...] = ()
    mention: Callable[[], None] | None = None
    link: bool | None = True
    told: list[str] = field(default_factory=list)
    offered: list[tuple[str, str]] = field(default_factory=list)

    def may_write(self, what: str, text: str) -> bool:
        self.offered.append((what, text))
        return not any(word in what for word in self.no_to)

    def asked(self, question: str) -> bool | None:
        if question.endswith("Done?"):
            if self.mention is not None:
                self.mention()
            return self.mention is not None
        return self.link if "link" in question else False

    def tell(self, line: str) -> None:
        self.told.append(line)


def make_it_private(strava: FakeStrava) -> None:
    strava.put_there(OWN)
    strava.put_there("", 1, "private_note")


def tried(desk: Desk, guide: Guide | None = None, field: TextField = "description") -> CanaryReport:
    writer = Writer(desk.strava, desk.journal, desk.clock, field)
    return canary(writer, ONE, guide or Guide(), LoginFacts(rotates=True))


def escape(sent: str, _: str) -> str:
    return html.escape(sent, quote=False)
