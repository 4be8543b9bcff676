"""Reading files on all cores: Python decodes FIT on one core at a time, so the work goes to processes."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from sync.errors import TryLaterError
from sync.imports.files import read_activity_file
from sync.imports.recorded import Recorded, UnreadableError

WORTH_PROCESSES = 24
"""Fewer files are read sooner than processes start."""
AHEAD = 8
"""So many files a process wait in memory to be read or taken."""

Decoded = tuple[Recorded, ...] | str
"""The activities of a file, or why there is none."""
Promise = Callable[[], Decoded]
T = TypeVar("T")


def decode(name: str, data: bytes) -> Decoded:
    """A file's activities; why there is none, as a text: an exception says less on its way between processes.

    Files come from anywhere: one that the readers do not expect costs no more than itself.
    """
    try:
        return read_activity_file(name, data)
    except UnreadableError as error:
        return str(error)
    except Exception as error:
        return f"it can't be read ({type(error).__name__})"


class Decoder:
    """Takes files and gives promises of their activities, at most `ahead` of them open."""

    def __init__(self, pool: ProcessPoolExecutor | None, processes: int) -> None:
        self._pool = pool
        self.ahead = AHEAD * processes if pool else 1

    def promise(self, name: str, data: bytes) -> Promise:
        if self._pool is None:
            return lambda: decode(name, data)
        try:
            started: Future[Decoded] = self._pool.submit(decode, name, data)
        except BrokenProcessPool:
            raise _ended() from None
        return lambda: _kept(started)


@contextmanager
def open_decoder(files: int, processes: int | None = None) -> Iterator[Decoder]:
    """A decoder for so many files; `processes` defaults to one a core. All are gone on leaving."""
    wanted = processes or _cores()
    if (processes is None and files < WORTH_PROCESSES) or wanted < 2:
        yield Decoder(None, 1)
        return
    # spawned, not forked: the database is open here
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(wanted, mp_context=context, initializer=_begin)
    try:
        yield Decoder(pool, wanted)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def in_order(promised: Iterable[Callable[[], T]], ahead: int) -> Iterator[T]:
    """What the promises give, in their order; never more than `ahead` are open."""
    waiting: deque[Callable[[], T]] = deque()
    for one in promised:
        waiting.append(one)
        if len(waiting) >= ahead:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


def _cores() -> int:
    """Those that this process may use, where the system tells."""
    told = getattr(os, "sched_getaffinity", None)
    return len(told(0)) if told else os.cpu_count() or 1


def _kept(started: "Future[Decoded]") -> Decoded:
    try:
        return started.result()
    except BrokenProcessPool:
        raise _ended() from None


def _ended() -> TryLaterError:
    return TryLaterError(
        "A process that read files was ended from outside; was memory short?",
        "What was read is kept. Run again, with --processes 1 if it comes back.",
    )


def _begin() -> None:
    """Ctrl-C is the parent's to handle; a parent that is killed takes its processes along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.join,), daemon=True).start()


def _leave_with(gone: Callable[[], None]) -> None:
    gone()
    os._exit(1)
