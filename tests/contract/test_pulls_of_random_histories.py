"""After a whole listing the record is what Strava has, whatever happened while the pages were asked for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from in_process import InProcess
from listing_histories import PER_PAGE, Puller, lived

from annotations.model import ActivityId
from sync.errors import TwingeError
from sync.pipeline.reports import PullReport
from sync.ports import ListAsk, Page, Store, Strava

HISTORIES = 1000 if os.environ.get("TWINGE_PROOF") == "1" else 4


@pytest.mark.parametrize("part", range(4))
def test_the_record_is_what_strava_has(tmp_path: Path, part: int) -> None:
    for seed in range(part, HISTORIES, 4):
        assert lived(tmp_path / str(seed), seed).faulty == [], f"history {seed}"


def listing_by(pages: "Pages") -> Puller:
    """A pull that lists everything in another way than the product."""

    def puller(strava: Strava, store: Store, world: InProcess, full: bool) -> PullReport:
        report, listed = PullReport(), set[ActivityId]()
        try:
            for page in pages(strava):
                store.activities.save_page(page.pulled, world.clock.now())
                listed |= {one.run.id for one in page.pulled}
        except TwingeError as error:
            report.failure = error
            return report
        store.activities.count_absences(store.activities.unlisted(listed, None))
        report.complete = True
        return report

    return puller


class Pages:
    """The pages of one whole listing."""

    def __call__(self, strava: Strava) -> Iterator[Page]:
        raise NotImplementedError


class Numbered(Pages):
    """Page by page to an empty one, as most do."""

    def __call__(self, strava: Strava) -> Iterator[Page]:
        number = 1
        while (page := strava.activities_page(ListAsk(number))).pulled:
            yield page
            number += 1


class ToAShortOne(Pages):
    """Page by page to one that is not full, as stravalib does."""

    def __call__(self, strava: Strava) -> Iterator[Page]:
        for number in range(1, 100):
            page = strava.activities_page(ListAsk(number))
            yield page
            if len(page.pulled) < PER_PAGE:
                return


class StrictlyBefore(Pages):
    """By start times, without looking again for what began in the same second as the last."""

    def __call__(self, strava: Strava) -> Iterator[Page]:
        page = strava.activities_page(ListAsk())
        while page.pulled:
            yield page
            last_s = int(min(one.run.start_utc for one in page.pulled).timestamp())
            page = strava.activities_page(ListAsk(before_s=last_s))


OTHERS = (Numbered(), ToAShortOne(), StrictlyBefore())


@pytest.mark.parametrize("pages", OTHERS, ids=lambda pages: type(pages).__name__)
def test_the_judge_finds_what_other_ways_of_listing_miss(tmp_path: Path, pages: Pages) -> None:
    found: list[str] = []
    for seed in range(10, 40):  # the first of these shows what each of them misses
        found += lived(tmp_path / str(seed), seed, listing_by(pages)).faulty
        if found:
            break
    assert any("missing" in one for one in found)
