"""接收清单 and 规则与依据: what came in, and what each rule said."""

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.model import FileStatus, Level, Outcome, Results, RuleInfo
from pipeline.outputs.names import chinese_name
from pipeline.outputs.sheet import Book, Cell, Column, Layout, Styled, level_cell, write_table

FILES = "接收清单"
RULES = "规则与依据"

_FILE_COLUMNS = (
    Column("序号", 6, "serial"),
    Column("文件", 46, "wrap"),
    Column("格式", 18, "wrap"),
    Column("接收情况", 13, "wrap"),
    Column("原因", 18, "wrap"),
    Column("说明与处理办法", 50, "wrap"),
    Column("报告数", 8, "count"),
    Column("页数", 8, "count"),
    Column("字数", 10, "count"),
    Column("表格数", 8, "count"),
    Column("识别页数", 9, "count"),
    Column("大小（字节）", 13, "count"),
    Column("SHA-256", 20, "text"),
)

_RULE_COLUMNS = (
    Column("规则", 9, "text"),
    Column("名称", 28, "wrap"),
    Column("级别", 9, "center"),
    Column("需要的数据", 34, "wrap"),
    Column("疑点数", 8, "count"),
    Column("触发", 8, "count"),
    Column("通过", 8, "count"),
    Column("待核", 8, "count"),
    Column("不适用", 8, "count"),
    Column("出错", 8, "count"),
    Column("待核、不适用或出错的原因", 44, "wrap"),
    Column("依据", 36, "wrap"),
)

_OUTCOMES = (Outcome.FIRED, Outcome.PASSED, Outcome.PENDING, Outcome.NOT_APPLICABLE, Outcome.FAILED)
_EXPLAINED = (Outcome.FAILED, Outcome.PENDING, Outcome.NOT_APPLICABLE)
_REASONS_SHOWN = 4


def write_files(book: Book, results: Results) -> None:
    """Writes the sheet 接收清单."""
    write_table(
        book, FILES, _FILE_COLUMNS, _file_rows(results), Layout(frozen=2, printed=len(_FILE_COLUMNS) - 1)
    )


def write_rules(book: Book, results: Results) -> None:
    """Writes the sheet 规则与依据."""
    write_table(book, RULES, _RULE_COLUMNS, _rule_rows(results), Layout(frozen=2))


def _file_rows(results: Results) -> Iterator[Sequence[Cell]]:
    for number, file in enumerate(results.batch.files, start=1):
        status = chinese_name("status", file.status)
        yield (
            number,
            file.path,
            chinese_name("format", file.format),
            status if file.status == FileStatus.OK else Styled(status, "status_bad"),
            chinese_name("reason", file.reason),
            file.message,
            len(file.reports),
            file.pages,
            file.characters,
            file.tables,
            file.ocr_pages or None,
            file.bytes,
            file.sha256,
        )


def _rule_rows(results: Results) -> Iterator[Sequence[Cell]]:
    outcomes: dict[str, Counter[Outcome]] = {}
    reasons: dict[str, Counter[tuple[Outcome, str]]] = {}
    for check in results.checks:
        outcomes.setdefault(check.rule, Counter())[check.outcome] += 1
        if check.outcome in _EXPLAINED:
            reasons.setdefault(check.rule, Counter())[check.outcome, check.why] += 1
    found = Counter(finding.rule for finding in results.findings)
    cards = {rule.id: rule for rule in results.rules}
    for rule in sorted({*cards, *outcomes, *found}):
        card = cards.get(rule, RuleInfo(rule, "", Level.HINT, "", "", ""))
        counts = outcomes.get(rule, Counter())
        yield (
            rule,
            card.title,
            level_cell(card.level),
            card.needs,
            found[rule],
            *(counts[outcome] for outcome in _OUTCOMES),
            _reason_words(reasons.get(rule, Counter())),
            card.basis,
        )


def _reason_words(reasons: Counter[tuple[Outcome, str]]) -> str | None:
    ordered = sorted(reasons.items(), key=lambda item: (_EXPLAINED.index(item[0][0]), -item[1], item[0][1]))
    lines = [f"{outcome} {count} 份：{why or '未说明'}" for (outcome, why), count in ordered[:_REASONS_SHOWN]]
    if len(ordered) > _REASONS_SHOWN:
        lines.append(f"等 {len(ordered)} 种原因")
    return "\n".join(lines) or None
