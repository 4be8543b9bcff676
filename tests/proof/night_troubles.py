"""What can go wrong in a night, and the servers that change text."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sync.sandbox import faults
from sync.sandbox.answers import Answer, as_json
from sync.sandbox.faults import Action
from sync.sandbox.state import SandboxState

DETAIL = r"/activities/\d+$"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Faults of one night, by the request that they hit and the number of the first one hit."""

    method: str
    action: Action
    times: int = 1

    def befall(self, state: SandboxState, nth: int) -> None:
        state.inject(self.method, DETAIL, self.action, nth=nth, times=self.times)


TROUBLES: Mapping[str, Trouble] = {
    "the request is lost": Trouble("PUT", faults.drop_before()),
    "the answer is lost": Trouble("PUT", faults.drop_after()),
    "the answer is cut": Trouble("PUT", faults.cut_body()),
    "the answer is no JSON": Trouble("PUT", faults.truncated_json()),
    "out of order": Trouble("PUT", faults.status(500)),
    "out of order after the write": Trouble("PUT", faults.status(500, applied=True)),
    "a page for people": Trouble("PUT", faults.html_page(applied=True)),
    "refused": Trouble("PUT", faults.status(400)),
    "the login is refused": Trouble("PUT", faults.status(401)),
    "reads fail": Trouble("GET", faults.drop_before(), 3),
    "reads are out of order": Trouble("GET", faults.status(503), 8),
    "one stale read": Trouble("GET", faults.stale_read()),
    "stale reads": Trouble("GET", faults.stale_read(), 9),
    "applied late": Trouble("PUT", faults.apply_late(2)),
    "applied very late": Trouble("PUT", faults.apply_late(50)),
    "does nothing": Trouble("PUT", faults.ignore_put()),
}

NORMALISERS: Mapping[str, Callable[[], Action]] = {
    "trim": faults.trim,
    "crlf": faults.crlf,
    "nfc": faults.nfc,
    "html escape": faults.html_escape,
    "emoji loss": faults.drop_emoji,
    "marker loss": faults.drop_markers,
    "truncation": lambda: faults.truncate(30),
    "silent no-op": faults.ignore_put,
}


def echoing(action: Action) -> Action:
    """The same, but the answer repeats what was sent: only a GET tells what was stored."""
    sent: list[str] = []

    def change(text: str, stored: str) -> str:
        sent.append(text)
        return action.change(text, stored) if action.change else text

    def answered(answer: Answer) -> Answer:
        told = {**json.loads(answer.body), "description": sent[-1]}
        return replace(answer, body=as_json(told))

    return replace(action, name=f"{action.name}, echoed", change=change, answered=answered)
