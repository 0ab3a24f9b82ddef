"""Conservation (数字守恒): the figures that a quick second reading of the source sees must be in the document.

The second reading shares nothing with the readers but the file: pdfium's plain text, a pattern over the XML,
the raw cells. What it sees and the document lacks was lost on the way, and the file says so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.ingestion.quick_reading import quick_reading
from pipeline.ingestion.quick_seen import Seen
from pipeline.model import Document, FileStatus, Problem

_RUN = re.compile(r"[0-9０-９⁰¹²³⁴-⁹₀-₉]+")
_PLAIN = str.maketrans("０１２３４５６７８９⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "012345678901234567890123456789")
LONGEST_JOIN = 5
"""A figure broken over so many lines or cells is still put together again."""
FARTHEST = 30
"""The figures of so many cells may stand between two lines of one cell."""
NAMED = 5
"""So many of the missing figures are named."""


def conserved(document: Document, content: bytes) -> Document:
    """The document; `partial`, with the places, if a quick second reading of the file sees more figures."""
    return compared(document, quick_reading(document, content))


def compared(document: Document, seen: Iterable[Seen]) -> Document:
    """The document; `partial`, with the places, if figures that were seen are missing in it."""
    losses = [loss for part in seen if (loss := _loss(part, document))]
    if not losses:
        return document
    return replace(document, status=FileStatus.PARTIAL, problems=(*document.problems, *losses))


def missing_figures(source: str, text: str, *, in_cells: bool = False) -> list[str]:
    """Runs of digits that the source has more often than the text, joined and parted ones aside.

    With `in_cells` the quick reading runs neighbouring cells together and breaks figures at a cell's edge, in
    any order: then every digit that is missing in one run must be found in another.
    """
    wanted, found = _runs(source), _runs(text)
    missing, extra = Counter(wanted), Counter(found)
    missing.subtract(found)
    extra.subtract(wanted)
    missing, extra = +missing, +extra
    if missing:
        _excuse(missing, extra, wanted)
    if missing and extra:
        _excuse(extra, missing, found)
    if in_cells and not Counter("".join((+missing).elements())) - Counter("".join((+extra).elements())):
        return []
    return sorted((+missing).elements())


def _runs(text: str) -> list[str]:
    return [run if run.isascii() else run.translate(_PLAIN) for run in _RUN.findall(text)]


def _excuse(pieces: Counter[str], wholes: Counter[str], order: Sequence[str]) -> None:
    """Take out pieces that the other side writes as one: neighbours, or lines of a cell with others between."""
    for farthest in (1, FARTHEST):
        places: dict[str, list[int]] = {}
        for place, piece in enumerate(order):
            if pieces[piece] > 0:
                places.setdefault(piece, []).append(place)
        for whole in [whole for whole, count in wholes.items() for _ in range(count)]:
            group = _parts(whole, places, (-1, farthest), LONGEST_JOIN)
            if group and len(group) > 1 and all(pieces[part] >= group.count(part) for part in group):
                wholes[whole] -= 1
                pieces.subtract(group)


def _parts(whole: str, places: dict[str, list[int]], after: tuple[int, int], most: int) -> list[str] | None:
    """Pieces, one after another and no farther apart than allowed, that spell the whole."""
    if not whole:
        return []
    for length in range(1, len(whole) + 1) if most else ():
        for place in places.get(whole[:length], ()):
            if after[0] < 0 or after[0] < place <= sum(after):
                rest = _parts(whole[length:], places, (place, after[1]), most - 1)
                if rest is not None:
                    return [whole[:length], *rest]
    return None


def _loss(part: Seen, document: Document) -> Problem | None:
    """What is missing of one page, sheet or part, if anything."""
    if part.cells is not None:
        return _lost_cells(part, document)
    figures = missing_figures(part.text, document.text, in_cells=bool(part.pages))
    missing = [figure for figure in figures if figure not in part.excused]
    if not missing:
        return None
    page = next(
        (number for number, text in part.pages if missing_figures(text, document.text, in_cells=True)), None
    )
    if page is None:
        page = next((number for number, text in part.pages if set(missing) & set(_runs(text))), None)
    named = "、".join(missing[:NAMED]) + ("等" if len(missing) > NAMED else "")
    where = f"第 {page} 页" if page else part.name
    message = f"{where}有 {len(missing)} 处数字（{named}）没有读出，请对照原文核对，或提交可编辑的原件。"
    return Problem("lost_figures", message, page=page)


def _lost_cells(part: Seen, document: Document) -> Problem | None:
    read = sum(block.sheet == part.name for block in document.blocks)
    lost = (part.cells or 0) - read
    if lost <= 0:
        return None
    message = f"工作表“{part.name}”有 {lost} 个单元格没有读出，请对照原文核对。"
    return Problem("lost_figures", message, sheet=part.name)
