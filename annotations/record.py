"""Runs and matched notes together: for each site what happened in each noted run, in metres from its start.

A run without a note, or whose notes don't state its pain, is unknown and appears in no series.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from annotations.model import Bout, Complaint, Match, Note, Place, Result, Run, Site

UNNAMED_SITE = "unnamed"
"""The site of a pain whose note names none."""

RUN_SPORTS = frozenset({"Run", "TrailRun", "VirtualRun"})

OnsetFrom = Literal["note", "track", "even pace"]


@dataclass(frozen=True, slots=True)
class Episode:
    """One bout placed in its run. `back_m` is where the pain was back; None: it was not, or nobody said."""

    what: str
    sets: int
    reps: int | None
    hold_s: float | None
    at_m: float | None
    result: Result | None
    back_m: float | None


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
        """How many sets of anything were done against the pain of this site."""
        return sum(episode.sets for episode in self.episodes)

    @property
    def free_m(self) -> float:
        """The distance that is known to have been free of pain: to the onset, or the whole run."""
        return self.onset_m if self.onset_m is not None else float(self.run.distance_m)


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
        """The complaints of all notes, worst first by site: two notes of one run don't count twice."""
        worst: dict[Site, Complaint] = {}
        for note in self.notes:
            for complaint in note.complaints:
                known = worst.get(complaint.site)
                if known is None or complaint.level > known.level:
                    worst[complaint.site] = complaint
        return tuple(worst.values())

    @property
    def bouts(self) -> tuple[Bout, ...]:
        return tuple(dict.fromkeys(bout for note in self.notes for bout in note.bouts))


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known up to some moment, oldest run first."""

    runs: tuple[Run, ...]
    noted: tuple[NotedRun, ...]

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

    def up_to(self, run: Run) -> "Record":
        """The record as it stood when `run` had been run: it and all that started before it."""
        moment = _moment(run)
        return Record(
            tuple(r for r in self.runs if _moment(r) <= moment),
            tuple(n for n in self.noted if _moment(n.run) <= moment),
        )


def build_record(runs: Iterable[Run], matches: Sequence[Match]) -> Record:
    """Order runs in time and gather the notes of each; only run-like activities count."""
    notes: dict[int, list[Note]] = defaultdict(list)
    for match in matches:
        notes[match.run.id].append(match.note)
    ordered = tuple(sorted((r for r in runs if r.sport_type in RUN_SPORTS), key=_moment))
    noted = (
        NotedRun(run, tuple(sorted(notes[run.id], key=lambda note: note.path)))
        for run in ordered
        if run.id in notes
    )
    return Record(ordered, tuple(noted))


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
    episodes = tuple(_episode(bout, noted.run) for bout in noted.bouts if bout.site in (None, site))
    return Observation(noted.run, site, complaint.level, onset_m, source, episodes, complaint.feels)


def _may_be(complaint: Complaint, site: Site) -> bool:
    if complaint.level == 0:
        return False
    if complaint.site.name == UNNAMED_SITE:
        return True
    one_side_open = (complaint.site.side is None) != (site.side is None)
    return complaint.site.name == site.name and one_side_open


def locate(place: Place | None, run: Run) -> tuple[float | None, OnsetFrom | None]:
    """A place in metres from the start and how that is known; an elapsed time goes by the track, else by even pace."""
    if place is None:
        return None, None
    if place.distance_m is not None:
        return float(place.distance_m), "note"
    elapsed_s = float(place.elapsed_s or 0.0)
    if run.track is not None and run.track.elapsed_s:
        return _by_track(elapsed_s, run.track.elapsed_s, run.track.distance_m), "track"
    if run.elapsed_s <= 0:
        return None, None
    return min(elapsed_s / run.elapsed_s, 1.0) * run.distance_m, "even pace"


def _by_track(elapsed_s: float, times: Sequence[float], distances: Sequence[float]) -> float:
    after = bisect_left(times, elapsed_s)
    if after == 0:
        return distances[0]
    if after == len(times):
        return distances[-1]
    span = times[after] - times[after - 1]
    share = (elapsed_s - times[after - 1]) / span if span > 0 else 0.0
    return distances[after - 1] + share * (distances[after] - distances[after - 1])


def _episode(bout: Bout, run: Run) -> Episode:
    at_m, _ = locate(bout.at, run)
    back_m, _ = locate(bout.back_at, run)
    if bout.back_after is not None and bout.at is not None:
        back_m = _back(bout.at, bout.back_after, run)
    return Episode(bout.what, bout.sets, bout.reps, bout.hold_s, at_m, bout.result, back_m)


def _back(at: Place, after: Place, run: Run) -> float | None:
    if at.elapsed_s is not None and after.elapsed_s is not None:
        return locate(Place(elapsed_s=type(at.elapsed_s)(at.elapsed_s + after.elapsed_s)), run)[0]
    at_m, _ = locate(at, run)
    if at_m is None:
        return None
    if after.distance_m is not None:
        return at_m + after.distance_m
    if run.elapsed_s <= 0 or after.elapsed_s is None:
        return None
    return at_m + after.elapsed_s * run.distance_m / run.elapsed_s


def _moment(run: Run) -> tuple[datetime, int]:
    return run.start_utc, run.id
