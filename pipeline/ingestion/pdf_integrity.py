"""Whether a PDF file is whole: pdfium repairs in silence, and what it could not repair is simply missing."""

import base64
import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)\b")
_FIRST_FILTER = re.compile(rb"/Filter\s*\[?\s*(/ASCII85Decode\s*)?/FlateDecode\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_DICTIONARY = 2_000
"""Bytes before a stream in which its dictionary stands."""
_CHUNK = 1 << 20
_HEAD = 2
"""Bytes before the packed data proper."""
_LONGEST = 64 << 20
"""Bytes after which a stream's soundness is taken for granted; no page of text is as long."""


def is_cut_off(content: bytes) -> bool:
    """Whether the file has no end mark at all, as after a broken transfer."""
    return b"%%EOF" not in content


def broken_streams(content: bytes) -> int:
    """How many compressed streams, pictures apart, cannot be unpacked; encrypted files do not tell (0)."""
    if b"/Encrypt" in content:
        return 0
    return sum(not _unpacks(data) for data in _compressed(content))


def _compressed(content: bytes) -> Iterator[memoryview | bytes]:
    view = memoryview(content)
    end = 0
    for match in _STREAM.finditer(content):
        start = match.end()
        if start < end or content[match.start() - 3 : match.start()] == b"end":
            continue
        before = content[max(0, match.start() - _DICTIONARY) : match.start()]
        dictionary = before[before.rfind(b" obj") + 1 :]
        length = _LENGTH.search(dictionary)
        end = start + int(length[1]) if length else content.find(b"endstream", start)
        if end <= start or end > len(content):
            end = len(content)
        filters = _FIRST_FILTER.search(dictionary)
        if filters and not _PICTURE.search(dictionary):
            yield _from_letters(view[start:end]) if filters[1] else view[start:end]


def _from_letters(data: memoryview) -> bytes:
    """The bytes that ASCII85 writes as letters; none if a letter is not one of its own."""
    letters = bytes(data).partition(b"~")[0].strip()
    try:
        return base64.a85decode(letters)
    except ValueError:
        return b""


def _unpacks(data: memoryview | bytes) -> bool:
    """Whether the data can be inflated to its end, and to what its checksum says.

    A missing checksum, and one of zeros, is a habit of some programs.
    """
    unpacker = zlib.decompressobj()
    total = 0
    pending: bytes | memoryview = data
    try:
        while pending and not unpacker.eof and total < _LONGEST:
            total += len(unpacker.decompress(pending, _CHUNK))
            pending = unpacker.unconsumed_tail
    except zlib.error as error:
        return "incorrect data check" in str(error) and b"\0\0\0\0" in bytes(data[-8:])
    return unpacker.eof or total >= _LONGEST or _ends(data)


def _ends(data: memoryview | bytes) -> bool:
    """Whether data that lack their checksum are whole all the same."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    pending: bytes | memoryview = data[_HEAD:]
    try:
        while pending and not unpacker.eof:
            unpacker.decompress(pending, _CHUNK)
            pending = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return unpacker.eof
