"""Runs and matched notes together: for each site what happened in each noted run, in metres from its start.

A run without a note, or whose notes don't state its pain, is unknown and appears in no series.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from annotations.merged import merged_bouts, worst_complaints, worst_morning
from annotations.model import ActivityId, Bout, Complaint, Match, Note, Run, Site
from annotations.notes.treatments import CARRY_ON
from annotations.places import Episode, OnsetFrom, locate, place_bout
from annotations.sports import RUN_SPORTS
from annotations.twins import outings

UNNAMED_SITE = "unnamed"
"""The site of a pain whose note names none."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One noted run at one site: either painful (level > 0), or free of pain for its whole length.

    `onset_m` is None in a pain-free run (censored at `run.distance_m`) and in a painful run whose
    note doesn't say where the pain began (`painful` and `onset_m is None`: the distance is unknown).
    """

    run: Run
    site: Site
    level: float
    onset_m: float | None
    onset_from: OnsetFrom | None
    episodes: tuple[Episode, ...]
    feels: tuple[str, ...] = ()

    @property
    def painful(self) -> bool:
        return self.level > 0

    @property
    def sets(self) -> int:
        """How many sets of anything were done against the pain of this site; to carry on is no set."""
        return sum(episode.sets for episode in self.episodes if episode.what != CARRY_ON)

    @property
    def free_m(self) -> float:
        """The distance that is known to have been free of pain: to the onset, or the whole run.

        0 where the run was painful and nobody said from where.
        """
        if self.onset_m is not None:
            return self.onset_m
        return 0.0 if self.painful else float(self.run.distance_m)


@dataclass(frozen=True, slots=True)
class NotedRun:
    """A run with the notes that belong to it, in the order of their paths."""

    run: Run
    notes: tuple[Note, ...]

    @property
    def stated(self) -> bool:
        """Whether any of the notes says how the run went, pain or none."""
        return any(note.pain_stated for note in self.notes)

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """One complaint a site, the worst of all notes: two notes of one run don't count twice."""
        return worst_complaints(self.notes)

    @property
    def bouts(self) -> tuple[Bout, ...]:
        """The bouts of all notes in order, each once."""
        return merged_bouts(self.notes)

    @property
    def morning(self) -> float | None:
        """The pain of the next morning, the worst that a note tells."""
        return worst_morning(self.notes)

    @property
    def expect(self) -> float | None:
        """How sure the runner was beforehand, as the first note has it that says so."""
        return next((note.expect for note in self.notes if note.expect is not None), None)

    @property
    def arm(self) -> str | None:
        """The arm of an experiment that was followed, as the first note has it that says so."""
        return next((note.arm for note in self.notes if note.arm is not None), None)


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known up to some moment, oldest run first; a run from several devices is there once."""

    runs: tuple[Run, ...]
    noted: tuple[NotedRun, ...]
    twins: Mapping[ActivityId, tuple[Run, ...]] = field(default_factory=dict)
    """What other devices uploaded of a run, by the id of the activity in `runs` that stands for it."""

    @property
    def stated(self) -> tuple[NotedRun, ...]:
        return tuple(noted for noted in self.noted if noted.stated)

    @property
    def sites(self) -> tuple[Site, ...]:
        """Every site that ever hurt, the most often painful first."""
        times: dict[Site, int] = defaultdict(int)
        for noted in self.stated:
            for complaint in noted.complaints:
                if complaint.level > 0:
                    times[complaint.site] += 1
        return tuple(sorted(times, key=lambda site: (-times[site], str(site))))

    def series(self, site: Site) -> tuple[Observation, ...]:
        """What each run with a stated note shows of `site`, oldest first; runs that leave it open are left out."""
        seen = (observe(noted, site) for noted in self.stated)
        return tuple(observation for observation in seen if observation is not None)

    def until(self, day: date) -> "Record":
        """The record as it stood at the end of the local date `day`."""
        return Record(
            tuple(r for r in self.runs if r.local_date <= day),
            tuple(n for n in self.noted if n.run.local_date <= day),
            self.twins,
        )

    def up_to(self, run: Run) -> "Record":
        """The record as it stood when `run` had been run: it and all that started before it."""
        moment = _moment(run)
        return Record(
            tuple(r for r in self.runs if _moment(r) <= moment),
            tuple(n for n in self.noted if _moment(n.run) <= moment),
            self.twins,
        )


def build_record(runs: Iterable[Run], matches: Sequence[Match]) -> Record:
    """Order runs in time and gather the notes of each; only run-like activities count, a real run once.

    Of the activities of one run the matched one stands for it, and the notes of all are its notes.
    """
    notes: dict[ActivityId, list[Note]] = defaultdict(list)
    for match in matches:
        notes[match.run.id].append(match.note)
    real = outings((run for run in runs if run.sport_type in RUN_SPORTS), notes.keys())
    noted = []
    for one in real:
        own = [note for run in one.activities for note in notes.get(run.id, ())]
        if own:
            noted.append(NotedRun(one.run, tuple(sorted(own, key=lambda note: note.path))))
    twins = {one.run.id: one.twins for one in real if one.twins}
    return Record(tuple(one.run for one in real), tuple(noted), twins)


def observe(noted: NotedRun, site: Site) -> Observation | None:
    """What one noted run shows of one site; a site that its notes don't name did not hurt.

    None where the notes leave it open: a pain without a site, or "knee" where the question is the
    right knee, may have been this one.
    """
    complaint = next((c for c in noted.complaints if c.site == site), None)
    if complaint is None and any(_may_be(c, site) for c in noted.complaints):
        return None
    if complaint is None or complaint.level == 0:
        return Observation(noted.run, site, 0.0, None, None, ())
    onset_m, source = locate(complaint.onset, noted.run)
    episodes = tuple(place_bout(bout, noted.run) for bout in noted.bouts if was_for(bout, site))
    return Observation(noted.run, site, complaint.level, onset_m, source, episodes, complaint.feels)


def was_for(bout: Bout, site: Site) -> bool:
    """Whether the bout was for the pain of `site`: it names none, or this one, be it without a side."""
    if bout.site is None or bout.site == site:
        return True
    return bout.site.name == site.name and None in (bout.site.side, site.side)


def _may_be(complaint: Complaint, site: Site) -> bool:
    """Whether a complaint of another site may have been a pain of `site`."""
    if complaint.level == 0:
        return False
    if UNNAMED_SITE in (complaint.site.name, site.name):
        return True
    return complaint.site.name == site.name and None in (complaint.site.side, site.side)


def _moment(run: Run) -> tuple[datetime, int]:
    return run.start_utc, run.id
