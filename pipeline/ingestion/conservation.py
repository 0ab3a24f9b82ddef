"""Conservation (数字守恒): the figures that a quick second reading of the source sees must be in the document.

The second reading shares nothing with the readers but the file: pdfium's plain text, a pattern over the XML,
the raw cells. What it sees and the document lacks was lost on the way, and the file says so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.ingestion.quick_reading import Seen, quick_reading
from pipeline.model import Document, FileStatus, Problem

_RUN = re.compile(r"[0-9]+")
_PLAIN = str.maketrans("０１２３４５６７８９⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "012345678901234567890123456789")
LONGEST_JOIN = 5
"""A figure broken over so many lines or cells is still put together again."""
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


def missing_figures(source: str, text: str) -> list[str]:
    """Runs of digits that the source has more often than the text, joined and parted ones aside."""
    wanted, found = _runs(source), _runs(text)
    missing, extra = Counter(wanted), Counter(found)
    missing.subtract(found)
    extra.subtract(wanted)
    missing, extra = +missing, +extra
    if missing:
        _excuse(missing, extra, wanted)
    if missing and extra:
        _excuse(extra, missing, found)
    return sorted((+missing).elements())


def _runs(text: str) -> list[str]:
    return _RUN.findall(text.translate(_PLAIN))


def _excuse(pieces: Counter[str], wholes: Counter[str], order: Sequence[str]) -> None:
    """Take out neighbouring pieces that the other side writes as one."""
    if not wholes:
        return
    for start, first in enumerate(order):
        if pieces[first] <= 0:
            continue
        for end in range(start + 2, min(start + LONGEST_JOIN, len(order)) + 1):
            group = order[start:end]
            whole = "".join(group)
            if wholes[whole] > 0 and all(pieces[piece] >= count for piece, count in Counter(group).items()):
                wholes[whole] -= 1
                pieces.subtract(group)
                break


def _loss(part: Seen, document: Document) -> Problem | None:
    """What is missing of one page, sheet or part, if anything."""
    if part.cells is not None:
        return _lost_cells(part, document)
    missing = [figure for figure in missing_figures(part.text, document.text) if figure not in part.excused]
    if not missing:
        return None
    page = next((number for number, text in part.pages if missing_figures(text, document.text)), None)
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
