"""Parts that a Word file's body only refers to: other documents laid in (altChunk), diagrams, notes."""

import logging
from collections.abc import Callable, Iterator

from docx.opc.part import Part
from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion.assembly import DraftCell, DraftTable
from pipeline.ingestion.package import parse_xml
from pipeline.ingestion.plain_text import read_text
from pipeline.ingestion.rich_text import read_rtf
from pipeline.ingestion.sniff import is_web_archive, sniff
from pipeline.ingestion.web_archive import read_web_archive
from pipeline.ingestion.web_page import read_html
from pipeline.ingestion.word_flow import WordParagraph
from pipeline.ingestion.word_xml import W
from pipeline.model import BlockKind, Document, Source, Table
from pipeline.settings import Limits

logger = logging.getLogger(__name__)

_DIAGRAM_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}pt"
_LETTERS = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_BODY = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TEXTBOX, BlockKind.NOTE, BlockKind.METADATA)

Reader = Callable[[Source, bytes, Limits], Document]


class PartsOf:
    """What is attached to a main part; `read_docx` reads Word files laid in."""

    def __init__(self, main: Part, limits: Limits, read_docx: Reader) -> None:
        self._main = main
        self._limits = limits
        self._readers: dict[str, Reader] = {
            "docx": read_docx,
            "html": read_html,
            "rtf": read_rtf,
            "txt": read_text,
        }

    def chunk(self, relation: str) -> list[WordParagraph | DraftTable] | None:
        """The blocks of a document laid in (altChunk), or None if it cannot be read."""
        part = self._part(relation)
        if part is None:
            return None
        content = part.blob
        source = Source(str(part.partname), "", len(content), sniff(content, str(part.partname)))
        reader = read_web_archive if is_web_archive(content) else self._readers.get(source.format)
        if reader is None:
            return None
        try:
            document = reader(source, content, self._limits)
        except Unreadable as refusal:
            logger.info("%s laid in: %s", part.partname, refusal.reason)
            return [] if refusal.reason == "no_text" else None
        return list(redrafted(document))

    def diagram(self, relation: str) -> list[str]:
        """The texts of a SmartArt drawing's shapes, in the order of its model."""
        part = self._part(relation)
        if part is None:
            return []
        points = parse_xml(part.blob).iter(_DIAGRAM_TEXT)
        texts = ("".join(letters.text or "" for letters in point.iter(_LETTERS)) for point in points)
        return [text for text in texts if text.strip()]

    def _part(self, relation: str) -> Part | None:
        found = self._main.rels.get(relation)
        return None if found is None or found.is_external else found.target_part


def redrafted(document: Document) -> Iterator[WordParagraph | DraftTable]:
    """A document's blocks and tables as they were before they had offsets."""
    outer = _outermost(document.tables)
    tables = iter(outer)
    following = next(tables, None)
    for block in document.blocks:
        while following is not None and following.start <= block.start:
            yield _table(document, following)
            following = next(tables, None)
        if block.kind in _BODY and not any(table.start <= block.start < table.end for table in outer):
            text = document.text[block.start : block.end]
            heading = block.kind is BlockKind.HEADING
            yield WordParagraph(text, block.number, block.level, heading, block.bold)


def _outermost(tables: tuple[Table, ...]) -> list[Table]:
    found: list[Table] = []
    for table in sorted(tables, key=lambda each: (each.start, -each.end)):
        if not found or table.start >= found[-1].end:
            found.append(table)
    return found


def _table(document: Document, table: Table) -> DraftTable:
    inside = [
        each
        for each in document.tables
        if each is not table and table.start <= each.start and each.end <= table.end
    ]
    cells = []
    for cell in table.cells:
        content: list[str | DraftTable] = []
        at = cell.start
        for inner in _outermost(
            tuple(each for each in inside if cell.start <= each.start and each.end <= cell.end)
        ):
            content += [document.text[at : inner.start].strip("\n"), _table(document, inner)]
            at = inner.end
        content.append(document.text[at : cell.end].strip("\n"))
        shown = tuple(piece for piece in content if piece)
        cells.append(DraftCell(cell.row, cell.column, shown, cell.row_span, cell.column_span))
    return DraftTable(tuple(cells))


def notes_of(root: etree._Element | None, kind: str) -> dict[str, etree._Element]:
    """Footnotes or endnotes (脚注、尾注) by id, the separating lines left out."""
    found = root.iterfind(f"{W}{kind}") if root is not None else ()
    return {note.get(f"{W}id", ""): note for note in found if note.get(f"{W}type") not in _SEPARATORS}
