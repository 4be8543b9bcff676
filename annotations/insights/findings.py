"""All findings of a record, most useful first."""

from annotations.insights.evidence import Finding
from annotations.insights.onset import onset_state
from annotations.insights.relief import comparison, dose, relief
from annotations.record import Record


def findings(record: Record) -> tuple[Finding, ...]:
    """What `record` shows for each site, the site that hurt most often first."""
    found: list[Finding] = []
    for site in record.sites:
        series = record.series(site)
        reliefs = relief(site, series)
        found += [*onset_state(site, series), *reliefs, *comparison(site, reliefs)]
        found += dose(site, series)
    return tuple(found)
