"""The product's whole nights over a simulated record: looks, findings, the log of claims."""

from collections.abc import Iterator

from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.insights.ledger import Claim, Ledger
from annotations.insights.night import looks_tonight, new_claims
from annotations.record import Record


def nights(
    record: Record, *, every: int = 1
) -> Iterator[tuple[int, Record, Ledger, list[Finding]]]:
    """After each `every`-th noted run: how many there are, the record as it stood, the log, the findings."""
    ledger = Ledger()
    for n, noted in enumerate(record.noted, 1):
        if n % every:
            continue
        known, on = record.up_to(noted.run), noted.run.local_date
        ledger = ledger.plus(looks_tonight(known, ledger, "", on))
        found = findings(known, ledger)
        ledger = ledger.plus(new_claims(found, known, ledger, on))
        yield n, known, ledger, list(found)


def claims_of(record: Record) -> list[Claim]:
    """All entries of the log that are claims, after the last night."""
    last = Ledger()
    for _, _, ledger, _ in nights(record):
        last = ledger
    return [entry for entry in last.entries if isinstance(entry, Claim)]
