"""One site of a record, ready to be asked: its arrays beside the moments of its runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from annotations.insights.covariates import series_of
from annotations.insights.ledger import Ledger
from annotations.insights.series import Series
from annotations.insights.subjects import shoe_names
from annotations.model import Site
from annotations.record import Observation, Record

TRACKED_FROM = 6
"""Painful runs from which on a site shares the error budget: the least that any claim needs."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The noted runs of a site, as observations and as arrays, index-aligned; `shoes` are names by gear id."""

    site: Site
    observations: tuple[Observation, ...]
    series: Series
    shoes: Mapping[str, str]

    @property
    def newest(self) -> datetime:
        """The start of the newest noted run; there is one."""
        return self.observations[-1].run.start_utc

    def until(self, moment: datetime) -> Series:
        """The noted runs that started up to `moment`, as arrays."""
        return self.series.first(sum(one.run.start_utc <= moment for one in self.observations))

    def since(self, moment: datetime) -> Series:
        """The noted runs that started after `moment`, as arrays."""
        earlier = sum(one.run.start_utc <= moment for one in self.observations)
        return self.series.without_first(earlier)


def see(record: Record, site: Site) -> Seen:
    observations = record.series(site)
    series = series_of(record, site, observations)
    return Seen(site, observations, series, shoe_names(record.runs))


def sites_sharing(record: Record, ledger: Ledger) -> int:
    """Among how many sites the error budget is split: those tracked now, and those that spent of it before."""
    return max(1, len({*tracked_sites(record), *ledger.sites}))


def tracked_sites(record: Record) -> tuple[Site, ...]:
    """The sites that hurt often enough for a claim to be possible."""
    return tuple(
        site
        for site in record.sites
        if sum(observation.painful for observation in record.series(site)) >= TRACKED_FROM
    )
