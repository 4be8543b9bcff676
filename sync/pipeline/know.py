"""Stage 3: what the record shows now, or showed at an earlier run, with the log of claims kept."""

from dataclasses import dataclass
from datetime import date

from annotations.insights.evidence import Finding
from annotations.insights.experiment import experiment_findings
from annotations.insights.findings import findings
from annotations.insights.ledger import Ledger
from annotations.insights.night import looks_tonight, new_claims
from annotations.insights.seen import tracked_sites
from annotations.model import Units
from sync.pipeline.learn import Learned
from sync.ports import Claims


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Who is asked, and what is kept of the answer: the log, the suspected subject ("": none), today's date."""

    claims: Claims
    suspect: str
    units: Units
    today: date

    def now(self, learned: Learned) -> tuple[Finding, ...]:
        """Everything that is known; looks that are used up and claims that are new go into the log."""
        ledger = self.claims.ledger()
        looks = looks_tonight(learned.record, ledger, self.suspect, self.today)
        if looks:
            self.claims.add(looks)
        return self._found(learned, ledger.plus(looks))

    def as_of(self, learned: Learned) -> tuple[Finding, ...]:
        """What `learned`, all that was known up to some run, showed then: only looks that were taken by then count."""
        if not learned.record.runs:
            return ()
        moment = learned.record.runs[-1].start_utc
        return self._found(learned, self.claims.ledger().up_to(moment))

    def _found(self, learned: Learned, ledger: Ledger) -> tuple[Finding, ...]:
        record = learned.record
        sites = max(1, len(tracked_sites(record)))
        found = (
            *findings(record, ledger, self.suspect, self.units),
            *experiment_findings(learned.trials, sites=sites),
        )
        if claims := new_claims(found, record, ledger, self.today):
            self.claims.add(claims)
        return found
