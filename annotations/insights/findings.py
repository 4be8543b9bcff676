"""All findings of a record, most useful first."""

from annotations.insights.courses import courses
from annotations.insights.evidence import Finding
from annotations.insights.ledger import Ledger
from annotations.insights.onset import onset_state
from annotations.insights.relief import comparison, dose, relief
from annotations.insights.seen import see, tracked_sites
from annotations.insights.suspects import named
from annotations.insights.triggers import triggers
from annotations.record import Record

_NOTHING_SAID = Ledger()


def findings(
    record: Record, ledger: Ledger = _NOTHING_SAID, suspect: str = ""
) -> tuple[Finding, ...]:
    """What `record` shows for each site, the site that hurt most often first.

    `ledger` is what was looked at and said before, up to the same moment as the record; `suspect` is
    the subject of TWINGE_SUSPECT. Only tracked sites are asked what needs the error budget.
    """
    sites = tracked_sites(record)
    suspicion = named(ledger, suspect)
    found: list[Finding] = []
    for site in record.sites:
        seen = see(record, site)
        series = seen.observations
        reliefs = relief(site, series)
        found += [*onset_state(site, series), *reliefs, *comparison(site, reliefs)]
        found += dose(site, series)
        if site in sites:
            found += courses(seen, ledger)
            found += triggers(seen, ledger, suspicion, len(sites))
    return tuple(found)
