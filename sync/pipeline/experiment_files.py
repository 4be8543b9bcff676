"""The files of the experiments beside what the store knows of them; where they differ, the store stands."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from annotations.errors import FolderMissingError
from annotations.experiments.model import FOLDER, Ending, Experiment
from annotations.experiments.pages import experiment_page
from annotations.experiments.reading import PageReading, read_page
from annotations.model import Problem
from annotations.notes.aliases import BUILT_IN, FILE_NAME, Aliases, read_aliases
from annotations.notes.vault import read_file, scan
from sync.errors import StorageError
from sync.ports import Experiments, StoredExperiment


def aliases_of(folder: Path) -> Aliases:
    """The runner's own names of things, as far as they can be read; who reads the notes tells the rest."""
    file = read_file(folder, FILE_NAME)
    return read_aliases(file.data).aliases if file and file.data else BUILT_IN


def read_pages(folder: Path, aliases: Aliases) -> list[PageReading]:
    """What the files of the folder state; a file that can't be opened was told with the notes."""
    try:
        files = scan(folder / FOLDER)
    except FolderMissingError:
        return []
    read = (
        read_page(f"{FOLDER}/{file.path}", file.data, aliases)
        if file.data is not None
        else PageReading(f"{FOLDER}/{file.path}", None)
        for file in files
    )
    return [page for page in read if page is not None]


class KnownExperiments:
    """The experiments that the store knows, with those that the files add."""

    def __init__(self, store: Experiments, aliases: Aliases, now: datetime) -> None:
        self._store = store
        self._aliases = aliases
        self._now = now
        self._stored = {stored.id: stored for stored in store.known()}
        self._begun = {key: self._read(stored) for key, stored in self._stored.items()}

    def all(self) -> Iterator[tuple[Experiment, StoredExperiment]]:
        for key in sorted(self._begun):
            yield self._begun[key], self._stored[key]

    def compare(self, pages: Sequence[PageReading]) -> Iterator[Problem]:
        """Take up what is new, end what a file ends, and tell what differs."""
        begun = [(one.page, one) for one in pages if isinstance(one.page, Experiment)]
        ended = [(one.page, one) for one in pages if isinstance(one.page, Ending)]
        over = {ending.id for ending, _ in ended}
        seen: dict[str, str] = {}
        for experiment, page in sorted(begun, key=lambda both: (both[0].started, both[1].path)):
            if experiment.id in seen:
                message = f"this is the same experiment as {seen[experiment.id]}"
                yield _told(page, "id", message, "delete one of the two files")
                continue
            seen[experiment.id] = page.path
            yield from self._take(page, experiment, over)
        for ending, page in ended:
            yield from self._end(page, ending)
        yield from self._gone({page.path for page in pages}, seen)

    def _take(
        self, page: PageReading, experiment: Experiment, over: Collection[str]
    ) -> Iterator[Problem]:
        if experiment.id in self._begun:
            yield from _changes(page, experiment, self._begun[experiment.id])
            return
        going = [one for key, one in self._begun.items() if key not in over and self._goes_on(key)]
        rival = next((one for one in going if one.concerns(experiment)), None)
        if rival is not None and experiment.id not in over:
            message = f"'{rival.title}' is running for the same pain; this one takes no part"
            yield _told(page, "experiment", message, "one at a time: `twinge experiment stop`")
            return
        stored = StoredExperiment(
            experiment.id, page.path, experiment_page(experiment).encode(), self._now
        )
        self._store.begin(stored)
        self._stored[experiment.id], self._begun[experiment.id] = stored, experiment

    def _end(self, page: PageReading, ending: Ending) -> Iterator[Problem]:
        stored = self._stored.get(ending.id)
        if stored is None:
            message = f"there is no experiment '{ending.id}' that could have ended"
            yield _told(page, "id", message, "delete this file, or restore the experiment's")
        elif stored.stopped_at is None:
            self._store.stop(ending.id, ending.stopped)
            self._stored[ending.id] = replace(stored, stopped_at=ending.stopped)
        elif abs(stored.stopped_at - ending.stopped) >= timedelta(seconds=1):
            message = f"the experiment ended at {stored.stopped_at:%Y-%m-%d %H:%M} UTC"
            yield _told(page, "stopped", message, "the first end counts", "warning")

    def _gone(self, paths: Collection[str], seen: Collection[str]) -> Iterator[Problem]:
        for key, stored in self._stored.items():
            if key not in seen and stored.path not in paths and self._goes_on(key):
                message = "this file is gone; the experiment goes on as it began"
                hint = "`twinge experiment stop` ends it; or put the file back from a backup"
                yield Problem(stored.path, 1, 1, message, hint, "warning")

    def _goes_on(self, key: str) -> bool:
        return self._stored[key].stopped_at is None

    def _read(self, stored: StoredExperiment) -> Experiment:
        """As it began, under the runner's names of today; under ours where those fit no more."""
        for aliases in (self._aliases, BUILT_IN):
            reading = read_page(stored.path, stored.data, aliases)
            if reading is not None and isinstance(reading.page, Experiment):
                return reading.page
        raise StorageError(
            f"What the database holds of {stored.path} can't be read.", "Please report this line."
        )


def _changes(page: PageReading, now: Experiment, begun: Experiment) -> Iterator[Problem]:
    """What the file says otherwise than at the start. The seed itself is never repeated."""
    was = {
        "experiment": (now.arms[0], begun.arms[0], f"it began as '{begun.arms[0]}'"),
        "against": (set(now.arms[1:]), set(begun.arms[1:]), f"it began as '{begun.title}'"),
        "site": (now.site, begun.site, f"it began with {begun.site or 'no site'}"),
        "started": (now.started, begun.started, f"it began at {begun.started:%Y-%m-%dT%H:%M:%SZ}"),
        "seed": (now.seed, begun.seed, "it is not the seed that the draws come from"),
    }
    for key, (here, there, message) in was.items():
        if here != there:
            hint = "it goes on as it began: put the line back, or stop it and start another"
            yield _told(page, key, f"'{key}' was changed: {message}", hint, "warning")


def _told(
    page: PageReading,
    key: str,
    message: str,
    hint: str,
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    line = page.lines.get(key, 1)
    return Problem(page.path, line, 1, message, hint, severity)
