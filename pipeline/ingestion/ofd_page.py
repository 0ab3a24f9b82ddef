"""An OFD page: text objects, paths and pictures with their places, as a PDF page gives them."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from lxml import etree

from pipeline.ingestion.pdf_characters import folded, is_unmapped, is_wide
from pipeline.ingestion.pdf_drawing import RULES_LIMIT, WHITE, Drawing, Frame
from pipeline.ingestion.pdf_page import OBLIQUE, Glyph, Page

POINTS = 72 / 25.4
"""OFD measures in millimetres."""
DEEPEST = 6
ASCENT = 0.85
"""Height of a character above its base line, in its size."""
BOLD = 600
MOST_DELTAS = 100_000

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


class _Mark(NamedTuple):
    """A character on the page, y upwards: base point, direction, advance and size."""

    text: str
    x: float
    y: float
    angle: float
    advance: float
    size: float
    bold: bool


class PlacedPicture(NamedTuple):
    """A picture on the page: its resource, left, top, width and height in millimetres."""

    resource: str
    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Content:
    """What stands on one page, as collected from the page and its templates."""

    box: tuple[float, float, float, float]
    """Left, top, width and height in millimetres."""
    marks: list[_Mark] = field(default_factory=list)
    outlines: list[tuple[list[tuple[float, float]], bool]] = field(default_factory=list)
    pictures: list[PlacedPicture] = field(default_factory=list)
    unmapped: int = 0
    segments: int = 0


def local(element: etree._Element) -> str:
    """The element's name without its namespace, which editions of the standard spell differently."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of this name."""
    return [child for child in element if local(child) == name]


def numbers(text: str | None) -> tuple[float, ...]:
    """The finite numbers that an attribute holds; what is none is left out."""
    found = []
    for part in (text or "").split():
        try:
            number = float(part)
        except ValueError:
            continue
        if math.isfinite(number):
            found.append(number)
    return tuple(found)


def collect(
    content: Content,
    element: etree._Element,
    units: Mapping[str, etree._Element],
    outer: Matrix = _IDENTITY,
    depth: int = 0,
) -> None:
    """Add everything that a layer, block or composite holds to the page's content."""
    kinds: dict[str, Callable[[Content, etree._Element, Matrix], None]] = {
        "TextObject": _text,
        "PathObject": _path,
        "ImageObject": _picture,
    }
    for child in element:
        kind = local(child)
        if child.get("Visible") == "false" or child.get("Alpha") == "0":
            continue
        if kind in kinds:
            kinds[kind](content, child, _placed(child, outer))
        elif depth < DEEPEST and kind in {"Content", "Layer", "PageBlock"}:
            collect(content, child, units, outer, depth + 1)
        elif depth < DEEPEST and kind == "CompositeObject":
            unit = units.get(child.get("ResourceID", ""))
            if unit is not None:
                collect(content, unit, units, _placed(child, outer), depth + 1)


def page_of(content: Content, number: int) -> Page:
    """The page turned so that most of its text stands upright, in points."""
    left, top, width, height = (value * POINTS for value in content.box)
    turns = Counter(_quarter(mark.angle) for mark in content.marks)
    frame = Frame(left, -top - height, left + width, -top, turns.most_common(1)[0][0] if turns else 0)
    drawing = Drawing(frame)
    if content.segments <= RULES_LIMIT:
        for points, stroked in content.outlines:
            drawing.outline([frame.point(x * POINTS, y * POINTS) for x, y in points], stroked=stroked)
    slanting = [mark.text for mark in content.marks if _slants(mark.angle)]
    glyphs = [_glyph(mark, frame) for mark in content.marks if not _slants(mark.angle)]
    wide, high = frame.size
    area = max((picture.width * picture.height for picture in content.pictures), default=0.0)
    return Page(
        number=number,
        width=wide,
        height=high,
        glyphs=tuple(glyph for glyph in glyphs if 0 <= glyph.x0 <= wide and 0 <= glyph.bottom <= high),
        rules=tuple(drawing.rules),
        picture_share=min(1.0, area * POINTS**2 / max(1.0, width * height)),
        segments=content.segments,
        unmapped=content.unmapped,
        oblique="".join(slanting),
    )


def _placed(element: etree._Element, outer: Matrix) -> Matrix:
    """From the object's own space to the page: its CTM, its boundary's corner, then what it stands in."""
    stated = numbers(element.get("CTM"))
    a, b, c, d, e, f = stated if len(stated) == 6 else _IDENTITY
    x, y = (*numbers(element.get("Boundary")), 0.0, 0.0)[:2]
    return _product((a, b, c, d, e + x, f + y), outer)


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point of the page, y upwards as in PDF."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, -(b * x + d * y + f)


def _text(content: Content, element: etree._Element, matrix: Matrix) -> None:
    size = (*numbers(element.get("Size")), 0.0)[0]
    stretch = (*numbers(element.get("HScale")), 1.0)[0] or 1.0
    bold = (*numbers(element.get("Weight")), 400.0)[0] >= BOLD
    across = math.hypot(matrix[0], matrix[1])
    angle = math.atan2(-matrix[1], matrix[0]) + math.radians((*numbers(element.get("CharDirection")), 0.0)[0])
    x = y = 0.0
    for code in children(element, "TextCode"):
        x = (*numbers(code.get("X")), x)[0]
        y = (*numbers(code.get("Y")), y)[0]
        for text, dx, dy, advance in _spread(code, size * stretch):
            px, py = _at(matrix, x + dx, y + dy)
            content.unmapped += is_unmapped(ord(text))
            shown = folded(ord(text))
            if shown and not is_unmapped(ord(text)):
                high = size * math.hypot(matrix[2], matrix[3])
                content.marks.append(_Mark(shown, px, py, angle, advance * across, high, bold))


def _spread(code: etree._Element, size: float) -> Iterator[tuple[str, float, float, float]]:
    """Each character of a text code with its offset from the code's beginning and its own advance."""
    text = "".join(character for character in code.text or "" if character not in "\r\n\t")
    across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
    x = y = 0.0
    for index, character in enumerate(text):
        usual = size if is_wide(character) else size / 2
        step = across[min(index, len(across) - 1)] if across else (0.0 if down else usual)
        own = (
            step if across and index < len(text) - 1 and not is_wide(character) and 0 < step < size else usual
        )
        yield character, x, y, own
        x += step
        y += down[min(index, len(down) - 1)] if down else 0.0


def _deltas(text: str | None, most: int) -> list[float]:
    """The steps that a delta list spells; `g n d` stands for d repeated n times."""
    parts = (text or "").split()
    steps: list[float] = []
    index = 0
    while index < len(parts) and len(steps) < min(most, MOST_DELTAS):
        if parts[index] == "g" and index + 2 < len(parts):
            count, step = numbers(parts[index + 1]), numbers(parts[index + 2])
            steps.extend([step[0] if step else 0.0] * min(most, max(0, int(count[0]) if count else 0)))
            index += 3
        else:
            steps.extend(numbers(parts[index]))
            index += 1
    return steps


def _glyph(mark: _Mark, frame: Frame) -> Glyph:
    x, y, advance, size = (value * POINTS for value in (mark.x, mark.y, mark.advance, mark.size))
    cos, sin = math.cos(mark.angle), math.sin(mark.angle)
    # The far corner: along the line by the advance, across it by the character's height.
    far = (x + cos * advance - sin * size * ASCENT, y + sin * advance + cos * size * ASCENT)
    x0, top, x1, _ = frame.box(x, y, *far)
    bottom = frame.point(x, y)[1]
    return Glyph(mark.text, x0, x1, min(top, bottom - 0.1), bottom, mark.bold)


def _quarter(angle: float) -> int:
    return round(angle / (math.pi / 2)) % 4


def _slants(angle: float) -> bool:
    turn = angle / (math.pi / 2)
    return abs(turn - round(turn)) > OBLIQUE


def _path(content: Content, element: etree._Element, matrix: Matrix) -> None:
    stroked = element.get("Stroke") != "false" and _is_dark(element, "StrokeColor")
    filled = element.get("Fill") == "true" and _is_dark(element, "FillColor")
    data = children(element, "AbbreviatedData")
    if not data or not (stroked or filled):
        return
    for points in _outlines((data[0].text or "").split()):
        content.segments += len(points)
        if content.segments > RULES_LIMIT:
            return
        content.outlines.append(([_at(matrix, x, y) for x, y in points], stroked))


def _is_dark(element: etree._Element, name: str) -> bool:
    """Whether a line can be seen on white paper."""
    for colour in children(element, name):
        value = numbers(colour.get("Value"))
        if colour.get("Alpha") == "0" or (len(value) == 3 and min(value) >= WHITE):
            return False
    return True


def _outlines(tokens: Sequence[str]) -> Iterator[list[tuple[float, float]]]:
    """The corners of each piece of a path; of a curve its end."""
    points: list[tuple[float, float]] = []
    operands: list[float] = []
    operator = ""
    for token in chain(tokens, ("S",)):
        if token not in _OPERANDS:
            operands.extend(numbers(token))
            continue
        needed = _OPERANDS.get(operator, 0)
        if operator and len(operands) >= needed:
            if operator in "SM":
                if len(points) > 1:
                    yield points
                points = []
            if operator == "C" and points:
                points.append(points[0])
            elif needed:
                points.append((operands[needed - 2], operands[needed - 1]))
        operator, operands = token, []
    if len(points) > 1:
        yield points


def _picture(content: Content, element: etree._Element, matrix: Matrix) -> None:
    box = numbers(element.get("Boundary"))
    if len(box) == 4:
        # The matrix maps the unit square to the picture; its corner and the boundary's size place it.
        content.pictures.append(
            PlacedPicture(element.get("ResourceID", ""), matrix[4], matrix[5], box[2], box[3])
        )
