"""Which columns of a sheet hold what (表头): by name, or as the auditor has set down."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.external.lexicon import MONEY_FIELDS, head_names, head_patterns
from pipeline.external.sheets import SheetCells

_ROWS_TRIED = 20
_LEAST_FIELDS = 2
_UNIT = re.compile(
    r"[（(\[【]\s*(?:金额)?(?:单位[:：])?\s*(亿元|万元|千元|元)\s*[)）\]】]|[,，]\s*(亿元|万元|千元|元)$"
)
_TITLE_UNIT = re.compile(r"单\s*位\s*[:：]\s*(?:人民币)?\s*(亿元|万元|千元|元)|[（(](亿元|万元|千元|元)[)）]")
_BRACKETS = re.compile(r"[（(\[【][^（）()\[\]【】]*[)）\]】]")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_AS_OF = re.compile(r"截[至止到]\s*(?:20\d\d\s*年)?\s*(\d{1,2})\s*月")


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its position from 1, its head as written, the unit of its amounts, its point in time."""

    column: int
    text: str
    unit: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class SheetHeads:
    """The heads of a sheet: where its data begin, its columns by field, and what is unclear."""

    first: int
    """Index of the first row of data."""
    columns: Mapping[str, Head]
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields for which two columns have an equal claim, with the heads."""
    year: int | None = None
    depth: int = 1
    all_heads: tuple[str, ...] = ()


def find_heads(sheet: SheetCells, chosen: Mapping[str, str]) -> SheetHeads | None:
    """The best row of heads among the first rows, or two rows read together; None where there is none."""
    best: SheetHeads | None = None
    for index in range(min(_ROWS_TRIED, len(sheet.rows))):
        for depth in (1, 2):
            found = _heads_at(sheet, index, depth, chosen)
            if found and (best is None or _worth(found) > _worth(best)):
                best = found
    return best


def _worth(heads: SheetHeads) -> tuple[int, int]:
    """How many fields are known; of equals the single row, as a title above it belongs to no head."""
    return len(heads.columns) + len(heads.ambiguous), -heads.depth


def _heads_at(sheet: SheetCells, index: int, depth: int, chosen: Mapping[str, str]) -> SheetHeads | None:
    if index + depth > len(sheet.rows):
        return None
    heads = _spellings(sheet.rows[index], sheet.rows[index + 1] if depth == 2 else None)
    columns: dict[str, Head] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for name in head_names():
        found = _columns_of(name, heads, chosen)
        if len(found) == 1:
            columns[name] = found[0]
        elif found:
            ambiguous[name] = tuple(head.text for head in found)
    known = set(columns) | set(ambiguous)
    if len(known) < _LEAST_FIELDS or not known & {"project", "code"}:
        return None
    above = [cell for row in sheet.rows[:index] for cell in row if cell]
    title = " ".join((sheet.name, *above))
    unit, as_of, year = _unit_in(_TITLE_UNIT, title), _month(title), _YEAR.search(title)
    columns = {
        name: Head(head.column, head.text, head.unit or unit, head.as_of or as_of)
        if name in MONEY_FIELDS
        else head
        for name, head in columns.items()
    }
    shown = tuple(dict.fromkeys(text for _, texts in heads for text in texts[:1]))
    return SheetHeads(index + depth, columns, ambiguous, int(year[1]) if year else None, depth, shown)


def _spellings(upper: Sequence[str], lower: Sequence[str] | None) -> list[tuple[int, tuple[str, ...]]]:
    """Each column with its head as written; of two rows the lower alone and both together."""
    found: list[tuple[int, tuple[str, ...]]] = []
    parent = ""
    for position in range(max(len(upper), len(lower or ()))):
        over = upper[position] if position < len(upper) else ""
        under = lower[position] if lower and position < len(lower) else ""
        parent = over or (parent if under else "")
        texts = (f"{parent}{under}", under) if under and parent else (over or under,)
        if texts[0]:
            found.append((position + 1, texts))
    return found


def _columns_of(
    name: str, heads: Sequence[tuple[int, tuple[str, ...]]], chosen: Mapping[str, str]
) -> list[Head]:
    if name in chosen:
        wanted = _plain(chosen[name])
        return [_head(at, texts) for at, texts in heads if wanted and wanted in map(_plain, texts)][:1]
    for spelling in head_names()[name]:
        exact = [_head(at, texts) for at, texts in heads if spelling in map(_bare, texts)]
        if exact:
            return exact
    pattern = head_patterns().get(name)
    if pattern is None:
        return []
    taken = {spelling for names in head_names().values() for spelling in names}
    return [
        _head(at, texts)
        for at, texts in heads
        if pattern.search(_bare(texts[0])) and not taken & set(map(_bare, texts))
    ]


def _head(column: int, texts: Sequence[str]) -> Head:
    text = texts[0]
    return Head(column, " ".join(text.split()), _unit_in(_UNIT, text), _month(text))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _bare(text: str) -> str:
    """A head without spaces, brackets and the year in front of it."""
    return _YEAR.sub("", _BRACKETS.sub("", _plain(text)), count=1).removeprefix("度").strip(":：*")


def _unit_in(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return next((group for group in found.groups() if group), "") if found else ""


def _month(text: str) -> str:
    found = _AS_OF.search(text)
    return f"{int(found[1])}月" if found and int(found[1]) != 12 else ""
