"""What the proofs share: how much is asked for, a quick folder, the process that children are forked from."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from kill_world import Zygote, quick_folder

PROOF = os.environ.get("TWINGE_PROOF") == "1"
STRIDE = int(os.environ.get("TWINGE_PROOF_STRIDE") or 1)
"""In a proof every so-many-th line is a point: 1 for all, more to see how long all would take."""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    started = Zygote()
    yield started
    started.close()


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder of the test's own, where an fsync costs little."""
    with TemporaryDirectory(dir=quick_folder(tmp_path)) as folder:
        yield Path(folder)
