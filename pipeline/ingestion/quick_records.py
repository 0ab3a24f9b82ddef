"""A quick second reading of xls and et: filled cells of each sheet, counted in its records ([MS-XLS])."""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile  # type: ignore[import-untyped]

from pipeline.ingestion.compound import COMPOUND_ERRORS
from pipeline.ingestion.quick_binary import says_unsure
from pipeline.ingestion.quick_seen import Seen
from pipeline.model import Document

_SHEET, _END, _BEGIN, _STRINGS, _CONTINUE, _MERGED = 0x85, 0x0A, 0x809, 0xFC, 0x3C, 0xE5
_NUMBER, _RK, _MANY_RK, _FORMULA, _SHARED_TEXT = 0x203, 0x27E, 0xBD, 0x06, 0xFD
_NOT_A_NUMBER = b"\xff\xff"  # end of a formula's result that is text, true or an error
_BLANK = " \t\r\n\u3000\xa0\u200b\ufeff"

_Places = set[tuple[int, int]]


def seen_in_xls(document: Document, content: bytes) -> Iterator[Seen]:
    """Numbers and shared texts of each sheet; a zero, which a format may hide, does not count."""
    if says_unsure(document):
        return
    try:
        with olefile.OleFileIO(BytesIO(content)) as compound:
            data = compound.openstream("Workbook").read()
    except COMPOUND_ERRORS:
        return
    blank: frozenset[int] | None = frozenset()
    sheets: list[tuple[str, int]] = []
    for kind, body, following in _records(data, 0):
        if kind == _SHEET and body[5:6] == b"\0":
            sheets.append((_name(body), int.from_bytes(body[:4], "little")))
        elif kind == _STRINGS:
            blank = None if following == _CONTINUE else _blank_strings(body)
    for name, start in sheets:
        yield Seen(name, cells=len(_filled(data, start, blank)))


def _records(data: bytes, start: int) -> Iterator[tuple[int, bytes, int]]:
    """Kind and bytes of each record up to the end of its stream, with the kind of the next one."""
    at, depth = start, 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        following = struct.unpack_from("<H", data, at + 4 + size)[0] if at + 6 + size <= len(data) else 0
        yield kind, data[at + 4 : at + 4 + size], following
        depth += (kind == _BEGIN) - (kind == _END)
        if kind == _END and depth <= 0:
            return
        at += 4 + size


def _name(body: bytes) -> str:
    size, wide = body[6], body[7] & 1
    return body[8 : 8 + size * (1 + wide)].decode("utf-16-le" if wide else "latin-1", errors="replace")


def _blank_strings(body: bytes) -> frozenset[int]:
    """The shared texts that show nothing."""
    at, blank = 8, set()
    for index in range(int.from_bytes(body[4:8], "little")):
        if at + 3 > len(body):
            break
        size, flags = struct.unpack_from("<HB", body, at)
        at += 3
        runs = int.from_bytes(body[at : at + 2], "little") if flags & 8 else 0
        at += 2 if flags & 8 else 0
        phonetic = int.from_bytes(body[at : at + 4], "little") if flags & 4 else 0
        at += 4 if flags & 4 else 0
        width = 2 if flags & 1 else 1
        text = body[at : at + size * width].decode("utf-16-le" if width == 2 else "latin-1", errors="replace")
        if not text.strip(_BLANK):
            blank.add(index)
        at += size * width + 4 * runs + phonetic
    return frozenset(blank)


def _filled(data: bytes, start: int, blank: frozenset[int] | None) -> _Places:
    """Places of cells that show a number or text and lie under no merged cell."""
    found: _Places = set()
    covered: _Places = set()
    for kind, body, _ in _records(data, start):
        if kind in (_NUMBER, _RK, _FORMULA, _SHARED_TEXT) and len(body) >= 10:
            if _shows(kind, body, blank):
                found.add((int.from_bytes(body[:2], "little"), int.from_bytes(body[2:4], "little")))
        elif kind == _MANY_RK:
            row, first = struct.unpack_from("<HH", body) if len(body) >= 4 else (0, 0)
            found |= {
                (row, first + place)
                for place in range((len(body) - 6) // 6)
                if _is_not_zero(body[6 + 6 * place : 10 + 6 * place])
            }
        elif kind == _MERGED:
            covered |= _covered(body)
    return found - covered


def _shows(kind: int, body: bytes, blank: frozenset[int] | None) -> bool:
    if kind == _SHARED_TEXT:
        return blank is not None and int.from_bytes(body[6:10], "little") not in blank
    if kind == _FORMULA:
        return body[12:14] != _NOT_A_NUMBER and any(body[6:14])
    return _is_not_zero(body[6:10]) if kind == _RK else any(body[6:14])


def _is_not_zero(packed: bytes) -> bool:
    """Whether a number packed into four bytes is not zero; its two lowest bits say how it is packed."""
    return int.from_bytes(packed, "little") & ~3 != 0


def _covered(body: bytes) -> _Places:
    places: _Places = set()
    for at in range(2, len(body) - 7, 8):
        top, bottom, left, right = struct.unpack_from("<HHHH", body, at)
        if (bottom - top + 1) * (right - left + 1) <= 65_536:
            places |= {
                (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
            } - {(top, left)}
    return places
