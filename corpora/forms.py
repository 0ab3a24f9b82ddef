"""What does not add up in the forms of a source: an independent, deliberately plain reading of the tables.

It knows the sources' own layouts only. The build prints its results, and the tests hold them against
planted.json: an honest report has none, a faulty one exactly those that were planted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from corpora.markup import MERGE_LEFT, MERGE_UP, Grid, Source
from corpora.sheets import sheets

Row = Sequence[str]
_HUNDREDTH = Decimal("0.01")


def tables(source: Source) -> Iterator[list[Row]]:
    """Every table or sheet of a source."""
    if source.head["out"].endswith(".xlsx"):
        for _, _, _, rows in sheets(source):
            yield rows
    else:
        for _, content in source.body:
            if isinstance(content, Grid):
                yield list(content.rows)


def number(text: str) -> Decimal | None:
    """The figure of a cell, percentages as percent; None if there is none."""
    figure, _, form = text.rstrip("}").partition("{")
    found = re.fullmatch(r"[≥≤=]?(-?[\d,]+(?:\.\d+)?).*", figure)
    if found is None:
        return None
    value = Decimal(found[1].replace(",", ""))
    return (value * 100).quantize(_HUNDREDTH, ROUND_HALF_UP) if form.endswith("%") else value


def _column(header: Row, *words: str) -> int | None:
    for word in words:
        for i, cell in enumerate(header):
            if word in cell:
                return i
    return None


def _fits(stated: Decimal, exact: Decimal) -> bool:
    """Whether a printed figure is the exact one, rounded half up or cut off at its own precision."""
    unit = Decimal(1).scaleb(int(stated.as_tuple().exponent))
    return stated in (exact.quantize(unit, ROUND_HALF_UP), exact.quantize(unit, ROUND_DOWN))


def _fund_deviations(header: Row, rows: Iterable[Row]) -> Iterator[str]:
    budget, spent = _column(header, "全年预算"), _column(header, "全年执行")
    initial, rate, score, weight = (_column(header, word) for word in ("年初预算", "执行率", "得分", "分值"))
    if budget is None or spent is None:
        return
    funds = [row for row in rows if number(row[spent]) is not None and number(row[budget]) is not None]
    for column in (initial, budget, spent):
        parts = [number(row[column]) or Decimal(0) for row in funds[1:]] if column is not None else []
        total = number(funds[0][column]) if column is not None else None
        if parts and total != sum(parts):
            yield f"ZJ-01 {header[column or 0]}: {total} / {sum(parts)}"
    for i, row in enumerate(funds):
        total, used = number(row[budget]) or Decimal(0), number(row[spent]) or Decimal(0)
        stated = number(row[rate]) if rate is not None else None
        if i == 0 and used > total:
            yield f"ZJ-04 {used} > {total}"
        if stated is not None and not _fits(stated, used / total * 100):
            yield f"ZX-01 {stated} / {used / total * 100:.2f}"
        points = number(row[score]) if score is not None else None
        full = number(row[weight]) if weight is not None else Decimal(10)
        if i == 0 and points is not None and full and not _fits(points, min(used / total, Decimal(1)) * full):
            yield f"ZX-02 {points} / {used / total * full:.2f}"


def _falls_short(operator: str, target: str, actual: str) -> bool:
    wanted, reached = number(target), number(actual)
    if wanted is None or reached is None or not (operator or target[0] in "≥≤=" or target.endswith("%")):
        return False
    sign = operator or target[0]
    return reached > wanted if sign == "≤" else reached < wanted


def _indicator_deviations(
    header: Row, rows: Iterable[Row], carried: tuple[Decimal, Decimal]
) -> Iterator[str]:
    weight, score = _column(header, "分值"), _column(header, "得分")
    target, actual = _column(header, "指标值", "目标"), _column(header, "完成值", "实际值")
    sign = _column(header, "性质")
    if None in (weight, score, target, actual):
        return
    weights, scores = carried
    for row in rows:
        if row[0] in ("总分", "合计"):
            stated = number(row[weight]), number(row[score])
            if stated[0] != weights:
                yield f"DF-03 {stated[0]} / {weights}"
            if stated[1] != scores:
                yield f"DF-02 {stated[1]} / {scores}"
            return
        full, points = number(row[weight]), number(row[score])
        if full is None or points is None:
            continue
        weights, scores = weights + full, scores + points
        if points > full:
            yield f"DF-01 {points} > {full}"
        if not row[actual]:
            yield "WZ-03"
        operator = row[sign] if sign is not None else ""
        if points == full and row[0] != "预算执行率" and _falls_short(operator, row[target], row[actual]):
            yield f"DF-05 {row[actual]} / {row[target]}"


def deviations(source: Source) -> list[str]:
    """Every deviation in the tables of a source, as `rule stated / computed`."""
    found: list[str] = []
    carried = (Decimal(0), Decimal(0))
    for rows in tables(source):
        for i, row in enumerate(rows):
            if _is_fund_header(row):
                end = next((j for j in range(i + 1, len(rows)) if _is_indicator_header(rows[j])), len(rows))
                found += _fund_deviations(row, rows[i + 1 : end])
                carried = _execution_points(row, rows[i + 1 : end])
            if _is_indicator_header(row):
                body = rows[i + 1 :]
                own = any(line[0] == "预算执行率" or "预算执行率" in line for line in body)
                found += _indicator_deviations(row, body, (Decimal(0), Decimal(0)) if own else carried)
    return found


def _is_fund_header(row: Row) -> bool:
    columns = _column(row, "全年预算"), _column(row, "全年执行")
    return None not in columns and columns[0] != columns[1]


def _is_indicator_header(row: Row) -> bool:
    return any("完成值" in cell or "实际值" in cell for cell in row) and "得分" in row


def _execution_points(header: Row, rows: Sequence[Row]) -> tuple[Decimal, Decimal]:
    """Weight and score of the execution rate where the fund block carries them."""
    weight, score = _column(header, "分值"), _column(header, "得分")
    for row in rows if weight is not None and score is not None else ():
        full, points = number(row[weight]), number(row[score])
        if full is not None and points is not None and row[weight] not in (MERGE_LEFT, MERGE_UP):
            return full, points
    return Decimal(0), Decimal(0)
