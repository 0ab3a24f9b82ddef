"""Last year's results read back from its OUT folder (上年结果): data/reports.jsonl, checked at the door."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import UsageError
from pipeline.model import SUMMARY_FIELDS, Kind, LastReport, LastYear, Place, Report, Value
from pipeline.model.external import LAST_YEAR

_DATA = Path("data") / "reports.jsonl"
_KINDS = {
    "execution_rate": Kind.RATE,
    "total_score": Kind.SCORE,
    "full_score": Kind.SCORE,
    "grade": Kind.GRADE,
}
_NUMERAL = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_MONEY_UNITS = {
    Decimal(1): "元",
    Decimal(10) ** 3: "千元",
    Decimal(10) ** 4: "万元",
    Decimal(10) ** 8: "亿元",
}


class _PlaceRecord(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    path: str
    start: int
    end: int
    quote: str
    page: int | None = None
    paragraph: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


class _FigureRecord(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    value: str | None
    raw: str
    place: _PlaceRecord


class _ReportRecord(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    report: str
    path: str
    kind: str
    title: str
    unit: str | None
    project: str | None
    year: int | None
    bundle: str


def is_results(folder: Path) -> bool:
    """Whether a folder is the OUT of an earlier run."""
    return (folder / _DATA).is_file()


def read_last_results(folder: Path) -> LastYear:
    """Last year's figures from the OUT of its run; it holds no text, so nothing can be compared word by word."""
    path = folder / _DATA
    reports: list[LastReport] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"上年结果“{path}”读不出来。请指定 heji run 写出的结果文件夹。") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            record = _ReportRecord.model_validate(row)
            reports.append(_last_report(record, row))
        except (ValidationError, ValueError) as error:
            raise UsageError(
                f"上年结果“{path}”第 {number} 行不是 heji run 写出的样子。请改用上年的结果文件夹或报告文件夹。"
            ) from error
    return LastYear("results", tuple(reports))


def last_year_of(reports: tuple[Report, ...]) -> LastYear:
    """Last year's reports, read again from their files."""
    known = tuple(
        LastReport(
            one.id,
            one.document.source.path,
            one.title,
            one.kind,
            one.unit,
            one.project,
            one.year,
            one.bundle,
            one.summary,
            one,
        )
        for one in reports
    )
    return LastYear("reports", known)


def _last_report(record: _ReportRecord, row: Mapping[str, Any]) -> LastReport:
    return LastReport(
        record.report,
        LAST_YEAR + record.path,
        record.title,
        record.kind,
        record.unit,
        record.project,
        record.year,
        record.bundle,
        dict(_summary(record.report, row)),
    )


def _summary(report: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for name in SUMMARY_FIELDS:
        if row.get(name) is None:
            continue
        figure = _FigureRecord.model_validate(row[name])
        kind = _KINDS.get(name, Kind.MONEY)
        place = Place(**(figure.place.model_dump() | {"path": LAST_YEAR + figure.place.path}))
        if kind is Kind.GRADE:
            yield name, Value(f"{report}-{name}", report, kind, name, figure.raw, place, grade=figure.value)
            continue
        number = _decimal(figure.value)
        unit, ulp = _precision(figure.raw, number, kind)
        where = "table" if place.row is not None else "text"
        yield (
            name,
            Value(
                f"{report}-{name}",
                report,
                kind,
                name,
                figure.raw,
                place,
                number,
                unit=unit,
                ulp=ulp,
                where=where,
            ),
        )


def _decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


def _precision(raw: str, number: Decimal | None, kind: Kind) -> tuple[str, Decimal]:
    """The unit and its last place, from the words as written beside the number in 元."""
    found = _NUMERAL.search(raw)
    unit = {Kind.RATE: "%", Kind.SCORE: "分"}.get(kind, "元")
    if found is None or number is None:
        return unit, Decimal(0)
    written = Decimal(re.sub("[,，]", "", found[0]))
    decimals = written.as_tuple().exponent
    ulp = Decimal(1).scaleb(decimals if isinstance(decimals, int) else 0)
    if kind is not Kind.MONEY:
        return unit, ulp
    factor = abs(number / written) if written else Decimal(1)
    return _MONEY_UNITS.get(factor.normalize() + 0, unit), ulp * factor
