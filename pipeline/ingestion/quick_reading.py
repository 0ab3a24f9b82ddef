"""Quick second readings of a source, each independent of its format's reader; for conservation only."""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.ingestion.decoding import decode_text
from pipeline.ingestion.zips import ZIP_ERRORS
from pipeline.model import Document

HEAD_ROWS = 4
"""Rows of a table's head that are printed again on each of its pages, and read once."""
LARGEST_PART = 64 << 20
"""Bytes of a part past which it is not read a second time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a quick reading saw of a part of the file: its text, by pages where it has such, or its cells."""

    name: str
    text: str = ""
    pages: tuple[tuple[int, str], ...] = ()
    cells: int | None = None
    excused: frozenset[str] = frozenset()
    """Figures that the document leaves out on purpose."""


def quick_reading(document: Document, content: bytes) -> Iterator[Seen]:
    """What can be seen of the source at a glance; nothing of formats that have no quick reading."""
    reading = _READINGS.get(document.source.format)
    if reading is not None:
        try:
            yield from reading(document, content)
        except ZIP_ERRORS:
            return  # the reader has said what is wrong with a damaged file


def paged(document: Document, pages: Iterable[tuple[int, str]]) -> Seen:
    """Texts of numbered pages as one part: a paragraph, and a figure, may go on over a page break."""
    every = tuple(pages)
    return Seen("正文", "\n".join(text for _, text in every), every, excused=_left_out(document))


def _left_out(document: Document) -> frozenset[str]:
    """Figures that the reader leaves out on purpose: a watermark's, and those of heads repeated on a page."""
    watermarks = " ".join(remark.message for remark in document.remarks if remark.reason == "watermark")
    repeated = ""
    for table in document.tables:
        pages = {block.page for block in document.blocks if block.table == table.index}
        if len(pages) > 1:
            head = [cell for cell in table.cells if cell.row <= HEAD_ROWS]
            repeated += " ".join(document.text[cell.start : cell.end] for cell in head)
    return frozenset(re.findall(r"[0-9]+", f"{watermarks} {repeated}"))


_FALLBACK = re.compile(r"<mc:Fallback\b.*?</mc:Fallback>", re.DOTALL)
_REMOVED = re.compile(r"<w:(del|moveFrom)\b[^>]*[^/]>.*?</w:\1>", re.DOTALL)
_HIDDEN = re.compile(r"<w:r\b(?:(?!</w:r>).)*?<w:(?:vanish|webHidden)\s*/>.*?</w:r>", re.DOTALL)
_WORD = re.compile(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|(</w:p>|<w:tab\b|<w:br\b|<w:cr\b|<w:sym\b)")


def _docx(document: Document, content: bytes) -> Iterator[Seen]:
    """The text runs of the main part, in whatever they stand; text boxes once, without the deleted and hidden."""
    del document
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = _part(archive, "word/document.xml")
    if "<w:t" not in xml or "w:vanish" in _styles(content):
        return
    xml = _REMOVED.sub("", _FALLBACK.sub("", xml))
    if "<w:vanish" in xml or "<w:webHidden" in xml:
        xml = _HIDDEN.sub("", xml)
    yield Seen("正文", "".join(match[1] or "\n" for match in _WORD.finditer(xml)))


def _styles(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _part(archive, "word/styles.xml")


def _part(archive: zipfile.ZipFile, name: str) -> str:
    """A part's text; nothing if it is missing or too large to look at twice."""
    info = archive.NameToInfo.get(name)
    if info is None or info.file_size > LARGEST_PART:
        return ""
    return archive.read(info).decode("utf-8", errors="replace")


_SHEET = re.compile(r"<sheet\b[^>]*>")
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_FILLED = re.compile(r"<v>\s*[^<\s]|<t(?:\s[^>]*)?>\s*[^<\s]")
_INDEX = re.compile(r"<v>(\d+)</v>")
_ENTRY = re.compile(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_MERGE = re.compile(r'<mergeCell\b[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_REFERENCE = re.compile(r'\br="([A-Z]+)(\d+)"')


def _xlsx(document: Document, content: bytes) -> Iterator[Seen]:
    """Filled cells of each sheet, counted in its XML: what a format shows cannot be compared digit by digit."""
    del document
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        blank = _blank_strings(_part(archive, "xl/sharedStrings.xml"))
        for name, place in _sheets(archive):
            xml = _part(archive, place)
            if xml:
                yield Seen(name, cells=_filled_cells(xml, blank))


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {
        _attribute(tag, "Id"): posixpath.normpath(posixpath.join("/xl", _attribute(tag, "Target"))).lstrip(
            "/"
        )
        for tag in _RELATION.findall(_part(archive, "xl/_rels/workbook.xml.rels"))
    }
    for tag in _SHEET.findall(_part(archive, "xl/workbook.xml")):
        yield html.unescape(_attribute(tag, "name")), targets.get(_attribute(tag, "r:id"), "")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _blank_strings(xml: str) -> frozenset[int]:
    """The shared strings that show nothing."""
    entries = (_PHONETIC.sub("", entry) for entry in _ENTRY.findall(xml))
    return frozenset(
        index
        for index, entry in enumerate(entries)
        if not html.unescape(re.sub(r"<[^>]*>", "", entry)).strip("\u200b\ufeff \t\r\n\u3000\xa0")
    )


def _filled_cells(xml: str, blank: frozenset[int]) -> int:
    covered = [(_column(a), int(b), _column(c), int(d)) for a, b, c, d in _MERGE.findall(xml)]
    count = 0
    for attributes, inner in _CELL.findall(xml):
        if not inner or not _FILLED.search(inner):
            continue
        index = _INDEX.search(inner) if 't="s"' in attributes else None
        if index and int(index[1]) in blank:
            continue
        place = _REFERENCE.search(attributes) if covered else None
        count += not (place and _is_covered(_column(place[1]), int(place[2]), covered))
    return count


def _is_covered(column: int, row: int, merges: list[tuple[int, int, int, int]]) -> bool:
    """Whether a merged cell lies over this one, so that nobody sees it."""
    return any(
        left <= column <= right and top <= row <= bottom and (column, row) != (left, top)
        for left, top, right, bottom in merges
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


_UNSEEN = re.compile(
    r"<!--.*?-->|<(script|style|head|noscript|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<[^>]*>")
_HIDDEN_TAG = re.compile(
    r"<[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|\shidden[\s=>])", re.IGNORECASE
)
_INLINE = re.compile(r"</?(?:span|font|b|strong|i|em|u|a|sub|sup|o:p)\b[^>]*>", re.IGNORECASE)


def _html(document: Document, content: bytes) -> Iterator[Seen]:
    """The body's text without its tags; the site's own words stand in the document as well, apart."""
    del document
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:4096])
    text = decode_text(content, declared[1].decode("ascii") if declared else None).text
    body = _UNSEEN.sub("", text)
    if _HIDDEN_TAG.search(body):
        return
    body = _INLINE.sub("", body)
    yield Seen("正文", html.unescape(_TAG.sub("\n", body)))


_CODE = re.compile(r"<(?:\w+:)?TextCode\b[^>]*>([^<]*)<")
_PAGE = re.compile(r"Pages/[^/]*?(\d+)/[^/]*\.xml$")


def _ofd(document: Document, content: bytes) -> Iterator[Seen]:
    """The text codes of all pages; templates come on several pages, and a page may not use its own."""
    if document.ocr_pages or any(problem.reason == "no_text" for problem in document.problems):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages = [
            (int(match[1]) + 1, html.unescape("\n".join(_CODE.findall(_part(archive, name)))))
            for name in archive.namelist()
            if (match := _PAGE.search(name)) and "Tpls/" not in name
        ]
    yield paged(document, pages)


_READINGS: dict[str, Callable[[Document, bytes], Iterator[Seen]]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "html": _html,
    "ofd": _ofd,
}
