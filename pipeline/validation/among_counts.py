"""Counts listed behind 其中: the parts of a total that miss it by what looks like one slip of the pen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import BlockKind, Level, Report
from pipeline.validation.base import Comparison, Doubt, fired, passed
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence, own_blocks, sentences
from pipeline.validation.slips import one_slip, swapped
from pipeline.validation.wording import added, excerpt, plain, spot

_SMALLEST_TOTAL = 100
_SHARE_MISSED = Decimal("0.1")
_FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Among:
    """A total, and the parts in the same unit that follow its 其中."""

    clause: str
    unit: str
    total: Decimal
    parts: tuple[Decimal, ...]
    apart: bool
    """Whether nobody can be in two of the parts (公务员、事业人员、工勤人员)."""


def among_sums(report: Report) -> Iterator[Comparison]:
    """Lists behind 其中, held against the total directly before it (T0)."""
    for block in own_blocks(report):
        if block.kind is BlockKind.CELL:
            continue
        told = list(sentences(report, block.start, block.end))
        for index, sentence in enumerate(told):
            text = sentence.text + _continued(told[index + 1 : index + 2])
            for one in amongst(text):
                # 写明“共”的，列全的、超出的由上一层核对；没有写明列全而少了的，看是不是笔误。
                short = sum(one.parts) < one.total and not cues("counting", "closed").search(one.clause)
                if short or not cues("counting", "total").search(text):
                    yield _held(report, sentence, one)


def _continued(following: Sequence[Sentence]) -> str:
    """The next sentence, where it takes the total of this one apart: …；其中…."""
    return "".join(one.text for one in following if one.text.startswith("其中"))


def amongst(text: str) -> Iterator[Among]:
    """The lists of a sentence: parallel parts in the total's unit, none of them of another kind."""
    for found in cues("counting", "among_total").finditer(text):
        unit = found["u"]
        if cues("counting", "among_not_counts").search(unit):
            continue
        part = rf"\s*([^\d，,、；;。：:（）()]{{1,14}})(\d[\d,]*(?:\.\d+)?)\s*{re.escape(unit)}"
        listed = re.match(rf"{part}(?:(?:[、，,；;]|和|以及){part})+", text[found.end() :])
        if listed is None:
            continue
        total = Decimal(found["n"].replace(",", ""))
        run = _own_run(listed.group(), part, total)
        pieces, rest = re.findall(part, run), text[found.end() + len(run) :]
        if len(pieces) >= _FEWEST_PARTS and not _open(pieces, rest):
            parts = tuple(Decimal(number.replace(",", "")) for _, number in pieces)
            apart = all(cues("counting", "among_apart").search(label) for label, _ in pieces)
            yield Among(found.group() + run, unit, total, parts, apart)


def _own_run(listed: str, part: str, total: Decimal) -> str:
    """The parts up to the first ；, where all of them together are too many: 甲15人、乙22人；退休人员31人."""
    head = re.split("[；;]", listed)[0]
    numbers = [Decimal(number.replace(",", "")) for _, number in re.findall(part, listed)]
    return head if "、" in head and sum(numbers) > total else listed


def _open(pieces: list[tuple[str, str]], rest: str) -> bool:
    """Whether the list goes on, or a part is a state or a comparison and not a share of the total."""
    crossing = any(
        cues("counting", key).search(label) for label, _ in pieces for key in ("crossing", "among_overlap")
    )
    return crossing or bool(cues("counting", "among_goes_on").search(rest)) or rest[:1] not in "，,。；;"


def _held(report: Report, sentence: Sentence, among: Among) -> Comparison:
    added_up = sum(among.parts, Decimal(0))
    gap = abs(among.total - added_up)
    if gap == 0:
        return passed(f"“{excerpt(among.clause, 40)}”列举与总数相符")
    too_many = among.apart and added_up > among.total
    if not too_many and not _one_slip(among, added_up):
        return passed(f"“{excerpt(among.clause, 40)}”没有写明列全")
    place = sentence.place(report)
    calculation = f"{added(plain(part) for part in among.parts)}={plain(added_up)}"
    return fired(
        Doubt(
            fact=f"count_among/{among.unit}",
            message=(
                f"“{excerpt(among.clause, 120)}”（{spot(report, place)}）：总数写 {plain(among.total)}{among.unit}，"
                f"其中各项 {calculation}{among.unit}，相差 {plain(gap)}{among.unit}，"
                + (
                    "各项互不交叉，之和不应超过总数。"
                    if too_many
                    else "改动一处数字即可相符，疑为笔误，请核实。"
                )
            ),
            places=(place,),
            level=Level.HINT,
            expected=f"{plain(among.total)}{among.unit}",
            actual=f"{plain(added_up)}{among.unit}",
            difference=plain(gap),
            calculation=calculation,
        )
    )


def _one_slip(among: Among, added_up: Decimal) -> bool:
    """Whether one digit or a swap explains the gap, reckoned in the finest decimals written."""
    figures = (among.total, *among.parts)
    finest = min(Decimal(1).scaleb(min(0, int(one.as_tuple().exponent))) for one in figures)
    total, parts = int(among.total / finest), [int(part / finest) for part in among.parts]
    near = abs(among.total - added_up) <= among.total * _SHARE_MISSED
    large = total >= _SMALLEST_TOTAL and near and one_slip(total, parts)
    return large or (len(parts) > _FEWEST_PARTS and swapped(str(total), str(sum(parts))))
