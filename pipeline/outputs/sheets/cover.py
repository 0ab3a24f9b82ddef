"""封面与说明: what stays open first, then the counts, how to read the sheets, and the versions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.model import FileStatus, Level, Results
from pipeline.outputs.celltext import line_count
from pipeline.outputs.charts import Bars, bar_chart, rate_bars, rule_bars
from pipeline.outputs.digest import Digest, level_counts
from pipeline.outputs.names import chinese_name, profile_name
from pipeline.outputs.sheet import Book, Cell, Link, Styled, words_of, write_cell
from pipeline.outputs.sheet_layout import Worksheet
from pipeline.outputs.sheets.names import COVER, SHEETS
from pipeline.outputs.styles import LEVEL_MARKS
from pipeline.outputs.unchecked import Unchecked, unchecked_lines

_WIDTHS = (24, 36, 78)
_SHOWN = 60
# A4 landscape between the margins of Book.add_sheet, in points.
_PAGE_HEIGHT = 500.0 / 0.85
_CHART_ROWS = 7
# As unchecked_lines calls a rule that found nothing to look at; past this many they are one line.
_IDLE = "规则不适用"
_IDLE_SHOWN = 5

_HOW_TO_READ = (
    (
        "先看",
        "封面与说明",
        "本页的未核查事项：这些文件、规则和数字没有核对到。没有列为疑点，不等于没有问题。",
    ),
    (
        "再看",
        "总览",
        "一个单位的一个项目一行：材料是否齐全、疑点多少、涉及金额（疑点差额的绝对值合计，误报除外）。",
    ),
    (
        "逐条审核",
        "问题清单",
        "一个疑点一行，表述A、表述B 照录原文，【】内是被比较的文字；“证据”一列点击跳到抽取明细。"
        "只有黄色的列可以填写：审核意见从下拉框选 属实、误报、待核、已整改。保存后再次运行，意见按疑点带回，"
        "工作簿改名、排序、筛选、移动列都不影响；请不要删除隐藏的“指纹”列。",
    ),
    ("取数", "数据宽表", "一个项目一行的主要数字；右侧灰色各列是报告原文和出处，不打印。"),
    ("溯源", "抽取明细", "读到的每一个数字：原文、出处、引文，以及用到它的规则。"),
    ("自评表", "资金与指标", "自评表的资金行、指标行，逐格照录。"),
    ("雷同", "相似与套话", "文字相同的报告成对列出，改名换数之处一并列出；空话套话列在后面。"),
    ("跨年", "跨年与重报", "与上年同一项目的报告对照。"),
    ("台账", "账表比对", "批复及支付台账与报告逐项对照。"),
    ("收件", "接收清单", "每个文件读到了什么；没有读到的，说明原因和处理办法。"),
    (
        "规则",
        "规则与依据",
        "每条规则的公式与容差、依据、查了几份、为什么没有查，以及按审核意见统计的准确率。",
    ),
    ("留痕", "审核日志", "每一次填写、修改、撤回审核意见的记录，只增不改。"),
    (
        "级别",
        "●错误 ▲警告 ○提示",
        "错误：算术上不可能成立。警告：前后矛盾或缺漏，需要答复。提示：供参考的线索。"
        "影响结论为“是”：按应为数改正后，等级或执行率档次会改变。",
    ),
    ("状态", "新增 沿用 已消除", "与上一轮相比：新出现的、仍然存在的、这一轮不再出现的（灰色，列在最后）。"),
    (
        "数字",
        "金额以万元列示",
        "应为、实为按单元格所示单位；差额一列金额为万元，其他差额写明单位。空白是报告没有写，不是 0。",
    ),
    (
        "保护",
        "没有密码",
        "工作表保护只防误改，排序、筛选、调整列宽照常；需要另加列时，审阅→撤销工作表保护即可。",
    ),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """When the workbook was written, and what of the one before could not be read back."""

    generated: str
    problems: tuple[str, ...] = ()


def write_cover(book: Book, results: Results, unchecked: Unchecked, origin: Origin, digest: Digest) -> None:
    """Writes the sheet 封面与说明."""
    sheet = book.add_sheet(COVER)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    page = _Page(book, sheet)
    page.line(36, ("绩效自评报告核对结果",), "title")
    page.line(22, (results.title or "（未命名批次）",), "subtitle")
    page.block("一、未核查事项", ("类别", "对象", "情况"), _open_items(unchecked))
    if origin.problems:
        lines = [(Styled("没有带回", "alarm"), "上一次的审核意见", problem) for problem in origin.problems]
        page.block("上一次填写的审核意见", ("类别", "对象", "情况"), lines)
    if results.reply_problems:
        replies = [(Styled("没有读到", "alarm"), "单位回复", problem) for problem in results.reply_problems]
        page.block("单位回复", ("类别", "对象", "情况"), replies[:_SHOWN])
    page.block("二、数量", ("项目", "合计", "其中"), _count_rows(results))
    if results.suppressed or results.exemption_problems:
        page.block("例外（不列入问题清单的疑点）", ("条目", "范围与理由", "情况"), _exemption_rows(results))
    page.chart("执行率分布（项目数）", ("执行率", "项目数"), rate_bars(digest), lying=False)
    page.chart("疑点最多的规则（最多列 10 条）", ("规则", "疑点数"), rule_bars(results), lying=True)
    page.block("三、怎样使用", ("", "工作表", "说明"), _guide_rows())
    page.block("四、版本与口径", ("项目", "内容", ""), _origin_rows(results, origin.generated))
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

    def chart(self, title: str, header: tuple[str, str], bars: Bars, *, lying: bool) -> None:
        """Writes the numbers of a chart and the chart beside them; nothing where there is nothing to show."""
        if not sum(count for _, count in bars):
            return
        self.row += 1
        self.filled += 15
        rows = max(len(bars), _CHART_ROWS)
        heights = [_height((name, "", "")) for name, _ in bars] + [19.0] * (rows - len(bars))
        self._room(20 + sum(heights))
        self.line(20, (*header, title), "header")
        first = self.row
        for (name, count), height in zip(bars, heights, strict=False):
            self.line(height, (name, Styled(count, "count_left"), None), "label", "wrap", "plain")
        for _ in range(rows - len(bars)):
            self.line(19, (), "plain")
        size = (round(_WIDTHS[2] * 7.0) - 12, round(sum(heights) * 4 / 3) - 8)
        chart = bar_chart(self.book, (COVER, first), bars, size, lying=lying)
        self.sheet.insert_chart(first, 2, chart, {"object_position": 1, "description": title})

    def _room(self, height: float) -> None:
        """Begins a new page where this height would not fit on the one being filled."""
        if self.filled + height > _PAGE_HEIGHT:
            self.breaks.append(self.row)
            self.filled = 0

    def block(self, title: str, header: Sequence[Cell], lines: Sequence[Sequence[Cell]]) -> None:
        """Writes a titled table, one blank row above it; on a new page if only its heading would fit here."""
        self.row += 1
        self.filled += 15
        heights = [_height(cells) for cells in lines]
        whole = 44 + sum(heights)
        self._room(min(whole, _PAGE_HEIGHT / 2))
        self.line(24, (title, None, None), "section")
        self.line(20, header, "header")
        for cells, height in zip(lines, heights, strict=True):
            self.line(height, cells, "label", "wrap")


def _height(cells: Sequence[Cell]) -> float:
    texts = [str(words_of(cell) or "") for cell in cells]
    lines = max(line_count(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
    return 15.0 * min(lines, 12) + 4


def _guide_rows() -> list[Sequence[Cell]]:
    return [
        (first, Link(where, where, style="label_link") if where in SHEETS else where, words)
        for first, where, words in _HOW_TO_READ
    ]


def _open_items(unchecked: Unchecked) -> list[Sequence[Cell]]:
    lines = _condensed(list(unchecked_lines(unchecked)))
    if not lines:
        return [("无", "", "收到的文件全部读取，规则全部得出结论。")]
    shown: list[Sequence[Cell]] = [
        (Styled(kind, "alarm") if _is_alarm(kind) else kind, which, words)
        for kind, which, words in lines[:_SHOWN]
    ]
    if len(lines) > _SHOWN:
        shown.append(("其余", f"{len(lines) - _SHOWN} 项", "见接收清单、规则与依据两张表，以及 回执.json。"))
    return shown


def _condensed(lines: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The many rules that had nothing to look at in one line: the sheet 规则与依据 lists them with reasons."""
    idle = [line for line in lines if line[0] == _IDLE]
    if len(idle) <= _IDLE_SHOWN:
        return lines
    first = lines.index(idle[0])
    ids = "、".join(which.partition(" ")[0] for _, which, _ in idle)
    words = f"在全部或部分报告上没有所需的数据，未作核对：{ids}。逐条原因见“规则与依据”。"
    kept = [line for line in lines if line[0] != _IDLE]
    return [*kept[:first], (_IDLE, f"{len(idle)} 条规则", words), *kept[first:]]


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
        ("雷同的报告", _left(alike), "对；见“相似与套话”" if alike else ""),
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
