"""Counts taken apart by batches, phases or other classes that leave nothing out (分批、分类的个数)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import BlockKind, Level, Report
from pipeline.validation.base import Comparison, Doubt, fired, passed
from pipeline.validation.lexicon import cues, mapping
from pipeline.validation.prose import Sentence, own_blocks, sentences
from pipeline.validation.wording import excerpt, spot

_COUNT = re.compile(r"(?<![\d.,〔第])(\d[\d,]*)\s*(个[\u4e00-\u9fff]{1,3}|[\u4e00-\u9fff]{1,2})")
_MOST_PIECES = 12


@dataclass(frozen=True, slots=True)
class _Parted:
    """One unit's total and its parts, class by class."""

    unit: str
    total: int
    parts: tuple[int, ...]


def parted_sums(report: Report) -> Iterator[Comparison]:
    """共涉及9个乡镇46个村，其中一批5个乡镇28个村，二批4个乡镇18个村: unit by unit, exactly (T0)."""
    for block in own_blocks(report):
        if block.kind is BlockKind.CELL:
            continue
        for sentence in sentences(report, block.start, block.end):
            if "其中" in sentence.text:
                yield from (_held(report, sentence, one) for one in parted(sentence.text))


def parted(text: str) -> list[_Parted]:
    """The totals directly before 其中 with their parts, where the pieces behind it name all classes."""
    before, _, behind = text.partition("其中")
    totals = _counts(re.split(r"[。；;：:，,]", before.rstrip("，,：: "))[-1])
    pieces = [one for one in re.split(r"[，,；;、。]", behind.lstrip("：: ")) if one.strip()][:_MOST_PIECES]
    chosen = _classes(pieces)
    if not totals or len(chosen) < 2 or cues("counting", "crossing").search(behind):
        return []
    found = []
    for unit, total in totals.items():
        parts = [_counts(piece).get(unit) for piece in chosen]
        if all(part is not None for part in parts):
            found.append(_Parted(unit, total, tuple(part for part in parts if part is not None)))
    return found


def _counts(words: str) -> dict[str, int]:
    """Every counted thing of a clause once; one counted twice says nothing."""
    found = [(unit, int(number.replace(",", ""))) for number, unit in _COUNT.findall(words)]
    units = [unit for unit, _ in found]
    plain = {unit: number for unit, number in found if units.count(unit) == 1}
    return {unit: n for unit, n in plain.items() if not cues("counting", "among_not_counts").search(unit)}


def _classes(pieces: list[str]) -> list[str]:
    """The pieces that begin with the classes of one division, each once; [] where a class is missing."""
    for classes in mapping("counting", "divisions").values():
        numbered = [
            next((n for n, name in enumerate(classes) if re.match(name, piece.strip())), -1)
            for piece in pieces
        ]
        named = [n for n in numbered if n >= 0]
        if named == list(range(len(named))) and len(named) >= 2 and -1 not in numbered:
            return pieces
    return []


def _held(report: Report, sentence: Sentence, one: _Parted) -> Comparison:
    calculation = f"{'+'.join(map(str, one.parts))}={sum(one.parts)}"
    if sum(one.parts) == one.total:
        return passed(f"“{excerpt(sentence.text, 40)}”各类之和与总数相符")
    place = sentence.place(report)
    gap = abs(one.total - sum(one.parts))
    return fired(
        Doubt(
            fact=f"count_parted/{one.unit}",
            message=(
                f"“{excerpt(sentence.text, 120)}”（{spot(report, place)}）：总数写 {one.total}{one.unit}，"
                f"分项 {calculation}{one.unit}，相差 {gap}{one.unit}。"
            ),
            places=(place,),
            level=Level.HINT,
            expected=f"{one.total}{one.unit}",
            actual=f"{sum(one.parts)}{one.unit}",
            difference=str(gap),
            calculation=calculation,
        )
    )
