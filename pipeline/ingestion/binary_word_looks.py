"""What the properties of the Word binary mean for reading: table marks, lists, hidden and deleted text."""

from dataclasses import dataclass, replace
from enum import IntEnum

from pipeline.ingestion.binary_word_file import Structure, WordFile, number
from pipeline.ingestion.binary_word_properties import (
    PropertyRun,
    Sprm,
    StyleTable,
    character_runs,
    expanded,
    paragraph_runs,
    piece_changes,
    sprms,
)
from pipeline.ingestion.marked_flow import NO_SHAPE, CellShape, Merge, RowShape

_BODY_LEVEL = 9
_LAST_LIST = 0x7FE
_CELL_BYTES = 20


class Code(IntEnum):
    """The property changes (sprm) that matter for reading."""

    IN_TABLE = 0x2416
    ROW_END = 0x2417
    INNER_CELL = 0x244B
    INNER_ROW_END = 0x244C
    DEPTH = 0x6649
    DEPTH_CHANGE = 0x664A
    LIST = 0x460B
    LIST_LEVEL = 0x260A
    OUTLINE = 0x2640
    TABLE = 0xD608
    MERGE_ACROSS = 0x5624
    SPLIT = 0x5625
    MERGE_DOWN = 0xD62B
    DELETED = 0x0800
    HIDDEN = 0x083C
    BOLD = 0x0835
    SPECIAL = 0x0855
    FORM_DATA = 0x0806
    OLE = 0x080A
    PICTURE = 0x6A03
    SYMBOL = 0x6A09
    FONT = 0x4A4F
    STYLE = 0x4A30
    PLAIN = 0x2A33


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """A paragraph's properties as far as they decide what it is."""

    style: int = 0
    depth: int = 0
    ends_row: bool = False
    ends_inner_cell: bool = False
    ends_inner_row: bool = False
    list_id: int = 0
    list_level: int = 0
    outline: int | None = None
    """Outline level from 1 (大纲级别)."""
    shape: RowShape = NO_SHAPE


@dataclass(frozen=True, slots=True)
class CharacterLook:
    """A run's properties as far as they decide what it shows."""

    deleted: bool = False
    hidden: bool = False
    bold: bool = False
    special: bool = False
    is_form_data: bool = False
    is_ole: bool = False
    picture: int | None = None
    symbol: tuple[int, int] | None = None
    """Font and code of an inserted sign."""
    font: int | None = None


class Looks:
    """Looks up the properties of paragraphs and characters by their position."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._styles = StyleTable(file)
        self._paragraphs = paragraph_runs(file)
        self._characters = character_runs(file)
        self._fonts = _fonts(file.structure(Structure.FONTS))
        self._known_paragraphs: dict[tuple[int, bytes, bytes], ParagraphLook] = {}
        self._known_characters: dict[tuple[int, bytes, bytes], CharacterLook] = {}

    def font(self, index: int | None) -> str | None:
        """A font's name."""
        return self._fonts[index] if index is not None and index < len(self._fonts) else None

    def ends_paragraph(self, position: int) -> bool:
        """Whether a stretch of paragraph properties ends with this character: a section's end is such a one."""
        piece = self._file.piece_at(position)
        run = self._paragraphs.at(self._file.offset_of(position))
        return (
            piece is not None and run is not None and run.end == self._file.offset_of(position) + piece.width
        )

    def paragraph(self, mark: int) -> ParagraphLook | None:
        """The look of the paragraph that ends with this mark; None if the file has lost it."""
        piece = self._file.piece_at(mark)
        run = self._paragraphs.at(self._file.offset_of(mark))
        if piece is None or run is None:
            return None
        change = piece_changes(piece.modifier, self._file)
        key = (run.style, run.changes, change)
        if key not in self._known_paragraphs:
            self._known_paragraphs[key] = self._paragraph_look(run, change)
        return self._known_paragraphs[key]

    def character(self, position: int, style: int, limit: int) -> tuple[CharacterLook, int]:
        """The look of a character in a paragraph of this style, and how far it reaches, at most `limit`."""
        piece = self._file.piece_at(position)
        if piece is None:
            return CharacterLook(), position + 1
        offset = self._file.offset_of(position)
        run = self._characters.at(offset)
        stop = run.end if run is not None else self._characters.next_start(offset)
        reach = limit if stop is None else position + max((stop - offset) // piece.width, 1)
        change = piece_changes(piece.modifier, self._file)
        key = (style, run.changes if run else b"", change)
        if key not in self._known_characters:
            self._known_characters[key] = self._character_look(*key)
        return self._known_characters[key], min(reach, piece.end, limit)

    def _paragraph_look(self, run: PropertyRun, change: bytes) -> ParagraphLook:
        look = ParagraphLook(style=run.style)
        for style in self._styles.chain(run.style):
            if style.heading is not None:
                look = replace(look, outline=style.heading)
            for sprm in sprms(style.paragraph):
                look = _with_paragraph_sprm(look, sprm)
        for changes in (run.changes, change):
            for sprm in expanded(changes, self._file):
                look = _with_paragraph_sprm(look, sprm)
        return look

    def _character_look(self, style: int, changes: bytes, change: bytes) -> CharacterLook:
        own = [*sprms(changes), *sprms(change)]
        base = CharacterLook()
        named = next((number(operand, 0, 2) for code, operand in own if code == Code.STYLE), None)
        for index in (style,) if named is None else (style, named):
            for inherited in self._styles.chain(index):
                for sprm in sprms(inherited.character):
                    base = _with_character_sprm(base, base, sprm)
        look = base
        for sprm in own:
            look = _with_character_sprm(look, base, sprm)
        return look


def _with_paragraph_sprm(look: ParagraphLook, sprm: Sprm) -> ParagraphLook:
    code, operand = sprm
    value = number(operand, 0, len(operand)) if len(operand) <= 4 else 0
    match code:
        case Code.IN_TABLE:
            return replace(look, depth=max(look.depth, 1) if value else 0)
        case Code.DEPTH:
            return replace(look, depth=value)
        case Code.DEPTH_CHANGE:
            return replace(look, depth=max(look.depth + int.from_bytes(operand, "little", signed=True), 0))
        case Code.ROW_END:
            return replace(look, ends_row=bool(value))
        case Code.INNER_CELL:
            return replace(look, ends_inner_cell=bool(value))
        case Code.INNER_ROW_END:
            return replace(look, ends_inner_row=bool(value))
        case Code.LIST:
            return replace(look, list_id=value if value <= _LAST_LIST else 0)
        case Code.LIST_LEVEL:
            return replace(look, list_level=min(value, 8))
        case Code.OUTLINE:
            return replace(look, outline=value + 1 if value < _BODY_LEVEL else None)
        case _:
            return replace(look, shape=_with_table_sprm(look.shape, sprm)) if code >> 10 & 7 == 5 else look


def _with_character_sprm(look: CharacterLook, base: CharacterLook, sprm: Sprm) -> CharacterLook:
    code, operand = sprm
    value = number(operand, 0, len(operand)) if len(operand) <= 4 else 0
    match code:
        case Code.DELETED:
            return replace(look, deleted=bool(value))
        case Code.HIDDEN:
            return replace(look, hidden=_toggled(value, base.hidden))
        case Code.BOLD:
            return replace(look, bold=_toggled(value, base.bold))
        case Code.SPECIAL:
            return replace(look, special=bool(value))
        case Code.FORM_DATA:
            return replace(look, is_form_data=bool(value))
        case Code.OLE:
            return replace(look, is_ole=bool(value))
        case Code.PICTURE:
            return replace(look, picture=value)
        case Code.SYMBOL:
            return replace(look, symbol=(value & 0xFFFF, value >> 16), special=True)
        case Code.FONT:
            return replace(look, font=value)
        case Code.PLAIN:
            return replace(base, deleted=look.deleted)
        case _:
            return look


def _toggled(value: int, inherited: bool) -> bool:
    """0 and 1 are off and on, 0x80 as the style has it, 0x81 the opposite."""
    return inherited if value == 0x80 else not inherited if value == 0x81 else bool(value)


def _with_table_sprm(shape: RowShape, sprm: Sprm) -> RowShape:
    code, operand = sprm
    match code:
        case Code.TABLE:
            return _row_shape(operand)
        case Code.MERGE_ACROSS | Code.SPLIT if len(operand) == 2:
            first, limit = operand
            joined = dict.fromkeys(range(first + 1, limit), Merge.CONTINUES) | {first: Merge.FIRST}
            return _reshaped(
                shape, joined if code == Code.MERGE_ACROSS else dict.fromkeys(joined, Merge.NONE), {}
            )
        case Code.MERGE_DOWN if len(operand) == 2:
            return _reshaped(shape, {}, {operand[0]: _merge_down(operand[1])})
        case _:
            return shape


def _row_shape(operand: bytes) -> RowShape:
    """A row's edges and its cells' merging from a table definition (sprmTDefTable)."""
    count = number(operand, 0, 1)
    if len(operand) < 1 + 2 * (count + 1):
        return RowShape()
    edges = [
        int.from_bytes(operand[1 + 2 * place : 3 + 2 * place], "little", signed=True)
        for place in range(count + 1)
    ]
    cells = []
    for place in range(count):
        flags = number(operand, 1 + 2 * (count + 1) + _CELL_BYTES * place, 2)
        across = Merge.CONTINUES if flags & 2 else Merge.FIRST if flags & 1 else Merge.NONE
        cells.append(CellShape(across, _merge_down(flags >> 5 & 3)))
    return RowShape(tuple(cells), tuple(edges))


def _merge_down(flags: int) -> Merge:
    return {1: Merge.CONTINUES, 3: Merge.FIRST}.get(flags, Merge.NONE)


def _reshaped(shape: RowShape, across: dict[int, Merge], down: dict[int, Merge]) -> RowShape:
    return replace(
        shape,
        cells=tuple(
            CellShape(across.get(place, cell.across), down.get(place, cell.down))
            for place, cell in enumerate(shape.cells)
        ),
    )


def _fonts(table: bytes) -> list[str]:
    """Names of the fonts in the order of their indices (SttbfFfn)."""
    names, at = [], 4
    for _ in range(number(table, 0, 2)):
        size = number(table, at, 1)
        name = table[at + 40 : at + 1 + size]
        names.append(name[: len(name) // 2 * 2].decode("utf-16-le", errors="replace").partition("\0")[0])
        at += 1 + size
    return names
