"""What an RTF group is in, and the paragraphs gathered of the body, a note, a header or a text box."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.binary_word_file import whole_characters
from pipeline.ingestion.marked_flow import NO_SHAPE, CellShape, End, MarkedParagraph, Merge, RowShape
from pipeline.ingestion.numbering import Shown
from pipeline.ingestion.word_flow import WordParagraph, number_separator
from pipeline.ingestion.word_inline import Inline, Piece

_BOXES = frozenset("☐☑☒√□×")
_MOST_CELLS = 1024


@dataclass(slots=True)
class GroupState:
    """What holds inside a group and ends with it."""

    destination: str = "body"
    font: int = 0
    fallback: int = 1
    """Characters to skip after one given in Unicode (uc)."""
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False
    depth: int = 0
    style: int | None = None
    outline: int | None = None
    in_inner_row: bool = False
    """Whether row definitions are those of a nested table."""
    opens_story: bool = False

    @property
    def table_depth(self) -> int:
        """How deep in tables the paragraph stands."""
        return max(self.depth, 1) if self.in_table else 0

    def reset_paragraph(self) -> None:
        """Paragraph properties as by default (pard)."""
        self.in_table, self.depth, self.style, self.outline = False, 0, None, None

    def reset_characters(self, font: int) -> None:
        """Character properties as by default (plain)."""
        self.font, self.bold, self.hidden, self.deleted = font, False, False, False


@dataclass(slots=True)
class RowDraft:
    """A row's definition while its control words come in."""

    cells: list[CellShape] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    across: Merge = Merge.NONE
    down: Merge = Merge.NONE
    left: int = 0

    def begin(self) -> None:
        """A new definition (trowd)."""
        self.cells, self.edges, self.left = [], [], 0
        self.across = self.down = Merge.NONE

    def end_cell(self, edge: int) -> None:
        """A cell's right edge (cellx) closes its definition."""
        if len(self.cells) < _MOST_CELLS:
            self.cells.append(CellShape(self.across, self.down))
            self.edges.append(edge)
        self.across = self.down = Merge.NONE

    def shape(self) -> RowShape:
        """The row as defined; its first edge is left of all others whatever the file says."""
        if not self.cells:
            return NO_SHAPE
        left = min(self.left, self.edges[0] - 1)
        return RowShape(tuple(self.cells), (left, *self.edges))


@dataclass(slots=True)
class Story:
    """A stretch of text of its own: the body, or what is anchored in it."""

    kind: str
    flow: list[MarkedParagraph] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    list_text: list[str] = field(default_factory=list)
    boxes: list[MarkedParagraph] = field(default_factory=list)
    row: RowDraft = field(default_factory=RowDraft)
    inner_row: RowDraft = field(default_factory=RowDraft)

    def end(self, end: End, depth: int, outline: int | None) -> None:
        """End a paragraph, and the cell with it."""
        paragraph = self._paragraph(outline)
        self.pieces, self.list_text = [], []
        if not self.boxes:
            self.flow.append(MarkedParagraph(paragraph, depth, end))
            return
        self.flow.append(MarkedParagraph(paragraph, depth))
        self.flow.extend(replace(boxed, depth=boxed.depth + depth) for boxed in self.boxes)
        self.boxes = []
        if end is End.CELL:
            self.flow.append(MarkedParagraph(WordParagraph(""), depth, end))

    def end_row(self, depth: int, row: RowDraft, *, is_removed: bool) -> None:
        """End a row of the table at this depth."""
        self.flow.append(MarkedParagraph(WordParagraph(""), depth, End.ROW, row.shape(), is_removed))

    def finished(self, outline: int | None = None) -> list[MarkedParagraph]:
        """All paragraphs, the last one too if nothing ended it."""
        if self.pieces or self.boxes:
            self.end(End.PARAGRAPH, 0, outline)
        return self.flow

    def boxed(self) -> Iterator[MarkedParagraph]:
        """The paragraphs as those of a text box."""
        for marked in self.finished():
            yield replace(marked, paragraph=replace(marked.paragraph, in_box=True))

    def _paragraph(self, outline: int | None) -> WordParagraph:
        text = clean_text(whole_characters("".join(piece.text for piece in self.pieces))).rstrip()
        bold = Inline(self.pieces).bold
        written = clean_text(whole_characters("".join(self.list_text)))
        number = written.strip()
        if not text.strip() or not _is_number(number):
            return WordParagraph(text, "", outline, outline is not None, bold)
        separator = number_separator(Shown(number, " " if written.endswith(" ") else ""), text)
        return WordParagraph(number + separator + text, number, outline, outline is not None, bold)


def _is_number(text: str) -> bool:
    """Whether a list's text is a number or a box to tick; bullets are decoration."""
    return text in _BOXES or (text != "o" and any(sign.isalnum() for sign in text))
