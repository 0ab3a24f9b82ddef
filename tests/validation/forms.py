"""Fund and indicator tables of the example notation, typed as the extractor would."""

import re
from dataclasses import replace

from pipeline.model import Document, FundRow, Indicator, Place, Report, Value, place_of
from tests.validation.drafting import Draft
from tests.validation.values import UNITS, number_of, value_of

NOT_APPLICABLE = {"—", "/", "-"}

FUND_COLUMNS = {
    "年初预算数": ("budget_initial", "年初预算"),
    "全年预算数": ("budget_full", "全年预算"),
    "全年执行数": ("spent", "支出"),
    "分值": ("weight", "单项分值"),
    "执行率": ("rate", "执行率"),
    "得分": ("score", "执行率得分"),
}


def _role(name: str) -> str:
    for role, words in (
        ("total", "总额"),
        ("carryover", "结转"),
        ("fiscal", "财政"),
        ("other", "其他"),
        ("other", "自筹"),
    ):
        if words in name:
            return role
    return "part"


def funds_of(draft: Draft, document: Document, report: Report) -> tuple[tuple[FundRow, ...], list[Value]]:
    rows: list[FundRow] = []
    values: list[Value] = []
    for block, (_, spans) in enumerate(draft.funds, 1):
        header = [draft.text[a:b] for a, b in spans[0]]
        unit = next((u for u in UNITS if f"（{u}）" in header[0]), "万元")
        columns = [FUND_COLUMNS.get(name) for name in header]
        for cells in spans[1:]:
            name = draft.text[slice(*cells[0])]
            found: dict[str, Value] = {}
            blank: dict[str, Place] = {}
            for column, (start, end) in zip(columns, cells, strict=True):
                words, place = draft.text[start:end], place_of(document, start, end)
                if column is None or words in NOT_APPLICABLE:
                    continue
                if not words:
                    blank[column[0]] = place
                    continue
                found[column[0]] = replace(value_of(report, place, words, column[1], unit), where="table")
            level = 0 if _role(name) == "total" else 2 if name.startswith("　") else 1
            asked = tuple(column[0] for column in columns if column)
            rows.append(
                FundRow(report.id, name, _role(name), level, block, columns=asked, blank=blank, **found)
            )
            values += found.values()
    return tuple(rows), values


INDICATOR_COLUMNS = {
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "level3",
    "指标值": "target",
    "完成值": "actual",
    "分值": "weight",
    "得分": "score",
    "原因": "reason",
    "把握": "confidence",
}


def indicators_of(
    draft: Draft, document: Document, report: Report
) -> tuple[tuple[Indicator, ...], list[Value]]:
    rows: list[Indicator] = []
    values: list[Value] = []
    for block, (_, spans) in enumerate(draft.forms, 1):
        columns = [INDICATOR_COLUMNS[draft.text[a:b]] for a, b in spans[0]]
        above = {"level1": "", "level2": ""}
        for cells in spans[1:]:
            texts = {column: draft.text[a:b] for column, (a, b) in zip(columns, cells, strict=True)}
            places = {column: place_of(document, *span) for column, span in zip(columns, cells, strict=True)}
            if texts["level1"] in ("总分", "合计"):
                values += _totals(report, texts, places)
                continue
            for level in above:
                above[level] = texts[level] = texts.get(level) or above[level]
            row, found = _indicator(report, texts, places, columns, block)
            rows.append(row)
            values += found
    return tuple(rows), values


def _totals(report: Report, texts: dict[str, str], places: dict[str, Place]) -> list[Value]:
    found = []
    for column, name in (("weight", "满分"), ("score", "总分"), ("reason", "等级")):
        if texts.get(column):
            found.append(value_of(report, places[column], texts[column], name))
    return found


def _indicator(
    report: Report, texts: dict[str, str], places: dict[str, Place], columns: list[str], block: int
) -> tuple[Indicator, list[Value]]:
    found: dict[str, Value] = {}
    for column, name in (("weight", "单项分值"), ("score", "单项得分")):
        words = texts.get(column, "")
        if words and words not in NOT_APPLICABLE:
            found[column] = value_of(report, places[column], words, name)
    operator = next((sign for sign in "≥≤=＝" if texts["target"].startswith(sign)), "")
    target, _ = number_of(texts["target"])
    actual, _ = number_of(texts["actual"])

    def unit(words: str) -> str:
        return re.sub(r"^[≥≤=＝]?-?[\d.,]+", "", words) if number_of(words)[0] is not None else ""

    row = Indicator(
        report=report.id,
        level1=texts["level1"],
        level2=texts["level2"],
        level3=texts.get("level3", ""),
        target=texts["target"],
        actual=texts["actual"],
        role="execution" if "执行率" in texts.get("level3", "") + texts["level1"] else "indicator",
        operator=operator.replace("＝", "="),
        target_number=target,
        target_unit=unit(texts["target"]),
        actual_number=actual,
        actual_unit=unit(texts["actual"]),
        reason=texts.get("reason", ""),
        qualitative=target is None,
        columns=tuple(
            column for column in columns if column in ("target", "actual", "weight", "score", "reason")
        ),
        raw=texts,
        places=places,
        table=block,
        confidence=float(texts.get("confidence") or 1),
        **found,
    )
    return row, list(found.values())
