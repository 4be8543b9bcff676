"""What may happen between a runner, Strava and Twinge: a state machine with promises 1 to 9 as its invariants."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kill_world import quick_folder
from night_edits import BLOCK, touched, written
from night_oracle import Oracle, plain
from night_stage import write
from night_troubles import DETAIL, NORMALISERS, TROUBLES, echoing
from night_world import NightWorld

from annotations.model import ActivityId
from sync.errors import TwingeError
from sync.pipeline.publish import adopt
from sync.pipeline.reports import PublishReport
from sync.pipeline.undo import undo
from sync.pipeline.writer import Writer
from sync.wiring import Silent

WORDS = (
    "", "Easy.", "Zoe\u0301 \U0001f642 & <b>, 5 > 4", "two\r\nlines", "trailing  ", "  leading",
    "with @sam\n\n\nand a gap", "Twinge is a word", "> Twinge | quoted\n -- Twinge", "x" * 400,
)  # fmt: skip
words = st.sampled_from(WORDS)
lines = st.integers(1, 2_600)
which = st.integers(0, 7)
troubles = st.none() | st.sampled_from(sorted(TROUBLES))


class Nights(RuleBasedStateMachine):
    """The rules; what they must not break is in `Oracle`."""

    puts_judged = 0
    """By all machines together: where none was sent, nothing was proved."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(dir=quick_folder(Path(gettempdir())))
        self.world = NightWorld(Path(self._folder.name))
        self.oracle = Oracle()
        self.notes: dict[ActivityId, int] = {}
        self.touched: set[ActivityId] = set()
        """Texts whose block the runner changed or had taken out: nobody looks before their notes change."""
        self.server = ""
        self.asked_for = False
        self._judged_puts, self._judged_versions = 0, dict[int, int]()
        self._sent: dict[int, str] = {}

    def teardown(self) -> None:
        self.world.close()
        self._folder.cleanup()

    # What the runner does ---------------------------------------------------------------------

    @initialize(
        texts=st.lists(words, min_size=2, max_size=4),
        server=st.sampled_from(("", "", *sorted(NORMALISERS))),
    )
    def the_first_runs(self, texts: list[str], server: str) -> None:
        self.server = server
        for text in texts:
            self.a_run_is_added(text)

    @rule(text=words)
    def a_run_is_added(self, text: str) -> None:
        if len(self.notes) < 8:
            activity_id = ActivityId(len(self.notes) + 1)
            self.world.add_run(activity_id, text)
            self._note_says(activity_id, 1)

    @rule(which=which)
    def a_note_is_edited(self, which: int) -> None:
        activity_id = self._one(which)
        self._note_says(activity_id, self.notes[activity_id] + 1)

    @rule()
    def every_note_is_edited(self) -> None:
        for number in range(len(self.notes)):
            self._note_says(ActivityId(number + 1), self.notes[ActivityId(number + 1)] + 1)

    @rule(which=which, text=words, where=st.sampled_from(("above", "below", "instead")))
    def the_runner_writes(self, which: int, text: str, where: str) -> None:
        activity_id = self._one(which)
        if where == "instead":
            self.touched.add(activity_id)
        self._edit(activity_id, lambda old: written(old, text, where))

    @rule(
        which=which,
        how=st.sampled_from(("deletes", "edits", "moves", "copies", "cuts the last line of")),
    )
    def the_runner_touches_the_block(self, which: int, how: str) -> None:
        activity_id = self._one(which)
        self.world.state.catch_up()  # a write that comes late may take the block away
        if BLOCK.search(self.world.state.text(activity_id)):
            self.touched.add(activity_id)
            self._edit(activity_id, lambda old: touched(old, how))

    @rule(which=which)
    def the_runner_adopts(self, which: int) -> None:
        activity_id = self._one(which)
        found = BLOCK.search(self.world.state.text(activity_id))
        done = self._work(lambda writer: adopt(writer, activity_id))
        if isinstance(done, str):
            self.touched.discard(activity_id)
            self.oracle.undone.discard(activity_id)
        if isinstance(done, str) and "replaced" in done and found:
            self.oracle.blocks.add(found[0].replace("\r\n", "\n"))

    @rule()
    def the_runner_resumes(self) -> None:
        self.world.store.journal.set_breaker(None)
        self.oracle.mangled.clear()

    @rule(which=which, trouble=troubles)
    def the_runner_undoes(self, which: int, trouble: str | None) -> None:
        activity_id = self._one(which)
        self._befall(trouble, 1)
        self.touched.add(activity_id)
        edited = self._last_author(activity_id) == "runner"
        report = self._work(lambda writer: undo(writer, [activity_id], Silent()))
        certain = trouble is None and not self.server
        tampered = self.oracle.overwritten | self.oracle.ever_mangled
        undone = report.undone if isinstance(report, PublishReport) else []
        self.oracle.undone.update(undone)
        if certain and activity_id in undone and activity_id not in tampered:
            expected, text = (
                self.oracle.own(self._runners(activity_id)),
                self.world.state.text(activity_id),
            )
            assert plain(text) == plain(expected), "promise 6"
            assert edited or text == expected, "promise 6: byte for byte"

    # What time and Strava do ------------------------------------------------------------------

    @rule(name=st.sampled_from(sorted(NORMALISERS)))
    def the_server_begins_to_change_texts(self, name: str) -> None:
        self.server = name

    @rule()
    def the_server_behaves(self) -> None:
        self.server = ""

    @rule(hours=st.sampled_from((-48, -1, 1, 7, 30)))
    def the_clock_is_set(self, hours: int) -> None:
        self.world.clock.wall += timedelta(hours=hours)

    @rule(trouble=troubles, nth=st.integers(1, 3), confirmed=st.booleans())
    def a_night(self, trouble: str | None, nth: int, confirmed: bool) -> None:
        self._befall(trouble, nth)
        self._night(confirmed=confirmed)

    @rule(line=lines, trouble=troubles)
    def a_night_that_is_killed(self, line: int, trouble: str | None) -> None:
        self._befall(trouble, 1)
        if self._night(at_line=line) is None:
            self.world.after_death()

    @rule(line=lines)
    def a_night_with_a_second_process(self, line: int) -> None:
        self._night(at_line=line, meets=self.world.second_process)

    @rule(text=words, where=st.sampled_from(("above", "below")))
    def a_night_with_an_edit_in_the_seconds_between(self, text: str, where: str) -> None:
        def edit(activity_id: int) -> None:
            self.oracle.overwritten.add(activity_id)
            old = self.world.state.text(activity_id)
            self.world.state.runner_edits(activity_id, description=written(old, text, where))

        self.world.before_put = edit
        self._night()

    @rule()
    def all_is_quiet(self) -> None:
        """Promises 3 and 4: one run finishes whatever was left, and the next one has nothing to ask."""
        self.server = ""
        self.the_runner_resumes()
        self.world.clock.wall += timedelta(hours=60)
        report = self._night(confirmed=True)
        assert max(self.world.asked.values(), default=0) <= 4, "promise 3"
        breaker = self.world.store.journal.breaker()
        if breaker is not None and breaker.in_doubt:
            # nobody can tell whether Strava or the runner changed that text: the others wait for a word
            self.the_runner_resumes()
            report = self._night(confirmed=True)
        assert report.failure is None, report.failure
        assert max(self.world.asked.values(), default=0) <= 4, "promise 3"
        assert self.world.ask("SELECT 1 FROM writeback WHERE outcome = 'sent'") == []
        skipped = {one.activity_id for one in report.skipped}
        left = skipped | self.touched | set(self.world.store.journal.hands_off("description"))
        for activity_id in self.notes.keys() - left:
            text = plain(self.world.state.text(activity_id))
            assert text.count(self._block(activity_id)) == 1, f"promise 3: {text!r}"
        self._night(confirmed=True)
        assert set(self.world.asked) <= skipped, "promise 4"

    @invariant()
    def the_promises_hold(self) -> None:
        wrong: list[str] = []
        for put in self.world.puts[self._judged_puts :]:
            for activity_id in self.notes:  # what earlier ones of the same night did comes first
                wrong += self._about_versions(activity_id, put.stored.get(activity_id, 0))
            wrong += self.oracle.about_put(put, self._runners(put.activity_id))
            self._sent[put.activity_id] = put.text
        wrong += (
            []
            if self.asked_for
            else self.oracle.about_rewrites(self.world.puts[self._judged_puts :])
        )
        for activity_id in self.notes:
            wrong += self._about_versions(activity_id, None)
        Nights.puts_judged += len(self.world.puts) - self._judged_puts
        self._judged_puts = len(self.world.puts)
        assert wrong == [], "\n".join(wrong)

    # How it is done ---------------------------------------------------------------------------

    def _about_versions(self, activity_id: ActivityId, until: int | None) -> list[str]:
        versions = self.world.state.versions.get(activity_id, ())[:until]
        first = self._judged_versions.get(activity_id, 0)
        self._judged_versions[activity_id] = max(first, len(versions))
        wrong: list[str] = []
        for at in range(first, len(versions)):
            if versions[at].author == "app":
                before = versions[at - 1] if at else None
                wrong += self.oracle.about_version(before, versions[at], self._sent[activity_id])
        return wrong

    def _one(self, which: int) -> ActivityId:
        """One of the activities; rather one that has a block, as long as any has."""
        blocked = [one for one in sorted(self.notes) if BLOCK.search(self.world.state.text(one))]
        among = blocked if blocked and which % 4 else sorted(self.notes)
        return among[which % len(among)]

    def _note_says(self, activity_id: ActivityId, number: int) -> None:
        self.notes[activity_id] = number
        self.oracle.blocks.add(self._block(activity_id))

    def _block(self, activity_id: ActivityId) -> str:
        number = self.notes[activity_id]
        return f"Twinge | right knee {number}/10 from {activity_id}.0 mi\nkicks {number}: gone\n-- Twinge"

    def _runners(self, activity_id: int) -> str:
        saved = [
            one.text
            for one in self.world.state.versions.get(activity_id, ())
            if one.author == "runner"
        ]
        return saved[-1] if saved else ""

    def _last_author(self, activity_id: ActivityId) -> str:
        versions = self.world.state.versions.get(activity_id, ())
        return versions[-1].author if versions else "runner"

    def _edit(self, activity_id: ActivityId, change: Callable[[str], str]) -> None:
        self.world.state.catch_up()
        old = self.world.state.text(activity_id)
        self.world.state.runner_edits(activity_id, description=change(old))
        self._trace_is_gone(activity_id)

    def _trace_is_gone(self, activity_id: ActivityId) -> None:
        """Where the runner saved just what stood there before a write or what was sent, nobody can see a harm."""
        text = plain(self.world.state.text(activity_id))
        puts = [put for put in self.world.puts if put.activity_id == activity_id]
        if puts and text in (plain(puts[-1].base), plain(puts[-1].text)):
            self.oracle.mangled.discard(activity_id)

    def _befall(self, trouble: str | None, nth: int) -> None:
        self.world.state.clear_faults()
        if trouble is not None:
            TROUBLES[trouble].befall(self.world.state, nth)

    def _night(self, *, confirmed: bool = False, **at: Any) -> Any:
        self.asked_for = confirmed
        blocks = {one: self._block(one) for one in self.notes}
        now = self.world.clock.wall
        return self._work(lambda writer: write(writer, blocks, now, confirmed=confirmed), **at)

    def _work(self, do: Callable[[Writer], Any], **at: Any) -> Any:
        """One process an hour later; what it reports, the error that ended it, or None where it was killed."""
        self.world.state.catch_up()
        if self.server:
            action = NORMALISERS[self.server]()
            if not self.world.last_words():  # the canary's answer is not to be believed
                self.world.state.inject("PUT", DETAIL, echoing(action))
            self.world.state.inject("PUT", DETAIL, action, times=None)
        self.world.clock.sleep(3600)
        self.world.asked.clear()
        try:
            done = self.world.work(do, **at)
        except TwingeError as error:
            done = error
        note(f"     {done}")
        self.world.state.clear_faults()
        self.world.before_put = None
        return done
