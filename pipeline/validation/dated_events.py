"""Dates that cannot both be true: begun after accepted, claimed before accepted (日期与时效)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from pipeline.model import BlockKind, Indicator, Level, Report, sections_of_role
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, pending, rule
from pipeline.validation.calendar_dates import Dated, dates_in, impossible_dates, reversed_periods
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import (
    Sentence,
    block_place,
    block_text,
    own_blocks,
    own_sentences,
    sentence_range,
)
from pipeline.validation.rows import bare_name, full_marks_of, place_of_row, row_name
from pipeline.validation.wording import excerpt, spot

_KINDS = ("begun", "finished", "accepted", "delivered")
_BREAK = re.compile(r"[，,；;。]")
_LEADS = ("", "于", "在", "至", "到")
_ONLY_DATE = re.compile(r"^[（(]?20\d{2}\s*年\s*\d{1,2}\s*月\s*(\d{1,2}\s*日)?[）)]?$")
_LAST_BLOCKS = 6
_YEAR_END_MONTH = 12
# A shorter name (工程、项目) is in many sentences.
_STEM = 4


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a date, as one clause of a sentence tells it."""

    kind: str
    when: Dated
    clause: str
    sentence: Sentence


def events(report: Report) -> Iterator[Event]:
    """Begun, finished, accepted and delivered with their dates; plans and single parts left out."""
    cells = {place.start for row in report.indicators for place in row.places.values()}
    aims = [(section.start, section.end) for section in sections_of_role(report, "绩效目标", "改进建议")]
    for sentence in own_sentences(report):
        aimed = any(start <= sentence.start < end for start, end in aims)
        if "月" not in sentence.text or sentence.start in cells or aimed:
            continue
        for when in dates_in(sentence.text, report.year):
            clause = _clause_of(sentence.text, when)
            kind = _kind(sentence.text, when, clause)
            if kind and not cues("dated_events", "unreal").search(clause + _behind(sentence.text, when)):
                yield Event(kind, when, clause, sentence)


def _clause_of(text: str, when: Dated) -> str:
    starts = [found.end() for found in _BREAK.finditer(text, 0, when.start)]
    end = _BREAK.search(text, when.end)
    return text[starts[-1] if starts else 0 : end.start() if end else len(text)]


def _behind(text: str, when: Dated) -> str:
    """The words behind a date up to the clause's end; behind “2023年9月8日，” those of the next clause."""
    end = _BREAK.search(text, when.end)
    before = _BREAK.split(text[: when.start])[-1].strip()
    if (
        end is None
        or end.group() not in "，,"
        or text[when.end : end.start()].strip()
        or before not in _LEADS
    ):
        return text[when.end : end.start() if end else len(text)]
    after = text[end.end() :]
    clause = _BREAK.split(after)[0]
    return "" if "月" in clause else clause


def _kind(text: str, when: Dated, clause: str) -> str:
    """The event right behind the date within its clause, or in the next one where the date is a clause alone."""
    after = _behind(text, when)
    if re.match(r"\s*(至|到|—|－|-|~|～)", after):
        return ""
    found = [(match.start(), kind) for kind in _KINDS if (match := cues("dated_events", kind).search(after))]
    del clause
    return min(found)[1] if found else ""


@rule(
    "NF-04",
    "日期逻辑错误",
    Level.ERROR,
    basis="绩效自评须真实、准确，日期先后应当合理",
    needs="写明开工、完工、验收等的日期",
)
def dates_out_of_order(report: Report, context: Context) -> Iterator[Comparison]:
    """Accepted before begun, an impossible date, or a full-year report dated before the year's end."""
    comparisons = [
        *_impossible(report),
        *_periods(report),
        *_reversed(report),
        *_written_too_early(report),
    ]
    if comparisons:
        yield from comparisons
    else:
        yield not_applicable("没有可以比较先后的日期")
    del context


def _impossible(report: Report) -> Iterator[Comparison]:
    for sentence in own_sentences(report):
        for raw in dict.fromkeys(impossible_dates(sentence.text)):
            doubt = Doubt(
                fact="impossible_date",
                message=f"“{excerpt(sentence.text)}”（{spot(report, sentence.place(report))}）：没有“{raw}”这一天。",
                places=(sentence.place(report),),
                expected="实有的日期",
                actual=raw,
                suspect=raw,
            )
            yield fired(doubt)


def _periods(report: Report) -> Iterator[Comparison]:
    for sentence in own_sentences(report):
        for first, last in reversed_periods(sentence.text, report.year) if "月" in sentence.text else ():
            doubt = Doubt(
                fact="period_reversed",
                message=(
                    f"“{excerpt(sentence.text)}”（{spot(report, sentence.place(report))}）："
                    f"止于{last.raw}，早于起始的{first.raw}。"
                ),
                places=(sentence.place(report),),
                expected=f"不早于{first.raw}",
                actual=last.raw,
            )
            yield fired(doubt)


def _reversed(report: Report) -> Iterator[Comparison]:
    by_sentence: dict[int, list[Event]] = {}
    for event in events(report):
        by_sentence.setdefault(sentence_range(report, event.sentence.start)[0], []).append(event)
    for told in by_sentence.values():
        for earlier, later in (("begun", "finished"), ("begun", "accepted"), ("finished", "accepted")):
            first = [event for event in told if event.kind == earlier]
            second = [event for event in told if event.kind == later]
            yield from (_ordered(report, one, other) for one, other in product(first, second))


_DONE = {"begun": "开工", "finished": "完工", "accepted": "验收"}


def _ordered(report: Report, before: Event, after: Event) -> Comparison:
    text = _told_together(report, before, after)
    if after.when.last >= before.when.first:
        return passed("开工、完工、验收日期先后合理")
    if not after.when.has_year and after.sentence == before.sentence and after.when.start < before.when.start:
        return pending(f"日期没有写年份，先后不能断定：“{excerpt(text)}”")
    if _partial(before, text) or several_objects(text):
        return pending(f"同一句写了几个对象或阶段的日期，先后不能断定：“{excerpt(text)}”")
    places = (before.sentence.place(report), after.sentence.place(report))
    doubt = Doubt(
        fact=f"{after.kind}_before_{before.kind}",
        message=(
            f"“{excerpt(text, 120)}”（{spot(report, places[0])}）：{after.when.raw}{_DONE[after.kind]}，"
            f"早于 {before.when.raw} {_DONE[before.kind]}。"
        ),
        places=tuple(dict.fromkeys(places)),
        # 后一个日期没有写年份的，可能是次年。
        level=Level.WARNING if before.kind == "finished" or not after.when.has_year else None,
        expected=f"不早于{before.when.raw}",
        actual=after.when.raw,
    )
    return fired(doubt)


def _told_together(report: Report, before: Event, after: Event) -> str:
    """The words that hold both dates: their own part of the sentence (to ；), else the whole of it."""
    if before.sentence == after.sentence:
        return before.sentence.text
    start, end = sentence_range(report, before.sentence.start)
    return report.document.text[start:end].replace("\n", "")


def _partial(before: Event, text: str) -> bool:
    """Whether only a part or a stage was accepted; the first acceptance of works never comes before they begin."""
    if before.kind == "begun":
        text = cues("dated_events", "first_acceptance").sub("", text)
    return bool(cues("dated_events", "partial_acceptance").search(text))


def several_objects(text: str) -> bool:
    """Whether the words speak of several things; one named 二期 or …村 is one thing."""
    found = {match.group() for match in cues("dated_events", "several").finditer(text)}
    return len(found) > 1 or any(not cues("dated_events", "one_object").search(words) for words in found)


def _written_too_early(report: Report) -> Iterator[Comparison]:
    """The date under the report: before the end of the year that it evaluates as a whole."""
    if report.year is None:
        return
    blocks = [block for block in own_blocks(report) if block.kind is not BlockKind.CELL]
    for block in blocks[-_LAST_BLOCKS:]:
        text = block_text(report, block)
        when = next(dates_in(text, None), None) if _ONLY_DATE.match("".join(text.split())) else None
        if when is None:
            continue
        early = when.last.year == report.year and when.last.month < _YEAR_END_MONTH
        whole = "".join(block_text(report, one) for one in blocks[:4]) + report.title
        if not early or cues("dated_events", "mid_year").search(whole):
            yield passed(f"落款日期 {when.raw} 在评价年度之后")
            continue
        place = block_place(report, block)
        yield fired(
            Doubt(
                fact="dated_before_year_end",
                message=(
                    f"报告评价 {report.year} 年全年，落款日期却写 {when.raw}（{spot(report, place)}），"
                    "早于年度终了，全年数据不可能已经形成，请核实落款或评价年度。"
                ),
                places=(place,),
                level=Level.WARNING,
                expected=f"{report.year}年12月31日以后",
                actual=when.raw,
                suspect=when.raw,
            )
        )


@rule(
    "ZB-11",
    "时效完成值与证据日期矛盾",
    Level.WARNING,
    basis="绩效自评须真实、准确，完成值应与验收等证据一致",
    needs="写明日期的时效指标，以及正文的完工、验收、交付日期",
)
def timeliness_contradicts_dates(report: Report, context: Context) -> Iterator[Comparison]:
    """The text's date of that event is later than the claimed one, or than the target at full marks."""
    rows = [row for row in report.indicators if _dated(report, row)]
    told = list(events(report)) if rows else []
    if not rows or not told:
        yield not_applicable("没有写日期的时效指标，或正文没有完工、验收、交付日期")
        return
    for row in rows:
        yield _against_events(report, context, row, told)


def _dated(report: Report, row: Indicator) -> bool:
    timed = "时效" in f"{row.level1}{row.level2}" or cues("dated_events", "asks_finished").search(row.level3)
    return bool(timed and next(dates_in(f"{row.target}，{row.actual}", report.year), None))


def _against_events(report: Report, context: Context, row: Indicator, told: Sequence[Event]) -> Comparison:
    name = row_name(row)
    kind = next((kind for kind in _KINDS[1:] if cues("dated_events", f"asks_{kind}").search(name)), "")
    claimed = next(dates_in(row.actual, report.year), None)
    due = next(dates_in(row.target, report.year), None)
    bound = claimed or (due if full_marks_of(row) else None)
    own = [event for event in told if event.kind == kind]
    # 没有另写完工日的，验收、竣工的日期就是证据。
    works = kind == "finished" and cues("dated_events", "works").search(name)
    evidence: Sequence[Event] = own or [event for event in told if works and event.kind == "accepted"]
    if bound is None or not evidence:
        return not_applicable(f"“{name}”没有可对照的完成日期")
    evidence = _on_this(name, evidence)
    late = [event for event in evidence if event.when.first > bound.last]
    if not late:
        return passed(f"“{name}”的完成日期与正文所写日期相符")
    distinct = {event.when.first for event in evidence}
    if len(distinct) > 1 or any(several_objects(event.sentence.text) for event in late):
        return pending(f"“{name}”与正文的几个日期不全相符，可能是不同子项目，请核实")
    return settled(context, _contradicted(report, row, bound, late[0]), [], row.confidence)


def _on_this(name: str, evidence: Sequence[Event]) -> Sequence[Event]:
    """The events whose sentence names what the row is about, where any does; the others are of other works."""
    stem = cues("dated_events", "time_tail").sub("", bare_name(name))
    named = [event for event in evidence if len(stem) >= _STEM and stem in bare_name(event.sentence.text)]
    return named or evidence


def _contradicted(report: Report, row: Indicator, bound: Dated, event: Event) -> Doubt:
    place = place_of_row(row, "actual", "target")
    told = event.sentence.place(report)
    where = f"（{spot(report, place)}）" if place is not None else ""
    return Doubt(
        fact=f"timeliness/{row_name(row)}",
        message=(
            f"时效指标“{row_name(row)}”指标值 {row.target}、完成值 {row.actual or '空白'}{where}，"
            f"正文却写“{excerpt(event.sentence.text)}”（{spot(report, told)}）："
            f"{event.when.raw}晚于{bound.raw}，完成值与证据日期矛盾。"
        ),
        places=tuple(one for one in (place, told) if one is not None),
        expected=f"不早于{event.when.raw}",
        actual=row.actual or row.target,
    )
