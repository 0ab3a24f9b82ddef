"""Paragraphs of the Word binary as shown: fields' results, inserted text, signs, text boxes at their anchor."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.binary_word_file import Structure, WordFile, elements, number, whole_characters
from pipeline.ingestion.binary_word_lists import list_rules
from pipeline.ingestion.binary_word_looks import CharacterLook, Looks, ParagraphLook
from pipeline.ingestion.form_fields import form_field
from pipeline.ingestion.marked_flow import End, MarkedParagraph
from pipeline.ingestion.numbering import Numbering
from pipeline.ingestion.symbols import is_symbol_font, private_symbols, symbol, symbols
from pipeline.ingestion.word_flow import WordParagraph, number_separator
from pipeline.ingestion.word_inline import Inline, Piece
from pipeline.ingestion.word_styles import ListPlace

_MARKS = re.compile("[\r\x07\x0c]")
_TOKEN = re.compile("[\x01\x08\x13\x14\x15]|[^\x01\x08\x13\x14\x15]+")
_SHOWN = str.maketrans({"\x0b": "\n", "\x0c": "", "\x0e": "", "\x1e": "-", "\x1f": "", "\x07": ""})
_SHAPE_BYTES, _BOX_BYTES = 26, 22
_DEEPEST = 30  # a table nested deeper is a damaged number
_EMBEDDED = re.compile(r"\s*EMBED\b")


@dataclass(slots=True)
class _Box:
    """A text box's stretch of its own part of the file, and whether it was shown yet."""

    start: int
    end: int
    is_shown: bool = False


@dataclass(slots=True)
class _Gathered:
    """What a paragraph shows, while its runs are read."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[_Box] = field(default_factory=list)
    code: str = ""


class StoryReader:
    """Reads stretches of the text as marked paragraphs; lists count on from one stretch to the next."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._looks = Looks(file)
        self._numbering = Numbering.of_lists(list_rules(file))
        self._boxes = _boxes(file)
        self._anchors = {
            start: number(shape, 0, 4)
            for start, _, shape in elements(file.structure(Structure.SHAPES), _SHAPE_BYTES)
        }
        self._fields: list[bool] = []
        """Open fields, innermost last: True once the result has begun."""
        self.tally: Counter[str] = Counter()
        """What was left out, by kind: deletion, hidden, object; and paragraphs whose properties are lost."""

    def paragraphs(self, start: int, end: int) -> Iterator[MarkedParagraph]:
        """The paragraphs of a stretch in order, those of text boxes after the paragraph that anchors them."""
        self._fields.clear()
        gathered = _Gathered()
        for begin, mark in self._bounds(start, min(end, len(self._file.text))):
            look = self._look(mark)
            self._gather(gathered, begin, mark, look)
            deleted = self._looks.character(mark, look.style, mark + 1)[0].deleted
            if (
                deleted
                and self._file.text[mark] == "\r"
                and not (look.ends_inner_cell or look.ends_inner_row)
            ):
                # A deleted mark joins the paragraph with the next one.
                self.tally["deletion"] += 1
                continue
            yield from self._marked(gathered, look, mark, is_removed=deleted)
            gathered = _Gathered()
        if gathered.pieces:
            yield MarkedParagraph(self._numbered(gathered, ParagraphLook()))

    def leftover_boxes(self) -> Iterator[MarkedParagraph]:
        """Text boxes whose anchor was not met, such as those inside groups of shapes."""
        for box in [box for boxes in self._boxes.values() for box in boxes]:
            yield from self._box(box, 0)

    def _bounds(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """First character and closing mark of each paragraph; a page break inside one does not end it."""
        begin = start
        for match in _MARKS.finditer(self._file.text, start, end):
            mark = match.start()
            if match[0] == "\x0c" and not self._looks.ends_paragraph(mark):
                continue
            yield begin, mark
            begin = mark + 1
        if begin < end:
            yield begin, end - 1 if self._file.text[end - 1] in "\r\x07\x0c" else end

    def _look(self, mark: int) -> ParagraphLook:
        look = self._looks.paragraph(min(mark, len(self._file.text) - 1))
        if look is None or look.depth > _DEEPEST:
            self.tally["lost"] += 1
            return ParagraphLook()
        return look

    def _marked(
        self, gathered: _Gathered, look: ParagraphLook, mark: int, *, is_removed: bool
    ) -> Iterator[MarkedParagraph]:
        end = self._end(look, mark)
        if end is End.ROW:
            yield MarkedParagraph(WordParagraph(""), look.depth, end, look.shape, is_removed)
            return
        paragraph = self._numbered(gathered, look)
        if not gathered.boxes:
            yield MarkedParagraph(paragraph, look.depth, end)
            return
        yield MarkedParagraph(paragraph, look.depth)
        for box in gathered.boxes:
            yield from self._box(box, look.depth)
        if end is End.CELL:
            yield MarkedParagraph(WordParagraph(""), look.depth, end)

    def _end(self, look: ParagraphLook, mark: int) -> End:
        """What the paragraph's mark ends; a cell mark whose properties are lost ends just a paragraph."""
        if not look.depth:
            return End.PARAGRAPH
        if self._file.text[mark : mark + 1] == "\x07":
            return End.ROW if look.ends_row else End.CELL
        if look.ends_inner_row:
            return End.ROW
        return End.CELL if look.ends_inner_cell else End.PARAGRAPH

    def _box(self, box: _Box, depth: int) -> Iterator[MarkedParagraph]:
        if box.is_shown:
            return
        box.is_shown = True
        outer, self._fields = self._fields, []
        for marked in list(self.paragraphs(box.start, box.end)):
            boxed = replace(marked.paragraph, in_box=True)
            yield replace(marked, paragraph=boxed, depth=marked.depth + depth)
        self._fields = outer

    def _numbered(self, gathered: _Gathered, look: ParagraphLook) -> WordParagraph:
        """The paragraph with its number; an empty one is counted as Word counts it, and not shown."""
        inline = Inline(gathered.pieces)
        text = clean_text(whole_characters("".join(piece.text for piece in gathered.pieces))).rstrip()
        place = ListPlace(str(look.list_id), look.list_level) if look.list_id else None
        shown = self._numbering.advance(place) if place else None
        level = look.outline if look.outline is not None else place.level + 1 if place and shown else None
        is_heading = look.outline is not None
        if shown is None or not text.strip():
            return WordParagraph(text, "", level, is_heading, inline.bold)
        shown_number = clean_text(shown.text)
        whole = shown_number + number_separator(shown, text) + text
        return WordParagraph(whole, shown_number, level, is_heading, inline.bold)

    def _gather(self, gathered: _Gathered, start: int, end: int, look: ParagraphLook) -> None:
        position = start
        while position < end:
            run, reach = self._looks.character(position, look.style, end)
            for match in _TOKEN.finditer(self._file.text, position, reach):
                self._add(gathered, match[0], match.start(), run)
            position = reach
        # A field code that never ends would swallow the rest of the file; Word itself ends it here.
        while self._fields and not self._fields[-1]:
            self._fields.pop()
        if _EMBEDDED.match(gathered.code):
            self.tally["object"] += 1
        gathered.code = ""

    def _add(self, gathered: _Gathered, shown: str, position: int, run: CharacterLook) -> None:
        if shown in "\x13\x14\x15":
            self._field_mark(shown)
        elif run.deleted:
            self.tally["deletion"] += 1
        elif shown == "\x08":
            self._anchor(gathered, position)
        elif shown == "\x01":
            if run.is_form_data and run.picture is not None:
                gathered.pieces.append(Piece(form_field(self._file.data, run.picture), run.bold))
        elif not all(self._fields):
            gathered.code += shown
        elif run.hidden:
            self.tally["hidden"] += bool(shown.strip())
        else:
            gathered.pieces.append(Piece(self._shown(shown, run), run.bold))

    def _field_mark(self, mark: str) -> None:
        if mark == "\x13":
            self._fields.append(False)
        elif self._fields and mark == "\x14":
            self._fields[-1] = True
        elif self._fields:
            self._fields.pop()

    def _anchor(self, gathered: _Gathered, position: int) -> None:
        shape = self._anchors.get(position)
        gathered.boxes.extend(self._boxes.get(shape, ()) if shape is not None else ())

    def _shown(self, shown: str, run: CharacterLook) -> str:
        if run.symbol is not None and run.special:
            font, code = run.symbol
            return symbol(code, self._looks.font(font)) * len(shown)
        text = shown.translate(_SHOWN)
        font_name = self._looks.font(run.font)
        return symbols(text, font_name) if is_symbol_font(font_name) else private_symbols(text)


def _boxes(file: WordFile) -> dict[int, list[_Box]]:
    """The stretches of text boxes (文本框) by the shape that shows them; those free for reuse show nothing."""
    found: dict[int, list[_Box]] = {}
    base, size = file.starts.boxes, file.counts.boxes
    for start, end, element in elements(file.structure(Structure.BOX_TEXTS), _BOX_BYTES):
        if start < end <= size and not number(element, 8, 2):
            found.setdefault(number(element, 14, 4), []).append(_Box(base + start, base + end))
    return found
