"""Stated counts against what is listed, and numbers of headings that repeat (条数与编号)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, pairwise

from pipeline.model import BlockKind, Level, Place, Report, Section
from pipeline.validation.among_counts import among_sums
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, pending, rule
from pipeline.validation.lexicon import cues
from pipeline.validation.listing import counted
from pipeline.validation.numbered_points import announced_points, line_numbers
from pipeline.validation.parted_counts import parted_sums
from pipeline.validation.prose import (
    Sentence,
    block_place,
    block_text,
    own_blocks,
    own_sentences,
    sentences,
)
from pipeline.validation.wording import added, excerpt, plain, spot

_BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)")
_FEW_ITEMS = 3
_REACH = 160


@dataclass(frozen=True, slots=True)
class Count:
    """A total with the parts that are listed behind it."""

    sentence: Sentence
    clause: str
    unit: str
    total: Decimal
    parts: tuple[Decimal, ...]
    ends: tuple[int, ...]
    """After how many parts the list may end: at a full stop, at 其中 inside it, and at its end."""
    closed: bool


@rule(
    "WB-04",
    "条数、个数声明与列举不符；编号跳重",
    Level.WARNING,
    basis="绩效自评须真实、准确，列举与总数一致",
    needs="写明总数并逐一列举的句子，或连续编号的标题",
)
def counts_differ_from_list(report: Report, context: Context) -> Iterator[Comparison]:
    """Parts exceed their total, a closed list misses it, or a heading's number stands twice."""
    looked = [
        *_sums(report),
        *among_sums(report),
        *parted_sums(report),
        *_rest(report),
        *_listings(report),
        *announced_points(report),
        *_numbering(report),
        *line_numbers(report),
    ]
    if looked:
        yield from looked
    else:
        yield not_applicable("没有写明总数并逐一列举的句子，也没有连续编号的标题")
    del context


def _sums(report: Report) -> Iterator[Comparison]:
    told = [
        one
        for block in own_blocks(report)
        if block.kind is not BlockKind.CELL
        for one in sentences(report, block.start, block.end)
    ]
    for index, sentence in enumerate(told):
        if "共" in sentence.text or "合计" in sentence.text:
            yield from _counted(report, told, index)


def _counted(report: Report, told: Sequence[Sentence], index: int) -> Iterator[Comparison]:
    text = _BRACKETED.sub("", told[index].text)
    for found in cues("counting", "total").finditer(text):
        following = "".join(_BRACKETED.sub("", one.text) for one in told[index + 1 : index + 4])
        rest = (text[found.end() :] + following)[:_REACH]
        count = _parts(told[index], found, rest)
        if count is not None:
            yield _summed(report, count)


def _parts(sentence: Sentence, found: re.Match[str], rest: str) -> Count | None:
    """The parts that a list behind the total gives in the same unit."""
    unit = found["u1"]
    opened = cues("counting", "opens").search(rest)
    numbers = list(re.finditer(rf"(?<![\d.])(\d[\d,]*)\s*{unit}(?![次月\d])", rest))
    if opened is None or len(numbers) < 2 or opened.start() > numbers[0].end():
        return None
    stop = cues("counting", "crossing").search(rest, opened.end())
    again = cues("counting", "total").search(rest, opened.end())
    limit = min(found.start() if found else len(rest) for found in (stop, again))
    numbers = [one for one in numbers if one.end() <= limit]
    if len(numbers) < 2:
        return None
    listed = rest[: numbers[-1].end()]
    return Count(
        sentence=sentence,
        clause=found.group() + listed,
        unit=unit,
        total=Decimal(found["n1"].replace(",", "")),
        parts=tuple(Decimal(one[1].replace(",", "")) for one in numbers),
        ends=_ends(rest, numbers),
        closed=bool(cues("counting", "closed").search(listed)),
    )


def _ends(rest: str, numbers: Sequence[re.Match[str]]) -> tuple[int, ...]:
    gaps = [rest[one.end() : other.start()] for one, other in pairwise(numbers)]
    stops = [index for index, gap in enumerate(gaps, 1) if re.search("[。；;]|其中", gap)]
    # 甲4个、乙3个、丙2个，涉及单位7个：顿号列举之后的逗号，列举已完。
    if gaps and "、" in gaps[0]:
        stops += [index for index, gap in enumerate(gaps, 1) if re.search("[，,]", gap)]
    return (*stops, len(numbers))


def _summed(report: Report, count: Count) -> Comparison:
    sums = [sum(count.parts[:size], Decimal(0)) for size in count.ends]
    calculation = f"{added(plain(part) for part in count.parts)}={plain(sums[-1])}"
    if count.total in sums:
        return passed(f"“{excerpt(count.clause, 40)}”列举与总数相符")
    if any(part >= count.total for part in count.parts):
        return pending(f"“{excerpt(count.clause, 60)}”所列不像总数的分项，请核实")
    if sums[-1] < count.total and not count.closed:
        return passed(f"“{excerpt(count.clause, 40)}”只列了一部分")
    place = count.sentence.place(report)
    projects = bool(cues("counting", "projects").search(count.clause))
    doubt = Doubt(
        fact=f"count/{count.unit}",
        message=(
            f"“{excerpt(count.clause, 120)}”（{spot(report, place)}）：总数写 {plain(count.total)}{count.unit}，"
            f"列举 {calculation}{count.unit}，相差 {plain(abs(count.total - sums[-1]))}{count.unit}。"
        ),
        places=(place,),
        level=None if projects else Level.HINT,
        expected=f"{plain(count.total)}{count.unit}",
        actual=f"{plain(sums[-1])}{count.unit}",
        difference=plain(abs(count.total - sums[-1])),
        calculation=calculation,
    )
    return fired(doubt)


def _rest(report: Report) -> Iterator[Comparison]:
    """`k of them …, the other m projects` against the number of projects that the report states."""
    totals = {
        int(next(filter(None, found.groups()))): one
        for one in own_sentences(report)
        for found in cues("counting", "project_total").finditer(one.text)
    }
    if len(totals) != 1:
        return
    (total, source), *_ = totals.items()
    for block in own_blocks(report):
        found = cues("counting", "project_rest").search(block_text(report, block))
        if found is None:
            continue
        listed = int(found["k"]) + int(found["m"])
        if listed == total:
            yield passed(f"{found['k']}个与其余 {found['m']}个项目合计 {total}个，与项目总数相符")
        else:
            yield fired(_not_all(report, total, source, found, block_place(report, block)))


def _not_all(report: Report, total: int, source: Sentence, found: re.Match[str], place: Place) -> Doubt:
    part, rest = int(found["k"]), int(found["m"])
    return Doubt(
        fact="count/项目",
        message=(
            f"“{excerpt(source.text)}”（{spot(report, source.place(report))}）称项目共 {total} 个，"
            f"“{excerpt(found.group())}”（{spot(report, place)}）列出 {part}+{rest}={part + rest} 个，"
            f"相差 {abs(total - part - rest)} 个。"
        ),
        places=(source.place(report), place),
        expected=f"{total}个",
        actual=f"{part + rest}个",
        difference=str(abs(total - part - rest)),
        calculation=f"{part}+{rest}={part + rest}",
    )


def _listings(report: Report) -> Iterator[Comparison]:
    for block in own_blocks(report):
        text = _BRACKETED.sub("", block_text(report, block))
        told = (cues("counting", key).finditer(text) for key in ("listing", "counted_listing"))
        for found in chain.from_iterable(told):
            names = _names(found["list"], found["u"])
            if names is not None:
                place = next(sentences(report, block.start, block.end)).place(report)
                yield _listed(report, found, names, place)


def _names(listed: str, unit: str) -> tuple[int, int] | None:
    """How many names a list holds at least and at most; None where it is open or not a list of names."""
    by_comma = listed.count("，") >= _FEW_ITEMS - 1 and "、" not in listed
    first = listed if by_comma else re.split(r"[，,：:]", listed)[0]
    if cues("counting", "open_end").search(first) or re.search(rf"\d\s*{unit}", first):
        return None
    pieces = re.split(r"[、，,]" if by_comma else "、", first)
    items = [one for one in pieces if one.strip() and not re.match("合计|共计|总计|共", one.strip())]
    if by_comma and not all(re.search(r"\d", one) for one in items):
        return None
    joined = 0 if by_comma else len(re.findall("以及|[和及与]", first))
    return (len(items), len(items) + joined) if len(items) >= _FEW_ITEMS else None


def _listed(report: Report, found: re.Match[str], names: tuple[int, int], place: Place) -> Comparison:
    stated = counted(found["n"])
    if names[0] <= stated <= names[1]:
        return passed(f"“{excerpt(found.group(), 40)}”列举与个数相符")
    projects = bool(
        cues("counting", "projects").search(found.string[: found.start()][-12:] + found.group()[:20])
    )
    doubt = Doubt(
        fact=f"listing/{found['u']}",
        message=(
            f"“{excerpt(found.group(), 120)}”（{spot(report, place)}）：称 {stated}{found['u']}，"
            f"逐一列出的只有 {names[0]}{found['u']}。"
            if stated > names[0]
            else f"“{excerpt(found.group(), 120)}”（{spot(report, place)}）：称 {stated}{found['u']}，"
            f"逐一列出了 {names[0]}{found['u']}。"
        ),
        places=(place,),
        level=None if projects else Level.HINT,
        expected=f"{stated}{found['u']}",
        actual=f"{names[0]}{found['u']}",
        difference=str(abs(stated - names[0])),
    )
    return fired(doubt)


def _numbering(report: Report) -> Iterator[Comparison]:
    """A number that two headings of one list carry; lists that start again are new lists."""
    by_parent: dict[tuple[str, ...], list[Section]] = {}
    for section in report.sections:
        if section.number:
            by_parent.setdefault((*section.path, _style(section.number)), []).append(section)
    for listed in by_parent.values():
        twice = [
            (one, other)
            for one, other in pairwise(listed)
            if _digits(one.number) == _digits(other.number) != "" and _digits(one.number) not in ("1", "一")
        ]
        if len(listed) < _FEW_ITEMS:
            continue
        if not twice:
            yield passed(f"“{excerpt(listed[0].title, 20)}”一级的编号没有重复")
            continue
        one, other = twice[0]
        doubt = Doubt(
            fact="number_repeated",
            message=(
                f"标题编号重复：“{excerpt(one.title, 30)}”（{spot(report, one.place)}）与"
                f"“{excerpt(other.title, 30)}”（{spot(report, other.place)}）编号同为“{other.number}”。"
            ),
            places=(one.place, other.place),
            level=Level.HINT,
            expected="编号连续、不重复",
            actual=other.number,
        )
        yield fired(doubt)


def _style(number: str) -> str:
    """The look of a number without its digits: 1. and 1、 are one style, （一） another."""
    bare = re.sub(r"[\d.．、,，\s]", "", number)
    return re.sub(r"[一二三四五六七八九十]+", "中", bare)


def _digits(number: str) -> str:
    found = re.findall(r"\d+|[一二三四五六七八九十]+", number)
    return found[-1] if found else ""
