"""A quick second reading of docx by patterns over its XML: what Word shows of the body and its notes."""

import html
import io
import re
import zipfile
from collections.abc import Iterator

from pipeline.ingestion.quick_seen import Seen, part_text

_FALLBACK = re.compile(r"<mc:Fallback\b.*?</mc:Fallback>", re.DOTALL)
_REMOVED = re.compile(r"<w:(del|moveFrom)\b[^>]*[^/]>.*?</w:\1>", re.DOTALL)
_RUN = re.compile(r"<w:r[ >](?:(?!<w:r[ >]).)*?</w:r>", re.DOTALL)
_PARAGRAPH = re.compile(r"<w:p[ >](?:(?!<w:p[ >]).)*?</w:p>", re.DOTALL)
_CELL = re.compile(r"<w:tc[ >](?:(?!<w:tc[ >]).)*?</w:tc>", re.DOTALL)
_ROW = re.compile(r"<w:tr[ >](?:(?!<w:tr[ >]).)*?</w:tr>", re.DOTALL)
_ROW_GONE = re.compile(r"<w:trPr>(?:(?!</w:trPr>).)*<w:(?:del|hidden)\b", re.DOTALL)
_VANISH = re.compile(r"<w:vanish\s*(?:w:val=\"([^\"]*)\"\s*)?/>")
_OFF = ("0", "false", "off")
_STYLE = re.compile(r"<w:style\b[^>]*w:styleId=\"([^\"]*)\"[^>]*>(.*?)</w:style>", re.DOTALL)
_BASE = re.compile(r"<w:basedOn w:val=\"([^\"]*)\"")
_USED = re.compile(r"<w:[pr]Style w:val=\"([^\"]*)\"")
_REFERENCE = re.compile(r"<w:(footnote|endnote)Reference\b[^>]*w:id=\"(-?\d+)\"")
_NOTE = re.compile(
    r"<w:(?:footnote|endnote)\b[^>]*w:id=\"(-?\d+)\"[^>]*>(.*?)</w:(?:footnote|endnote)>", re.DOTALL
)
_TOKEN = re.compile(
    r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|<w:fldChar\b[^>]*?w:fldCharType=\"(\w+)\""
    r"|(</w:p>|<w:tab\b|<w:br\b|<w:cr\b|<w:sym\b)"
)


def seen_in_docx(content: bytes) -> Iterator[Seen]:
    """The text of the main part, in whatever it stands, and of its notes; without what Word does not show."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = part_text(archive, "word/document.xml")
        if "<w:t" not in xml:
            return
        hidden = _hidden_styles(part_text(archive, "word/styles.xml"))
        xml = _visible(xml, hidden)
        yield Seen("正文", _text(xml))
        anchored = set(_REFERENCE.findall(xml))
        for kind, name in (("footnote", "脚注"), ("endnote", "尾注")):
            notes = (
                part_text(archive, f"word/{kind}s.xml") if any(kind in anchor for anchor in anchored) else ""
            )
            shown = [inner for number, inner in _NOTE.findall(notes) if (kind, number) in anchored]
            if shown:
                yield Seen(name, _text(_visible("</w:p>".join(shown), hidden)))


def _visible(xml: str, hidden: frozenset[str]) -> str:
    """The XML without fallbacks, deleted and hidden stretches."""
    xml = (
        _REMOVED.sub("", _FALLBACK.sub("", xml))
        if "<w:del" in xml or "<w:moveFrom" in xml or "<mc:F" in xml
        else xml
    )
    if "<w:cellDel" in xml:
        xml = _CELL.sub(lambda cell: "" if "<w:cellDel" in cell[0] else cell[0], xml)
    if "<w:hidden" in xml or "<w:del" in xml:
        xml = _ROW.sub(lambda row: "" if _ROW_GONE.search(row[0]) else row[0], xml)
    if "<w:vanish" in xml or hidden:
        xml = _RUN.sub(lambda run: "" if _hides(run[0], hidden) else run[0], xml)
    if hidden:
        xml = _PARAGRAPH.sub(lambda each: "" if hidden & set(_USED.findall(each[0])) else each[0], xml)
    return xml


def _hides(run: str, hidden: frozenset[str]) -> bool:
    own = _VANISH.search(run)
    if own:
        return own[1] not in _OFF
    return bool(hidden & set(_USED.findall(run))) if hidden else False


def _hidden_styles(styles: str) -> frozenset[str]:
    """The styles that hide text, themselves or by the style that they are based on."""
    if "<w:vanish" not in styles:
        return frozenset()
    found = dict(_STYLE.findall(styles))
    hidden = {name for name, inner in found.items() if (own := _VANISH.search(inner)) and own[1] not in _OFF}
    while True:
        heirs = {
            name
            for name, inner in found.items()
            if name not in hidden
            and not _VANISH.search(inner)
            and (base := _BASE.search(inner))
            and base[1] in hidden
        }
        if not heirs:
            return frozenset(hidden)
        hidden |= heirs


def _text(xml: str) -> str:
    """The letters of all runs; those inside a field's code are no text."""
    pieces: list[str] = []
    codes: list[bool] = []
    for text, mark, line_end in _TOKEN.findall(xml):
        if mark == "begin":
            codes.append(True)
        elif mark == "separate" and codes:
            codes[-1] = False
        elif mark == "end" and codes:
            codes.pop()
        elif line_end:
            pieces.append("\n")
        elif not any(codes):
            pieces.append(html.unescape(text))
    return "".join(pieces)
