"""A path as the activities in it: Strava's bulk export by its list, anything else file by file."""

import csv
import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import astuple
from datetime import tzinfo
from itertools import islice

from sync.imports.archive import LISTING, Archive, ArchiveError, Lookup, listing_of
from sync.imports.decoding import Decoded, Decoder, in_order, open_decoder
from sync.imports.files import READERS, is_activity_file
from sync.imports.listing import Listed, read_listing
from sync.imports.recorded import UnreadableError
from sync.imports.table import BadRow
from sync.imports.taken import of_file, of_row
from sync.ports import Broken, Imported, Known

PROFILE = "profile.csv"
Item = Imported | Known | Broken
Items = list[Item]
Promised = Callable[[], Items]


class ExportHistory:
    """sync.ports.History of a bulk export: the rows of `activities.csv`, each with its file."""

    def __init__(
        self, archive: Archive, listing: str, zone: tzinfo, processes: int | None = None
    ) -> None:
        """Raises UnknownLayoutError where the list can't be understood."""
        self._processes = processes
        self._archive, self._listing, self._zone = archive, listing, zone
        root = listing.removesuffix(LISTING)
        names = archive.names()
        self._files = Lookup(root, names)
        self.athlete_id = _athlete_id(archive, f"{root}{PROFILE}")
        self._rows = 0
        used: set[str] = set()
        for row in self._read():
            self._rows += 1
            if isinstance(row, Listed) and (found := self._file(row)):
                used.add(found)
        self.file_count = len(used)
        self.without_row = sum(is_activity_file(name) and name not in used for name in names)
        """Files that no row tells of: they are left out."""

    def total(self) -> int:
        return self._rows

    def items(self, known: Collection[str]) -> Iterator[Item]:
        with open_decoder(self.file_count, self._processes) as decoder:
            promised = (self._promised(row, known, decoder) for row in self._read())
            for found in in_order(promised, decoder.ahead):
                yield from found

    def _file(self, row: Listed) -> str | None:
        return self._files.find(row.filename) if row.filename else None

    def _read(self) -> Iterator[Listed | BadRow]:
        return read_listing(self._archive.lines(self._listing))

    def _promised(self, row: Listed | BadRow, known: Collection[str], decoder: Decoder) -> Promised:
        if isinstance(row, BadRow):
            broken = Broken(f"{LISTING} line {row.line}", row.why)
            return lambda: [broken]
        name = self._file(row)
        data, why = b"", ""
        if name is not None:
            try:
                data = self._archive.read(name)
            except UnreadableError as error:
                why = str(error)
        elif row.filename:
            why = "it is not in the export"
        said = repr(astuple(row)[1:]).encode()  # all but its line: a new export moves rows
        digest = _digest(self._zone, said, data)
        if digest in known:
            return lambda: [Known(digest)]
        promise = decoder.promise(name, data) if name is not None and not why else None
        return lambda: self._taken(row, promise() if promise else why, digest)

    def _taken(self, row: Listed, decoded: Decoded, digest: str) -> Items:
        why = decoded if isinstance(decoded, str) else ""
        recordings = () if isinstance(decoded, str) else decoded
        # what could not be read is tried again by the next import
        kept = "" if why else digest
        taken = of_row(row, recordings, self._zone, reference=f"export {row.id}", digest=kept)
        found: Items = [taken]
        if why:
            found.append(Broken(f"{row.filename} of activity {row.id}", f"{why}; the rest is kept"))
        elif taken.damage:
            found.append(Broken(f"{row.filename} of activity {row.id}", _partly(taken.damage)))
        return found


class FileHistory:
    """sync.ports.History of single files: each is one activity, or several."""

    def __init__(self, archive: Archive, zone: tzinfo, processes: int | None = None) -> None:
        self._processes = processes
        self._archive, self._zone = archive, zone
        self._names = [name for name in archive.names() if is_activity_file(name)]
        self.file_count = len(self._names)
        self.without_row = 0
        self.athlete_id: int | None = None

    def total(self) -> int:
        return len(self._names)

    def items(self, known: Collection[str]) -> Iterator[Item]:
        with open_decoder(self.file_count, self._processes) as decoder:
            promised = (self._promised(name, known, decoder) for name in self._names)
            for found in in_order(promised, decoder.ahead):
                yield from found

    def _promised(self, name: str, known: Collection[str], decoder: Decoder) -> Promised:
        try:
            data = self._archive.read(name)
        except UnreadableError as error:
            broken = Broken(name, str(error))
            return lambda: [broken]
        digest = _digest(self._zone, data)
        if digest in known:
            return lambda: [Known(digest)]
        promise = decoder.promise(name, data)
        # the file itself: read in another zone, or by newer readers, it is still the same file
        which = hashlib.sha256(data).hexdigest()
        return lambda: self._taken(name, promise(), which, digest)

    def _taken(self, name: str, decoded: Decoded, which: str, digest: str) -> Items:
        if isinstance(decoded, str):
            return [Broken(name, decoded)]
        found: Items = []
        for i, one in enumerate(decoded):
            of = f" {i + 1}" if i else ""
            found.append(of_file(one, self._zone, reference=f"file {which}{of}", digest=digest))
        if decoded[0].damage:
            found.append(Broken(name, _partly(decoded[0].damage)))
        return found


def open_history(
    archive: Archive, zone: tzinfo, processes: int | None = None
) -> ExportHistory | FileHistory:
    """The activities of an archive; ArchiveError for none, UnknownLayoutError for a list that can't be understood."""
    listing = listing_of(archive.names())
    if listing is None:
        files = FileHistory(archive, zone, processes)
        if not files.total():
            raise ArchiveError("there is no activities.csv and no FIT, GPX or TCX file in it")
        return files
    return ExportHistory(archive, listing, zone, processes)


def _athlete_id(archive: Archive, profile: str) -> int | None:
    """Whose export it is, by the first cell below the header of `profile.csv`; None where that doesn't tell."""
    try:
        text = archive.read(profile).decode("utf-8", "replace")
    except UnreadableError:
        return None
    row = next(islice(csv.reader(text.splitlines()[:2]), 1, 2), [])
    told = row[0].strip() if row else ""
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= 18 else None


def _partly(damage: str) -> str:
    return f"it is damaged ({damage}); what comes before is kept"


def _digest(zone: tzinfo, *parts: bytes) -> str:
    """Of all that decides what is taken: the bytes, how they are read, and the zone of those that tell none."""
    hashed = hashlib.sha256(f"{READERS} {zone}".encode())
    for part in parts:
        hashed.update(hashlib.sha256(part).digest())
    return hashed.hexdigest()
