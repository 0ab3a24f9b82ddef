"""Stand-ins for the Chinese fonts that a PDF names but does not carry: the page is read the same everywhere.

pdfium looks among the machine's fonts for one that is not embedded and draws each letter of it to learn its
box. So the boxes differ from machine to machine, without any Chinese font a letter that stands alone vanishes,
and the drawing takes longer than all the rest. Reading needs no shapes: a letter is its square.
"""

import ctypes
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium

_CHINESE = (pdfium.FXFONT_GB2312_CHARSET, pdfium.FXFONT_CHINESEBIG5_CHARSET)
_STAND_IN = 1
"""The handle of the stand-in; those of the machine's own fonts are addresses."""
_EM, _ASCENT, _DESCENT = 1000, 880, -120
"""The square in which Chinese type is designed, and where the base line cuts it."""
_BLOCK = 256
_HALF, _FULL = 1, 2
"""The glyphs; 0 means in every font that a character is missing."""


@cache
def read_with_stand_ins() -> None:
    """From now on letters of Chinese fonts that are not embedded are taken as full squares."""
    pdfium.FPDF_SetSystemFontInfo(_stand_ins())


@contextmanager
def machine_fonts() -> Iterator[None]:
    """Within it, a document that is opened shows its pages in the machine's own fonts, as a picture needs."""
    own = pdfium.FPDF_GetDefaultSystemFontInfo()
    pdfium.FPDF_SetSystemFontInfo(own)
    try:
        yield
    finally:
        pdfium.FPDF_SetSystemFontInfo(_stand_ins())
        pdfium.FPDF_FreeDefaultSystemFontInfo(own)


@cache
def _stand_ins() -> Any:  # noqa: ANN401
    """What pdfium asks for a font: gives the stand-in for Chinese ones, the machine's own for all others."""
    own = pdfium.FPDF_GetDefaultSystemFontInfo()
    ask = own.contents
    answers: dict[str, Callable[..., object]] = {
        "Release": lambda _: None,
        "EnumFonts": lambda _, mapper: ask.EnumFonts(own, mapper),
        "MapFont": lambda _, weight, italic, charset, *rest: (
            _STAND_IN if charset in _CHINESE else ask.MapFont(own, weight, italic, charset, *rest)
        ),
        "GetFont": lambda _, face: ask.GetFont(own, face),
        "GetFontData": lambda _, handle, table, buffer, size: (
            _stand_in_data(table, buffer, size)
            if handle == _STAND_IN
            else int(ask.GetFontData(own, handle, table, buffer, size))
        ),
        "GetFaceName": lambda _, handle, *rest: (
            0 if handle == _STAND_IN else ask.GetFaceName(own, handle, *rest)
        ),
        "GetFontCharset": lambda _, handle: (
            _CHINESE[0] if handle == _STAND_IN else ask.GetFontCharset(own, handle)
        ),
        "DeleteFont": lambda _, handle: None if handle == _STAND_IN else ask.DeleteFont(own, handle),
    }
    return ctypes.pointer(_answers(answers))


def _stand_in_data(table: int, buffer: int | None, size: int) -> int:
    """How long the stand-in is; its bytes go into the buffer, if that is large enough. Only the whole is given."""
    if table:
        return 0
    font = box_font()
    if buffer and size >= len(font):
        ctypes.memmove(buffer, font, len(font))
    return len(font)


def _answers(functions: Mapping[str, Callable[..., object]]) -> Any:  # noqa: ANN401
    """The structure of callbacks that pdfium asks."""
    info = pdfium.FPDF_SYSFONTINFO()
    info.version = 1
    kinds = dict(info._fields_)
    for name, function in functions.items():
        setattr(info, name, kinds[name](function))
    return info


@cache
def box_font() -> bytes:
    """A TrueType font of two shapes: the half square for Latin letters, the full square for all others."""
    full, half = _box(_EM), _box(_EM // 2)
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": half + half + full,
        b"head": _head(),
        b"hhea": struct.pack(">I3hH6h8xhH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, 1, 0, 0, 0, 1),
        b"hmtx": struct.pack(">H3h", _EM, 0, 0, 0),
        b"loca": struct.pack(
            ">4H", *(place * len(half) // 2 for place in range(3)), (2 * len(half) + len(full)) // 2
        ),
        b"maxp": struct.pack(">IH13H", 0x10000, 3, 4, 1, 0, 0, 1, *(0,) * 8),
        b"name": struct.pack(">3H6H", 0, 1, 18, 3, 1, 0x409, 1, 6, 0) + "Box".encode("utf-16-be"),
        b"post": struct.pack(">Ihh6I", 0x30000, 0, 0, *(0,) * 6),
    }
    at = 12 + 16 * len(tables)
    listing, body = b"", b""
    for tag, table in sorted(tables.items()):
        listing += tag + struct.pack(">3I", 0, at + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return struct.pack(">I4H", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128) + listing + body


def _box(width: int) -> bytes:
    """One closed outline of four corners."""
    across = struct.pack(">4h", 0, 0, width, 0)
    up = struct.pack(">4h", _DESCENT, _ASCENT - _DESCENT, 0, _DESCENT - _ASCENT)
    head = struct.pack(">5hHH", 1, 0, _DESCENT, width, _ASCENT, 3, 0)
    outline = head + b"\1\1\1\1" + across + up
    return outline + b"\0" * (-len(outline) % 4)


def _cmap() -> bytes:
    """Latin characters as the half square, all others as the full one: blocks that share two lists (format 4)."""
    starts = list(range(0, 0xFF00, _BLOCK))
    count = len(starts) + 1
    lists = [*(2 * (count - index) + (2 * _BLOCK if index else 0) for index in range(len(starts))), 0]
    columns = (
        [*(start + _BLOCK - 1 for start in starts), 0xFFFF],
        [0, *starts, 0xFFFF],  # the zero before them is padding that the format asks for
        [*(0 for _ in starts), 1],
        lists,
        [_HALF] * _BLOCK + [_FULL] * _BLOCK,
    )
    body = b"".join(struct.pack(f">{len(column)}H", *column) for column in columns)
    size = 14 + len(body)
    return struct.pack(">HH2HI3H4H", 0, 1, 3, 1, 12, 4, size, 0, 2 * count, 512, 8, 2 * count - 512) + body


def _head() -> bytes:
    made = (0, 0)  # neither when it was made nor when it was changed
    version, magic = (0x10000, 0x10000, 0), (0x5F0F3CF5, 0, _EM)
    return struct.pack(">4I2H2Q4h2H3h", *version, *magic, *made, 0, _DESCENT, _EM, _ASCENT, 0, 8, 2, 0, 0)


def _os2() -> bytes:
    kind, heights = (1, _EM, 400, 5, 0), (_ASCENT, _DESCENT, 0, _ASCENT, -_DESCENT)
    return struct.pack(">Hh3H20xh26x4s3H3h2H2I", *kind, 0, b"NONE", 0x40, 0, 0xFFFF, *heights, 1 << 18, 0)
