"""Made-up reports of known content: paragraphs and tables with merged cells, varied by a seed."""

import random
from dataclasses import dataclass

_WORK = [
    "河道保洁",
    "校舍维修",
    "道路养护",
    "路灯改造",
    "图书采购",
    "疫苗接种",
    "水质监测",
    "林木抚育",
    "技能培训",
    "档案整理",
    "垃圾转运",
    "消防演练",
]
_VERBS = ["组织实施", "统筹推进", "分批完成", "委托承办", "逐项落实", "公开采购", "全程监督", "按月调度"]
_NOUNS = [
    "沿线排口",
    "老旧管网",
    "村级站点",
    "基层网点",
    "示范片区",
    "应急物资",
    "专用设备",
    "管护队伍",
    "服务窗口",
    "监测断面",
]
_TAILS = (
    "群众满意度有所提高。",
    "各项指标均已完成。",
    "个别指标未达预期，主要受汛期影响。",
    "下一步将加强绩效运行监控（含季度通报）。",
    "资金拨付符合《会计法》和本单位内部控制制度的要求。",
)
_HEADS = (
    "项目基本情况",
    "绩效目标",
    "资金使用情况",
    "项目管理情况",
    "产出指标完成情况",
    "存在问题",
    "改进措施",
)
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class TrueCell:
    """A cell: row and column from 1, spans, text."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class TrueTable:
    """A table of known cells."""

    cells: tuple[TrueCell, ...]
    rows: int
    columns: int
    head_rows: int = 1


@dataclass(frozen=True)
class TrueParagraph:
    """A paragraph; `level` 1 or 2 makes it a heading."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class TrueReport:
    """What a generated file says, in order."""

    items: tuple[TrueParagraph | TrueTable, ...]

    @property
    def tables(self) -> tuple[TrueTable, ...]:
        """The tables alone."""
        return tuple(item for item in self.items if isinstance(item, TrueTable))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs' texts."""
        return tuple(item.text for item in self.items if isinstance(item, TrueParagraph))


def report(
    seed: int, *, tables: int = 2, paragraphs: int = 3, rows: int = 0, simple_columns: int = 0
) -> TrueReport:
    """A report of about two pages and more; `rows` makes its tables longer than a page.

    With `simple_columns` its tables have no merged cells.
    """
    draw = random.Random(seed)
    items: list[TrueParagraph | TrueTable] = [TrueParagraph(f"{draw.choice(_WORK)}项目绩效自评报告")]
    for place, head in enumerate(_HEADS):
        items.append(TrueParagraph(f"{_NUMERALS[place]}、{head}", 1))
        for _ in range(paragraphs):
            items.append(TrueParagraph(_sentences(draw)))
        if place < tables and simple_columns:
            items.append(simple_table(draw, rows or draw.randint(4, 12), simple_columns))
        elif place < tables:
            items.append(
                fund_table(draw) if place == 0 else indicator_table(draw, rows or draw.randint(5, 9))
            )
    return TrueReport(tuple(items))


def _sentences(draw: random.Random) -> str:
    return "".join(_sentence(draw) for _ in range(draw.randint(1, 5)))


def _sentence(draw: random.Random) -> str:
    amount, done = draw.uniform(1, 9000), draw.uniform(60, 100)
    return (
        f"{draw.randint(2019, 2025)}年{draw.choice(_VERBS)}{draw.choice(_WORK)}，涉及{draw.choice(_NOUNS)}{draw.randint(2, 999)}处，"
        f"安排预算{amount:.{draw.randint(0, 4)}f}万元，执行率{done:.2f}%，{draw.choice(_TAILS)}"
    )


def _amount(draw: random.Random) -> str:
    return draw.choice(
        (
            f"{draw.uniform(0, 5000):.2f}",
            f"{draw.uniform(0, 5000):,.2f}",
            str(draw.randint(0, 900)),
            "0.00",
            "/",
        )
    )


def fund_table(draw: random.Random) -> TrueTable:
    """A table of funds: a merged title at the left, one row a source."""
    heads = (
        "项目资金（万元）",
        "资金来源",
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    )
    names = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
    cells = [TrueCell(1, column, text) for column, text in enumerate(heads, start=1) if column > 1]
    cells.append(TrueCell(1, 1, heads[0], len(names) + 1))
    for row, name in enumerate(names, start=2):
        cells.append(TrueCell(row, 2, name))
        cells += [TrueCell(row, column, _amount(draw)) for column in range(3, 9)]
    return TrueTable(tuple(cells), len(names) + 1, 8)


def simple_table(draw: random.Random, rows: int, columns: int) -> TrueTable:
    """A table without merged cells, as papers and budgets print it: names at the left, figures beside."""
    heads = ("项目名称", "预算数", "执行数", "执行率", "备注", "得分")[:columns]
    cells = [TrueCell(1, column, text) for column, text in enumerate(heads, start=1)]
    for row in range(2, rows + 2):
        name = draw.choice(_WORK) + (draw.choice(_NOUNS) + "及配套设施" if draw.random() < 0.3 else "")
        values = (
            name,
            _amount(draw),
            _amount(draw),
            f"{draw.uniform(0, 100):.2f}%",
            draw.choice(("", "已完成")),
            "9.5",
        )
        cells += [TrueCell(row, column, text) for column, text in enumerate(values[:columns], start=1)]
    return TrueTable(tuple(cells), rows + 1, columns)


def indicator_table(draw: random.Random, rows: int) -> TrueTable:
    """A table of indicators: merged first and second levels, long texts, empty cells, a total in merged cells."""
    heads = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因及改进措施",
    )
    cells = [TrueCell(1, column, text) for column, text in enumerate(heads, start=1)]
    row = 2
    while row < rows + 2:
        size = min(draw.randint(1, 4), rows + 2 - row)
        cells.append(TrueCell(row, 1, draw.choice(("产出指标", "效益指标", "满意度指标")), size))
        half = draw.randint(1, size)
        for first, span in ((row, half), (row + half, size - half)):
            if span:
                cells.append(
                    TrueCell(
                        first,
                        2,
                        draw.choice(("数量指标", "质量指标", "时效指标", "成本指标", "社会效益")),
                        span,
                    )
                )
        for each in range(row, row + size):
            cells += _indicator(draw, each)
        row += size
    cells += [
        TrueCell(row, 1, "总分", 1, 5),
        TrueCell(row, 6, "100"),
        TrueCell(row, 7, f"{draw.uniform(80, 100):.1f}"),
        TrueCell(row, 8, ""),
    ]
    return TrueTable(tuple(cells), row, len(heads))


def _indicator(draw: random.Random, row: int) -> list[TrueCell]:
    name = f"{draw.choice(_WORK)}{draw.choice(_NOUNS)}{draw.choice(('数量', '达标率', '及时率', '覆盖面'))}"
    weight = draw.choice((5, 8, 10, 12.5))
    values = (
        name,
        f"{draw.choice('≥＝≤')}{draw.randint(1, 100)}{draw.choice(('%', '处', '次', ''))}",
        draw.choice((f"{draw.uniform(0, 120):.2f}%", f"{draw.randint(1, 400)}处", "达成预期指标", "")),
        str(weight),
        str(draw.choice((weight, weight - 1))),
        draw.choice(("", "", "无", "受汛期影响，第三季度未按计划开工，已调整至次年实施。")),
    )
    return [TrueCell(row, column, text) for column, text in enumerate(values, start=3)]
