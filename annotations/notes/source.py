"""From the bytes of a file to its text, with the first place where the bytes are no UTF-8."""

from dataclasses import dataclass

from annotations.notes.tree import Fault

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16 = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"-\0-\0": "utf-16-le",
    b"\0-\0-": "utf-16-be",
}
_UTF16_STARTS = tuple(_UTF16)


@dataclass(frozen=True, slots=True)
class Source:
    """`text` has `\\n` line ends and no byte order mark; bytes that are no text show as U+FFFD."""

    text: str
    fault: Fault | None = None


def decode(data: bytes) -> Source:
    """The text of a file. Never raises; what is not UTF-8 is told by `fault`."""
    if data.startswith(_UTF16_STARTS):
        return _of_utf16(data)
    data = data.removeprefix(_UTF8_BOM)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return Source(data.decode())
    except UnicodeDecodeError as error:
        return Source(data.decode(errors="replace"), _fault_at(data, error.start))


def _of_utf16(data: bytes) -> Source:
    encoding = next(encoding for start, encoding in _UTF16.items() if data.startswith(start))
    text = data.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return Source(text, Fault(1, 1, "the file is UTF-16, not UTF-8", "save it as UTF-8"))


def _fault_at(data: bytes, offset: int) -> Fault:
    before = data[:offset]
    line = before.count(b"\n") + 1
    col = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
    return Fault(line, col, f"byte 0x{data[offset]:02x} is not UTF-8", "save the file as UTF-8")
