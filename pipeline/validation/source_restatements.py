"""What one level of government gave, written two ways (同一来源的下达、到位数前后不一)."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.model import Level, Report, Value
from pipeline.validation.amounts import numbers_of, prose_amounts, whole_statements
from pipeline.validation.base import Comparison, Context, Doubt, passed
from pipeline.validation.facts import asserted, exact, figure, subject
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import own_sentences
from pipeline.validation.tolerance import Sameness, same_fact
from pipeline.validation.wording import money, stated, written

_GRANTED = ("budget_full", "budget_approved", "received")


def restated_sources(report: Report, context: Context) -> Iterator[Comparison]:
    """What each level granted, in text and form, where the report's whole was granted and received alike."""
    wholes = [value for value in whole_statements(report) if value.field in _GRANTED]
    if len(numbers_of(wholes)) != 1 or len(report.projects) > 1:
        return
    granted: dict[str, list[Value]] = {}
    for value in (*_told(report), *_tabled(report)):
        if level := _level(value.source):
            granted.setdefault(level, []).append(value)
    for level, values in granted.items():
        if len(values) > 1:
            yield _compared(report, context, level, values)


def _level(source: str | None) -> str | None:
    """The level of government that a source names and nothing narrower: 省级财政资金, not 省级水利发展资金."""
    found = cues("money_sources", "plain_level").fullmatch(source or "")
    return found["level"].removesuffix("级") if found else None


def _tabled(report: Report) -> Iterator[Value]:
    for row in report.funds:
        if row.level > 0 and row.budget_full is not None and row.budget_full.number:
            yield row.budget_full


def _told(report: Report) -> Iterator[Value]:
    """Parts by source in sentences that speak of granting and not of spending; 其中 speaks of what is before."""
    parts = [value for value in prose_amounts(report) if _part(report, value)]
    before = ""
    for sentence in own_sentences(report):
        for value in parts:
            if sentence.start <= value.place.start < sentence.end:
                words = report.document.text[sentence.start : value.place.start]
                if re.match(r"\s*其中", words):
                    words = before + words
                if _speaks_of_granting(words):
                    yield value
        before = sentence.text


def _part(report: Report, value: Value) -> bool:
    stated_part = value.field == "source_part" and bool(value.source) and value.where == "text"
    return stated_part and asserted(report, value) and exact(value) and not subject(report, value)


def _speaks_of_granting(words: str) -> bool:
    granted = cues("money_sources", "granting").search(words)
    return bool(granted) and not cues("money_sources", "not_granting").search(words)


def _compared(report: Report, context: Context, level: str, values: Sequence[Value]) -> Comparison:
    ids = [value.id for value in values]
    pairs = combinations([figure(value) for value in values], 2)
    if all(same_fact(one, other) is not Sameness.DIFFERENT for one, other in pairs):
        return passed(f"{level}级资金 {written(values[0])} 写了 {len(values)} 次，一致", ids)
    numbers = sorted(numbers_of(values))
    unit = values[0].unit or "元"
    gap = money(numbers[-1] - numbers[0], unit)
    doubt = Doubt(
        fact=f"restated_source/{level}",
        message=(
            f"同一来源的资金写法不一：{'；'.join(stated(report, value) for value in values)}。"
            f"下达与到位的总额相同，{level}级资金前后相差 {gap}，请核实是否写错来源或金额。"
        ),
        places=tuple(dict.fromkeys(value.place for value in values)),
        level=Level.WARNING,
        expected="各处一致",
        actual="、".join(dict.fromkeys(written(value) for value in values)),
        difference=gap,
        tolerance="精度相同须完全一致；精度不同，粗的须是细的四舍五入或截尾",
        calculation=f"{money(numbers[-1], unit)}−{money(numbers[0], unit)}={gap}",
        roots=frozenset({f"restated_source/{level}"}),
    )
    return settled(context, doubt, list(values))
