"""What the proofs share: a quick folder, and the process that children are forked from."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from kill_world import Zygote, quick_folder


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
