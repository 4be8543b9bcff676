"""GPX and TCX are XML from anywhere: read piece by piece, without document types, with what came before a damage."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast
from xml.etree import ElementTree as ET

from sync.imports.recorded import UnreadableError

MOST_ELEMENTS = 5_000_000
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\w.-]+)")
_BEGINS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_EASTERN = frozenset({"shift_jis", "cp932", "euc-jp", "gb2312", "gbk", "gb18030", "big5", "euc-kr"})
"""What expat does not read. Not any codec: some take forever."""


class Damage:
    """Where the reading of a file ended early; empty while nothing was wrong."""

    def __init__(self) -> None:
        self.what: str | None = None


def elements(data: bytes, damage: Damage, keep: frozenset[str]) -> Iterator[tuple[str, ET.Element]]:
    """Each element at its end, with its name without a namespace; those not in `keep` are then emptied.

    Blanks before the first tag are no fault (Strava's TCX files have them). A document type is
    refused: no activity file has one, and entities could grow without end. A file that is cut off or
    not well-formed ends the reading and is told in `damage`, and so does an unknown encoding.
    """
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(events=("end",))
    text = _plain(data)
    count = 0
    try:
        for at in range(0, len(text), 65_536):
            parser.feed(text[at : at + 65_536])
            for _, element in cast("Iterator[tuple[str, ET.Element]]", parser.read_events()):
                count += 1
                if count > MOST_ELEMENTS:
                    damage.what = "it is longer than any activity"
                    return
                name = local(element.tag)
                yield name, element
                if name not in keep:
                    element.clear()
        parser.close()
    except ET.ParseError as error:
        damage.what = f"its XML ends or breaks at line {error.position[0]}"
    except (ValueError, LookupError):
        damage.what = "its XML is written in an encoding that is not known"


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def child(element: ET.Element, name: str) -> ET.Element | None:
    """The first child of that name, whatever its namespace."""
    return next((one for one in element if local(one.tag) == name), None)


def words(element: ET.Element | None, name: str) -> str | None:
    """The text of a child, without blanks around it; None where it has none."""
    found = None if element is None else child(element, name)
    return (found.text or "").strip() or None if found is not None else None


def number(text: str | None) -> float | None:
    try:
        found = float(text) if text else None
    except ValueError:
        return None
    return found if found is not None and abs(found) < 1e12 else None


def epoch_s(text: str | None) -> float | None:
    """An ISO 8601 moment in epoch seconds; one without a zone is UTC."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _encoding(data: bytes) -> str | None:
    """The encoding that must be taken off before expat reads it; None: expat knows."""
    if found := _BEGINS.get(data[:2]):
        return found
    head = _DECLARED.match(data[:1000])
    declared = head and _ENCODING.search(head[0])
    name = declared[1].decode().casefold() if declared else ""
    return name if name in _EASTERN else None


def _plain(data: bytes) -> bytes:
    if encoding := _encoding(data):
        data = _DECLARED.sub(b"", data.decode(encoding, "replace").encode(), count=1)
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _DOCTYPE.search(data):
        raise UnreadableError("it has a document type, which no activity file needs")
    return data
