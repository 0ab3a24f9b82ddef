"""Invented reports before they become files (底稿): headings, paragraphs and ruled tables with merged cells."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from pipeline.bench.facts import YEAR, Facts, Indicator
from pipeline.bench.grammar import Pen, Words, grammar

_ORDINALS = "一二三四五六七八九"
_PAGES_OF_PROSE = 6
_CHARACTERS_A_PAGE = 760
_SHARES = {
    "background": 12,
    "goals": 7,
    "organised": 10,
    "managed": 13,
    "quantity": 9,
    "quality": 8,
    "time": 6,
    "cost": 6,
    "benefit": 10,
    "satisfaction": 5,
    "problems": 8,
    "remedies": 8,
}
"""How the prose is shared out, in hundredths, as in published reports: two thirds is what was done."""
_PARAGRAPH = 260


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level from 1; level 0 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Square:
    """A cell: row and column from 0, what it spans, its text."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: its cells, merged ones once, and the widths of its columns in parts of the line."""

    squares: tuple[Square, ...]
    widths: tuple[int, ...]

    @property
    def height(self) -> int:
        """How many rows it has."""
        return max(square.row + square.rows for square in self.squares)


Piece = Heading | Prose | Ruled


@dataclass(frozen=True, slots=True)
class Draft:
    """A report or form before it becomes a file."""

    facts: Facts
    pieces: tuple[Piece, ...]


def drafted(facts: Facts, seed: int) -> Draft:
    """A report of about ten pages; the same seed gives the same words around other facts."""
    chance = random.Random(f"prose {seed}")
    pen = Pen(chance, grammar().words, own_words(facts))
    return Draft(facts, tuple(_report(facts, pen)))


def form_of(facts: Facts) -> tuple[Piece, ...]:
    """The 项目支出绩效自评表 with its title."""
    return Heading(0, f"{YEAR}年度项目支出绩效自评表"), _form(facts)


def details_of(facts: Facts, seed: int, rows: int) -> Ruled:
    """A list of places and payments, as it is appended to a report."""
    chance = random.Random(f"details {seed}")
    pen = Pen(chance, grammar().words, own_words(facts))
    heads = ("序号", "点位", "实施内容", "数量", "承担科室", "验收情况")
    lines = [
        (
            str(number),
            pen.written("{spots}") + f"{chance.randint(1, 40)}号",
            pen.written("{work}"),
            str(chance.randint(1, 90)),
            pen.written("{office}"),
            pen.written("{checked}"),
        )
        for number in range(1, rows + 1)
    ]
    squares = [
        Square(row, column, text)
        for row, line in enumerate([heads, *lines])
        for column, text in enumerate(line)
    ]
    return Ruled(tuple(squares), (6, 22, 20, 8, 16, 28))


def own_words(facts: Facts) -> Words:
    """The words that this report fills its sentences with."""
    return {
        **facts.theme.words,
        "unit": [facts.unit],
        "project": [facts.project],
        "area": [facts.place],
        "ordinal": [""],
    }


def _report(facts: Facts, pen: Pen) -> Iterator[Piece]:
    titles, outline = grammar().outline["titles"], grammar().outline
    yield Heading(0, f"{facts.unit}{YEAR}年度{facts.project}项目绩效自评报告")
    yield _part(1, titles[0])
    yield from _section(pen, 1, outline["background"], "background")
    yield from _section(pen, 2, outline["goals"], "goals")
    yield _part(2, titles[1])
    yield from _prose(pen, "organised")
    yield _part(3, titles[2])
    yield from _money(facts, outline)
    yield _part(4, titles[3])
    yield from _prose(pen, "managed")
    yield _part(5, titles[4])
    for number, name in enumerate(
        ("quantity", "quality", "time", "cost", "benefit", "satisfaction"), start=1
    ):
        yield from _section(pen, number, outline[name], name, _stated(facts, name))
    yield _part(6, titles[5])
    yield Prose(_conclusion(facts))
    yield _part(7, titles[6])
    yield from _listed(pen, "problems")
    yield _part(8, titles[7])
    yield from _listed(pen, "remedies")
    yield from form_of(facts)
    yield Prose("附件：点位实施情况明细")
    yield details_of(facts, int(facts.initial * 100), 24)


def _part(number: int, title: str) -> Heading:
    return Heading(1, f"{_ORDINALS[number - 1]}、{title}")


def _section(pen: Pen, number: int, title: str, name: str, stated: str = "") -> Iterator[Piece]:
    yield Heading(2, f"（{_ORDINALS[number - 1]}）{title}")
    if stated:
        yield Prose(stated)
    yield from _prose(pen, name)


def _prose(pen: Pen, name: str) -> Iterator[Prose]:
    left = _PAGES_OF_PROSE * _CHARACTERS_A_PAGE * _SHARES[name] // 100
    while left > 0:
        paragraph = pen.sentences(grammar().sentences[name], min(left, _PARAGRAPH))
        left -= len(paragraph)
        yield Prose(paragraph)


def _listed(pen: Pen, name: str) -> Iterator[Prose]:
    characters = _PAGES_OF_PROSE * _CHARACTERS_A_PAGE * _SHARES[name] // 100
    patterns = grammar().sentences[name]
    text = pen.sentences(patterns, characters)
    for number, sentence in enumerate(text.split("。")[:-1]):
        yield Prose(f"{number + 1}.{sentence}。")


def _money(facts: Facts, outline: Mapping[str, str]) -> Iterator[Piece]:
    rest = facts.full - facts.spent
    yield Heading(2, f"（一）{outline['received']}")
    carried = f"，上年结转{facts.carried}万元" if facts.carried else ""
    yield Prose(
        f"{YEAR}年本项目年初预算{facts.initial}万元{carried}，全年预算{facts.full}万元，"
        f"截至{YEAR}年12月31日，资金已全部到位，到位资金{facts.full}万元。"
    )
    yield Heading(2, f"（二）{outline['spent']}")
    left = f"结余{rest}万元，按规定交回财政" if rest else "无结余"
    yield Prose(f"全年实际支出{facts.spent}万元，预算执行率{facts.rate}%，{left}。")
    yield Heading(2, f"（三）{outline['funds_managed']}")
    yield Prose(f"资金由{facts.unit}统一核算，报账凭证齐全，支付经分管负责同志审批，没有现金支付。")


def _stated(facts: Facts, name: str) -> str:
    """The rows of the form in words, so that form and narrative can be compared."""
    levels = {"quantity": "数量", "quality": "质量", "time": "时效", "cost": "成本", "satisfaction": "满意度"}
    if name not in levels:
        return ""
    rows = [one for one in facts.indicators if levels[name] in one.level2]
    return "；".join(f"{one.name}目标值{one.target}，实际完成{one.actual}" for one in rows) + "。"


def _conclusion(facts: Facts) -> str:
    words = grammar().conclusion
    scores = {
        "execution_score": facts.execution_score,
        "output_score": facts.score_of("产出指标"),
        "benefit_score": facts.score_of("效益指标"),
        "satisfaction_score": facts.score_of("满意度指标"),
        "total_score": facts.total_score,
        "grade": facts.grade,
    }
    return words["opening"] + words["body"].format(**{name: str(score) for name, score in scores.items()})


def _form(facts: Facts) -> Ruled:
    squares = [
        *_form_head(facts),
        *_form_funds(facts),
        *_form_goals(facts),
        *_form_rows(facts.indicators, 10),
    ]
    last = 10 + len(facts.indicators)
    squares += [
        Square(9, 0, "绩效指标", rows=len(facts.indicators) + 1),
        Square(last, 0, "总分", columns=6),
        Square(last, 6, "100"),
        Square(last, 7, str(facts.total_score)),
        Square(last, 8, ""),
    ]
    return Ruled(
        tuple(sorted(squares, key=lambda one: (one.row, one.column))), (6, 9, 11, 20, 10, 10, 8, 8, 18)
    )


def _form_head(facts: Facts) -> Iterator[Square]:
    yield from (Square(0, 0, "项目名称", columns=3), Square(0, 3, facts.project, columns=6))
    yield from (Square(1, 0, "主管部门", columns=3), Square(1, 3, facts.unit, columns=2))
    yield from (Square(1, 5, "实施单位", columns=2), Square(1, 7, facts.unit, columns=2))


def _form_funds(facts: Facts) -> Iterator[Square]:
    yield Square(2, 0, "项目资金（万元）", rows=5)
    heads = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    total = (
        "年度资金总额",
        facts.initial,
        facts.full,
        facts.spent,
        "10",
        f"{facts.rate}%",
        facts.execution_score,
    )
    own = facts.spent - facts.carried_spent
    lines: list[Sequence[str | Decimal]] = [
        heads,
        total,
        ("其中：当年财政拨款", facts.initial, facts.initial, own, "—", _share(own, facts.initial), "—"),
        (
            "上年结转资金",
            "0",
            facts.carried,
            facts.carried_spent,
            "—",
            _share(facts.carried_spent, facts.carried),
            "—",
        ),
        ("其他资金", "0", "0", "0", "—", "—", "—"),
    ]
    for row, line in enumerate(lines, start=2):
        yield Square(row, 1, str(line[0]), columns=2)
        yield from (Square(row, column, str(cell)) for column, cell in enumerate(line[1:], start=3))


def _form_goals(facts: Facts) -> Iterator[Square]:
    work, effects = facts.theme.work, facts.theme.effects
    yield Square(7, 0, "年度总体目标", rows=2)
    yield from (Square(7, 1, "预期目标", columns=3), Square(7, 4, "实际完成情况", columns=5))
    yield Square(8, 1, f"{work[0]}、{work[1]}，提高{effects[-1]}。", columns=3)
    yield Square(8, 4, f"已{work[0]}、{work[1]}，{effects[-1]}较上年提高。", columns=5)
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
    yield from (Square(9, column, head) for column, head in enumerate(heads, start=1))


def _form_rows(indicators: Sequence[Indicator], first: int) -> Iterator[Square]:
    row = first
    for level1, group in groupby(indicators, key=lambda one: one.level1):
        members = list(group)
        yield Square(row, 1, level1, rows=len(members))
        for level2, inner in groupby(members, key=lambda one: one.level2):
            same = list(inner)
            yield Square(row, 2, level2, rows=len(same))
            for one in same:
                texts = (one.name, one.target, one.actual, str(one.weight), str(one.score), one.reason)
                yield from (Square(row, column, text) for column, text in enumerate(texts, start=3))
                row += 1


def _share(part: Decimal, whole: Decimal) -> str:
    return f"{(part / whole * 100).quantize(Decimal('0.01'))}%" if whole else "—"
