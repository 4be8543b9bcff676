"""One text of one activity: GET, splice, record the intent, PUT, verify. The steps a to g of the contract."""

import dataclasses
from dataclasses import dataclass, replace

from annotations.block import normal
from annotations.model import ActivityId
from sync.errors import (
    ActivityError,
    ActivityGoneError,
    AnswerLostError,
    LoginNeededError,
    ReadAgainError,
    TryLaterError,
)
from sync.pipeline.aftermath import (
    IN_DOUBT,
    UNREAD,
    leaves_doubt,
    outcome_of,
    same,
    spread,
    was_not_kept,
)
from sync.pipeline.job import Done, Job, Look, Result, how_to_adopt, judge
from sync.pipeline.stopped import surprise
from sync.plan import Known
from sync.ports import (
    Breaker,
    Clock,
    Entry,
    Intent,
    Journal,
    OnlineText,
    Outcome,
    Strava,
    TextField,
)

FRESH_S = 5.0
TRIES = 3
MOST_REQUESTS = 4
"""For one activity, in a run that finishes what an earlier one left open, or that loses an answer itself."""
VERIFY_AFTER_S = (0.0, 2.0, 10.0)
TOO_SLOW = "this machine was too slow to write within 5 s of reading; the next run tries again"
UNDONE = "you took its block out with `twinge undo`"


@dataclass(frozen=True, slots=True)
class _Reading:
    online: OnlineText
    at_s: float

    @property
    def fresh_until_s(self) -> float:
        return self.at_s + FRESH_S


@dataclass(slots=True)
class Writer:
    """Writes one field of activities through the journal; the caller holds the process lock."""

    strava: Strava
    journal: Journal
    clock: Clock
    field: TextField
    verify_after_s: tuple[float, ...] = VERIFY_AFTER_S
    _recovered: dict[ActivityId, _Reading] = dataclasses.field(default_factory=dict)
    """What the recovery read: the next job's own reading, as long as it is fresh."""

    def run(self, job: Job) -> Result:
        """Do one job. Raises what stops the whole stage (login, limits, disk); never repeats a PUT."""
        reading = recovered = self._recovered.pop(job.activity_id, None)
        asked = 0 if recovered is None else 1
        for _ in range(TRIES):
            if reading is None or self.clock.monotonic_s() > reading.fresh_until_s:
                reading, asked = self._read(job.activity_id), asked + 1
            seen = judge(reading.online, job)
            if isinstance(seen, Result):
                return self._leave(job, seen)
            entry = self.journal.record(self._intent(job, seen), self.clock.now())
            if seen.target == seen.base:
                self._verified(entry, seen.base)  # remembered: no request is made for it again
                return Result(Done.ALREADY)
            looks = MOST_REQUESTS - asked - 1
            try:
                return self._put(job, entry, reading, looks, finishing=recovered is not None)
            except ReadAgainError:
                reading = None
        return Result(Done.SKIPPED, TOO_SLOW)

    def look(self, job: Job) -> Look | Result:
        """What the job would do to the text as it stands now, or why not. One GET; nothing is recorded."""
        return judge(self._read(job.activity_id).online, job)

    def _read(self, activity_id: ActivityId) -> _Reading:
        at_s = self.clock.monotonic_s()
        return _Reading(self.strava.read_text(activity_id, self.field), at_s)

    def _leave(self, job: Job, seen: Result) -> Result:
        now = self.clock.now()
        if seen.held:
            self.journal.wait(job.activity_id, self.field, seen.held, now)
        if not seen.hands_off:
            return seen
        self.journal.leave_alone(job.activity_id, self.field, seen.why, now)
        adopt = how_to_adopt(job.activity_id)
        way = adopt if job.kind == "write" else "take its lines out on Strava's own page"
        return replace(seen, why=f"{seen.why} ({way})")

    def _intent(self, job: Job, seen: Look) -> Intent:
        return Intent(
            job.activity_id, self.field, job.kind, seen.base, seen.target, job.block, job.digest
        )

    def _put(
        self, job: Job, entry: Entry, reading: _Reading, looks: int, *, finishing: bool
    ) -> Result:
        """`looks` is how many GETs may follow where nobody answered, or where an earlier run is being finished."""
        answer: OnlineText | None = None
        try:
            answer = self.strava.write_text(
                job.activity_id, self.field, entry.intent.target, reading.fresh_until_s
            )
        except AnswerLostError:
            pass  # only a GET can tell; below
        except (ActivityError, LoginNeededError, TryLaterError) as error:
            # certainly not applied, which is not the same as applied and not kept
            self.journal.settle(entry, Outcome.SUPERSEDED, None, self.clock.now())
            if not isinstance(error, ActivityError):
                raise
            return Result(Done.SKIPPED, error.message)
        if answer and not answer.still_updating and not job.certain and same(answer.text, entry):
            self._verified(entry, answer.text)
            return Result(Done.WRITTEN)
        few = finishing or answer is None
        pauses_s = spread(self.verify_after_s, looks) if few else self.verify_after_s
        return self._read_back(entry, pauses_s, answered=answer is not None)

    def _read_back(self, entry: Entry, pauses_s: tuple[float, ...], *, answered: bool) -> Result:
        """On any doubt: GET again, after each pause, before judging what is seen last."""
        seen = ""
        for pause_s in pauses_s:
            if pause_s:
                self.clock.sleep(pause_s)
            seen = self.strava.read_text(entry.intent.activity_id, self.field).text
            if same(seen, entry):
                self._verified(entry, seen)
                return Result(Done.WRITTEN)
        if normal(seen) == normal(entry.intent.base):
            return self._no_effect(entry, answered=answered)
        return self._broken(entry, seen, "Strava changed the text in a way that was not expected")

    def _verified(self, entry: Entry, observed: str) -> None:
        now = self.clock.now()
        if entry.intent.kind == "undo":  # first: a crash in between must not bring the block back
            self.journal.leave_alone(entry.intent.activity_id, self.field, UNDONE, now)
        self.journal.settle(entry, Outcome.VERIFIED, observed, now)

    def _no_effect(self, entry: Entry, *, answered: bool) -> Result:
        """The PUT did nothing that shows: left for the next run, unless it is the second time.

        A PUT whose answer was lost may never have reached Strava: that says nothing about Strava.
        """
        earlier = [
            before
            for before in self.journal.entries(self.field)
            if before.intent.activity_id == entry.intent.activity_id and before.id != entry.id
        ]
        if answered and earlier and was_not_kept(earlier[-1]):
            why = "Strava takes the text and does not keep it"
            if self.field == "private_note":
                why += " (TWINGE_PUBLISH=description writes into the description instead)"
            return self._broken(entry, entry.intent.base, why)
        why = "Strava does not show the text yet; the next run looks again"
        return Result(Done.UNVERIFIED, why)

    def _broken(self, entry: Entry, seen: str, why: str) -> Result:
        now = self.clock.now()
        # first: a crash in between must not let the next activity be written
        self.journal.set_breaker(Breaker(why, entry.intent.activity_id, now))
        self.journal.settle(entry, Outcome.MISMATCH, seen, now)
        return Result(Done.BROKEN, why, diff=surprise(entry, seen))

    def recover(self, entry: Entry, known: Known) -> Outcome:
        """What became of an intent whose outcome nobody saw; one GET, never a PUT.

        Where it can't be told whether Strava changed the text, the breaker is open for all other
        activities from then on.
        """
        activity_id = entry.intent.activity_id
        try:
            reading = self._read(activity_id)
        except ActivityError as error:
            gone = isinstance(error, ActivityGoneError)  # no text is left that could be harmed
            return self._recovered_as(entry, Outcome.SUPERSEDED, None, "" if gone else UNREAD)
        self._recovered[activity_id] = reading
        seen = reading.online.text
        doubt = IN_DOUBT if leaves_doubt(entry, seen) else ""
        return self._recovered_as(entry, outcome_of(entry, known, seen), seen, doubt)

    def _recovered_as(
        self, entry: Entry, outcome: Outcome, seen: str | None, doubt: str
    ) -> Outcome:
        activity_id, now = entry.intent.activity_id, self.clock.now()
        if doubt and self.journal.breaker() is None:
            # first: a crash in between must not let another activity be written
            self.journal.set_breaker(Breaker(doubt, activity_id, now, in_doubt=True))
        if outcome is Outcome.VERIFIED:
            self._verified(entry, seen or "")
        else:
            self.journal.settle(entry, outcome, seen, now)
        return outcome
