"""One file at a glance, and the rulebook, as the terminal shows them (一览)."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from pipeline.console.wording import cut, printable
from pipeline.model import (
    SUMMARY_FIELDS,
    Document,
    Finding,
    Kind,
    Level,
    Report,
    RuleInfo,
    Value,
    cell_text,
    grid,
)
from pipeline.outputs.digest import LEVELS, recomputed_rate
from pipeline.outputs.evidence import place_words
from pipeline.outputs.names import chinese_name, summary_name
from pipeline.outputs.numerals import in_wan, plain_decimal
from pipeline.outputs.styles import LEVEL_MARKS

_LEVEL_STYLES = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.HINT: "cyan"}
_CELL = 30


def file_view(document: Document, reports: Sequence[Report], findings: Sequence[Finding]) -> RenderableType:
    """A file: what was read, then each report with sections, figures and findings."""
    parts: list[RenderableType] = [_file_line(document), *_problem_lines(document)]
    if not reports:
        parts.append(Text("没有认出自评报告或自评表。", style="bold"))
    for report in reports:
        own = [finding for finding in findings if finding.report == report.id]
        own.sort(key=lambda finding: (LEVELS.index(finding.level), finding.rule))
        parts += ["", *_report_parts(report, own)]
    return Group(*parts)


def tables_view(document: Document) -> RenderableType:
    """The tables of a file; a merged cell stands once, the positions that it covers are marked."""
    if not document.tables:
        return Text("这个文件没有表格。")
    return Group(*(part for index in range(len(document.tables)) for part in _table_parts(document, index)))


def rules_view(rules: Sequence[RuleInfo]) -> RenderableType:
    """The rulebook as a table."""
    table = _plain_table("规则", "级别", "名称", "需要的数据", "依据")
    for rule in rules:
        table.add_row(rule.id, _level(rule.level), rule.title, Text(rule.needs), Text(rule.basis))
    return Group(table, Text(f"共 {len(rules)} 条。heji rules 编号 可看一条规则的说明。"))


def _file_line(document: Document) -> Text:
    source = document.source
    facts = [
        chinese_name("format", source.format),
        chinese_name("status", document.status),
        f"{document.pages} 页" if document.pages else "",
        f"{len(document.text)} 字",
        f"{len(document.tables)} 张表" if document.tables else "",
    ]
    return Text.assemble((printable(source.path), "bold"), "　" + "，".join(fact for fact in facts if fact))


def _problem_lines(document: Document) -> Iterator[Text]:
    for problem in document.problems:
        yield Text(f"未读：{printable(problem.message)}", style="red")
    for remark in document.remarks:
        yield Text(f"注意：{printable(remark.message)}")


def _report_parts(report: Report, findings: Sequence[Finding]) -> Iterator[RenderableType]:
    yield Text(printable(report.title or "（没有标题）"), style="bold")
    facts = (
        ("单位", report.unit),
        ("项目", report.project),
        ("年度", report.year),
        ("类型", report.kind),
    )
    yield Text("　".join(f"{name}：{printable(fact) if fact else '未写明'}" for name, fact in facts))
    yield Padding(_summary_table(report), (1, 0, 1, 2))
    yield _section_tree(report)
    yield Text()
    yield from _finding_lines(findings)
    yield Text(f"数字：找到 {report.numbers_found} 个，归入字段 {report.numbers_claimed} 个。")


def _summary_table(report: Report) -> RenderableType:
    table = _plain_table("数据", "数值", "原文", "出处")
    for field in SUMMARY_FIELDS:
        value = report.summary.get(field)
        if value is not None:
            table.add_row(
                summary_name(field),
                _figure(value),
                Text(cut(value.raw, 40)),
                printable(place_words(value.place)),
            )
    again = recomputed_rate(report)
    if again is not None:
        basis = f"{summary_name('spent')}÷{summary_name(again[1])}"
        table.add_row("执行率（重算）", f"{plain_decimal(again[0])}%", "", basis)
    return table if table.row_count else Text("没有读到主要数据。")


def _figure(value: Value) -> str:
    if value.kind == Kind.GRADE:
        return printable(value.grade or value.raw)
    if value.number is None:
        return "读不出"
    if value.kind == Kind.MONEY:
        return f"{plain_decimal(in_wan(value.number))} 万元"
    return f"{plain_decimal(value.number)}{'%' if value.kind == Kind.RATE else '分'}"


def _section_tree(report: Report) -> RenderableType:
    if not report.sections:
        return Text("没有认出章节。")
    tree = Tree("章节")
    branches: list[tuple[int, Tree]] = []
    for section in report.sections:
        while branches and branches[-1][0] >= section.level:
            branches.pop()
        parent = branches[-1][1] if branches else tree
        label = Text.assemble(cut(section.title, 60), (f"　{section.role}", "dim"))
        branches.append((section.level, parent.add(label)))
    return tree


def _finding_lines(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    yield Text(f"疑点 {len(findings)} 个" if findings else "没有疑点。", style="bold")
    for finding in findings:
        yield Text.assemble(_level(finding.level), f" {finding.rule} {printable(finding.title)}")
        lines = [printable(finding.message)]
        if finding.calculation:
            lines.append(f"计算：{printable(finding.calculation)}")
        lines += [
            f"出处：{printable(place_words(place))}　“{cut(place.quote, 50)}”" for place in finding.places[:4]
        ]
        yield Padding(Text("\n".join(lines)), (0, 0, 0, 4))


def _table_parts(document: Document, index: int) -> Iterator[RenderableType]:
    source = document.tables[index]
    where = f"　工作表‘{printable(source.sheet)}’" if source.sheet else ""
    where += f"　第{source.page}页" if source.page else ""
    yield Text(f"表{source.index}{where}　{source.rows} 行 {source.columns} 列", style="bold")
    table = Table(show_header=False)
    for _ in range(source.columns):
        table.add_column(overflow="fold")
    for row_number, row in enumerate(grid(source), start=1):
        cells = []
        for column_number, cell in enumerate(row, start=1):
            if cell is None:
                cells.append(Text())
            elif (cell.row, cell.column) != (row_number, column_number):
                cells.append(Text("↖", style="dim"))
            else:
                cells.append(Text(cut(cell_text(document, cell), _CELL)))
        table.add_row(*cells)
    yield table


def _level(level: Level) -> Text:
    return Text(LEVEL_MARKS[level], style=_LEVEL_STYLES[level])


def _plain_table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
