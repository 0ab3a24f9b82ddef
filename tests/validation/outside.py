"""What the example notation lays beside the reports: ledger sheets, last year's reports, unread files.

单独一行 `台账` 之后的竖线表是台账的一张表（可以有几张）；`上年` 之后是上年的一份报告，`上年结果` 之后的
只取数字、没有正文；`未读：文件名` 是收到而没有读出的文件。
"""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from pipeline.external import match_ledger
from pipeline.external.ledger import ledger_from_sheets
from pipeline.external.sheets import SheetCells
from pipeline.model import (
    SUMMARY_FIELDS,
    Batch,
    FileRecord,
    FileStatus,
    LastReport,
    LastYear,
    Modality,
    Report,
    Value,
)
from pipeline.settings import load_settings
from pipeline.similarity.last_year import with_repetitions

Beside = list[tuple[str, str]]


def outside_of(source: str) -> tuple[str, Beside]:
    """The reports' part of an example, and its other parts by name."""
    parts = re.split(r"^(台账|上年结果|上年)$", source, flags=re.M)
    own = parts[0]
    beside = list(zip(parts[1::2], parts[2::2], strict=True))
    # The expectations stand at the end of the block, whatever part that is.
    own += "".join(re.findall(r"^(?:期望|期望文字|设置)：.*\n?", "".join(parts[2::2]), flags=re.M))
    beside += [("未读", name) for name in re.findall(r"^未读：(.+)$", source, flags=re.M)]
    return re.sub(r"^未读：.*\n?", "", own, flags=re.M), beside


def laid_beside(batch: Batch, beside: Beside, report_of: Callable[[str, str], Report]) -> Batch:
    """The batch with what an example lays beside it."""
    if not beside:
        return batch
    batch = replace(batch, reports=tuple(_bundled(one) for one in batch.reports))
    files = tuple(
        FileRecord(name, "", 1, "docx", FileStatus.FAILED, "damaged")
        for kind, name in beside
        if kind == "未读"
    )
    sheets = [_sheet(number, text) for number, (kind, text) in enumerate(beside, 1) if kind == "台账"]
    batch = replace(batch, files=files, last_year=_last_year(beside, report_of))
    if sheets:
        ledger = ledger_from_sheets("台账.xlsx", sheets)
        batch = replace(batch, ledger=match_ledger(ledger, batch.reports, Decimal("0.9")))
    return with_repetitions(batch, load_settings())


def _sheet(number: int, text: str) -> SheetCells:
    lines = [line for line in text.strip().splitlines() if line.startswith("|")]
    rows = tuple(tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines)
    return SheetCells(f"表{number}（单位：万元）", rows)


def _last_year(beside: Beside, report_of: Callable[[str, str], Report]) -> LastYear | None:
    known = []
    for number, (kind, text) in enumerate(beside, 1):
        if not kind.startswith("上年"):
            continue
        dated = text if re.search(r"^年度：", text, flags=re.M) else f"年度：2022\n{text}"
        one = _bundled(report_of(re.sub(r"^期望.*$", "", dated, flags=re.M), f"y{number}"))
        known.append(
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
                one if kind == "上年" else None,
            )
        )
    return LastYear("reports", tuple(known)) if known else None


def _bundled(report: Report) -> Report:
    """The report with the bundle and the summary that the extractor would give it."""
    bundle = f"{report.unit}|{report.project}|{report.year}"
    return replace(report, bundle=bundle, summary={**_stated(report), **report.summary})


def _stated(report: Report) -> dict[str, Value]:
    totals = [row for row in report.funds if row.role == "total"]
    cells = [cell for row in totals for cell in (row.budget_initial, row.budget_full, row.spent) if cell]
    carried = [row.budget_full for row in report.funds if row.role == "carryover" and row.budget_full]
    found = {cell.field: cell for cell in cells}
    if carried:
        found["carryover_in"] = replace(carried[0], field="carryover_in")
    for value in report.values:
        own = value.where == "text" and value.project is None and value.year is None
        if own and value.field in SUMMARY_FIELDS and value.modality is Modality.ASSERTED:
            found.setdefault(value.field, value)
    return found
