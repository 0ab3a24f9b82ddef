"""Fields of a Word template found and filled, however Word split them over runs (填写模板)."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from pipeline.outputs.celltext import cell_words
from pipeline.outputs.letters.catalogue import CLOSINGS, LEVEL_OF, OPENINGS, Scope

# lxml's elements as python-docx makes them carry no usable types.
Element = Any

FIELD = re.compile(r"[{｛]{2}\s*([^{}｛｝]*?)\s*[}｝]{2}")
BRACES = re.compile(r"[{｛]{2}|[}｝]{2}")

_P, _T, _R, _TBL, _TR, _TC = (qn(f"w:{name}") for name in ("p", "t", "r", "tbl", "tr", "tc"))
_BOX = qn("w:txbxContent")
_CONTENT = qn("w:sdtContent")
_CONTROL = qn("w:sdt")
_BREAKS = {qn("w:tab"), qn("w:br"), qn("w:cr")}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARAGRAPH_IDS = ("{http://schemas.microsoft.com/office/word/2010/wordml}paraId",)
_MARKS = (qn("w:bookmarkStart"), qn("w:bookmarkEnd"))


def fill(container: Element, scope: Scope) -> None:
    """Fills everything in a body, header, cell or text box in place."""
    children = list(container)
    filled = list(_rendered(children, scope, {}))
    for child in children:
        container.remove(child)
    container.extend(filled)
    if container.tag == _TC and (not filled or filled[-1].tag != _P):
        container.append(container.makeelement(_P))  # a cell without a last paragraph is damage to Word


def may_hold_field(element: Element) -> bool:
    """Whether there is a brace anywhere in it: most paragraphs are spared the search for whole fields."""
    words = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return "{" in words or "｛" in words


def paragraph_text(paragraph: Element) -> str:
    """The text of a paragraph over all its runs, text boxes in it left out."""
    return "".join(text for _, text in _atoms(paragraph))


def mark_in(element: Element) -> str | None:
    """The region mark that a paragraph consists of, or None."""
    if element.tag != _P or not may_hold_field(element):
        return None
    whole = FIELD.fullmatch(paragraph_text(element).strip())
    return whole[1] if whole and (whole[1] in OPENINGS or whole[1] in CLOSINGS) else None


def paragraphs_in(element: Element) -> Iterator[Element]:
    """Every paragraph anywhere inside, those of text boxes and cells included."""
    yield from element.iter(_P)


def level_of_row(row: Element, lists: Container[str]) -> str | None:
    """The region kind of `lists` that a table row repeats over: that of its first such field, or None."""
    cells = (cell for cell in row.iter(_TC) if next(cell.iterancestors(_TR), None) is row)
    for cell in cells:
        for name in fields_outside_regions(list(cell)):
            if LEVEL_OF.get(name) in lists:
                return LEVEL_OF[name]
    return None


def fields_outside_regions(elements: Sequence[Element]) -> Iterator[str]:
    """The names of the fields among these elements, those inside repeated regions left out."""
    index = 0
    while index < len(elements):
        opened = OPENINGS.get(mark_in(elements[index]) or "")
        end = region_end(elements, index, opened) if opened else None
        if end is not None:
            index = end + 1
            continue
        for paragraph in paragraphs_in(elements[index]):
            yield from FIELD.findall(paragraph_text(paragraph))
        index += 1


def region_end(elements: Sequence[Element], start: int, name: str) -> int | None:
    """The index of the paragraph that closes the region opened at `start`, or None."""
    depth = 0
    for index in range(start, len(elements)):
        mark = mark_in(elements[index])
        depth += (mark is not None and OPENINGS.get(mark) == name) - (
            mark is not None and CLOSINGS.get(mark) == name
        )
        if depth == 0:
            return index
    return None


def _rendered(elements: Sequence[Element], scope: Scope, outer: Mapping[str, str]) -> Iterator[Element]:
    """Copies of the elements, regions repeated; `outer` holds the fields of the scopes around this one."""
    known = {**outer, **scope.fields}
    index = 0
    while index < len(elements):
        element = elements[index]
        opened = OPENINGS.get(mark_in(element) or "")
        end = region_end(elements, index, opened) if opened else None
        if opened and end is not None:
            for inner in scope.lists.get(opened, ()):
                yield from _rendered([_unmarked(one) for one in elements[index + 1 : end]], inner, known)
            index = end + 1
            continue
        copy = deepcopy(element)
        if copy.tag != _P or not _emptied(copy, known, last=index == len(elements) - 1):
            _fill_element(copy, scope, known)
            yield copy
        index += 1


def _emptied(paragraph: Element, known: Mapping[str, str], *, last: bool) -> bool:
    """Whether a paragraph has fields and all of them are empty: such a line is left out of the letter."""
    names = FIELD.findall(paragraph_text(paragraph)) if may_hold_field(paragraph) else []
    in_cell_or_last = last or paragraph.find(f".//{qn('w:sectPr')}") is not None
    return bool(names) and not in_cell_or_last and all(known.get(name) == "" for name in names)


def _fill_element(element: Element, scope: Scope, known: Mapping[str, str]) -> None:
    if element.tag == _P:
        fill_paragraph(element, known)
        for box in list(element.iter(_BOX)):
            _fill_inside(box, scope, known)
    elif element.tag == _TBL:
        _fill_table(element, scope, known)
    elif element.tag == _CONTROL:
        for content in element.findall(_CONTENT):
            _fill_inside(content, scope, known)


def _fill_inside(container: Element, scope: Scope, known: Mapping[str, str]) -> None:
    fill(container, Scope({**known, **scope.fields}, scope.lists))


def _fill_table(table: Element, scope: Scope, known: Mapping[str, str]) -> None:
    for row in list(table.iter(_TR)):
        if next(row.iterancestors(_TBL)) is not table:
            continue  # a table inside a cell is filled with its cell
        level = level_of_row(row, scope.lists)
        if level is not None:
            for inner in scope.lists[level]:
                copy = _unmarked(row)
                _fill_cells(copy, Scope({**known, **inner.fields}, inner.lists))
                row.addprevious(copy)
            row.getparent().remove(row)
        else:
            _fill_cells(row, Scope({**known, **scope.fields}, scope.lists))


def _fill_cells(row: Element, scope: Scope) -> None:
    for cell in row.iter(_TC):
        if next(cell.iterancestors(_TR), None) is row:
            fill(cell, scope)


def fill_paragraph(paragraph: Element, known: Mapping[str, str]) -> None:
    """Fills the fields of one paragraph; a value takes the look of the run in which its field begins."""
    if not may_hold_field(paragraph):
        return
    atoms = _atoms(paragraph)
    text = "".join(words for _, words in atoms)
    for match in reversed(list(FIELD.finditer(text))):
        if match[1] in known:
            _replace(atoms, match.start(), match.end(), cell_words(known[match[1]]))
    for element, words in atoms:
        if element is not None and element.text != words:
            _set_text(element, words)


def _atoms(paragraph: Element) -> list[tuple[Element | None, str]]:
    """The text elements of a paragraph with their texts; a tab or line break is one character of its own."""
    atoms: list[tuple[Element | None, str]] = []
    for element in paragraph.iter(_T, *_BREAKS):
        if element is paragraph or next(element.iterancestors(_P)) is not paragraph:
            continue
        if element.tag == _T:
            atoms.append((element, element.text or ""))
        elif element.getparent().tag == _R:
            atoms.append((None, "\n"))
    return atoms


def _replace(atoms: list[tuple[Element | None, str]], start: int, end: int, value: str) -> None:
    offset = 0
    written = False
    for index, (element, words) in enumerate(atoms):
        first, last = max(start - offset, 0), min(end - offset, len(words))
        offset += len(words)
        if first >= last or element is None:
            continue
        atoms[index] = (element, words[:first] + ("" if written else value) + words[last:])
        written = True


def _set_text(element: Element, words: str) -> None:
    """Writes words into a text element, line feeds as line breaks."""
    lines = words.split("\n")
    element.text = lines[0]
    element.set(_SPACE, "preserve")
    for line in reversed(lines[1:]):
        more = element.makeelement(_T)
        more.text = line
        more.set(_SPACE, "preserve")
        element.addnext(more)
        element.addnext(element.makeelement(qn("w:br")))


def _unmarked(element: Element) -> Element:
    """A copy without what must be unique in a document: bookmarks and paragraph ids."""
    copy = deepcopy(element)
    for mark in list(copy.iter(*_MARKS)):
        mark.getparent().remove(mark)
    for one in copy.iter():
        for name in _PARAGRAPH_IDS:
            one.attrib.pop(name, None)
    return copy
