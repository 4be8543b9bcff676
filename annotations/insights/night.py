"""What a night adds to the log of claims: looks used up, a new suspect, and claims shown for the first time."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from annotations.insights.courses import trend_uses
from annotations.insights.evidence import Finding
from annotations.insights.ledger import Claim, ClaimLevel, Entry, Ledger, Suspicion, outranks
from annotations.insights.seen import see, tracked_sites
from annotations.record import Record

_CLAIMS: tuple[ClaimLevel, ...] = ("hint", "clear", "tested", "faded")


def looks_tonight(record: Record, ledger: Ledger, suspect: str, on: date) -> tuple[Entry, ...]:
    """The looks that only a night may take: milestones of the trends that were reached, each once; the suspect.

    `suspect` is a subject, or "". Ask for the findings with these in the log.
    """
    if not record.stated:
        return ()
    sites = tracked_sites(record)
    uses = (use for site in sites for use in trend_uses(see(record, site), ledger, len(sites), on))
    return (*_suspicion(record, ledger, suspect, on), *uses)


def _suspicion(record: Record, ledger: Ledger, suspect: str, on: date) -> Iterator[Suspicion]:
    past = ledger.suspicions
    if suspect and (not past or past[-1].subject != suspect):
        noted = max((len(record.series(site)) for site in record.sites), default=0)
        yield Suspicion(suspect, noted, on, _through(record))


def new_claims(
    found: Iterable[Finding], record: Record, ledger: Ledger, on: date
) -> tuple[Claim, ...]:
    """The claims among `found` (of `record` and `ledger`) that the log does not hold yet."""
    claims = (_claim(finding, record, on) for finding in found if finding.level in _CLAIMS)
    return tuple(
        claim
        for claim in claims
        if outranks(claim.level, ledger.standing(claim.kind, claim.site, claim.subject))
    )


def _claim(finding: Finding, record: Record, on: date) -> Claim:
    level = next(level for level in _CLAIMS if level == finding.level)
    return Claim(
        kind=finding.kind,
        site=finding.site,
        subject=finding.subject,
        level=level,
        sign=int(finding.detail.get("sign", 0)),
        n=finding.n.get("noted", 0),
        on=on,
        through=_through(record),
        p_lifetime=finding.p_lifetime,
        e_value=finding.e_value,
        estimate=finding.estimate,
    )


def _through(record: Record) -> datetime:
    return record.stated[-1].run.start_utc
