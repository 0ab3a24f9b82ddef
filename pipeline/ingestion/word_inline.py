"""The text inside a Word paragraph: runs, fields, changes, symbols; what Word shows and nothing else."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.symbols import is_symbol_font, private_symbols, superscript, symbol, symbols
from pipeline.ingestion.word_drawings import Box, boxes_of
from pipeline.ingestion.word_fields import shown_code
from pipeline.ingestion.word_styles import StyleSheet
from pipeline.ingestion.word_xml import (
    ALTERNATE,
    DELETIONS,
    W14,
    M,
    W,
    branch,
    descend,
    is_on,
    number_of,
)

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DRAWINGS = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_FIXED = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_BLANKS = str.maketrans("\t\n\r", "   ")
_PROPERTIES, _TEXT, _RUBY = f"{W}rPr", f"{W}t", f"{W}ruby"
_FIELD_MARK, _FIELD_CODE = f"{W}fldChar", f"{W}instrText"
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of shown text."""

    text: str
    bold: bool = False


@dataclass(slots=True)
class Inline:
    """What a paragraph shows: its pieces, and the text boxes and notes anchored in it."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind (footnote, endnote) and id of each note, in order."""

    @property
    def text(self) -> str:
        """The paragraph's text."""
        return clean_text("".join(piece.text for piece in self.pieces))

    @property
    def bold(self) -> bool:
        """Whether all that is visible is bold."""
        visible = [piece for piece in self.pieces if piece.text.strip()]
        return bool(visible) and all(piece.bold for piece in visible)


@dataclass(slots=True)
class _Field:
    """An open field (域): its code so far, and whether its result has begun."""

    code: str = ""
    has_result: bool = False


class InlineReader:
    """Reads paragraphs one after another; fields may span several, so their state is kept."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self._fields: list[_Field] = []
        """Open fields, innermost last."""
        self.tally: Counter[str] = Counter()
        """What was left out, by kind: deletion, hidden, object."""

    def read(self, paragraph: etree._Element) -> Inline:
        """What the paragraph shows."""
        inline = Inline()
        self._container(paragraph, self._styles.paragraph_style(paragraph), inline)
        # A field code that never ends would swallow the rest of the file; Word itself ends it here.
        while self._fields and not self._fields[-1].has_result:
            self._fields.pop()
        return inline

    def _container(self, container: etree._Element, style: str | None, inline: Inline) -> None:
        for child in container.iterchildren("*"):
            if child.tag == f"{W}r":
                self._run(child, style, inline)
            elif child.tag == f"{W}sdt":
                self._control(child, style, inline)
            elif child.tag in DELETIONS:
                self.tally["deletion"] += 1
            elif child.tag == ALTERNATE:
                chosen = branch(child)
                if chosen is not None:
                    self._container(chosen, style, inline)
            elif child.tag.startswith(M):
                inline.pieces.append(Piece(_formula(child)))
            elif child.tag != f"{W}pPr":
                self._container(child, style, inline)

    def _control(self, control: etree._Element, style: str | None, inline: Inline) -> None:
        """A content control (内容控件); a check box is read from its state, whatever glyph shows it."""
        box = control.find(f"{W}sdtPr/{W14}checkbox")
        if box is not None:
            checked = box.find(f"{W14}checked")
            ticked = checked is not None and checked.get(f"{W14}val", "1") in ("1", "true", "on")
            inline.pieces.append(Piece("☑" if ticked else "☐"))
            return
        content = control.find(f"{W}sdtContent")
        if content is not None:
            self._container(content, style, inline)

    def _run(self, run: etree._Element, style: str | None, inline: Inline) -> None:
        own = _own_properties(run)
        hidden = self._styles.is_set(own, style, "vanish")
        bold = self._styles.is_set(own, style, "b")
        font = _font(own)
        raised = f"{W}vertAlign" in own and own[f"{W}vertAlign"].get(f"{W}val") == "superscript"
        for child in _run_children(run):
            tag = child.tag
            if tag == _FIELD_MARK:
                inline.pieces.append(Piece(self._field_mark(child), bold))
            elif tag == _FIELD_CODE and self._fields:
                self._fields[-1].code += child.text or ""
            elif tag in _DRAWINGS:
                inline.boxes.extend(boxes_of(child, self.tally))
            elif hidden and tag == _TEXT:
                self.tally["hidden"] += 1
            elif not (hidden or self._in_field_code()):
                if tag in _NOTES:
                    inline.notes.append((_NOTES[tag], child.get(f"{W}id", "")))
                shown = _shown(child, font)
                inline.pieces.append(Piece(superscript(shown) if raised else shown, bold))

    def _in_field_code(self) -> bool:
        return any(not opened.has_result for opened in self._fields)

    def _field_mark(self, mark: etree._Element) -> str:
        """Keep count of field codes and results (域); a form field shows its state."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            return _form_field(mark.find(f"{W}ffData"))
        if self._fields and kind == "separate":
            self._fields[-1].has_result = True
        elif self._fields and kind == "end":
            return self._ended(self._fields.pop())
        return ""

    def _ended(self, ended: _Field) -> str:
        """What a field shows that kept no result; one inside another's code adds to that code."""
        shown = "" if ended.has_result else shown_code(ended.code)
        if self._fields and not self._fields[-1].has_result:
            self._fields[-1].code += shown
            return ""
        return shown


def _run_children(run: etree._Element) -> Iterator[etree._Element]:
    """A run's children with alternate content and phonetic guides (拼音指南) opened."""
    for child in run.iterchildren("*"):
        tag = child.tag
        if tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                yield from _run_children(chosen)
        elif tag == _RUBY:
            for inner in child.iterfind(f"{W}rubyBase/{W}r"):
                yield from _run_children(inner)
        else:
            yield child


def _shown(child: etree._Element, font: str | None) -> str:
    if child.tag == _TEXT:
        text = child.text or ""
        if child.get(_XML_SPACE) != "preserve":
            text = text.strip("\t\n\r ")
        text = text.translate(_BLANKS)
        return symbols(text, font) if is_symbol_font(font) else private_symbols(text)
    if child.tag == f"{W}sym":
        code = child.get(f"{W}char", "")
        return symbol(int(code, 16), child.get(f"{W}font")) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else ""
    if child.tag == f"{W}br":
        return "" if child.get(f"{W}type") in ("page", "column") else "\n"
    return _FIXED.get(etree.QName(child).localname, "") if child.tag.startswith(W) else ""


def _own_properties(run: etree._Element) -> dict[str, etree._Element]:
    """The properties that a run itself states, by their names; the first of each."""
    own: dict[str, etree._Element] = {}
    properties = next(run.iterchildren(_PROPERTIES), None)
    for element in properties.iterchildren("*") if properties is not None else ():
        own.setdefault(element.tag, element)
    return own


def _font(own: Mapping[str, etree._Element]) -> str | None:
    fonts = own.get(f"{W}rFonts")
    return None if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")


def _form_field(data: etree._Element | None) -> str:
    """A form field of the old kind: a check box or the chosen entry of a list."""
    if data is None:
        return ""
    box = data.find(f"{W}checkBox")
    if box is not None:
        state = box.find(f"{W}checked")
        return "☑" if is_on(box.find(f"{W}default") if state is None else state) else "☐"
    entries = [entry.get(f"{W}val", "") for entry in data.iterfind(f"{W}ddList/{W}listEntry")]
    chosen = number_of(data, "ddList/result", 0)
    return entries[chosen] if chosen < len(entries) else ""


def _formula(formula: etree._Element) -> str:
    """A formula in one line; a fraction as a/b."""
    if formula.tag == f"{M}t":
        return formula.text or ""
    if formula.tag == f"{M}f":
        above, below = formula.find(f"{M}num"), formula.find(f"{M}den")
        return "/".join(_formula(part) for part in (above, below) if part is not None)
    if formula.tag == f"{M}sup":
        return superscript("".join(_formula(child) for child in formula.iterchildren("*")))
    return "".join(_formula(child) for child in formula.iterchildren("*"))


def mark_of(paragraph: etree._Element) -> tuple[bool, bool]:
    """Whether the paragraph's end is deleted by a tracked change, and whether it is hidden.

    A hidden end is a style separator (样式分隔符): either way the next paragraph goes on in the line.
    """
    mark = descend(paragraph, "pPr/rPr")
    if mark is None:
        return False, False
    deleted = any(descend(mark, name) is not None for name in ("del", "moveFrom"))
    return deleted, is_on(descend(mark, "vanish")) or is_on(descend(mark, "specVanish"))
