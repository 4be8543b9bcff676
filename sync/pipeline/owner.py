"""A record belongs to one athlete: another one's activities would be counted as the runner's own."""

from sync.ports import Memory

ATHLETE = "athlete_id"


def is_of(memory: Memory, athlete_id: int) -> bool:
    """Whether the record is this athlete's; one that was nobody's yet is, from now on."""
    known = memory.get(ATHLETE)
    if known is None:
        memory.put(ATHLETE, str(athlete_id))
    return known in (None, str(athlete_id))
