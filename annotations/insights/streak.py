"""Noted runs in a row without pain, and the first pain after them: counts, no trend."""

from annotations.insights.evidence import Finding
from annotations.model import Site
from annotations.record import Observation, Record, observe

MIN_CLEAN = 8
METHOD = "counts of noted runs; a run whose note leaves this site open ends the row"


def streak(record: Record, site: Site) -> list[Finding]:
    """At least 8 noted runs in a row without pain: since the last one, or right before the newest run, which hurt.

    Subject `clean` in the first case, `return` in the second. `n["clean"]` is the number of runs in
    the row, `estimate` their distance in metres. A row begins after a pain at the site, never with
    the record: what came before the first note is unknown. A run that may have hurt there (its note
    names no side) ends the row; runs without a note are not counted.
    """
    observed = [observe(noted, site) for noted in record.stated]
    if not observed or (newest := observed[-1]) is None:
        return []
    subject = "return" if newest.painful else "clean"
    row = _row(observed[:-1] if newest.painful else observed)
    if len(row) < MIN_CLEAN:
        return []
    far_m = float(sum(o.run.distance_m for o in row))
    counts = {"clean": len(row), "painful": int(newest.painful)}
    return [Finding("streak", site, subject, "fact", counts, far_m, unit="m", method=METHOD)]


def _row(observed: list[Observation | None]) -> list[Observation]:
    """The runs free of pain at the end of `observed`; none where no pain came before them."""
    row: list[Observation] = []
    for one in reversed(observed):
        if one is None or one.painful:
            return row if _hurt(observed) else []
        row.append(one)
    return []


def _hurt(observed: list[Observation | None]) -> bool:
    return any(one is not None and one.painful for one in observed)
