"""Quick second readings of a source, each independent of its format's reader; for conservation only."""

import html
import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from pipeline.ingestion.decoding import decode_text
from pipeline.ingestion.quick_binary import seen_in_doc, seen_in_rtf
from pipeline.ingestion.quick_records import seen_in_xls
from pipeline.ingestion.quick_seen import Seen, part_text
from pipeline.ingestion.quick_word import seen_in_docx
from pipeline.ingestion.sniff import is_web_archive
from pipeline.ingestion.zips import ZIP_ERRORS
from pipeline.model import Document

HEAD_ROWS = 4
"""Rows of a table's head that are printed again on each of its pages, and read once."""


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


def _docx(document: Document, content: bytes) -> Iterator[Seen]:
    del document
    yield from seen_in_docx(content)


_SHEET = re.compile(r"<sheet\b[^>]*>")
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_FILLED = re.compile(r"<v>\s*[^<\s]|<t(?:\s[^>]*)?>\s*[^<\s]")
_FEW_BLANKS = 32
_INDEX = re.compile(r"<v>(\d+)</v>")
_ENTRY = re.compile(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_PLAIN_ENTRY = re.compile(r"<t>[0-9A-Za-z\u4e00-\u9fff]")
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_MERGE = re.compile(r'<mergeCell\b[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_REFERENCE = re.compile(r'\br="([A-Z]+)(\d+)"')


def _xlsx(document: Document, content: bytes) -> Iterator[Seen]:
    """Filled cells of each sheet, counted in its XML: what a format shows cannot be compared digit by digit."""
    read = Counter(block.sheet for block in document.blocks)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        blank = _blank_strings(part_text(archive, "xl/sharedStrings.xml"))
        for name, place in _sheets(archive):
            xml = part_text(archive, place)
            if xml:
                most = _most_cells(xml, blank)
                yield Seen(name, cells=most if most <= read[name] else _filled_cells(xml, blank))


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {
        _attribute(tag, "Id"): posixpath.normpath(posixpath.join("/xl", _attribute(tag, "Target"))).lstrip(
            "/"
        )
        for tag in _RELATION.findall(part_text(archive, "xl/_rels/workbook.xml.rels"))
    }
    for tag in _SHEET.findall(part_text(archive, "xl/workbook.xml")):
        yield html.unescape(_attribute(tag, "name")), targets.get(_attribute(tag, "r:id"), "")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _blank_strings(xml: str) -> frozenset[int]:
    """The shared strings that show nothing."""
    return frozenset(
        index
        for index, entry in enumerate(_ENTRY.findall(xml))
        if not _PLAIN_ENTRY.match(entry)
        and not html.unescape(re.sub(r"<[^>]*>", "", _PHONETIC.sub("", entry))).strip(
            "\u200b\ufeff \t\r\n\u3000\xa0"
        )
    )


def _most_cells(xml: str, blank: frozenset[int]) -> int:
    """At least as many cells as are filled: values are counted without a look at where they stand."""
    blanks = sum(xml.count(f't="s"><v>{index}</v>') for index in blank) if len(blank) < _FEW_BLANKS else 0
    return len(_FILLED.findall(xml)) - blanks


def _filled_cells(xml: str, blank: frozenset[int]) -> int:
    covered = [(_column(a), int(b), _column(c), int(d)) for a, b, c, d in _MERGE.findall(xml)]
    count = 0
    over: dict[int, list[tuple[int, int, int, int]]] = {}
    for attributes, inner in _CELL.findall(xml):
        if not inner or not _FILLED.search(inner):
            continue
        index = _INDEX.search(inner) if 't="s"' in attributes else None
        if index and int(index[1]) in blank:
            continue
        place = _REFERENCE.search(attributes) if covered else None
        if place is not None:
            row = int(place[2])
            if row not in over:
                over[row] = [merge for merge in covered if merge[1] <= row <= merge[3]]
            count -= _is_covered(_column(place[1]), row, over[row])
        count += 1
    return count


def _is_covered(column: int, row: int, merges: list[tuple[int, int, int, int]]) -> bool:
    """Whether one of these merged cells lies over this one, so that nobody sees it."""
    return any(
        left <= column <= right and top <= row <= bottom and (column, row) != (left, top)
        for left, top, right, bottom in merges
    )


@lru_cache(maxsize=1024)
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
    r"<(\w+)\b[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|\shidden[\s=>])[^>]*>?", re.IGNORECASE
)
_VOID = ("input", "img", "br", "hr", "meta", "link", "col")
_INLINE = re.compile(r"</?(?:span|font|b|strong|i|em|u|a|sub|sup|o:p)\b[^>]*>", re.IGNORECASE)


def _html(document: Document, content: bytes) -> Iterator[Seen]:
    """The body's text without its tags; the site's own words stand in the document as well, apart."""
    del document
    if is_web_archive(content):
        return  # a mail's wrapping is full of figures that no page shows
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:4096])
    text = decode_text(content, declared[1].decode("ascii") if declared else None).text
    body = _INLINE.sub("", _without_hidden(_UNSEEN.sub("", text)))
    yield Seen("正文", html.unescape(_TAG.sub("\n", body)))


def _without_hidden(body: str) -> str:
    """The page without elements that it hides, each to its own end tag."""
    while (found := _HIDDEN_TAG.search(body)) is not None:
        depth, end = 1, len(body)
        for tag in re.finditer(rf"<(/?){found[1]}\b[^>]*?(/?)>", body[found.end() :], re.IGNORECASE):
            depth += -1 if tag[1] else not tag[2]
            if depth == 0:
                end = found.end() + tag.end()
                break
        if found[1].lower() in _VOID:
            end = found.end()
        body = body[: found.start()] + "\n" + body[end:]
    return body


_CODE = re.compile(r"<(?:\w+:)?TextCode\b[^>]*>([^<]*)<")
_PAGE = re.compile(r"Pages/[^/]*?(\d+)/[^/]*\.xml$")


def _ofd(document: Document, content: bytes) -> Iterator[Seen]:
    """The text codes of all pages; templates come on several pages, and a page may not use its own."""
    if document.ocr_pages or any(problem.reason == "no_text" for problem in document.problems):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages = [
            (int(match[1]) + 1, html.unescape("\n".join(_CODE.findall(part_text(archive, name)))))
            for name in archive.namelist()
            if (match := _PAGE.search(name)) and "Tpls/" not in name
        ]
    yield paged(document, pages)


_READINGS: dict[str, Callable[[Document, bytes], Iterator[Seen]]] = {
    "docx": _docx,
    "doc": seen_in_doc,
    "wps": seen_in_doc,
    "rtf": seen_in_rtf,
    "xls": seen_in_xls,
    "et": seen_in_xls,
    "xlsx": _xlsx,
    "html": _html,
    "ofd": _ofd,
}
