"""A path as the activities in it: Strava's bulk export by its list, anything else file by file."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import tzinfo
from itertools import islice

from sync.imports.archive import LISTING, Archive, ArchiveError, Lookup, listing_of
from sync.imports.before import Before, digest_of
from sync.imports.decoding import Decoded, Decoder, in_order, open_decoder
from sync.imports.files import content_reference, is_activity_file, part_reference
from sync.imports.listing import Listed, file_names, read_listing
from sync.imports.recorded import UnreadableError
from sync.imports.table import BadRow
from sync.imports.taken import belonging, of_file, of_row
from sync.ports import Broken, FileKind, Imported, Known

PROFILE = "profile.csv"
Item = Imported | Known | Broken
Items = list[Item]
Promised = Callable[[], Items]


class ExportHistory:
    """sync.ports.History of a bulk export: the rows of `activities.csv`, each with its file."""

    kind: FileKind = "export"

    def __init__(self, archive: Archive, listing: str, processes: int | None = None) -> None:
        """Raises UnknownLayoutError where the list can't be understood."""
        self._processes = processes
        self._archive, self._listing = archive, listing
        root = listing.removesuffix(LISTING)
        names = archive.names()
        self._files = Lookup(root, names)
        self.athlete_id = _athlete_id(archive, f"{root}{PROFILE}")
        self._rows = 0
        used: set[str] = set()
        for filename in file_names(archive.lines(listing)):
            self._rows += 1
            if found := self._files.find(filename):
                used.add(found)
        self.file_count = len(used)
        self.without_row = sum(is_activity_file(name) and name not in used for name in names)
        """Files that no row tells of: they are left out."""

    def total(self) -> int:
        return self._rows

    def items(self, known: Mapping[str, str], zone: tzinfo, *, anew: bool) -> Iterator[Item]:
        before = Before(known, zone, anew=anew)
        with open_decoder(self.file_count, self._processes) as decoder:
            listed = read_listing(self._archive.lines(self._listing))
            promised = (self._promised(row, before, decoder) for row in listed)
            for found in in_order(promised, decoder.ahead):
                yield from found

    def _promised(self, row: Listed | BadRow, before: Before, decoder: Decoder) -> Promised:
        if isinstance(row, BadRow):
            broken = Broken(f"{LISTING} line {row.line}", row.why)
            return lambda: [broken]
        name = self._files.find(row.filename) if row.filename else None
        data, why = b"", ""
        if name is not None:
            try:
                data = self._archive.read(name)
            except UnreadableError as error:
                why = str(error)
        elif row.filename:
            why = "it is not in the export"
        reference = f"export {row.id}"
        zone = before.zone_of(reference)
        digest = digest_of(zone, repr(row.said()).encode(), data)
        if before.knows(reference, digest):
            return lambda: [Known(digest)]
        if name is None or why:
            imported = of_row(row, None, zone, reference=reference, digest="" if why else digest)
            return lambda: [imported, *_named(row, why)]
        promise = decoder.promise(name, data)
        return lambda: self._taken(row, promise(), data, zone, digest)

    def _taken(
        self, row: Listed, decoded: Decoded, data: bytes, zone: tzinfo, digest: str
    ) -> Items:
        reference = f"export {row.id}"
        if isinstance(decoded, str):
            # what could not be read is tried again by the next import
            bare = of_row(row, None, zone, reference=reference, digest="")
            return [bare, *_named(row, decoded)]
        which = belonging(row, decoded)
        recorded = None if which is None else decoded[which]
        taken = of_row(row, recorded, zone, reference=reference, digest=digest)
        if which is not None:
            file = content_reference(data)
            alone = digest_of(zone, file.encode()) if len(decoded) == 1 else ""
            taken = replace(taken, file_reference=part_reference(file, which), file_digest=alone)
        if taken.damage:
            return [taken, Broken(_file_of(row), _partly(taken.damage))]
        return [taken]


class FileHistory:
    """sync.ports.History of single files: each is one activity, or several."""

    kind: FileKind = "file"

    def __init__(self, archive: Archive, processes: int | None = None) -> None:
        self._processes = processes
        self._archive = archive
        self._names = [name for name in archive.names() if is_activity_file(name)]
        self.file_count = len(self._names)
        self.without_row = 0
        self.athlete_id: int | None = None

    def total(self) -> int:
        return len(self._names)

    def items(self, known: Mapping[str, str], zone: tzinfo, *, anew: bool) -> Iterator[Item]:
        before = Before(known, zone, anew=anew)
        with open_decoder(self.file_count, self._processes) as decoder:
            promised = (self._promised(name, before, decoder) for name in self._names)
            for found in in_order(promised, decoder.ahead):
                yield from found

    def _promised(self, name: str, before: Before, decoder: Decoder) -> Promised:
        try:
            data = self._archive.read(name)
            # the file itself: read in another zone, or by newer readers, it is still the same file
            which = content_reference(data)
        except UnreadableError as error:
            broken = Broken(name, str(error))
            return lambda: [broken]
        zone = before.zone_of(which)
        digest = digest_of(zone, which.encode())
        if before.knows(which, digest):
            return lambda: [Known(digest)]
        promise = decoder.promise(name, data)
        return lambda: self._taken(name, promise(), which, zone, digest)

    def _taken(self, name: str, decoded: Decoded, which: str, zone: tzinfo, digest: str) -> Items:
        if isinstance(decoded, str):
            return [Broken(name, decoded)]
        found: Items = [
            of_file(one, zone, reference=part_reference(which, i), digest=digest)
            for i, one in enumerate(decoded)
        ]
        if decoded[0].damage:
            found.append(Broken(name, _partly(decoded[0].damage)))
        return found


def open_history(archive: Archive, processes: int | None = None) -> ExportHistory | FileHistory:
    """The activities of an archive; ArchiveError for none, UnknownLayoutError for a list that can't be understood."""
    listing = listing_of(archive.names())
    if listing is None:
        files = FileHistory(archive, processes)
        if not files.total():
            raise ArchiveError("there is no activities.csv and no FIT, GPX or TCX file in it")
        return files
    return ExportHistory(archive, listing, processes)


def _athlete_id(archive: Archive, profile: str) -> int | None:
    """Whose export it is, by the first cell below the header of `profile.csv`; None where that doesn't tell."""
    try:
        text = archive.read(profile).decode("utf-8", "replace")
    except UnreadableError:
        return None
    row = next(islice(csv.reader(text.splitlines()[:2]), 1, 2), [])
    told = row[0].strip() if row else ""
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= 18 else None


def _named(row: Listed, why: str) -> list[Broken]:
    """The row's file that could not be read; nothing where there is no reason why."""
    return [Broken(_file_of(row), f"{why}; the rest is kept")] if why else []


def _file_of(row: Listed) -> str:
    return f"{row.filename} of activity {row.id}"


def _partly(damage: str) -> str:
    return f"it is damaged ({damage}); what comes before is kept"
