"""Key figures of the running text against the form, within a file and across a bundle (正文与自评表)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import FundRow, Indicator, Level, Place, Report, Value, place_of, sections_of_role
from pipeline.validation.base import Comparison, Context, Doubt, fired_elsewhere, not_applicable, passed, rule
from pipeline.validation.facts import FIELD_NAMES, asserted, exact, figure, part_of_something, subject
from pipeline.validation.guards import bundle_mates, settled, speaks_for
from pipeline.validation.lexicon import cues, mapping
from pipeline.validation.prose import block_text, own_blocks, own_sentences
from pipeline.validation.remembering import remembered
from pipeline.validation.rows import bare_name, measurable, place_of_row, row_name
from pipeline.validation.tolerance import Figure, Sameness, same_fact
from pipeline.validation.wording import spot, stated

_NUMBER = r"(?<![\d.,])(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<u>{unit})"
_SHORTEST = 4
_NEAR = 6
_LEAD = 12
_KEYS = ("budget_initial", "budget_full", "spent")
_UNITS_ASIDE = frozenset({"", "元", "万元", "亿元"})
# 由8个调整为14个：后面的才是现在的数。
_CHANGED = re.compile(r"(调整|变更|增加|提高|减少|下降|上升|调减|调增)?(为|到|至)")
_BREAK = re.compile(r"[；;。]")


@dataclass(frozen=True, slots=True)
class Clash:
    """One pair of figures that should be equal: what it is, both as written with their places."""

    label: str
    in_text: str
    in_form: str
    places: tuple[Place, ...]
    root: str
    values: tuple[Value, ...] = ()
    certainty: float = 1.0


@rule(
    "WB-01",
    "正文与附表（自评表）关键数字不一致",
    Level.ERROR,
    basis="绩效评价工作要求：报告与自评表、工作底稿的数据一致",
    needs="正文与自评表都写明的预算、执行数、执行率或指标完成值",
    scope="batch",
    silences=("ZJ-02",),
)
def text_differs_from_form(report: Report, context: Context) -> Iterator[Comparison]:
    """Indicators matched by name and unit, and across files the fund totals: same fact, two figures."""
    pairs = [(report, report)] if report.indicators else []
    pairs += [(report, mate) for mate in bundle_mates(report, context.batch) if _form_of(report, mate)]
    if not any(_has_text(text) for text, _ in pairs):
        yield from _spoken_elsewhere(report, context)
        return
    clashes = [clash for text, form in pairs for clash in _clashes(text, form)]
    if not clashes:
        yield passed("正文与自评表都写明的数字一致")
        return
    values = tuple(dict.fromkeys(value for clash in clashes for value in clash.values))
    doubt = _doubt(clashes)
    yield settled(context, doubt, values, *(clash.certainty for clash in clashes))


def _form_of(report: Report, mate: Report) -> bool:
    """Whether the mate's form is compared with this report's text: this report speaks for both."""
    filled = bool(mate.indicators or mate.funds)
    return filled and speaks_for(report, [mate]).id == report.id


def _has_text(report: Report) -> bool:
    told = bool(report.sections) or any(value.where == "text" for value in report.values)
    return told or any(_achieved(report))


@remembered
def _achieved(form: Report) -> Iterator[tuple[int, int]]:
    """The cells of a form alone that tell what was achieved: those under 实际完成情况."""
    if form.sections:
        return
    cells = {
        (block.sheet, block.table, block.row, block.column): block for block in own_blocks(form) if block.row
    }
    for (sheet, table, row, column), block in cells.items():
        head = cells.get((sheet, table, (row or 0) - 1, column))
        if head is not None and cues("form_and_text", "achieved").fullmatch(block_text(form, head)):
            yield block.start, block.end


def _spoken_elsewhere(report: Report, context: Context) -> Iterator[Comparison]:
    for mate in bundle_mates(report, context.batch):
        if _form_of(mate, report) and any(True for _ in _clashes(mate, report)):
            yield fired_elsewhere(f"与同一项目的《{mate.title}》数字不一致，疑点列在该报告")
            return
    yield not_applicable("没有可与自评表对照的正文，或没有自评表")


def _clashes(text: Report, form: Report) -> Iterator[Clash]:
    if text.id != form.id:
        yield from _money(text, form)
    for row in form.indicators:
        found = _indicator(text, form, row)
        if found is not None:
            yield found


def _money(text: Report, form: Report) -> Iterator[Clash]:
    """Fund totals and the rate across two files; inside one file ZJ-02 and ZX-01 look at them."""
    row = next((one for one in form.funds if one.role == "total" and one.level == 0), None)
    if row is None:
        return
    amounts = [found for field in _KEYS if (found := _amount(text, form, row, field)) is not None]
    yield from amounts
    rate = next((v for v in _told(text, "execution_rate") if v.number is not None), None)
    if row.rate is None or row.rate.number is None or rate is None:
        return
    # 金额都写了而一致，率却不同的，是率算错，由 ZX-01 报。
    silent = not any(True for _ in _told(text, "spent"))
    if (amounts or silent) and same_fact(figure(rate), figure(row.rate)) is Sameness.DIFFERENT:
        yield _pair("执行率", text, form, rate, row.rate)


def _told(text: Report, field: str) -> Iterator[Value]:
    for value in text.values:
        stated_here = value.field == field and value.where == "text" and value.number is not None
        if not stated_here or value.source or not asserted(text, value) or not exact(value):
            continue
        if not subject(text, value) and not part_of_something(text, value):
            yield value


def _amount(text: Report, form: Report, row: FundRow, field: str) -> Clash | None:
    printed: Value | None = getattr(row, field)
    told = list(_told(text, field))
    if printed is None or printed.number is None or not told or printed.number == 0:
        return None
    if any(same_fact(figure(value), figure(printed)) is not Sameness.DIFFERENT for value in told):
        return None
    return _pair(FIELD_NAMES[field], text, form, told[0], printed)


def _pair(label: str, text: Report, form: Report, told: Value, printed: Value) -> Clash:
    return Clash(
        label=label,
        in_text=stated(text, told),
        in_form=stated(form, printed, name_file=text.id != form.id),
        places=(told.place, printed.place),
        root=f"restated/{told.field}",
        values=(told, printed),
    )


def _indicator(text: Report, form: Report, row: Indicator) -> Clash | None:
    """The indicator's name and unit in the text with one other number, and its own number nowhere."""
    unit = _unit(row)
    if row.role != "indicator" or not measurable(row) or not unit or row.confidence < 1:
        return None
    core = cues("form_and_text", "name_tail").sub("", bare_name(row_name(row)))
    bare = cues("form_and_text", "name_head").sub("", core)
    told = list(_numbers(text, form, core, unit)) or list(_numbers(text, form, bare, unit))
    told = told or _sole_satisfaction(text, form, row)
    stated_ = _figure(str(row.actual_number))
    known = {row.actual_number, row.target_number}
    if not told or any(_same(number, stated_) or number.number in known for number, _ in told):
        return None
    if len({number.number for number, _ in told}) > 1:
        return None
    place = told[0][1]
    own = place_of_row(row, "actual")
    if own is None:
        return None
    return Clash(
        label=f"指标“{row_name(row)}”",
        in_text=f"{place.quote}（{spot(text, place)}）",
        in_form=f"{row.actual}（{spot(form, own, name_file=text.id != form.id)}）",
        places=(place, own),
        root=f"indicator/{bare_name(row_name(row))}",
        certainty=row.confidence,
    )


def _sole_satisfaction(text: Report, form: Report, row: Indicator) -> list[tuple[Figure, Place]]:
    """满意度为95% in a report with one satisfaction row: there the text need not say whose satisfaction it is."""
    rows = [one for one in form.indicators if "满意" in f"{one.level2}{row_name(one)}"]
    if rows != [row]:
        return []
    goals = [(one.start, one.end) for one in sections_of_role(text, "绩效目标", "改进建议", "存在问题")]
    return [
        (figure(value), value.place)
        for value in _told(text, "satisfaction")
        if not any(start <= value.place.start < end for start, end in goals)
        and not _other_kind(text.document.text, max(0, value.place.start - _LEAD), _at(text, value))
    ]


def _at(text: Report, value: Value) -> re.Match[str]:
    found = re.compile(re.escape(value.place.quote)).match(text.document.text, value.place.start)
    if found is None:
        raise ValueError(f"{value.raw} is not where it is said to be")
    return found


def _unit(row: Indicator) -> str:
    unit = row.actual_unit.strip() or row.target_unit.strip()
    names: dict[str, str] = dict(mapping("indicator_cues", "same_unit"))
    return "" if unit in _UNITS_ASIDE or row.target_unit != row.actual_unit else names.get(unit, unit)


def _numbers(text: Report, form: Report, core: str, unit: str) -> Iterator[tuple[Figure, Place]]:
    """Numbers with this unit that follow the indicator's name in one sentence of the text."""
    pattern = re.compile(_NUMBER.format(unit=f"{re.escape(unit)}(?![次数]|以)"))
    cells = {place.start for row in form.indicators for place in row.places.values()}
    achieved = tuple(_achieved(text))
    aims = [(one.start, one.end) for one in sections_of_role(text, "绩效目标", "改进建议", "存在问题")]
    others = _other_names(form, core) if len(core) >= 2 else ()
    for sentence in own_sentences(text) if len(core) >= 2 else ():
        if core not in sentence.text or sentence.start in cells:
            continue
        if achieved and not any(start <= sentence.start < end for start, end in achieved):
            continue
        if any(start <= sentence.start < end for start, end in aims):
            continue
        block = text.document.text[sentence.start : sentence.end]
        for at in re.finditer(re.escape(core), block):
            for found in pattern.finditer(block, at.end()):
                between = block[at.end() : found.start()]
                if any(name in between for name in others):
                    break  # 中间又提到别的指标，后面的数是它的
                if not _bound(core, between) or _other_kind(block, at.start(), found):
                    continue
                begin, end = sentence.start + found.start(), sentence.start + found.end()
                yield _figure(found["n"].replace(",", "")), place_of(text.document, begin, end)
                if _right_behind(between) and not _CHANGED.match(block, found.end()):
                    break  # 紧跟名称的就是它的数；后面的数说的是别的事


def _other_names(form: Report, core: str) -> tuple[str, ...]:
    """The form's other indicators, those that are no part of this one's name nor it of theirs."""
    names = {bare_name(row_name(row)) for row in form.indicators}
    return tuple(name for name in names if len(name) >= _SHORTEST and name not in core and core not in name)


def _right_behind(between: str) -> bool:
    return len(between) <= _NEAR and not re.search(r"[\d，,、]", between)


def _bound(core: str, between: str) -> bool:
    """Short names must stand right before the number; long ones anywhere before it in the sentence."""
    if _BREAK.search(between):
        return False
    return _right_behind(between) or len(core) >= _SHORTEST


def _other_kind(block: str, start: int, found: re.Match[str]) -> bool:
    lead = block[max(0, start - 12) : found.start()]
    clause = lead[max(lead.rfind(mark) for mark in "，；。,;") + 1 :]
    told = cues("form_and_text", "age").sub("", clause + block[found.end() : found.end() + 3])
    return bool(cues("form_and_text", "not_actual").search(told))


def _figure(words: str) -> Figure:
    number = Decimal(words)
    exponent = number.as_tuple().exponent
    return Figure(number, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0))


def _same(one: Figure, other: Figure) -> bool:
    return same_fact(one, other) is not Sameness.DIFFERENT


def _doubt(clashes: Sequence[Clash]) -> Doubt:
    listed = "；".join(f"{one.label}正文写 {one.in_text}，自评表写 {one.in_form}" for one in clashes)
    return Doubt(
        fact="text_against_form",
        message=(
            f"正文与自评表有 {len(clashes)} 处数字不一致：{listed}。"
            "单位、项目、年度相同，不是四舍五入或截尾所致，请核对原始资料。"
        ),
        places=tuple(dict.fromkeys(place for one in clashes for place in one.places)),
        expected="正文与自评表一致",
        actual="；".join(f"{one.label}：{one.in_text} / {one.in_form}" for one in clashes),
        tolerance="精度相同须完全一致；精度不同，粗的须是细的四舍五入或截尾",
        roots=frozenset(one.root for one in clashes),
    )
