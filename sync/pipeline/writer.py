"""One text of one activity: GET, splice, record the intent, PUT, verify. The steps a to g of the contract."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annotations.block import Parsed, normal, parse, splice
from annotations.model import ActivityId
from sync.errors import ActivityError, AnswerLostError, TryLaterError
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


@dataclass(frozen=True, slots=True)
class Job:
    """What a text should become: `change` maps the parsed text to the new one, or to None for no change."""

    activity_id: ActivityId
    kind: WriteKind
    block: str
    digest: str
    change: Callable[[Parsed, str], str | None]
    known: Known
    audience: Audience | None = None
    certain: bool = False
    """Verify by a GET of its own, whatever the PUT answered (the canary)."""


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
            online = self.strava.read_text(job.activity_id, self.field)
            if refusal := self._refusal(online, job):
                return refusal
            parsed = parse(online.text, job.known.written, present=job.known.present)
            if parsed.status != "clean":
                return self._not_clean(job, parsed)
            target = job.change(parsed, online.text)
            intent = self._intent(job, online.text, online.text if target is None else target)
            if target is None or normal(target) == normal(online.text):
                self._note_as_it_stands(intent)
                return Result(Done.ALREADY)
            if len(target) > LONGEST:
                return Result(Done.SKIPPED, f"its text would have {len(target)} characters")
            entry = self.journal.record(intent, self.clock.now())
            if self.clock.monotonic_s() - read_at_s <= FRESH_S:
                return self._put(job, entry, parsed)
            self.journal.settle(entry, Outcome.SUPERSEDED, None, self.clock.now())
        return Result(Done.SKIPPED, "this machine was too slow to write within 5 s of reading")

    def _refusal(self, online: OnlineText, job: Job) -> Result | None:
        if online.still_updating:
            return Result(Done.SKIPPED, "Strava is still working on it; a later night writes it")
        if job.audience is not None and too_wide(online.visibility, job.audience):
            return Result(Done.SKIPPED, wide(online.visibility, job.audience))
        if any("\ud800" <= letter <= "\udfff" for letter in online.text):
            return Result(Done.SKIPPED, "its text holds broken characters that could not be kept")
        return None

    def _not_clean(self, job: Job, parsed: Parsed) -> Result:
        if parsed.status != "ambiguous":
            self.journal.leave_alone(job.activity_id, self.field, parsed.why, self.clock.now())
        return Result(Done.SKIPPED, parsed.why)

    def _intent(self, job: Job, base: str, target: str) -> Intent:
        return Intent(job.activity_id, self.field, job.kind, base, target, job.block, job.digest)

    def _note_as_it_stands(self, intent: Intent) -> None:
        """The text is right already: remembered, so that no request is made for it again."""
        now = self.clock.now()
        self.journal.settle(self.journal.record(intent, now), Outcome.VERIFIED, intent.base, now)

    def _put(self, job: Job, entry: Entry, parsed: Parsed) -> Result:
        answer: OnlineText | None = None
        try:
            answer = self.strava.write_text(job.activity_id, self.field, entry.intent.target)
        except AnswerLostError:
            pass  # only a GET can tell; below
        except (ActivityError, TryLaterError) as error:
            self.journal.settle(entry, Outcome.SUPERSEDED, None, self.clock.now())
            if isinstance(error, TryLaterError):
                raise
            return Result(Done.SKIPPED, error.message)
        if answer and not answer.still_updating and not job.certain and _same(answer.text, entry):
            return self._verified(entry, answer.text)
        return self._read_back(job, entry, parsed)

    def _read_back(self, job: Job, entry: Entry, parsed: Parsed) -> Result:
        """On any doubt: GET again, up to three times, before judging."""
        seen = ""
        for pause_s in self.verify_after_s:
            if pause_s:
                self.clock.sleep(pause_s)
            seen = self.strava.read_text(job.activity_id, self.field).text
            if _same(seen, entry):
                return self._verified(entry, seen)
            if normal(seen) != normal(entry.intent.base):
                break
        if normal(seen) == normal(entry.intent.base):
            return self._no_effect(entry)
        after = parse(seen, (*job.known.written, job.block), present=False)
        if (
            after.status == "clean"
            and after.own == parsed.own
            and _has(after) == (job.kind == "write")
        ):
            return self._verified(entry, seen)
        return self._broken(entry, seen, "Strava changed the text in a way that was not expected")

    def _verified(self, entry: Entry, observed: str) -> Result:
        self.journal.settle(entry, Outcome.VERIFIED, observed, self.clock.now())
        return Result(Done.WRITTEN)

    def _no_effect(self, entry: Entry) -> Result:
        """The PUT did nothing that shows: left for the next run, unless it is the second time."""
        same = [
            before
            for before in self.journal.entries(self.field)
            if before.intent.activity_id == entry.intent.activity_id and before.id != entry.id
        ]
        if (
            same
            and same[-1].outcome is Outcome.SUPERSEDED
            and same[-1].intent.target == entry.intent.target
        ):
            return self._broken(
                entry, entry.intent.base, "Strava takes the text and does not keep it"
            )
        return Result(
            Done.UNVERIFIED, "Strava does not show the text yet; the next run looks again"
        )

    def _broken(self, entry: Entry, seen: str, why: str) -> Result:
        now = self.clock.now()
        self.journal.settle(entry, Outcome.MISMATCH, seen, now)
        self.journal.set_breaker(Breaker(why, entry.intent.activity_id, now))
        return Result(Done.BROKEN, why)

    def recover(self, entry: Entry, known: Known) -> Outcome:
        """What became of an intent whose outcome nobody saw; one GET, never a PUT."""
        try:
            seen = self.strava.read_text(entry.intent.activity_id, self.field).text
        except ActivityError:
            self.journal.settle(entry, Outcome.SUPERSEDED, None, self.clock.now())
            return Outcome.SUPERSEDED
        outcome = _outcome(entry, known, seen)
        self.journal.settle(entry, outcome, seen, self.clock.now())
        return outcome


def _outcome(entry: Entry, known: Known, seen: str) -> Outcome:
    if _same(seen, entry):
        return Outcome.VERIFIED
    if normal(seen) == normal(entry.intent.base):
        return Outcome.SUPERSEDED
    parsed = parse(seen, known.written, present=False)
    landed = parsed.status == "clean" and _has(parsed) == (entry.intent.kind == "write")
    return Outcome.VERIFIED if landed else Outcome.SUPERSEDED


def _same(text: str, entry: Entry) -> bool:
    return normal(text) == normal(entry.intent.target)


def _has(parsed: Parsed) -> bool:
    return parsed.block is not None


def put_block(block: str) -> Callable[[Parsed, str], str | None]:
    """The change that leaves exactly this block in the text."""

    def change(parsed: Parsed, _text: str) -> str:
        target = splice(parsed, block)
        # the promise itself, looked at once more before anything is sent
        if parse(target, (block,)).own != parsed.own:
            raise ActivityError("The block can't be put in without touching your text; left alone.")
        return target

    return change
