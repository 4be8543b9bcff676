"""Stage 3: what the record shows now, or showed at an earlier run, with the log of claims kept."""

from dataclasses import dataclass
from datetime import date

from annotations.insights.evidence import Finding
from annotations.insights.experiment import experiment_findings
from annotations.insights.findings import findings
from annotations.insights.ledger import Ledger
from annotations.insights.night import claims_looking_back, looks_tonight, new_claims
from annotations.insights.seen import sites_sharing
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
        ledger = ledger.plus(looks)
        found = self._found(learned, ledger)
        if new := (*looks, *new_claims(found, learned.record, ledger, self.today)):
            self.claims.add(new)
        return found

    def as_of(self, learned: Learned) -> tuple[Finding, ...]:
        """What `learned`, all that was known up to some run, showed then: only looks that were taken by then count."""
        if not learned.record.runs:
            return ()
        record, ledger = learned.record, self.claims.ledger()
        found = self._found(learned, ledger.up_to(record.runs[-1].start_utc))
        if shown := claims_looking_back(found, record, ledger, self.today):
            self.claims.add(shown)
        return found

    def _found(self, learned: Learned, ledger: Ledger) -> tuple[Finding, ...]:
        sites = sites_sharing(learned.record, ledger)
        return (
            *findings(learned.record, ledger, self.units),
            *experiment_findings(learned.trials, sites, ledger),
        )
