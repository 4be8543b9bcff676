"""All findings of a record, most useful first."""

from annotations.insights.evidence import Finding
from annotations.insights.expectation import expectation
from annotations.insights.flare import flare
from annotations.insights.forecast import forecast
from annotations.insights.morning import morning
from annotations.insights.onset import onset_state
from annotations.insights.plain_series import series_of
from annotations.insights.relief import comparison, dose, relief
from annotations.insights.returns import returns
from annotations.insights.streak import streak
from annotations.model import Site
from annotations.record import Record


def findings(record: Record) -> tuple[Finding, ...]:
    """What `record` shows for each site, the site that hurt most often first; then what belongs to no site."""
    found = [finding for site in record.sites for finding in _of_site(record, site)]
    return (*found, *morning(record), *expectation(record))


def _of_site(record: Record, site: Site) -> list[Finding]:
    seen, series = record.series(site), series_of(record, site)
    reliefs = relief(site, seen)
    return [
        *onset_state(site, series),
        *forecast(site, series),
        *flare(site, series),
        *streak(record, site),
        *reliefs,
        *comparison(site, reliefs),
        *returns(site, seen),
        *dose(site, seen),
    ]
