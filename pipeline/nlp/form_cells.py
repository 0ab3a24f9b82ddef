"""One cell of a form: its text, the number in it, and the Value that it becomes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from pipeline.model import Document, Kind, Place, Table, Value, place_of
from pipeline.nlp.form_lexicon import form_words, grade_of, narrow, squeezed

MONEY_UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "万": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
    "亿": Decimal(100_000_000),
}
"""Factors to 元; 万 and 亿 alone occur in cells whose column is money."""

_NOT_APPLICABLE = re.compile(r"[-—–―－─一/／\\\s]+|无|不适用|[Nn]/?[Aa]|\*+")
_LINE_BREAK = re.compile(r"[ \t\u3000]*[\r\n\v]+[ \t\u3000]*")
_NUMBER = re.compile(r"([-+]?)\s*[¥￥]?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*")
_LEAD = re.compile(r"(?:已经|已|全部|实际|全年|共计|共|约为|约|近|完成|达到|达|为)+")
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年|(?:19|20)\d{2}(?:[-/]\d{1,2}){1,2}$|(?:19|20)\d{2}\.\d{1,2}\.\d{1,2}$"
    r"|\d{1,2}月(?:份|底|前|末|初|中旬|上旬|下旬|\d)|\d{1,2}月\d{1,2}日|每?月\d{1,2}日"
)
_PERCENT_WORDS = {"百分比", "百分号", "百分之", "％", "﹪"}
_UNIT_SCOPE = re.compile(r"单位\s*[:：]?\s*(?:人民币)?\s*(亿元|万元|千元|元)(?!/)")
_UNIT_BRACKET = re.compile(r"[（(\[【]\s*(?:单位[:：]?)?\s*(亿元|万元|千元|元)\s*(?:[)）\]】，,]|$)")


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose cells these are: the document and the report's id."""

    document: Document
    report: str


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A cell on the reading grid: its text on one line, its range, its position if known.

    Cells are compared by identity: two may read alike, and a merged one stands in several positions.
    """

    text: str
    start: int
    end: int
    row: int = 0
    column: int = 0
    row_span: int = 1
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A target or actual value as read: 符号, 数, 单位; qualitative when it names no number."""

    operator: str = ""
    number: Decimal | None = None
    unit: str = ""
    qualitative: bool = False


def one_line(text: str) -> str:
    """A cell's text with line breaks taken out; words in Latin letters stay apart."""

    def joined(match: re.Match[str]) -> str:
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        return " " if before.isascii() and before.isalpha() and after.isascii() and after.isalpha() else ""

    return _LINE_BREAK.sub(joined, text).strip(" \t\r\n\u3000\u00a0\u200b\ufeff")


def slot_place(origin: Origin, slot: Slot) -> Place:
    """The place (出处) of a cell; an empty cell has no block, its table gives the position."""
    place = place_of(origin.document, slot.start, slot.end)
    if slot.table is None:
        return place
    # Made anew: `replace` takes four times as long, and there are thousands of cells in a file.
    return Place(
        place.path,
        place.start,
        place.end,
        place.quote,
        page=place.page if place.page is not None else slot.table.page,
        paragraph=place.paragraph,
        sheet=place.sheet if place.sheet is not None else slot.table.sheet,
        table=slot.table.index,
        row=slot.row,
        column=slot.column,
    )


def is_blank(text: str) -> bool:
    """Whether a cell is empty."""
    return not squeezed(text)


def is_not_applicable(text: str) -> bool:
    """Whether a cell says that nothing belongs there (—, /)."""
    return bool(_NOT_APPLICABLE.fullmatch(narrow(text).strip())) and not is_blank(text)


@lru_cache(maxsize=4096)
def cell_number(text: str) -> tuple[Decimal, str, int] | None:
    """The one number of a cell with its unit and its count of decimals; None for words, dates and blanks."""
    plain = _without_operator(narrow(text).strip())[1]
    match = _NUMBER.match(plain)
    if match is None or _DATE.match(plain):
        return None
    rest = squeezed(plain[match.end() :]).rstrip("。;；,，")
    if re.search(r"\d|[*×]", rest) or len(rest) > 12:
        return None
    digits = match.group(2).replace(",", "")
    number = Decimal(match.group(1) + digits)
    decimals = len(digits.partition(".")[2])
    return number, "%" if rest in _PERCENT_WORDS else rest, decimals


def quantity(text: str) -> Quantity:
    """A target or actual value: operator, number and unit as far as the cell states them."""
    plain = narrow(text).strip()
    words = form_words()
    if is_blank(plain) or is_not_applicable(plain):
        return Quantity()
    if any(word in plain for word in words.qualitative) or not re.search(r"\d", plain):
        return Quantity(qualitative=True)
    operator, rest = _without_operator(plain)
    found = cell_number(rest)
    if found is None:
        found = cell_number(_LEAD.sub("", rest, count=1)) if _LEAD.match(rest) else None
    if found is None:
        return Quantity(operator=operator)
    number, unit, _ = found
    for suffix, normal in words.suffix_operators:
        if unit.endswith(suffix):
            return Quantity(operator or normal, number, unit.removesuffix(suffix))
    return Quantity(operator, number, unit)


def scope_unit(text: str) -> str | None:
    """The unit of money that a head or line sets for what stands under it (单位：万元, （元）)."""
    match = _UNIT_SCOPE.search(text) or _UNIT_BRACKET.search(squeezed(text))
    return match.group(1) if match else None


def money_value(origin: Origin, slot: Slot, field: str, scope: tuple[str, float]) -> Value | None:
    """An amount in 元; the unit in the cell wins over the scope (unit, confidence)."""
    found = cell_number(slot.text)
    if found is None:
        return None
    number, written, decimals = found
    unit, confidence = (written, 1.0) if written else scope
    factor = MONEY_UNITS.get(unit)
    if factor is None:
        return None
    value = _value(origin, slot, Kind.MONEY, field, number * factor)
    return replace(
        value,
        unit=unit,
        ulp=factor.scaleb(-decimals),
        confidence=min(confidence, value.confidence),
        why="表头",
    )


def score_value(origin: Origin, slot: Slot, field: str) -> Value | None:
    """A score or weight in 分; a weight may be written in percent."""
    text = re.sub(r"[（(][^\d）)]{1,4}[）)]$", "", narrow(slot.text).strip())
    found = cell_number(text)
    if found is None or found[1] not in ("", "分", "%"):
        return None
    value = _value(origin, slot, Kind.SCORE, field, found[0])
    return replace(value, unit=found[1] or "分", ulp=Decimal(1).scaleb(-found[2]), why="表头")


def first_score(origin: Origin, slots: Sequence[Slot], field: str) -> Value | None:
    """The score or weight in the first filled cell of a column."""
    for slot in slots:
        if not is_blank(slot.text):
            return score_value(origin, slot, field)
    return None


def grade_value(origin: Origin, slot: Slot) -> Value | None:
    """A grade 优/良/中/差 printed in a cell, alone or behind a score."""
    match = re.search(r"[\d分]\s*[（(、，,/]?\s*([^\d（）()、，,/]{1,4})[)）]?$", slot.text)
    grade = grade_of(slot.text) or (grade_of(match.group(1)) if match else None)
    if grade is None:
        return None
    return replace(_value(origin, slot, Kind.GRADE, "grade", None), grade=grade, why="合计行")


def rate_value(
    origin: Origin, slot: Slot, spent: Value | None, budgets: Sequence[Value | None]
) -> Value | None:
    """An execution rate in percent; without % the reading that budget and spending bear out is taken."""
    found = cell_number(slot.text)
    if found is None or found[1] not in ("", "%"):
        return None
    number, unit, decimals = found
    value = replace(_value(origin, slot, Kind.RATE, "execution_rate", number), unit="%", why="表头")
    ulp = Decimal(1).scaleb(-decimals)
    if unit == "%" or number == 0 or number > 2:
        # Above 2, a bare figure cannot be a share of one: 200 % of a budget is not spent.
        return replace(value, ulp=ulp)
    for reading, step in ((number, ulp), (number * 100, ulp * 100)):
        if any(_fits(reading, step, spent, budget) for budget in budgets):
            return replace(value, number=reading, ulp=step)
    confidence = min(value.confidence, form_words().ambiguous_confidence)
    return replace(value, ulp=ulp, confidence=confidence, why="未写 %，按预算数、执行数两种读法均不吻合")


def _fits(reading: Decimal, step: Decimal, spent: Value | None, budget: Value | None) -> bool:
    if spent is None or budget is None or spent.number is None or not budget.number:
        return False
    return abs(spent.number / budget.number * 100 - reading) <= max(step, Decimal("0.01"))


def _without_operator(text: str) -> tuple[str, str]:
    if text[:1].isdigit():
        return "", text
    for written, normal in form_words().operators:
        if text.startswith(written) and re.match(r"\s*[-+]?[\d.]", text[len(written) :]):
            return normal, text[len(written) :].strip()
    return "", text


def _value(origin: Origin, slot: Slot, kind: Kind, field: str, number: Decimal | None) -> Value:
    doubtful = any(start < slot.end and slot.start < end for start, end in origin.document.doubtful)
    return Value(
        id="",
        report=origin.report,
        kind=kind,
        field=field,
        raw=origin.document.text[slot.start : slot.end],
        place=slot_place(origin, slot),
        number=number,
        where="table",
        confidence=0.6 if doubtful else 1.0,
    )
