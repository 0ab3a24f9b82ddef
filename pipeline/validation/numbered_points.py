"""Announced numbers of points against the points told, and line numbers that skip or repeat (条数与行号)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Block, BlockKind, Level, Report
from pipeline.validation.base import Comparison, Doubt, fired, passed
from pipeline.validation.lexicon import cues
from pipeline.validation.listing import counted
from pipeline.validation.prose import block_place, block_text, own_blocks
from pipeline.validation.wording import excerpt, spot

_NUMERALS = "一二三四五六七八九十"
_LINE = re.compile(
    r"^\s*(?P<open>[（(]?)(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})(?P<mark>[）)、.．])\s*(?![\d%％])"
)
_FEWEST = 2


def announced_points(report: Report) -> Iterator[Comparison]:
    """分为三类：一是…，二是…: the number said against the points 一是、二是 that follow in the paragraph."""
    for block in own_blocks(report):
        text = block_text(report, block)
        if "一是" not in text:
            continue
        for found in cues("counting", "points_said").finditer(text):
            told = _points(text[found.end() - len("一是") :])
            if told >= _FEWEST:
                yield _points_held(report, block, (found.group(), counted(found["n"]), told))


def _points(text: str) -> int:
    """How many of 一是、二是、三是 follow one another from the start of the text."""
    count, at = 0, 0
    for numeral in _NUMERALS:
        at = text.find(f"{numeral}是", at)
        if at < 0 or (count and text.find("一是", 2, at) >= 0):
            break
        count += 1
    return count


def _points_held(report: Report, block: Block, said: tuple[str, int, int]) -> Comparison:
    words, stated, told = said
    if stated == told:
        return passed(f"“{excerpt(words, 30)}”所称条数与列举相符")
    place = block_place(report, block)
    return fired(
        Doubt(
            fact=f"points/{stated}",
            message=(
                f"“{excerpt(words.removesuffix('一是'), 60)}”（{spot(report, place)}）称有 {stated} 项，"
                f"其后逐一列出 {told} 项。"
            ),
            places=(place,),
            level=Level.HINT,
            expected=f"{stated}项",
            actual=f"{told}项",
            difference=str(abs(stated - told)),
        )
    )


def line_numbers(report: Report) -> Iterator[Comparison]:
    """Neighbouring paragraphs numbered in one style: the next number follows, or a new list begins with 1."""
    begun = {section.start for section in report.sections}
    lines = [_line(report, block) for block in own_blocks(report)]
    for one, other in pairwise(lines):
        if one is None or other is None or one[1] != other[1]:
            continue
        both_headings = all(any(b.start <= s < b.end for s in begun) for b in (one[0], other[0]))
        repeated = other[2] == one[2] and not both_headings  # 标题重号另由标题一层核对
        # 一、二、是标题，缺号由章节规则看；1.…；2.…写在同一段里的不是跳号。
        skipped = other[2] > one[2] + 1 and "1" in one[1] and not _goes_on(report, one)
        if repeated or skipped:
            yield fired(_misnumbered(report, (one[0], other[0]), repeated=repeated))


def _goes_on(report: Report, line: tuple[Block, str, int]) -> bool:
    """Whether the next number stands inside the same paragraph."""
    block, style, number = line
    return f"{number + 1}{style[-1]}" in block_text(report, block)


def _line(report: Report, block: Block) -> tuple[Block, str, int] | None:
    found = _LINE.match(block_text(report, block)) if block.kind is not BlockKind.CELL else None
    if found is None:
        return None
    number = counted(found["n"])
    style = f"{found['open']}{'1' if found['n'].isdigit() else '一'}{found['mark']}"
    return (block, style, number) if number else None


def _misnumbered(report: Report, pair: Sequence[Block], *, repeated: bool) -> Doubt:
    places = tuple(block_place(report, block) for block in pair)
    shown = "之后是".join(
        f"“{excerpt(block_text(report, block), 24)}”（{spot(report, place)}）"
        for block, place in zip(pair, places, strict=True)
    )
    return Doubt(
        fact="line_number",
        message=f"相邻两条编号{'重复' if repeated else '跳号'}：{shown}，请核对是否漏列或误编。",
        places=places,
        level=Level.HINT,
        expected="编号连续、不重复",
        actual="编号重复" if repeated else "编号跳号",
    )
