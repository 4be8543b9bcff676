"""The guided checklist of what only a real account can settle, tried on one private activity of the runner's."""

import unicodedata
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from annotations.block import JOINT
from annotations.delicate import Delicate
from annotations.model import ActivityId
from sync.errors import ActivityError, TwingeError
from sync.pipeline.checklist import Answer, Found, LoginFacts, became, checklist, survivors
from sync.pipeline.diff import diff
from sync.pipeline.job import LONGEST
from sync.pipeline.publish import begin, raise_if_stopped, require_write_scope
from sync.pipeline.reports import PublishReport
from sync.pipeline.trial import Trials
from sync.pipeline.writer import Writer
from sync.ports import TextField

CANARY = "canary"
"""The name under which the answers are remembered."""


class Guide(Protocol):
    """The runner at the terminal."""

    def may_write(self, what: str, text: str) -> bool:
        """Whether this text may be written now."""
        ...

    def asked(self, question: str) -> bool | None:
        """Yes, no, or None where they can't tell."""
        ...

    def tell(self, line: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Trial:
    """One text to try below the activity's own; `teaches` is the class of characters that it settles."""

    name: str
    what: str
    line: str
    teaches: Delicate | None = None


_ACCENTS = "Zo\u00eb, Caf\u00e9"
TRIALS = (
    Trial("plain", "a plain line", "Trial of Twinge: plain words, and these lines.\n-- the end"),
    Trial("markup", "& < > and an entity", "Trial: 1 & 2 &amp; 3 < 4 > 3 <b>b</b>", "markup"),
    Trial("mentions", "an @ and an address into Strava", "Trial: @trial strava://athletes/0"),
    Trial(
        "letters",
        "letters of all kinds",
        f"Trial: {_ACCENTS}, {unicodedata.normalize('NFD', _ACCENTS)}, \u05d0\u05d1, "
        "\U0001f9b5\U0001f3fd\u200d\u2642\ufe0f \u200b|",
    ),
    Trial("blanks", "blanks and line ends", "Trial:  two blanks \t\r\n\r\n\r\n\r\nend  \n"),
    Trial("length", f"a text of {LONGEST} characters", ""),
)


@dataclass(slots=True)
class CanaryReport:
    """What was learned, and what stopped it; no answers where nothing was tried.

    The runner's text stands as it was unless `failure` says otherwise.
    """

    activity_id: ActivityId
    answers: list[Answer] = field(default_factory=list)
    survivors: list[Delicate] = field(default_factory=list)
    diffs: list[str] = field(default_factory=list)
    failure: TwingeError | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "activity_id": self.activity_id,
            "answers": [asdict(one) for one in self.answers],
            "survivors": list(self.survivors),
            "diffs": self.diffs,
            "stopped": str(self.failure) if self.failure else None,
        }


def canary(
    writer: Writer, activity_id: ActivityId, guide: Guide, login: LoginFacts
) -> CanaryReport:
    """Try each text that the runner allows, put theirs back, and answer the eleven questions.

    What survived is remembered in the journal; a class that was not tried this time keeps its answer.
    """
    report, found = CanaryReport(activity_id), Found()
    try:
        begin(writer, PublishReport())
        raise_if_stopped(writer, PublishReport())
        require_write_scope(writer.strava.scopes())
        _try_texts(writer, activity_id, guide, found, report)
        _try_mention(writer, activity_id, guide, found)
    except TwingeError as error:
        report.failure = error
    finally:  # also when the runner stops it: what was seen was seen
        _remember(writer, found, report)
    if found.seen:
        report.answers = checklist(found, login)
    return report


def _remember(writer: Writer, found: Found, report: CanaryReport) -> None:
    report.survivors = sorted(survivors(found, set(writer.journal.survivors(writer.field))))
    if found.seen:
        writer.journal.learn(writer.field, frozenset(report.survivors))


def _try_texts(
    writer: Writer, activity_id: ActivityId, guide: Guide, found: Found, report: CanaryReport
) -> None:
    trials = Trials(writer, activity_id)
    trials.begin()
    trials.only_plain()
    try:
        if _try_each(trials, guide, found, report):
            _try_etag(trials, guide, found)
    finally:
        trials.finish()
    _try_other_field(writer, activity_id, guide, found)


def _try_each(trials: Trials, guide: Guide, found: Found, report: CanaryReport) -> bool:
    """False once not even plain words are kept: then nothing more can be learned."""
    for trial in TRIALS:
        text = _with_trial(trials.original, trial)
        if not guide.may_write(trial.what, text):
            continue
        found.seen[trial.name] = seen = trials.put(text)
        shown = diff(trial.what, ("sent", seen.sent), ("seen", seen.text))
        report.diffs += [shown] if shown else []
        guide.tell(became(seen))
        if trial.name == "plain" and not seen.kept_but_for_blanks:
            return False
    return True


def _try_etag(trials: Trials, guide: Guide, found: Found) -> None:
    """The text as it is once more, with a condition that a server which heeds it can't grant."""
    text = trials.original
    if not guide.may_write("your text as it was, with an outdated If-Match", text):
        return
    heeded: list[bool] = []

    def send(activity_id: ActivityId, name: TextField, sent: str, until_s: float) -> None:
        refused = trials.writer.strava.refuses_old_state(activity_id, name, sent, until_s)
        heeded.append(refused)

    trials.finish()  # so that a refusal and a write leave the same text
    trials.put(text, send=send)
    found.etag_heeded = any(heeded)
    guide.tell("refused, as it should be" if found.etag_heeded else "taken all the same")


def _try_other_field(writer: Writer, activity_id: ActivityId, guide: Guide, found: Found) -> None:
    """A private note, where the description is what Twinge writes."""
    if writer.field == "private_note":
        found.private_note = found.seen.get("plain")
        return
    other = Writer(writer.strava, writer.journal, writer.clock, "private_note")
    trials = Trials(other, activity_id)
    try:
        trials.begin()
        trials.only_plain()
        text = _with_trial(trials.original, TRIALS[0])
        if guide.may_write("a line into the private note", text):
            try:
                found.private_note = seen = trials.put(text)
                guide.tell(became(seen))
            finally:
                trials.finish()
    except ActivityError as error:
        found.private_note = error.message
        guide.tell(error.message)


def _try_mention(writer: Writer, activity_id: ActivityId, guide: Guide, found: Found) -> None:
    """Only the runner can make a mention, and only they see whether it is still a link."""
    if not guide.asked(
        f"Open activity {activity_id} on Strava, mention somebody in its "
        f"{writer.field.replace('_', ' ')} (@, chosen from the list), save. Done?"
    ):
        return
    trials = Trials(writer, activity_id, fragile=True)
    text = f"{trials.begin()}{JOINT}Trial: a line below a mention"
    if not guide.may_write("a line below your mention", text):
        return
    try:
        found.mention = trials.put(text)
        guide.tell(became(found.mention))
        found.still_a_link = guide.asked("Reload its page: is the mentioned name still a link?")
        found.notified = guide.asked("Was anybody told of the mention a second time?")
    finally:
        trials.finish()


def _with_trial(own: str, trial: Trial) -> str:
    if trial.name == "length":
        head = f"{own}{JOINT}Trial: "
        return head + "x" * (LONGEST - len(head))
    return f"{own}{JOINT}{trial.line}" if own else trial.line
