"""The flow of a web page: leaf blocks and tables in document order, as a browser shows them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DraftCell, DraftTable, clean_text
from pipeline.ingestion.web_forms import FORM_FIELDS, filled_in

_SILENT = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "iframe",
        "object",
        "button",
        "map",
    )
)
_INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
        "i", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", *FORM_FIELDS,
        "o:p", "shape", "st1:chsdate", "st1:chmetcnv",
    )
)  # fmt: skip
_BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_BLANKS = re.compile("[ \t\r\n\f]+")
_WRAP = re.compile(r"(?<=[⺀-鿿＀-￯　-〿])[ \t]*[\r\n][ \t\r\n]*(?=[⺀-鿿＀-￯　-〿])")
_MOST_SPAN = 1000  # the HTML standard's own limit on colspan
# A table arranges the page if it has few cells and one of them holds nearly all text in many paragraphs.
_LAYOUT_CELLS, _LAYOUT_SHARE, _LAYOUT_PARAGRAPHS = 6, 0.8, 8


@dataclass(frozen=True, slots=True)
class WebParagraph:
    """A leaf block; `trail` are the elements around it, innermost first."""

    text: str
    level: int | None
    bold: bool
    linked: float
    """Share of the text that is links."""
    trail: tuple[etree._Element, ...]


@dataclass(frozen=True, slots=True)
class WebTable:
    """A table of values."""

    table: DraftTable
    trail: tuple[etree._Element, ...]


WebBlock = WebParagraph | WebTable


@dataclass(slots=True)
class _Line:
    """Inline text gathered until a block begins or ends."""

    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)

    def text(self) -> str:
        """The line with white space as a browser shows it."""
        return _collapsed("".join(piece for piece, _, _ in self.pieces))


class _Walk:
    """Walks the page once; nesting is bounded by the parser."""

    def __init__(self, most_cells: int) -> None:
        self._most_cells = most_cells
        self._cells = 0
        self._trail: list[etree._Element] = []
        self._line = _Line()
        self._blocks: list[WebBlock] = []

    def walk(self, element: etree._Element) -> list[WebBlock]:
        """The blocks of an element."""
        self._element(element, bold=False, linked=False)
        self._flush()
        return self._blocks

    def _element(self, element: etree._Element, *, bold: bool, linked: bool) -> None:
        if not isinstance(element.tag, str) or element.tag in _SILENT or _is_hidden(element):
            return
        if element.tag == "br":
            self._line.pieces.append(("\v", bold, linked))
        elif element.tag in FORM_FIELDS:
            self._line.pieces.append((filled_in(element), bold, linked))
        elif element.tag == "table" and not _is_layout(element):
            self._flush()
            self._add_table(element)
        else:
            self._container(element, bold=bold, linked=linked)

    def _container(self, element: etree._Element, *, bold: bool, linked: bool) -> None:
        inline = element.tag in _INLINE
        if not inline:
            self._flush()
        self._trail.append(element)
        bold = bold or element.tag in _BOLD or _BOLD_STYLE.search(element.get("style", "")) is not None
        linked = linked or element.tag == "a"
        self._line.pieces.append((element.text or "", bold, linked))
        for child in element:
            self._element(child, bold=bold, linked=linked)
            self._line.pieces.append((child.tail or "", bold, linked))
        if not inline:
            self._flush()
        self._trail.pop()

    def _flush(self) -> None:
        """End the gathered line as a paragraph."""
        line, self._line = self._line, _Line()
        text = line.text()
        if not text.strip():
            return
        visible = [piece for piece in line.pieces if piece[0].strip()]
        linked = sum(len(piece.strip()) for piece, _, is_link in visible if is_link)
        total = sum(len(piece.strip()) for piece, _, _ in visible)
        trail = tuple(element for element in reversed(self._trail) if element.tag not in _INLINE)
        level = next(
            (int(element.tag[1]) for element in trail if re.fullmatch("h[1-6]", str(element.tag))), None
        )
        bold = all(is_bold for _, is_bold, _ in visible)
        self._blocks.append(WebParagraph(text, level, bold, linked / max(total, 1), trail))

    def _add_table(self, element: etree._Element) -> None:
        for caption in element.iterchildren("caption"):
            self._container(caption, bold=False, linked=False)
        cells = tuple(self._table_cells(element))
        if cells:
            self._blocks.append(WebTable(DraftTable(cells), tuple(reversed(self._trail))))

    def _table_cells(self, table: etree._Element) -> Iterator[DraftCell]:
        rows = _rows(table)
        taken: dict[int, int] = {}
        for number, row in enumerate(rows, start=1):
            column = 1
            for cell in row.iterchildren("td", "th"):
                while taken.get(column, 0) >= number:
                    column += 1
                width = _span(cell, "colspan")
                height = min(_span(cell, "rowspan", whole=len(rows)), len(rows) - number + 1)
                for covered in range(column, column + width):
                    taken[covered] = number + height - 1
                self._cells += width * height
                if self._cells > self._most_cells:
                    raise refusals.too_large(f"表格超过 {self._most_cells} 个单元格")
                content, bold = self._cell(cell)
                yield DraftCell(number, column, content, height, width, bold)
                column += width

    def _cell(self, cell: etree._Element) -> tuple[tuple[str | DraftTable, ...], bool]:
        inner = _Walk(self._most_cells - self._cells)
        blocks = inner.walk(cell)
        self._cells += inner._cells
        paragraphs = [block for block in blocks if isinstance(block, WebParagraph)]
        content = tuple(block.text if isinstance(block, WebParagraph) else block.table for block in blocks)
        return content, bool(paragraphs) and all(paragraph.bold for paragraph in paragraphs)


def web_flow(body: etree._Element, most_cells: int) -> Sequence[WebBlock]:
    """The blocks of a page's body in document order."""
    return _Walk(most_cells).walk(body)


def _collapsed(text: str) -> str:
    """White space as shown: runs as one blank, none where a source line wraps between Chinese characters."""
    lines = [_BLANKS.sub(" ", _WRAP.sub("", line)).strip(" ") for line in text.split("\v")]
    return clean_text("\n".join(line for line in lines if line.strip()))


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None


def _rows(table: etree._Element) -> list[etree._Element]:
    rows: list[etree._Element] = []
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        rows.extend([child] if child.tag == "tr" else child.iterchildren("tr"))
    return rows


def _span(cell: etree._Element, name: str, whole: int = 1) -> int:
    """A span of at least one; `rowspan=0` means all rows that are left."""
    text = cell.get(name, "1").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(int(text[:6]) or whole, _MOST_SPAN) if name == "colspan" else int(text[:6]) or whole


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only arranges the page: a single cell, or a cell that holds a whole text."""
    cells = [cell for row in _rows(table) for cell in row.iterchildren("td", "th")]
    if len(cells) <= 1:
        return True
    sizes = [sum(len(str(text).strip()) for text in cell.itertext()) for cell in cells]
    largest = cells[sizes.index(max(sizes))]
    few = sum(1 for size in sizes if size) <= _LAYOUT_CELLS
    return few and max(sizes) >= _LAYOUT_SHARE * sum(sizes) and _has_many_paragraphs(largest)


def _has_many_paragraphs(cell: etree._Element) -> bool:
    paragraphs = (
        block
        for block in cell.iter("p", "div", "h1", "h2", "h3")
        if any(str(text).strip() for text in block.itertext())
    )
    return sum(1 for _ in zip(range(_LAYOUT_PARAGRAPHS + 1), paragraphs, strict=False)) > _LAYOUT_PARAGRAPHS
