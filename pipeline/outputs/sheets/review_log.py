"""审核日志: every verdict ever taken in, oldest first: who, when, from what to what."""

from collections.abc import Iterator, Sequence

from pipeline.model import Results, VerdictEntry
from pipeline.outputs.review_cells import real_day
from pipeline.outputs.sheet import Book, Cell, Styled, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import REVIEW_LOG

_COLUMNS = (
    Column("序号", 6, "serial"),
    Column("收录时间", 20, "center"),
    Column("来源", 12, "center"),
    Column("单位", 22, "wrap"),
    Column("项目", 24, "wrap"),
    Column("规则", 18, "wrap"),
    Column("问题摘要", 46, "wrap"),
    Column("原意见", 9, "center"),
    Column("新意见", 9, "center"),
    Column("审核备注", 34, "wrap"),
    Column("审核人", 11, "wrap"),
    Column("日期", 12, "center"),
    Column("指纹", 16, "text"),
)
_ORIGINS = {"workbook": "工作簿", "page": "复核页", "serve": "本机页面", "reply": "反馈回复"}
_TAKEN_BACK = "（撤回）"
_BLANK = "（未填）"


def write_review_log(book: Book, results: Results) -> None:
    """Writes the sheet 审核日志."""
    layout = Layout(frozen=2, notice="还没有审核意见。在“问题清单”黄色的列填写并保存后，再次运行即收录。")
    write_table(book, REVIEW_LOG, _COLUMNS, _rows(results), layout)


def _rows(results: Results) -> Iterator[Sequence[Cell]]:
    findings = {one.fingerprint: one for one in (*results.gone, *results.findings)}
    before: dict[str, VerdictEntry] = {}
    for number, entry in enumerate(results.verdict_log, start=1):
        finding = findings.get(entry.fingerprint)
        earlier = before.get(entry.fingerprint)
        before[entry.fingerprint] = entry
        yield (
            number,
            entry.taken_at.replace("T", " ")[:19] or None,
            _ORIGINS.get(entry.origin, entry.origin),
            finding.unit if finding else None,
            finding.project if finding else None,
            f"{finding.rule} {finding.title}" if finding else "（疑点已不在本批）",
            finding.message if finding else None,
            _verdict(earlier) if earlier else _BLANK,
            _verdict(entry, _TAKEN_BACK if earlier and earlier.verdict else _BLANK),
            entry.note,
            entry.reviewer,
            _day(entry.reviewed_on),
            entry.fingerprint[:12],
        )


def _verdict(entry: VerdictEntry, blank: str = _BLANK) -> str:
    return entry.verdict or blank


def _day(text: str | None) -> Cell:
    day = real_day(text)
    return Styled(day, "day") if day else text
