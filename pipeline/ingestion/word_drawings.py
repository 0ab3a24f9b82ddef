"""What drawings of a Word file show as text: text boxes (文本框), WordArt (艺术字), SmartArt, each once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.ingestion.word_xml import ALTERNATE, R, W, branch

_TEXT_BOX = f"{W}txbxContent"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_OFFICE_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_WATERMARK = "WaterMark"


@dataclass(frozen=True, slots=True)
class DiagramBox:
    """A SmartArt drawing, whose text stands in a part of its own."""

    relation: str


Box = etree._Element | str | DiagramBox
"""A text box's content, the letters of WordArt, or a diagram."""


def boxes_of(drawing: etree._Element, tally: Counter[str]) -> list[Box]:
    """The texts of a drawing in order, outermost boxes only; what cannot be read is counted."""
    found: list[Box] = []
    for element in _outermost(drawing):
        if element.tag == _TEXT_BOX:
            found.append(element)
        elif element.tag == _WORD_ART:
            found.extend(_letters(element, tally))
        elif element.tag == _DIAGRAM:
            found.append(DiagramBox(element.get(f"{R}dm", "")))
        else:
            tally["object" if element.tag == _OFFICE_OBJECT else "chart"] += 1
    return found


def _letters(art: etree._Element, tally: Counter[str]) -> list[Box]:
    """The letters of WordArt, unless it is a watermark (水印) behind the text."""
    shape = art.getparent()
    if shape is not None and _WATERMARK in (shape.get("id") or ""):
        tally["watermark"] += 1
        return []
    return [art.get("string", "")]


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element.iterchildren("*"):
        if child.tag in (_TEXT_BOX, _WORD_ART, _OFFICE_OBJECT, _DIAGRAM, _CHART):
            yield child
        elif child.tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                yield from _outermost(chosen)
        else:
            yield from _outermost(child)
