"""One activity file, plain or packed: which format it is, and what it holds."""

import hashlib
import zlib
from dataclasses import replace
from pathlib import PurePosixPath

from sync.imports.fit import read_fit
from sync.imports.gpx import read_gpx
from sync.imports.recorded import Recorded, UnreadableError
from sync.imports.tcx import read_tcx

READERS = 2
"""The version of the readers: what an older one read is read again."""
MOST_BYTES = 64 * 2**20
"""A day of one-second samples takes half of it as TCX; what unpacks to more is a bomb."""
FORMATS = (".fit", ".gpx", ".tcx")


def is_activity_file(name: str) -> bool:
    """Whether a file of that name may hold an activity."""
    return format_of(name) is not None


def format_of(name: str) -> str | None:
    """`.fit`, `.gpx` or `.tcx` by the file's name, packed or not; None for another file."""
    suffix = PurePosixPath(name.casefold().removesuffix(".gz")).suffix
    return suffix if suffix in FORMATS else None


def content_reference(data: bytes) -> str:
    """A name for what the file holds, the same packed or not; UnreadableError where it holds too much."""
    content, _ = _unpacked(data)
    return f"file {hashlib.sha256(content).hexdigest()}"


def part_reference(file: str, number: int) -> str:
    """The name of the `number`-th activity (from 0) in the file of that name."""
    return f"{file} {number + 1}" if number else file


def read_activity_file(name: str, data: bytes) -> tuple[Recorded, ...]:
    """The activities of a file, by start; raises UnreadableError with the reason where there is none."""
    content, cut = _unpacked(data)
    if not content.strip(b"\0 \r\n\t"):
        raise UnreadableError("it is empty")
    match _format(name, content):
        case ".fit":
            found = read_fit(content)
        case ".gpx":
            found = read_gpx(content)
        case ".tcx":
            found = read_tcx(content)
        case _:
            raise UnreadableError("it is no FIT, GPX or TCX file")
    return tuple(_with_damage(one, cut) for one in found)


def _format(name: str, content: bytes) -> str | None:
    """What it is by its first bytes; by its name where these don't tell."""
    if content[8:12] == b".FIT":
        return ".fit"
    head = content[:4096].replace(b"\0", b"").lower()
    if b"<gpx" in head:
        return ".gpx"
    if b"<trainingcenterdatabase" in head:
        return ".tcx"
    return format_of(name)


def _unpacked(data: bytes) -> tuple[bytes, str | None]:
    """The content of a gzip file, or `data` itself; and what is wrong with the packing."""
    if data[:2] != b"\x1f\x8b":
        if len(data) > MOST_BYTES:
            raise UnreadableError("it is larger than any activity")
        return data, None
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(data, MOST_BYTES + 1)
    except zlib.error:
        return _as_far_as_possible(data), "its gzip data is damaged"
    if len(content) > MOST_BYTES:
        raise UnreadableError("unpacked it is larger than any activity")
    return content, None if unpacker.eof else "its gzip data is cut off"


def _as_far_as_possible(data: bytes) -> bytes:
    """What a damaged gzip file gives before the damage."""
    unpacker = zlib.decompressobj(wbits=31)
    content = bytearray()
    try:
        for at in range(0, len(data), 1024):
            content += unpacker.decompress(data[at : at + 1024], MOST_BYTES)
            if len(content) > MOST_BYTES:
                raise UnreadableError("unpacked it is larger than any activity")
    except zlib.error:
        pass
    return bytes(content)


def _with_damage(one: Recorded, what: str | None) -> Recorded:
    return replace(one, damage=one.damage or what) if what else one
