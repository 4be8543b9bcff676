"""What an earlier import has read: known by its digest, and dated in the zone of then."""

import hashlib
from collections.abc import Mapping
from datetime import tzinfo

from sync.imports.files import READERS
from sync.ports import zone_named


def digest_of(zone: tzinfo, *parts: bytes) -> str:
    """Of all that decides what is taken: the bytes, how they are read, and the zone of those that tell none."""
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(hashlib.sha256(part).digest())
    return f"{hashed.hexdigest()} {READERS} {zone}"


class Before:
    """The digests of what was imported, by reference, and the zone for what was not."""

    def __init__(self, known: Mapping[str, str], zone: tzinfo, *, anew: bool) -> None:
        self._known, self._zone, self._anew = known, zone, anew

    def zone_of(self, reference: str) -> tzinfo:
        """The one in which it was read before, unless all are to be dated anew."""
        told = self._known.get(reference, "").split(" ", 2)
        kept = zone_named(told[2]) if len(told) == 3 and not self._anew else None
        return kept or self._zone

    def knows(self, reference: str, digest: str) -> bool:
        """Whether it says what it said then."""
        return self._known.get(reference) == digest
