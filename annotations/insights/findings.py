"""All findings of a record, most useful first."""

from annotations.insights.courses import courses
from annotations.insights.evidence import Finding
from annotations.insights.expectation import expectation
from annotations.insights.flare import flare
from annotations.insights.forecast import forecast
from annotations.insights.ledger import Ledger
from annotations.insights.morning import morning
from annotations.insights.onset import onset_state
from annotations.insights.relief import comparison, dose, relief
from annotations.insights.returns import returns
from annotations.insights.seen import Seen, see, sites_sharing, tracked_sites
from annotations.insights.streak import streak
from annotations.insights.suspects import named
from annotations.insights.triggers import triggers
from annotations.model import Units
from annotations.record import Record

_NOTHING_SAID = Ledger()


def findings(
    record: Record, ledger: Ledger = _NOTHING_SAID, units: Units = "km"
) -> tuple[Finding, ...]:
    """What `record` shows for each site, the site that hurt most often first; then what belongs to no site.

    `ledger` is what was looked at, said and suspected before, up to the same moment as the record. Only
    tracked sites are asked what needs the error budget. `units` chooses the round distance that a
    claim's shares are given at, nothing else.
    """
    tracked, sites = tracked_sites(record), sites_sharing(record, ledger)
    suspicion = named(ledger)
    found: list[Finding] = []
    for site in record.sites:
        seen = see(record, site)
        found += _facts(record, seen)
        if site in tracked:
            found += courses(seen, ledger)
            found += triggers(seen, ledger, suspicion, sites, units)
    return (*found, *morning(record), *expectation(record))


def forecasts(record: Record) -> tuple[Finding, ...]:
    """The forecast for each site, the site that hurt most often first; costs a part of what all findings cost."""
    seen = (see(record, site) for site in record.sites)
    return tuple(finding for one in seen for finding in forecast(one.site, one.series))


def _facts(record: Record, seen: Seen) -> list[Finding]:
    site, series, observed = seen.site, seen.series, seen.observations
    reliefs = relief(site, observed)
    return [
        *onset_state(site, series),
        *forecast(site, series),
        *flare(site, series),
        *streak(record, site),
        *reliefs,
        *comparison(site, reliefs),
        *returns(site, observed),
        *dose(site, observed),
    ]
