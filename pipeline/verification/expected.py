"""What a row of data/values.jsonl must say, worked out again from its words alone (复算一行)."""

from decimal import Decimal
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipeline.settings import config_root, decimal_of, read_toml
from pipeline.verification.second_reader import (
    Reading,
    has_digits,
    read_money,
    read_number,
    read_rate,
    simplified,
    sole_number,
    unit_factor,
)

_NOTHING = ("无", "没有", "未", "零")
_REDUCED_FIELD = "budget_change"


class PlaceRow(BaseModel):
    """A place (出处) as the data files write it."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    path: str
    start: Annotated[int, Field(ge=0)]
    end: int
    quote: str
    page: int | None = None
    paragraph: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


class ValueRow(BaseModel):
    """A value (数值) as data/values.jsonl writes it."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    value: str
    report: str
    kind: str
    field: str
    number: str | None
    unit: str | None
    raw: str
    exactness: str
    where: str
    place: PlaceRow


def difference_in(row: ValueRow) -> tuple[str | None, str] | None:
    """(what the words say, what is wrong) of a row that does not follow from its words, else None."""
    if row.raw != row.place.quote:
        return row.place.quote, "原文与出处的引文不一致"
    if row.number is None:
        return None
    if row.kind == "grade":
        return _grade_difference(row)
    exported = decimal_of(row.number)
    readings = _readings(row)
    if exported is None or not readings:
        return None, "引文不能独立读成数字"
    if any(_says(reading, exported, row) for reading in readings):
        return None
    return " 或 ".join(_shown(reading) for reading in readings), "导出值与引文不符"


def unit_from_head(row: ValueRow) -> str | None:
    """The unit of money that a bare number in a cell has from its table's head; None where the words have it."""
    if row.kind != "money" or row.where != "table" or not row.unit or row.unit in row.raw:
        return None
    return row.unit if read_number(row.raw) is not None else None


def _readings(row: ValueRow) -> list[Reading]:
    """Every lawful reading of the words; several only where the head of a table decides between them."""
    reader = {"money": _money, "rate": _rate, "score": _score}.get(row.kind, _count)
    return [reading for reading in reader(row) if reading is not None]


def _money(row: ValueRow) -> list[Reading | None]:
    if not has_digits(row.raw):
        return [Reading(Decimal(0))] if any(word in row.raw for word in _NOTHING) else []
    bare = read_number(row.raw)
    factor = unit_factor(row.unit or "")
    if bare is not None and factor is not None and not row.raw.rstrip().endswith(("万", "亿")):
        return [bare.times(factor)]  # the cell gives the number, the table's head its unit
    return [read_money(row.raw) or sole_number(row.raw)]


def _rate(row: ValueRow) -> list[Reading | None]:
    written = read_rate(row.raw)
    if written is not None:
        return [written]
    bare = read_number(row.raw) or sole_number(row.raw)
    # A cell of a rate column may hold 96.4 or 0.964.
    return [bare, bare.times(Decimal(100)) if bare is not None and abs(bare.low) <= 2 else None]


def _score(row: ValueRow) -> list[Reading | None]:
    return [read_number(row.raw.strip().removesuffix("分")) or sole_number(row.raw)]


def _count(row: ValueRow) -> list[Reading | None]:
    words = row.raw.strip()
    return [read_number(words.removesuffix(row.unit or "").rstrip()) or sole_number(words)]


def _says(reading: Reading, exported: Decimal, row: ValueRow) -> bool:
    if exported in (reading.low, reading.high if row.kind == "score" else reading.low):
        return True
    # 调减132万元 is exported as a negative change: the minus is in the words before the quote.
    return row.field == _REDUCED_FIELD and exported == -reading.low


def _shown(reading: Reading) -> str:
    ends = [reading.low] if reading.high is None else [reading.low, reading.high]
    return "至".join(format(end.normalize(), "f") for end in ends)


def _grade_difference(row: ValueRow) -> tuple[str | None, str] | None:
    word = simplified(row.raw).strip(" \n\t“”\"'‘’（）()【】「」『』").removesuffix("级")
    grade = _grades().get(word)
    return None if grade == row.number else (grade, "导出的等级与引文不符")


@cache
def _grades() -> dict[str, str]:
    """Every name of a grade with the one of 优良中差 that it stands for."""
    classes = read_toml(config_root() / "lexicon" / "grade_words.toml")["classes"]
    return {name: grade for grade, names in classes.items() for name in names}
