"""Conservation (数字守恒): the figures that a quick second reading of the source sees must be in the document.

The second reading shares nothing with the readers but the file: pdfium's plain text, a pattern over the XML,
the raw cells. What it sees and the document lacks was lost on the way, and the file says so.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.ingestion.quick_reading import quick_reading
from pipeline.ingestion.quick_seen import Seen
from pipeline.model import Document, FileStatus, Problem

_RUN = re.compile(r"[0-9０-９⁰¹²³⁴-⁹₀-₉]+")
_PLAIN = str.maketrans("０１２３４５６７８９⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "012345678901234567890123456789")
LONGEST_JOIN = 5
"""A figure broken over so many lines or cells is still put together again."""
FARTHEST = 30
"""The figures of so many cells may stand between two lines of one cell."""
MOST_TRIES = 200_000
"""Joins looked at; what a report breaks takes hundreds, a page made of figures would take years."""
NAMED = 5
"""So many of the missing figures are named."""


def conserved(document: Document, content: bytes) -> Document:
    """The document; `partial`, with the places, if a quick second reading of the file sees more figures."""
    return compared(document, quick_reading(document, content))


def compared(document: Document, seen: Iterable[Seen]) -> Document:
    """The document; `partial`, with the places, if figures that were seen are missing in it."""
    cells = Counter(block.sheet for block in document.blocks)
    losses = [loss for part in seen if (loss := _loss(part, document, cells))]
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
        longest = max(map(len, places), default=0)
        joining = _Joining(places, farthest, longest)
        for whole, count in tuple(wholes.items()):
            group = joining.parts(whole, -1, LONGEST_JOIN, set())
            for _ in range(count if group and len(group) > 1 else 0):
                if group and all(pieces[part] >= group.count(part) for part in group):
                    wholes[whole] -= 1
                    pieces.subtract(group)


@dataclass(slots=True)
class _Joining:
    """A search for pieces that stand near one another and spell a whole together."""

    places: Mapping[str, Sequence[int]]
    farthest: int
    longest: int
    tries: int = MOST_TRIES

    def parts(self, whole: str, after: int, most: int, dead: set[tuple[int, int, int]]) -> list[str] | None:
        """Pieces, one after another and no farther apart than allowed; `dead` is what led nowhere already."""
        if not whole:
            return []
        if len(whole) > most * self.longest or (len(whole), after, most) in dead or self.tries <= 0:
            return None
        self.tries -= 1
        for length in range(1, min(len(whole), self.longest) + 1):
            for place in self._near(whole[:length], after):
                rest = self.parts(whole[length:], place, most - 1, dead)
                if rest is not None:
                    return [whole[:length], *rest]
        dead.add((len(whole), after, most))
        return None

    def _near(self, piece: str, after: int) -> Sequence[int]:
        """The places at which the piece may follow; anywhere if it is the first."""
        places = self.places.get(piece, ())
        if after < 0:
            return places
        return places[bisect_right(places, after) : bisect_right(places, after + self.farthest)]


def _loss(part: Seen, document: Document, cells: Counter[str | None]) -> Problem | None:
    """What is missing of one page, sheet or part, if anything."""
    if part.cells is not None:
        return _lost_cells(part, cells[part.name])
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


def _lost_cells(part: Seen, read: int) -> Problem | None:
    lost = (part.cells or 0) - read
    if lost <= 0:
        return None
    message = f"工作表“{part.name}”有 {lost} 个单元格没有读出，请对照原文核对。"
    return Problem("lost_figures", message, sheet=part.name)
