"""Quick second readings of doc, wps and rtf: the letters without their looks."""

import re
from collections.abc import Iterator
from io import BytesIO

import olefile  # type: ignore[import-untyped]

from pipeline.ingestion.compound import COMPOUND_ERRORS
from pipeline.ingestion.quick_seen import Seen
from pipeline.model import Document

_BODY_COUNT, _PIECES = 0x4C, 0x1A2
_TABLE_ONE, _SINGLE_BYTES = 0x0200, 0x4000_0000
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_UNSURE = frozenset(("deletion", "hidden", "damaged"))


def seen_in_doc(document: Document, content: bytes) -> Iterator[Seen]:
    """The body's characters by the piece table; of a file with hidden or deleted text they say too much."""
    if says_unsure(document):
        return
    try:
        text = _body(content)
    except COMPOUND_ERRORS:
        return
    shown, before = text, ""
    while shown != before:  # innermost fields first: their codes may hold other fields
        before, shown = shown, _FIELD.sub(lambda found: found[1] or "", shown)
    yield Seen("正文", shown)


def _body(content: bytes) -> str:
    with olefile.OleFileIO(BytesIO(content)) as compound:
        main = compound.openstream("WordDocument").read()
        table = compound.openstream("1Table" if _int(main, 0x0A, 2) & _TABLE_ONE else "0Table").read()
    start, size = _int(main, _PIECES, 4), _int(main, _PIECES + 4, 4)
    clx = table[start : start + size]
    while clx[:1] == b"\x01":  # property changes come first
        clx = clx[3 + _int(clx, 1, 2) :]
    pieces = clx[5 : 5 + _int(clx, 1, 4)]
    count = (len(pieces) - 4) // 12
    bounds = [_int(pieces, 4 * place, 4) for place in range(count + 1)]
    text = ""
    for place in range(count):
        where = _int(pieces, 4 * (count + 1) + 8 * place + 2, 4)
        length = bounds[place + 1] - bounds[place]
        if where & _SINGLE_BYTES:
            offset = (where & ~_SINGLE_BYTES) // 2
            text += main[offset : offset + length].decode("cp1252", errors="replace")
        else:
            text += main[where : where + 2 * length].decode("utf-16-le", errors="replace")
    return text[: _int(main, _BODY_COUNT, 4)]


def _int(data: bytes, offset: int, size: int) -> int:
    return int.from_bytes(data[offset : offset + size], "little")


_RTF_TOKEN = re.compile(
    rb"([{}])|\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\(.)|([^\\{}\r\n]+)", re.DOTALL
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict listtable listoverridetable revtbl rsidtbl header headerl headerr "
    b"headerf footer footerl footerr footerf themedata datastore fldinst xmlnstbl generator objdata atnid "
    b"atnauthor annotation comment ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn nonshppict bkmkstart bkmkend "
    b"listtext pntext pn nonesttables xe tc sn sv background shprslt datafield formfield filetbl template pnseclvl".split()
)
_ENDS = frozenset(b"par line cell row sect page tab nestcell nestrow column".split())


def seen_in_rtf(document: Document, content: bytes) -> Iterator[Seen]:
    """The letters of all groups that show; of a file with hidden or deleted text they say too much."""
    if says_unsure(document):
        return
    pieces: list[str] = []
    silent, depth = 0, 0
    first = False
    for brace, word, _, _, sign, plain in (match.groups() for match in _RTF_TOKEN.finditer(content)):
        if brace == b"{":
            depth += 1
            first = True
            continue
        if brace == b"}":
            silent = 0 if silent == depth else silent
            depth -= 1
        elif first and not silent and (sign == b"*" or word in _SKIPPED):
            silent = depth
        elif not silent and (word in _ENDS or word is None):
            pieces.append(plain.decode("ascii", errors="replace") if plain else "\n")
        first = False
    yield Seen("正文", "".join(pieces))


def says_unsure(document: Document) -> bool:
    """Whether the document leaves text out on purpose, or its reader said that it is damaged."""
    return any(said.reason in _UNSURE for said in (*document.remarks, *document.problems))
