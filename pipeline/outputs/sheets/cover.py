"""封面与说明: what stays open first, then the counts, how to read the sheets, and the versions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.model import FileStatus, Level, Results
from pipeline.outputs.celltext import line_count
from pipeline.outputs.digest import level_counts
from pipeline.outputs.names import chinese_name, profile_name
from pipeline.outputs.sheet import Book, Cell, Styled, Worksheet, write_cell
from pipeline.outputs.styles import LEVEL_MARKS
from pipeline.outputs.unchecked import Unchecked, unchecked_lines

NAME = "封面与说明"

_WIDTHS = (16, 34, 86)
_SHOWN = 60
# A4 landscape between the margins of Book.add_sheet, in points.
_PAGE_HEIGHT = 500.0 / 0.85

_HOW_TO_READ = (
    ("先看", "本页的未核查事项", "这些文件、规则和数字没有核对到。没有出现在问题清单里，不等于没有问题。"),
    (
        "再看",
        "总览、问题清单",
        "总览一份报告一行；问题清单一个疑点一行。表述A、表述B 照录原文，【】内是被比较的文字。",
    ),
    (
        "定性",
        "黄色的列",
        "审核意见从下拉框选 属实、误报、待核、已整改；审核备注随意填写。再次运行时保留。",
    ),
    (
        "级别",
        "●错误 ▲警告 ○提示",
        "错误：算术上不可能成立。警告：前后矛盾或缺漏，需要答复。提示：供参考的线索。程序只提出疑点，由人判定。",
    ),
    ("影响结论", "“是”", "按应为数改正后，等级或执行率档次会改变。"),
    (
        "数据",
        "数据宽表、抽取明细、指标得分",
        "一份报告一行的主要数字；逐个数字的原文、出处和引文；自评表的资金行与指标行。",
    ),
    ("追查", "接收清单、规则与依据", "每个文件读到了什么；每条规则查了几份、通过几份、没有查几份、为什么。"),
    ("数字", "金额以万元列示", "差额等带单位的数字按单元格所示单位。空白是报告没有写，不是 0。"),
)


def write_cover(book: Book, results: Results, unchecked: Unchecked, generated: str) -> None:
    """Writes the sheet 封面与说明."""
    sheet = book.add_sheet(NAME)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    page = _Page(book, sheet)
    page.line(36, ("绩效自评报告核对结果",), "title")
    page.line(22, (results.title or "（未命名批次）",), "subtitle")
    page.block("一、未核查事项", ("类别", "对象", "情况"), _open_items(unchecked))
    page.block("二、数量", ("项目", "合计", "其中"), _count_rows(results))
    if results.suppressed or results.exemption_problems:
        page.block("例外（不列入问题清单的疑点）", ("条目", "范围与理由", "情况"), _exemption_rows(results))
    page.block("三、怎样使用", ("", "哪里", "说明"), _HOW_TO_READ)
    page.block("四、版本与口径", ("项目", "内容", ""), _origin_rows(results, generated))
    # A manual page break holds only at a fixed scale, not with “fit to width”; this scale fits the width.
    sheet.set_print_scale(85)
    sheet.set_h_pagebreaks(page.breaks)
    sheet.print_area(0, 0, page.row - 1, len(_WIDTHS) - 1)


@dataclass(slots=True)
class _Page:
    """Where the next line goes, and how full the printed page is, so that no heading ends a page."""

    book: Book
    sheet: Worksheet
    row: int = 0
    filled: float = 0.0
    breaks: list[int] = field(default_factory=list)

    def line(self, height: float, cells: Sequence[Cell], *styles: str) -> None:
        """Writes a line of cells; the last style holds for the rest of the line."""
        self.sheet.set_row(self.row, height)
        for column, cell in enumerate(cells):
            style = styles[min(column, len(styles) - 1)]
            write_cell(self.book, self.sheet, (self.row, column), cell, style)
        self.row += 1
        self.filled = self.filled + height if self.filled + height <= _PAGE_HEIGHT else height

    def block(self, title: str, header: Sequence[Cell], lines: Sequence[Sequence[Cell]]) -> None:
        """Writes a titled table, one blank row above it; on a new page if only its heading would fit here."""
        self.row += 1
        self.filled += 15
        heights = [_height(cells) for cells in lines]
        whole = 44 + sum(heights)
        if self.filled + min(whole, _PAGE_HEIGHT / 2) > _PAGE_HEIGHT:
            self.breaks.append(self.row)
            self.filled = 0
        self.line(24, (title, None, None), "section")
        self.line(20, header, "header")
        for cells, height in zip(lines, heights, strict=True):
            self.line(height, cells, "label", "wrap")


def _height(cells: Sequence[Cell]) -> float:
    texts = [str((cell.value if isinstance(cell, Styled) else cell) or "") for cell in cells]
    lines = max(line_count(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
    return 15.0 * min(lines, 12) + 4


def _open_items(unchecked: Unchecked) -> list[Sequence[Cell]]:
    lines = list(unchecked_lines(unchecked))
    if not lines:
        return [("无", "", "收到的文件全部读取，规则全部得出结论。")]
    shown: list[Sequence[Cell]] = [
        (Styled(kind, "alarm") if _is_alarm(kind) else kind, which, words)
        for kind, which, words in lines[:_SHOWN]
    ]
    if len(lines) > _SHOWN:
        shown.append(("其余", f"{len(lines) - _SHOWN} 项", "见接收清单、规则与依据两张表，以及 回执.json。"))
    return shown


def _is_alarm(kind: str) -> bool:
    return kind in (
        chinese_name("status", FileStatus.FAILED),
        chinese_name("status", FileStatus.PARTIAL),
        "规则出错",
    )


def _count_rows(results: Results) -> list[Sequence[Cell]]:
    files = Counter(file.status for file in results.batch.files)
    kinds = Counter(report.kind for report in results.batch.reports)
    levels = level_counts(results.findings)
    alike = sum(pair.kind != "last_year" for pair in results.pairs)
    affecting = sum(finding.affects_conclusion for finding in results.findings)
    return [
        (
            "文件",
            _left(len(results.batch.files)),
            _listed((chinese_name("status", s), files[s]) for s in FileStatus),
        ),
        ("报告", _left(len(results.batch.reports)), _listed(sorted(kinds.items()))),
        (
            "疑点",
            _left(len(results.findings)),
            _listed((LEVEL_MARKS[level], levels[level]) for level in Level),
        ),
        ("影响结论的疑点", _left(affecting), ""),
        *([("例外的疑点", _left(len(results.suppressed)), "不列入问题清单")] if results.suppressed else []),
        ("雷同的报告", _left(alike), "对；见总览的“雷同”一列" if alike else ""),
    ]


def _exemption_rows(results: Results) -> list[Sequence[Cell]]:
    """What was set aside, entry by entry, and the entries that did not hold."""
    lines: list[Sequence[Cell]] = [
        (Styled("例外未生效", "alarm"), one.exemption.reason or "（没有写理由）", one.message)
        for one in results.exemption_problems
    ]
    counted = Counter(one.exemption.number for one in results.suppressed)
    entries = {one.exemption.number: one.exemption for one in results.suppressed}
    for number in sorted(counted):
        entry = entries[number]
        until = f"有效期至 {entry.until.isoformat()}" if entry.until else ""
        by = f"，登记人 {entry.by}" if entry.by else ""
        words = f"不列入 {counted[number]} 个疑点；{until}{by}。逐个见 回执.json。"
        lines.append((f"第{number}条", f"{entry.label()}：{entry.reason}", words))
    return lines


def _left(count: int) -> Styled:
    return Styled(count, "count_left")


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return "　".join(f"{name} {count}" for name, count in counts if count) or "—"


def _origin_rows(results: Results, generated: str) -> list[Sequence[Cell]]:
    versions = "、".join(f"{name} {version}" for name, version in sorted(results.versions.items()))
    return [
        ("生成时间", generated.replace("T", " ")[:19], ""),
        ("地区口径", profile_name(results.profile), ""),
        ("设置摘要", results.settings_digest[:16], f"完整摘要：{results.settings_digest}"),
        ("版本", results.versions.get("heji", ""), versions),
    ]
