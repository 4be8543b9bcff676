"""Stage 3: what the record shows now, or showed at an earlier run, with the log of claims kept."""

from dataclasses import dataclass
from datetime import date

from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.insights.ledger import Ledger
from annotations.insights.night import looks_tonight, new_claims
from annotations.model import Units
from annotations.record import Record
from sync.ports import Claims


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Who is asked, and what is kept of the answer: the log, the suspected subject ("": none), today's date."""

    claims: Claims
    suspect: str
    units: Units
    today: date

    def now(self, record: Record) -> tuple[Finding, ...]:
        """Everything that `record` shows; looks that are used up and claims that are new go into the log."""
        ledger = self.claims.ledger()
        looks = looks_tonight(record, ledger, self.suspect, self.today)
        if looks:
            self.claims.add(looks)
        return self._found(record, ledger.plus(looks))

    def as_of(self, record: Record) -> tuple[Finding, ...]:
        """What `record`, all that was known up to some run, showed then: only looks that were taken by then count."""
        if not record.runs:
            return ()
        return self._found(record, self.claims.ledger().up_to(record.runs[-1].start_utc))

    def _found(self, record: Record, ledger: Ledger) -> tuple[Finding, ...]:
        found = findings(record, ledger, self.suspect, self.units)
        if claims := new_claims(found, record, ledger, self.today):
            self.claims.add(claims)
        return found
