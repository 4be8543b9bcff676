"""What a night adds to the log of claims: looks used up, a new suspect, and claims shown for the first time."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from annotations.insights.courses import trend_uses
from annotations.insights.evidence import Finding
from annotations.insights.ledger import Claim, ClaimLevel, Entry, Ledger, Suspicion, outranks
from annotations.insights.seen import see, sites_sharing, tracked_sites
from annotations.record import Record

_CLAIMS: tuple[ClaimLevel, ...] = ("hint", "clear", "tested", "faded")


def looks_tonight(record: Record, ledger: Ledger, suspect: str, on: date) -> tuple[Entry, ...]:
    """The looks that only a night may take: milestones of the trends that were reached, each once; the suspect.

    `suspect` is a subject, or "". Ask for the findings with these in the log.
    """
    sites = sites_sharing(record, ledger)
    uses = (
        replace(use, through=_no_later(use.through, on))
        for site in tracked_sites(record)
        for use in trend_uses(see(record, site), ledger, sites, on)
    )
    return (*_suspicion(record, ledger, suspect, on), *uses)


def _suspicion(record: Record, ledger: Ledger, suspect: str, on: date) -> Iterator[Suspicion]:
    before = ledger.suspicions[-1].subject if ledger.suspicions else ""
    if record.runs and suspect != before:
        noted = max((len(record.series(site)) for site in record.sites), default=0)
        yield Suspicion(suspect, noted, on, _no_later(record.runs[-1].start_utc, on))


def _no_later(newest: datetime, on: date) -> datetime:
    """`newest`, or the end of tonight anywhere on earth: a watch that runs ahead may have put a run years off.

    What is logged as known from then on would be known in no block until then, and never fade.
    """
    return min(newest, datetime.combine(on + timedelta(days=2), time(), UTC))


def new_claims(
    found: Iterable[Finding], record: Record, ledger: Ledger, on: date
) -> tuple[Claim, ...]:
    """The claims among `found` (of `record` and `ledger`) that are higher than what the log holds."""
    made = (replace(c, through=_no_later(c.through, on)) for c in _claims(found, record, on))
    return tuple(
        claim
        for claim in made
        if outranks(claim.level, ledger.standing(claim.kind, claim.site, claim.subject))
    )


def claims_looking_back(
    found: Iterable[Finding], record: Record, ledger: Ledger, on: date
) -> tuple[Claim, ...]:
    """The claims among `found`, shown as of an earlier moment, that the whole `ledger` does not hold yet."""
    back = (replace(claim, looked_back=True) for claim in _claims(found, record, on))
    return tuple(
        claim
        for claim in back
        if outranks(
            claim.level,
            ledger.up_to(claim.through).standing(claim.kind, claim.site, claim.subject),
        )
        and not ledger.holds(claim)
    )


def _claims(found: Iterable[Finding], record: Record, on: date) -> Iterator[Claim]:
    """Those that have a claim's level; none of a record whose notes state nothing."""
    if not record.stated:
        return
    through = record.stated[-1].run.start_utc
    for finding in found:
        level = next((level for level in _CLAIMS if level == finding.level), None)
        if level is not None:
            yield Claim(
                kind=finding.kind,
                site=finding.site,
                # two experiments may have the same arms: their label is their id
                subject=finding.label if finding.kind == "experiment" else finding.subject,
                level=level,
                sign=int(finding.detail.get("sign", 0)),
                n=finding.n.get("noted", finding.n.get("painful", 0)),
                on=on,
                through=through,
                p_lifetime=finding.p_lifetime,
                e_value=finding.e_value,
                estimate=finding.estimate,
            )
