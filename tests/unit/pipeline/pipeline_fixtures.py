"""A desk: a Strava in memory, and a journal on a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pipeline_fakes import Desk, FakeStrava, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.database.close()


@pytest.fixture
def strava(desk: Desk) -> FakeStrava:
    """The desk's Strava."""
    return desk.strava
