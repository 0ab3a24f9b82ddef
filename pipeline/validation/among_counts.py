"""Counts listed behind 其中: the parts of a total that miss it by what looks like one slip of the pen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import BlockKind, Level, Report
from pipeline.validation.base import Comparison, Doubt, fired, passed
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence, own_blocks, sentences
from pipeline.validation.wording import added, excerpt, plain, spot

_SMALLEST_TOTAL = 100
_SHARE_MISSED = Decimal("0.1")
_FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Among:
    """A total, and the parts in the same unit that follow its 其中."""

    clause: str
    unit: str
    total: int
    parts: tuple[int, ...]


def among_sums(report: Report) -> Iterator[Comparison]:
    """Lists behind 其中, held against the total directly before it (T0)."""
    for block in own_blocks(report):
        if block.kind is BlockKind.CELL:
            continue
        told = list(sentences(report, block.start, block.end))
        for index, sentence in enumerate(told):
            text = sentence.text + _continued(told[index + 1 : index + 2])
            if not cues("counting", "total").search(text):
                yield from (_held(report, sentence, one) for one in amongst(text))


def _continued(following: Sequence[Sentence]) -> str:
    """The next sentence, where it takes the total of this one apart: …；其中…."""
    return "".join(one.text for one in following if one.text.startswith("其中"))


def amongst(text: str) -> Iterator[Among]:
    """The lists of a sentence: parallel parts in the total's unit, none of them of another kind."""
    for found in cues("counting", "among_total").finditer(text):
        unit = found["u"]
        if cues("counting", "among_not_counts").search(unit):
            continue
        part = rf"\s*([^\d，,、；;。：:（）()]{{1,14}})(\d[\d,]*)\s*{re.escape(unit)}"
        listed = re.match(rf"{part}(?:(?:[、，,；;]|和|以及){part})+", text[found.end() :])
        if listed is None:
            continue
        pieces = re.findall(part, listed.group())
        rest = text[found.end() + listed.end() :]
        if len(pieces) >= _FEWEST_PARTS and not _open(pieces, rest):
            parts = tuple(int(number.replace(",", "")) for _, number in pieces)
            yield Among(found.group() + listed.group(), unit, int(found["n"].replace(",", "")), parts)


def _open(pieces: list[tuple[str, str]], rest: str) -> bool:
    """Whether the list goes on, or a part is a state or a comparison and not a share of the total."""
    crossing = any(
        cues("counting", key).search(label) for label, _ in pieces for key in ("crossing", "among_overlap")
    )
    return crossing or bool(cues("counting", "among_goes_on").search(rest)) or rest[:1] not in "，,。；;"


def one_slip(total: int, parts: tuple[int, ...]) -> bool:
    """Whether one digit, or two that changed places, in the total or in one part explains the difference."""
    gap = total - sum(parts)
    wanted = [(total, total - gap), *((part, part + gap) for part in parts)]
    return any(right > 0 and _slip(str(wrong), str(right)) for wrong, right in wanted)


def _slip(wrong: str, right: str) -> bool:
    if len(wrong) != len(right):
        return False
    places = [index for index, (one, other) in enumerate(zip(wrong, right, strict=True)) if one != other]
    swapped = len(places) == 2 and sorted(wrong) == sorted(right)
    return len(places) == 1 or swapped


def _held(report: Report, sentence: Sentence, among: Among) -> Comparison:
    added_up = sum(among.parts)
    gap = abs(among.total - added_up)
    if gap == 0:
        return passed(f"“{excerpt(among.clause, 40)}”列举与总数相符")
    large = among.total >= _SMALLEST_TOTAL and gap <= among.total * _SHARE_MISSED
    if not large or not one_slip(among.total, among.parts):
        return passed(f"“{excerpt(among.clause, 40)}”没有写明列全")
    place = sentence.place(report)
    calculation = f"{added(plain(Decimal(part)) for part in among.parts)}={added_up}"
    return fired(
        Doubt(
            fact=f"count_among/{among.unit}",
            message=(
                f"“{excerpt(among.clause, 120)}”（{spot(report, place)}）：总数写 {among.total}{among.unit}，"
                f"其中各项 {calculation}{among.unit}，相差 {gap}{among.unit}，"
                f"改动一个数字即可相符，疑为笔误，请核实。"
            ),
            places=(place,),
            level=Level.HINT,
            expected=f"{among.total}{among.unit}",
            actual=f"{added_up}{among.unit}",
            difference=str(gap),
            calculation=calculation,
        )
    )
