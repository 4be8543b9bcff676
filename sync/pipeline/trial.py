"""Trial texts on one private activity: each is backed up, sent and read back, and the text from before returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from annotations.block import normal, parse
from annotations.delicate import delicate
from annotations.model import ActivityId
from sync.errors import (
    ActivityError,
    ActivityRefusedError,
    AnswerLostError,
    BreakerError,
    ReadAgainError,
    TryLaterError,
    TwingeError,
)
from sync.pipeline.job import unkeepable
from sync.pipeline.writer import FRESH_S, TRIES, Writer
from sync.plan import open_trial
from sync.ports import Breaker, Entry, Intent, Outcome, TextField

Send = Callable[[ActivityId, TextField, str, float], object]

RESTORED = "restored"
"""The digest of the journal's row that puts the text from before the trials back."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a trial: the text before it, the one that stands there, and how long it took to be shown."""

    before: str
    sent: str
    text: str
    after_s: float = 0.0
    refused: str = ""

    @property
    def kept(self) -> bool:
        """Whether Strava shows the text to the letter."""
        return self.text == self.sent

    @property
    def kept_but_for_blanks(self) -> bool:
        return normal(self.text) == normal(self.sent)


@dataclass(slots=True)
class Trials:
    """The trials on one text. Between `begin` and `finish` all other writing leaves the activity alone."""

    writer: Writer
    activity_id: ActivityId
    original: str = ""
    fragile: bool = False
    """Whether the text itself may not survive being put back: then that is learned, and no reason to stop writing."""
    _ours: set[str] = field(default_factory=set)
    """Every text that may stand there by our doing; any other is the runner's and is never replaced."""

    def begin(self) -> str:
        """Read the text; the one that trials may be made on is returned.

        A trial that was cut off earlier is ended first. Raises ActivityError for an activity that is
        not for trials, with what to do about it.
        """
        journal, name = self.writer.journal, self.writer.field
        why = journal.hands_off(name).get(self.activity_id)
        if why == open_trial(self.activity_id):
            self.end()
        elif why:
            raise _unfit(self.activity_id, f"it is left alone ({why})")
        online = self.writer.strava.read_text(self.activity_id, name)
        if online.visibility != "only_me":
            raise _unfit(self.activity_id, "others can see it")
        if online.still_updating:
            raise _unfit(self.activity_id, "Strava is still working on it")
        parsed = parse(online.text)
        if parsed.status != "clean" or parsed.block is not None:
            raise _unfit(self.activity_id, "there is a block in it")
        self.original = online.text
        self._ours = {online.text}
        return online.text

    def end(self, *, past_breaker: bool = False) -> None:
        """End a trial that an earlier process had begun, by the journal; as `finish`."""
        self._take_up()
        self.finish(past_breaker=past_breaker)

    def only_plain(self) -> None:
        """Raises ActivityError for a text that a trial could harm: it would not come back to the letter."""
        plain = normal(self.original) == self.original and self.original.isascii()
        if not plain or delicate(self.original) or unkeepable(self.original):
            raise _unfit(self.activity_id, "its own text is not plain letters without & < > @")

    def put(self, text: str, note: str = "", send: Send | None = None) -> Seen:
        """Send one text and read it back. Raises ActivityError where the runner changed the text meanwhile.

        `send` takes the place of a plain write.
        """
        journal, clock, name = self.writer.journal, self.writer.clock, self.writer.field
        journal.leave_alone(self.activity_id, name, open_trial(self.activity_id), clock.now())
        for _ in range(TRIES):
            read_at_s = clock.monotonic_s()
            base = self._still_ours()
            intent = Intent(self.activity_id, name, "trial", base, text, "", note)
            entry = journal.record(intent, clock.now())
            self._ours.add(text)
            try:
                return self._send(entry, send or self.writer.strava.write_text, read_at_s + FRESH_S)
            except ReadAgainError:
                continue
        raise TryLaterError("This machine was too slow to write within 5 s of reading.")

    def finish(self, *, past_breaker: bool = False) -> None:
        """The text from before the trials stands there again when this returns, with Strava's line ends.

        Raises ActivityError where the runner changed it meanwhile: then theirs stays. Raises
        BreakerError, with all writing stopped, where Strava gives another text back, and TryLaterError
        where it shows none.
        """
        journal, name = self.writer.journal, self.writer.field
        stands = self._still_ours()
        if stands != self.original:
            self._put_back(stands, past_breaker=past_breaker)
        journal.adopt(self.activity_id, name)

    def _put_back(self, stands: str, *, past_breaker: bool) -> None:
        journal = self.writer.journal
        breaker = journal.breaker()
        seen = None if breaker and not past_breaker else self.put(self.original, RESTORED)
        if seen is not None and seen.kept_but_for_blanks:
            return
        if seen is not None and seen.text == stands:
            raise TryLaterError(
                f"Activity {self.activity_id}: Strava does not show your text yet.",
                f"Run `twinge doctor --canary {self.activity_id}` again: it looks, and puts it back.",
            )
        why = "Strava did not take a text back as it was"
        if self.fragile:
            journal.adopt(self.activity_id, self.writer.field)
            raise ActivityError(
                f"Activity {self.activity_id}: {why}.",
                f"`twinge history {self.activity_id}` shows yours; put it back on Strava's own page.",
            )
        if breaker is None:
            journal.set_breaker(Breaker(why, self.activity_id, self.writer.clock.now()))
        raise BreakerError(
            f"Activity {self.activity_id}: {why}. Your text is in the backup.",
            f"`twinge history {self.activity_id}` shows it; put it back on Strava's own page.",
        )

    def _still_ours(self) -> str:
        online = self.writer.strava.read_text(self.activity_id, self.writer.field)
        if online.text in self._ours:
            return online.text
        self.writer.journal.adopt(self.activity_id, self.writer.field)
        raise ActivityError(
            f"Activity {self.activity_id}: its text was changed during the trial, by you or by Strava; "
            "it stays as it is.",
            f"`twinge history {self.activity_id}` shows the text from before.",
        )

    def _send(self, entry: Entry, send: Send, until_s: float) -> Seen:
        journal, clock = self.writer.journal, self.writer.clock
        sent = entry.intent.target
        try:
            send(self.activity_id, self.writer.field, sent, until_s)
        except AnswerLostError:
            pass  # what is read back tells
        except TwingeError as error:
            journal.settle(entry, Outcome.SUPERSEDED, None, clock.now())
            if not isinstance(error, ActivityRefusedError):
                raise
            return Seen(entry.intent.base, sent, entry.intent.base, refused=error.message)
        seen = self._read_back(sent, entry.intent.base)
        self._ours.add(seen.text)
        outcome = Outcome.VERIFIED if seen.kept_but_for_blanks else Outcome.MISMATCH
        journal.settle(entry, outcome, seen.text, clock.now())
        return seen

    def _read_back(self, sent: str, base: str) -> Seen:
        text, clock = base, self.writer.clock
        began_s = clock.monotonic_s()
        for pause_s in self.writer.verify_after_s:
            if pause_s:
                clock.sleep(pause_s)
            text = self.writer.strava.read_text(self.activity_id, self.writer.field).text
            if text == sent or text != base:
                break
        return Seen(base, sent, text, clock.monotonic_s() - began_s)

    def _take_up(self) -> None:
        """What an earlier process that was cut off had begun, by the journal.

        A text that was first seen later may be the runner's: only what the trial itself looked at counts.
        """
        chain = _cut_off(self.writer.journal.entries(self.writer.field), self.activity_id)
        online = self.writer.strava.read_text(self.activity_id, self.writer.field).text
        self.original = chain[0].intent.base if chain else online
        self._ours = {online} if not chain else {self.original}
        for entry in chain:
            self._ours.add(entry.intent.target)
            if entry.observed is not None and entry.outcome is not Outcome.SUPERSEDED:
                self._ours.add(entry.observed)


def _cut_off(entries: Sequence[Entry], activity_id: ActivityId) -> list[Entry]:
    """The trials since the text was last put back, oldest first."""
    chain: list[Entry] = []
    for entry in reversed([one for one in entries if one.intent.activity_id == activity_id]):
        restored = entry.intent.digest == RESTORED and entry.outcome is Outcome.VERIFIED
        if entry.intent.kind != "trial" or restored:
            break
        chain.append(entry)
    return chain[::-1]


def _unfit(activity_id: ActivityId, why: str) -> ActivityError:
    return ActivityError(
        f"Activity {activity_id} is not for trials: {why}.",
        "Make a short activity by hand on Strava, visible to you only, and name its id.",
    )
