"""The Word binary (Word 97–2003 二进制文档, also WPS): header, piece table, and the characters by position.

After [MS-DOC]. A file may lie about every length, so numbers are cut out of slices, which never reach past
the end, and what is missing is counted as lost.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pipeline.ingestion import refusals
from pipeline.ingestion.compound import Compound
from pipeline.ingestion.decoding import common_share

_MAGIC = 0xA5EC
_FIRST_SUPPORTED = 0xC0  # nFib of Word 97; below it Word 6 and 95
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_POINTERS = 0x9A
_COUNTS = 0x4C
_COMPRESSED = 0x4000_0000
_WIPED = "\0" * 4  # a sector that was never written; no program writes null characters in a row
_HIGH_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_CHINESE_SHARE = 0.85
# Code page 1252 with the bytes that it leaves open as they are: Word maps every byte.
_SINGLE_BYTES = "".join(bytes((code,)).decode("cp1252", errors="ignore") or chr(code) for code in range(256))


class Structure(IntEnum):
    """Places in the header's list of pointers (FibRgFcLcb97)."""

    STYLES = 1
    NOTE_TEXTS = 3
    SECTIONS = 6
    HEADERS = 11
    CHARACTER_PAGES = 12
    PARAGRAPH_PAGES = 13
    FONTS = 15
    DOCUMENT_PROPERTIES = 31
    PIECES = 33
    SHAPES = 40
    BOX_TEXTS = 56
    LISTS = 73
    LIST_OVERRIDES = 74


@dataclass(frozen=True, slots=True)
class Counts:
    """Characters in each part of the file (story), in the order in which the parts follow one another."""

    body: int
    notes: int
    headers: int
    macros: int
    comments: int
    endnotes: int
    boxes: int
    header_boxes: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that lie together in the file."""

    start: int
    end: int
    offset: int
    width: int
    modifier: int
    """A change to properties that a quick save left behind (Prm)."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """A binary Word file taken apart: its streams, and its text, one character for each position (CP)."""

    main: bytes
    table: bytes
    data: bytes
    counts: Counts
    pieces: tuple[Piece, ...]
    changes: tuple[bytes, ...]
    """Property changes that pieces refer to (Prc)."""
    text: str
    is_broken: bool

    def structure(self, which: Structure) -> bytes:
        """The bytes of a structure in the table stream; none if the file has none."""
        offset, size = pointer(self.main, which)
        return self.table[offset : offset + size]

    def piece_at(self, position: int) -> Piece | None:
        """The piece that holds a character."""
        place = bisect_right(self.pieces, position, key=lambda piece: piece.start) - 1
        return self.pieces[place] if place >= 0 and position < self.pieces[place].end else None

    def offset_of(self, position: int) -> int:
        """Where a character's bytes lie in the main stream; -1 for one that is not there."""
        piece = self.piece_at(position)
        return -1 if piece is None else piece.offset + (position - piece.start) * piece.width

    @property
    def starts(self) -> Counts:
        """The position at which each part begins."""
        counts = self.counts
        begin, starts = 0, []
        for size in _in_order(counts):
            starts.append(begin)
            begin += size
        return Counts(*starts)


def open_word_file(compound: Compound) -> WordFile:
    """The file taken apart, or the reason why it cannot be."""
    main = compound.stream("WordDocument")
    if len(main) < _POINTERS:
        raise refusals.damaged()
    flags = number(main, 0x0A, 2)
    if number(main, 0, 2) != _MAGIC or number(main, 2, 2) < _FIRST_SUPPORTED:
        raise refusals.too_old("Word 6.0/95")
    if flags & _ENCRYPTED:
        raise refusals.encrypted()
    names = ("1Table", "0Table") if flags & _SECOND_TABLE else ("0Table", "1Table")
    table = compound.stream(names[0]) or compound.stream(names[1])
    counts = Counts(*(number(main, _COUNTS + 4 * place, 4) for place in range(8)))
    offset, size = pointer(main, Structure.PIECES)
    changes, pieces = _pieces(table[offset : offset + size], len(main))
    if not pieces:
        raise refusals.damaged()
    text = "".join(_piece_text(main, piece) for piece in pieces)
    expected = sum(_in_order(counts))
    broken = compound.is_broken or len(text) < expected or any(_is_cut(main, piece) for piece in pieces)
    broken = broken or _WIPED in text[:expected]
    return WordFile(main, table, compound.stream("Data"), counts, pieces, changes, text, broken)


def number(data: bytes, offset: int, size: int) -> int:
    """An unsigned number of so many bytes; what lies past the end counts as zero."""
    return int.from_bytes(data[offset : offset + size], "little")


def pointer(main: bytes, which: Structure) -> tuple[int, int]:
    """Offset and size of a structure in the table stream."""
    at = _POINTERS + 8 * which
    return number(main, at, 4), number(main, at + 4, 4)


def positions(plc: bytes, size: int) -> list[int]:
    """The positions of a PLC whose data elements have this size: one more than elements."""
    elements = max(len(plc) - 4, 0) // (4 + size)
    return list(struct.unpack_from(f"<{elements + 1}I", plc)) if elements else []


def elements(plc: bytes, size: int) -> Iterator[tuple[int, int, bytes]]:
    """First position, next position and data of each element of a PLC."""
    bounds = positions(plc, size)
    base = 4 * len(bounds)
    for place in range(len(bounds) - 1):
        at = base + place * size
        yield bounds[place], bounds[place + 1], plc[at : at + size]


def _in_order(counts: Counts) -> Sequence[int]:
    return (
        counts.body, counts.notes, counts.headers, counts.macros,
        counts.comments, counts.endnotes, counts.boxes, counts.header_boxes,
    )  # fmt: skip


def _pieces(clx: bytes, most: int) -> tuple[tuple[bytes, ...], tuple[Piece, ...]]:
    """Property changes and pieces of the complex part (Clx); at most as many characters as there are bytes."""
    changes: list[bytes] = []
    at = 0
    while at < len(clx) and clx[at] == 1:
        size = number(clx, at + 1, 2)
        changes.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    pieces: list[Piece] = []
    if clx[at : at + 1] != b"\x02":
        return tuple(changes), ()
    expected, total = 0, 0
    for start, end, element in elements(clx[at + 5 : at + 5 + number(clx, at + 1, 4)], 8):
        total += end - start
        if start != expected or end < start or total > most:
            break
        expected = end
        location = number(element, 2, 4)
        width = 1 if location & _COMPRESSED else 2
        offset = location & ~_COMPRESSED & 0x7FFF_FFFF
        modifier = number(element, 6, 2)
        pieces.append(Piece(start, end, offset // 2 if width == 1 else offset, width, modifier))
    return tuple(changes), tuple(pieces)


def _is_cut(main: bytes, piece: Piece) -> bool:
    return piece.offset + (piece.end - piece.start) * piece.width > len(main)


def _piece_text(main: bytes, piece: Piece) -> str:
    """One character for each position; what the file has lost are null characters, which show nothing."""
    size = piece.end - piece.start
    raw = main[piece.offset : piece.offset + size * piece.width]
    if piece.width == 1:
        return _single_byte_text(raw).ljust(size, "\0")
    raw = raw[: len(raw) // 2 * 2]
    text = raw.decode("utf-16-le", errors="surrogatepass")
    if len(text) * 2 != len(raw):
        # Characters outside the basic plane take two positions.
        text = "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))
    return text.ljust(size, "\0")


def _single_byte_text(raw: bytes) -> str:
    """Code page 1252, as the format says; or GBK, which some Chinese programs put in its place."""
    if raw.isascii():
        return raw.decode("ascii")
    outside = _HIGH_PAIR.sub(b"", raw)
    if outside.isascii():
        try:
            chinese = raw.decode("gbk")
        except UnicodeDecodeError:
            chinese = ""
        if chinese and common_share(re.sub("[\x00-\x7f]", "", chinese)) >= _CHINESE_SHARE:
            # The second byte's position is a null character, so that positions stay in step.
            return "".join(sign if sign.isascii() else f"{sign}\0" for sign in chinese)
    return raw.decode("latin-1").translate(dict(enumerate(_SINGLE_BYTES)))


def whole_characters(text: str) -> str:
    """Text whose characters outside the basic plane, two positions each, are put together again."""
    if not re.search("[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")
