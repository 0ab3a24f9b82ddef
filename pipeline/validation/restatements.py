"""One and the same amount written two ways (同一口径金额前后不一)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.model import Level, Report, Value, shown_title
from pipeline.validation.amount_relations import distinct, related
from pipeline.validation.base import Comparison, Context, Doubt, fired_elsewhere, passed, pending, rule
from pipeline.validation.facts import (
    FIELD_NAMES,
    FactKey,
    exact,
    fact_key,
    figure,
    unknown_part,
    whole_money,
)
from pipeline.validation.guards import bundle_mates, settled, speaks_for
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import clause_before
from pipeline.validation.source_restatements import restated_sources
from pipeline.validation.tolerance import Sameness, same_fact
from pipeline.validation.wording import money, stated, written

# 千元、万元、亿元 mistaken for one another: ratios of 10^3, 10^4, 10^8, within 0.1 % (rule ZJ-07).
UNIT_RATIOS = (Decimal(1_000), Decimal(10_000), Decimal(100_000_000))
_RATIO_SHARE = Decimal("0.001")
_PART_RATIO = 2
_NAMED_BEFORE = 300
_MOST = 300  # different amounts of one fact; text made to cost time might have thousands
_GRANTED = frozenset({"budget_full", "budget_approved", "budget_initial", "received"})
_LEAD = 6
# Shorter numbers resemble one another by chance.
_SLIP_DIGITS = 3

Statement = tuple[Report, Value]


@rule(
    "ZJ-02",
    "同一口径金额前后不一",
    Level.ERROR,
    basis="绩效自评须真实、准确，报告与自评表的数据应当一致",
    needs="同一口径（预算、到位、支出、结余等）写了两次以上的金额",
    scope="batch",
    silences=("ZJ-07",),
)
def amount_restated_differently(report: Report, context: Context) -> Iterator[Comparison]:
    """Statements with one fact key (G1–G5) that fail `same fact written twice`."""
    yield from restated_sources(report, context)
    mates = bundle_mates(report, context.batch)
    for key, statements in _alike(report, mates):
        if len(statements) < 2 or not any(owner.id == report.id for owner, _ in statements):
            continue
        speaker = speaks_for(report, [owner for owner, _ in statements])
        sure = _confident(context, statements)
        within = [one for one in sure if one[0].id == report.id]
        if speaker.id == report.id or _differ(within):
            yield _compared(report, context, key, sure if speaker.id == report.id else within)
        elif _differ(sure):
            yield fired_elsewhere(
                f"{FIELD_NAMES[key.field]}与同一项目的《{shown_title(speaker)}》不一致，疑点列在该报告"
            )


def _alike(report: Report, mates: Sequence[Report]) -> Iterator[tuple[FactKey, list[Statement]]]:
    """The statements of one fact; amounts that different documents grant are as many facts as documents."""
    for key, statements in _by_key(report, mates).items():
        several = key.field in _GRANTED and len({value.number for _, value in statements}) > 1
        granted: dict[str, list[Statement]] = {}
        for owner, value in statements if several else ():
            granted.setdefault(_granting_document(owner, value), []).append((owner, value))
        if len(granted.keys() - {""}) < 2:
            yield key, statements
        else:
            yield from ((key, some) for some in granted.values())


def _granting_document(report: Report, value: Value) -> str:
    """The document named before an amount in its sentence (财农〔2023〕10号); '' if none is."""
    if value.where != "text":
        return ""
    before = report.document.text[max(0, value.place.start - _NAMED_BEFORE) : value.place.start]
    named = cues("statement_guards", "document_number").findall(re.split(r"[。\n]", before)[-1])
    return "".join(named[-1].split()) if named else ""


def _by_key(report: Report, mates: Sequence[Report]) -> dict[FactKey, list[Statement]]:
    groups: dict[FactKey, list[Statement]] = {}
    for owner in (report, *mates):
        for value in whole_money(owner):
            if exact(value):
                groups.setdefault(fact_key(owner, value), []).append((owner, value))
    return groups


def _confident(context: Context, statements: list[Statement]) -> list[Statement]:
    """The statements read with certainty, where they alone already differ (G12)."""
    least = context.settings.thresholds.low_confidence
    sure = [one for one in statements if one[1].confidence >= least]
    return sure if len(sure) > 1 and _differ(sure) else statements


def _differ(statements: Sequence[Statement]) -> bool:
    first = {(figure(value), value.raw): (owner, value) for owner, value in reversed(statements)}
    several = [*first.values()][:_MOST]
    return any(_relation(one, other) is not Sameness.SAME for one, other in combinations(several, 2))


def _relation(one: Statement, other: Statement) -> Sameness:
    return same_fact(figure(one[1]), figure(other[1]))


def _compared(report: Report, context: Context, key: FactKey, statements: Sequence[Statement]) -> Comparison:
    statements = _without_small(statements[:_MOST])
    values = [value for _, value in statements]
    ids = [value.id for value in values]
    name = FIELD_NAMES[key.field]
    if not _differ(statements):
        return passed(f"{name} {written(values[0])} 写了 {len(values)} 次，一致", ids)
    unknown = next((part for owner, value in statements if (part := unknown_part(owner, value))), None)
    shown = "、".join(dict.fromkeys(written(value) for value in values))
    if unknown:
        return pending(f"{name}写有 {shown}，但{unknown}不明，不能断定同一口径", ids)
    if related(statements):
        return pending(f"{name}写有 {shown}，其间有分项或调整关系，请核实口径", ids)
    if _far_apart(values) and not (_worded_alike(statements) or _one_slip(values)):
        return pending(f"{name}写有 {shown}，相差一倍以上，可能是总额与其中一部分，请核实口径", ids)
    return settled(context, _doubt(report, key, statements), values)


def _without_small(statements: Sequence[Statement]) -> Sequence[Statement]:
    """The statements of the whole, where small parts of it stand among them and the whole itself differs."""
    largest = max((value.number or Decimal(0) for _, value in statements), default=Decimal(0))
    near = [one for one in statements if (one[1].number or Decimal(0)) * _PART_RATIO >= largest]
    return near if len(near) < len(statements) and _differ(near) else statements


def _far_apart(values: Sequence[Value]) -> bool:
    """More than twice as much, and not by a mistaken unit: more often a part than a slip."""
    several = distinct(values)
    largest, smallest = several[0].number or Decimal(0), several[-1].number or Decimal(0)
    return largest > smallest * _PART_RATIO and _mixed_units(several) is None


def _one_slip(values: Sequence[Value]) -> bool:
    """Whether the two numbers are written alike but for one digit, or two neighbours swapped (190 and 490)."""
    written_alike = {re.sub(r"[^\d.]", "", value.raw) for value in distinct(values)}
    if len(written_alike) != 2 or len({value.unit for value in values}) > 1:
        return False
    one, other = written_alike
    if len(one) != len(other) or len(re.sub(r"\D", "", one)) < _SLIP_DIGITS:
        return False
    apart = [index for index in range(len(one)) if one[index] != other[index]]
    swapped = (
        len(apart) == 2
        and apart[1] - apart[0] == 1
        and {one[apart[0]], one[apart[1]]} == {other[apart[0]], other[apart[1]]}
    )
    return len(apart) == 1 or swapped


def _worded_alike(statements: Sequence[Statement]) -> bool:
    """Whether the differing amounts follow the same words, such as 该项目批复预算."""
    words: dict[str, set[Decimal | None]] = {}
    for owner, value in statements:
        lead = re.sub(r"[\d\s年]", "", clause_before(owner, value.place.start))[-_LEAD:]
        if value.where == "text" and len(lead) == _LEAD:
            words.setdefault(lead, set()).add(value.number)
    return any(len(numbers) > 1 for numbers in words.values())


def _doubt(report: Report, key: FactKey, statements: Sequence[Statement]) -> Doubt:
    values = [value for _, value in statements]
    several = distinct(values)
    unit = values[0].unit or "元"
    gap = (several[0].number or Decimal(0)) - (several[-1].number or Decimal(0))
    last_digit = all(_relation(*pair) is not Sameness.DIFFERENT for pair in combinations(statements, 2))
    mixed = _mixed_units(several)
    shown = "；".join(stated(owner, value, name_file=owner.id != report.id) for owner, value in statements)
    message = (
        f"同一口径的{FIELD_NAMES[key.field]}写法不一：{shown}。单位、项目、年度、资金来源均相同，"
        f"相差 {money(gap, unit)}"
        + ("，仅末位之差。" if last_digit else "，不是四舍五入或截尾所致。")
        + ("两数相差恰为千、万或亿倍，疑似单位误写（元、万元、亿元混用）。" if mixed else "")
    )
    odd = mixed or _outvoted(values)
    return Doubt(
        fact=f"restated/{key.label()}",
        message=message,
        places=tuple(dict.fromkeys(value.place for value in values)),
        level=Level.HINT if last_digit else None,
        expected="各处一致",
        actual="、".join(written(value) for value in several),
        difference=money(gap, unit),
        tolerance="精度相同须完全一致；精度不同，粗的须是细的四舍五入或截尾",
        calculation=f"{written(several[0])}−{written(several[-1])}={money(gap, unit)}",
        suspect=written(odd) if odd else None,
        project=values[0].project,
        roots=frozenset({f"restated/{key.label()}", *([] if key.project else [f"amount/{key.field}"])}),
    )


def _mixed_units(several: Sequence[Value]) -> Value | None:
    """The amount that is off by a power of ten of the money units; the smaller one lost its 万 or 亿."""
    large, small = several[0].number or Decimal(0), several[-1].number or Decimal(0)
    if small <= 0:
        return None
    ratio = large / small
    return several[-1] if any(abs(ratio / unit - 1) <= _RATIO_SHARE for unit in UNIT_RATIOS) else None


def _outvoted(values: Sequence[Value]) -> Value | None:
    """The amount that stands against at least two equal statements."""
    counted = Counter(value.number for value in values).most_common()
    if len(counted) == 2 and counted[0][1] >= 2 and counted[1][1] == 1:
        return next(value for value in values if value.number == counted[1][0])
    return None
