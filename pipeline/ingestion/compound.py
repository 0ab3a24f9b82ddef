"""Compound files (OLE2 复合文档): streams by name, without trust in their directory."""

import logging
import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

import olefile  # type: ignore[import-untyped]

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.decoding import decode_text

logger = logging.getLogger(__name__)

COMPOUND_ERRORS = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    struct.error,
    OverflowError,
    RecursionError,
)
"""What olefile raises on damaged files."""

_SUMMARY = "\x05SummaryInformation"
_PROPERTIES = {
    2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "description", 8: "lastModifiedBy",
    12: "created", 13: "modified", 18: "application",
}  # fmt: skip
_CODE_PAGE, _TEXT, _MOMENT = 1, 0x1E, 0x40
_MOST_PROPERTIES = 64
_EPOCH = datetime(1601, 1, 1)


@dataclass(frozen=True, slots=True)
class Compound:
    """The streams of a compound file that could be read, and what the file says of itself."""

    streams: dict[str, bytes]
    is_broken: bool
    properties: dict[str, str] = field(default_factory=dict)

    def stream(self, name: str) -> bytes:
        """A stream's bytes; none if the file has it not."""
        return self.streams.get(name.lower(), b"")


def open_compound(content: bytes, names: tuple[str, ...]) -> Compound:
    """The named streams; those at the file's end may be cut."""
    try:
        compound = olefile.OleFileIO(BytesIO(content))
    except COMPOUND_ERRORS as error:
        raise refusals.damaged() from error
    streams: dict[str, bytes] = {}
    broken = False
    with compound:
        for name in names:
            found = _stream(compound, name)
            if found is not None:
                streams[name.lower()] = found[0]
                broken |= found[1]
        return Compound(streams, broken, _properties(compound))


def _stream(compound: olefile.OleFileIO, name: str) -> tuple[bytes, bool] | None:
    """A stream and whether it is cut; None if it is not there."""
    try:
        if not compound.exists(name):
            return None
        size = compound.get_size(name)
        data: bytes = compound.openstream(name).read()
    except COMPOUND_ERRORS as error:
        logger.info("stream %r is damaged: %s", name, error)
        return b"", True
    return data, len(data) < size


def _properties(compound: olefile.OleFileIO) -> dict[str, str]:
    """Title, author, dates, program (文件属性); olefile's own reading of them can be made to run for minutes."""
    found = _stream(compound, _SUMMARY)
    held = b"" if found is None else found[0]
    section = held[_number(held, 44, 4) :] if len(held) > 48 else b""
    places = {
        _number(section, 8 + 8 * place, 4): _number(section, 12 + 8 * place, 4)
        for place in range(min(_number(section, 4, 4), _MOST_PROPERTIES))
    }
    declared = _codec(_number(section, places.get(_CODE_PAGE, len(section)) + 4, 2))
    shown = {
        key: _shown(section, places[code], declared) for code, key in _PROPERTIES.items() if code in places
    }
    return {key: text for key, text in shown.items() if text}


def _number(data: bytes, offset: int, size: int) -> int:
    return int.from_bytes(data[offset : offset + size], "little")


def _codec(code_page: int) -> str:
    return {936: "gb18030", 65001: "utf-8", 1200: "utf-16-le"}.get(code_page, f"cp{code_page}")


def _shown(section: bytes, at: int, declared: str) -> str:
    """A property's text, or its moment; other kinds show nothing."""
    kind = _number(section, at, 4)
    if kind == _TEXT:
        raw = section[at + 8 : at + 8 + _number(section, at + 4, 4)].rstrip(b"\0")
        return clean_text(decode_text(raw, declared).text).strip() if raw else ""
    ticks = _number(section, at + 4, 8)
    if kind != _MOMENT or not 0 < ticks < 1 << 62:
        return ""
    moment = _EPOCH + timedelta(microseconds=min(ticks // 10, 250_000_000_000_000_000))
    return moment.isoformat(timespec="seconds")
