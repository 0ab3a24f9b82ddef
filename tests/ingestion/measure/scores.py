"""How much of a generated file its reader gave back: characters in order, figures, cells at their place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

from pipeline.model import BlockKind, Document, Table
from tests.ingestion.measure.truth import TrueReport, TrueTable

_BLANKS = re.compile(r"\s+")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
_RUNNING = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TEXTBOX, BlockKind.NOTE)
_FOLDED = str.maketrans("，；：（）％！？＝", ",;:()%!?=")


@dataclass
class Score:
    """Right and all: characters, paragraphs, cells, merged cells, figures."""

    right: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    files: int = 0

    def count(self, name: str, right: int, total: int) -> None:
        """Add to a share."""
        self.right[name] = self.right.get(name, 0) + right
        self.total[name] = self.total.get(name, 0) + total

    def share(self, name: str) -> float:
        """The share that is right; 1 where there was nothing."""
        total = self.total.get(name, 0)
        return self.right.get(name, 0) / total if total else 1.0

    def __str__(self) -> str:
        shares = "  ".join(
            f"{name} {100 * self.share(name):.2f}%/{total}" for name, total in self.total.items()
        )
        return f"{self.files} files  {shares}"


def plain(text: str, *, folds: bool = False) -> str:
    """The text without blanks; recognised text also without the width of its punctuation."""
    text = _BLANKS.sub("", text)
    return text.translate(_FOLDED) if folds else text


def add(
    score: Score, truth: TrueReport, document: Document, *, folds: bool = False, table_start: int = 0
) -> None:
    """Compare one document with what its file says."""
    score.files += 1
    read = [document.text[block.start : block.end] for block in document.blocks if block.kind in _RUNNING]
    wanted = plain("".join(truth.paragraphs), folds=folds)
    found = plain("".join(read), folds=folds)
    if wanted:
        similar = Indel.distance(wanted, found)
        score.count("chars", max(0, len(wanted) - similar), len(wanted))
        whole = {plain(text, folds=folds) for text in read}
        missed = [text for text in truth.paragraphs if plain(text, folds=folds) not in whole]
        score.count("paragraphs", len(truth.paragraphs) - len(missed), len(truth.paragraphs))
        score.misses += [f"¶ {text[:60]}" for text in missed[:3]]
    everything = plain(document.text, folds=True)
    figures = [plain(figure, folds=True) for text in _texts(truth) for figure in _FIGURE.findall(text)]
    score.count("figures", sum(figure in everything for figure in figures), len(figures))
    _add_tables(score, truth.tables, document, folds=folds)


def _texts(truth: TrueReport) -> list[str]:
    return [*truth.paragraphs, *(cell.text for table in truth.tables for cell in table.cells)]


def _add_tables(score: Score, tables: Sequence[TrueTable], document: Document, *, folds: bool) -> None:
    unused = list(document.tables)
    for truth in tables:
        best = max(unused, key=lambda table: _right(truth, table, document, folds)[0], default=None)
        right, merged_right, missed = _right(truth, best, document, folds) if best else (0, 0, ["no table"])
        if best is not None and right:
            unused.remove(best)
        merged = sum(cell.row_span * cell.column_span > 1 for cell in truth.cells)
        score.count("cells", right, len(truth.cells))
        score.count("spans", merged_right, merged)
        score.misses += missed[:4]


def _right(truth: TrueTable, table: Table, document: Document, folds: bool) -> tuple[int, int, list[str]]:
    found = {
        (cell.row, cell.column): (
            plain(document.text[cell.start : cell.end], folds=folds),
            cell.row_span,
            cell.column_span,
        )
        for cell in table.cells
    }
    right, merged, missed = 0, 0, []
    for cell in truth.cells:
        text, rows, columns = found.get((cell.row, cell.column), (None, 1, 1))
        spans = (rows, columns) == (cell.row_span, cell.column_span)
        if (text or "") == plain(cell.text, folds=folds):
            right += 1
            merged += spans and cell.row_span * cell.column_span > 1
            if not spans:
                missed.append(f"▦ {cell} spans {rows}x{columns}")
        else:
            missed.append(f"▦ {cell} read {text!r}")
    return right, merged, missed
