"""One text of one activity: GET, splice, record the intent, PUT, verify. The steps a to g of the contract."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from annotations.block import Parsed, fingerprint, normal, parse, splice
from annotations.delicate import Delicate, delicate, why_it_waits
from annotations.model import ActivityId
from sync.errors import ActivityError, AnswerLostError, LoginNeededError, TryLaterError
from sync.pipeline.diff import diff
from sync.plan import Known, too_wide, wide
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
    WriteKind,
)
from sync.settings import Audience

FRESH_S = 5.0
TRIES = 3
VERIFY_AFTER_S = (0.0, 2.0, 10.0)
LONGEST = 20_000
TOO_SLOW = "this machine was too slow to write within 5 s of reading; the next run tries again"
UNDONE = "you took its block out with `twinge undo`"


class Done(StrEnum):
    """How a text was left."""

    WRITTEN = "written"
    ALREADY = "already so"
    SKIPPED = "skipped"
    UNVERIFIED = "unverified"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one text; `why` is for the runner."""

    done: Done
    why: str = ""
    hands_off: bool = False
    """Whether the runner touched our block: the activity is left alone from now on."""
    held: frozenset[Delicate] = frozenset()
    """What the text holds that is not known to survive a write: the activity waits for a trial."""
    diff: str = ""
    """From the text that was sent to the one that Strava shows, where they differ unexpectedly."""


@dataclass(frozen=True, slots=True)
class Look:
    """A text as it stands on Strava, and what a job would make of it; equal where there is nothing to do."""

    base: str
    target: str


@dataclass(frozen=True, slots=True)
class Job:
    """What a text should become: `change` maps the parsed text to the new one, or to None for no change."""

    activity_id: ActivityId
    kind: WriteKind
    block: str
    digest: str
    change: Callable[[Parsed], str | None]
    known: Known
    audience: Audience | None = None
    certain: bool = False
    """Verify by a GET of its own, whatever the PUT answered (the canary)."""
    held: frozenset[Delicate] = frozenset()
    """A text that holds one of these is not written."""
    restore: Callable[[str], str | None] | None = None
    """Asked before `change` and of texts that can't be parsed too: the new text where it is certain, or None."""


@dataclass(slots=True)
class Writer:
    """Writes one field of activities through the journal; the caller holds the process lock."""

    strava: Strava
    journal: Journal
    clock: Clock
    field: TextField
    verify_after_s: tuple[float, ...] = VERIFY_AFTER_S

    def run(self, job: Job) -> Result:
        """Do one job. Raises what stops the whole stage (login, limits, disk); never repeats a PUT."""
        for _ in range(TRIES):
            read_at_s = self.clock.monotonic_s()
            seen = self.look(job)
            if isinstance(seen, Result):
                now = self.clock.now()
                if seen.held:
                    self.journal.wait(job.activity_id, self.field, seen.held, now)
                if seen.hands_off:
                    self.journal.leave_alone(job.activity_id, self.field, seen.why, now)
                    return replace(seen, why=f"{seen.why} ({how_to_adopt(job.activity_id)})")
                return seen
            entry = self.journal.record(self._intent(job, seen), self.clock.now())
            if seen.target == seen.base:
                self._verified(entry, seen.base)  # remembered: no request is made for it again
                return Result(Done.ALREADY)
            if self.clock.monotonic_s() - read_at_s <= FRESH_S:
                return self._put(job, entry)
            self.journal.settle(entry, Outcome.SUPERSEDED, None, self.clock.now())
        return Result(Done.SKIPPED, TOO_SLOW)

    def look(self, job: Job) -> Look | Result:
        """What the job would do to the text as it stands now, or why not. One GET; nothing is recorded."""
        online = self.strava.read_text(job.activity_id, self.field)
        if refusal := _refusal(online, job):
            return Result(Done.SKIPPED, refusal)
        target = job.restore(online.text) if job.restore else None
        if target is None:
            parsed = parse(online.text, job.known.written, present=job.known.present)
            if parsed.status != "clean":
                return _not_clean(parsed)
            target = job.change(parsed)
        if target is None or normal(target) == normal(online.text):
            return Look(online.text, online.text)
        return _unsendable(target, job) or Look(online.text, target)

    def _intent(self, job: Job, seen: Look) -> Intent:
        return Intent(
            job.activity_id, self.field, job.kind, seen.base, seen.target, job.block, job.digest
        )

    def _put(self, job: Job, entry: Entry) -> Result:
        answer: OnlineText | None = None
        try:
            answer = self.strava.write_text(job.activity_id, self.field, entry.intent.target)
        except AnswerLostError:
            pass  # only a GET can tell; below
        except (ActivityError, LoginNeededError, TryLaterError) as error:
            # certainly not applied, which is not the same as applied and not kept
            self.journal.settle(entry, Outcome.SUPERSEDED, None, self.clock.now())
            if not isinstance(error, ActivityError):
                raise
            return Result(Done.SKIPPED, error.message)
        if answer and not answer.still_updating and not job.certain and _same(answer.text, entry):
            self._verified(entry, answer.text)
            return Result(Done.WRITTEN)
        return self._read_back(entry, answered=answer is not None)

    def _read_back(self, entry: Entry, *, answered: bool) -> Result:
        """On any doubt: GET again, up to three times, before judging what is seen last."""
        seen = ""
        for pause_s in self.verify_after_s:
            if pause_s:
                self.clock.sleep(pause_s)
            seen = self.strava.read_text(entry.intent.activity_id, self.field).text
            if _same(seen, entry):
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
        if answered and earlier and _was_not_kept(earlier[-1]):
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
        shown = diff(
            f"activity {entry.intent.activity_id}", ("sent", entry.intent.target), ("seen", seen)
        )
        return Result(Done.BROKEN, why, diff=shown)

    def recover(self, entry: Entry, known: Known) -> Outcome:
        """What became of an intent whose outcome nobody saw; one GET, never a PUT."""
        try:
            seen = self.strava.read_text(entry.intent.activity_id, self.field).text
        except ActivityError:
            self.journal.settle(entry, Outcome.SUPERSEDED, None, self.clock.now())
            return Outcome.SUPERSEDED
        outcome = _outcome(entry, known, seen)
        if outcome is Outcome.VERIFIED:
            self._verified(entry, seen)
        else:
            self.journal.settle(entry, outcome, seen, self.clock.now())
        return outcome


def _refusal(online: OnlineText, job: Job) -> str:
    """Why a text is not to be written, whatever it says; empty where nothing stands in the way."""
    if online.still_updating:
        return "Strava is still working on it; a later night writes it"
    if job.audience is not None and too_wide(online.visibility, job.audience):
        return wide(online.visibility, job.audience)
    return unkeepable(online.text)


def _not_clean(parsed: Parsed) -> Result:
    if parsed.status == "ambiguous":
        return Result(Done.SKIPPED, f"{parsed.why}: take its lines out on Strava")
    return Result(Done.SKIPPED, parsed.why, hands_off=True)


def _unsendable(target: str, job: Job) -> Result | None:
    """Why the text that would be sent is not; None where it may be."""
    if held := delicate(target) & job.held:
        return Result(Done.SKIPPED, why_it_waits(held), held=held)
    if job.kind == "write" and len(target) > LONGEST:
        why = f"its text would have {len(target)} characters, and {LONGEST} is the most"
        return Result(Done.SKIPPED, f"{why}: shorten it on Strava")
    return None


def how_to_adopt(activity_id: ActivityId) -> str:
    """What the runner may say to have an activity that is hands off written again."""
    return f"`twinge publish --adopt {activity_id}` writes it again"


def unkeepable(text: str) -> str:
    """Why a text could not be backed up and sent as it is; empty where it could."""
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in text):
        return "its text holds broken characters that could not be kept: take them out on Strava"
    return ""


def _was_not_kept(before: Entry) -> bool:
    """Whether an earlier write was looked for and had changed nothing; one that was never sent was not looked for.

    The two need not have had the same text: what a block says may have changed in between.
    """
    looked_for = before.outcome is Outcome.SUPERSEDED and before.observed is not None
    return looked_for and normal(before.observed or "") == normal(before.intent.base)


def _outcome(entry: Entry, known: Known, seen: str) -> Outcome:
    if _same(seen, entry):
        return Outcome.VERIFIED
    if normal(seen) == normal(entry.intent.base):
        return Outcome.SUPERSEDED
    return Outcome.VERIFIED if _landed(entry.intent, known, seen) else Outcome.SUPERSEDED


def _landed(intent: Intent, known: Known, seen: str) -> bool:
    """Whether an edited text shows that the write came before the edit: it has this block, or after an undo none."""
    parsed = parse(seen, known.written, present=False)
    if parsed.status != "clean":
        return False
    if parsed.block is None:
        return intent.kind == "undo"
    return intent.kind == "write" and fingerprint(parsed.block) == fingerprint(intent.block)


def stands_as_sent(entry: Entry) -> bool:
    """Whether a block of ours was seen on Strava just as it was sent: the canary has passed.

    A text that was found altered, and taken for the runner's edit because nobody had looked at once, says
    nothing for Strava.
    """
    intent = entry.intent
    sent = intent.kind == "write" and intent.target != intent.base
    seen = entry.outcome is Outcome.VERIFIED and entry.observed is not None
    return sent and seen and _same(entry.observed or "", entry)


def _same(text: str, entry: Entry) -> bool:
    return normal(text) == normal(entry.intent.target)


def put_block(block: str) -> Callable[[Parsed], str | None]:
    """The change that leaves exactly this block in the text."""

    def change(parsed: Parsed) -> str:
        target = splice(parsed, block)
        # the promise itself, looked at once more before anything is sent
        if parse(target, (block,)).own != parsed.own:
            raise ActivityError("The block can't be put in without touching your text; left alone.")
        return target

    return change
