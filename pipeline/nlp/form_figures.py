"""Figures run together without separators, split where arithmetic leaves exactly one reading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.nlp.form_lexicon import MONEY_COLUMNS, form_words

_MARKS = "-—－/"
_PLAIN = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_POINTS = re.compile(r"(?:100|[1-9]\d?|0)(?:\.\d{1,2})?")
_TELLING = 3  # an amount this long, printed twice in a row, is no accident even without a rate

_LONGEST = 64  # figures of one row; past that the cuts grow beyond counting

Cut = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Points:
    """One way to read a weight, a score and a reason out of a row's tail: their ranges in the tail."""

    weight: Cut
    score: Cut
    reason: Cut
    weight_number: Decimal
    score_number: Decimal


def split_funds(text: str, fields: Sequence[str]) -> dict[str, Cut] | None:
    """The only reading of a fund row's figures under its heads, by field; None when none or several fit."""
    if len(text) > _LONGEST:
        return None
    money = [field for field in fields if field in MONEY_COLUMNS]
    rated = [field for field in fields if field in (*MONEY_COLUMNS, "rate")]
    for wanted in dict.fromkeys((tuple(fields), tuple(rated), tuple(money))):
        readings = [reading for reading in _readings(text, wanted, 0) if _consistent(text, wanted, reading)]
        if readings:
            return _only(text, wanted, readings)
    return None


def split_points(text: str, ratio: Decimal | None) -> list[Points]:
    """The ways to read weight, score and reason out of the end of an indicator row (15159月…)."""
    found = []
    for weight in _prefixes(text, 0, _POINTS):
        for score in _prefixes(text, weight[1], _POINTS):
            reason = text[score[1] :]
            w, s = Decimal(text[slice(*weight)]), Decimal(text[slice(*score)])
            if s > w or w == 0 or not _is_reason(reason):
                continue
            found.append(Points(weight, score, (score[1], len(text)), w, s))
    if ratio is None or len(found) < 2:
        return found
    fitting = [points for points in found if _proportional(points, ratio)]
    return fitting or found


def split_total(text: str, full: Decimal) -> tuple[Cut, Cut] | None:
    """Full marks and total score of a total row, the full marks being known: 10099.33."""
    written = f"{full.normalize():f}"
    rest = text.removeprefix(written)
    if rest == text or not _PLAIN.fullmatch(rest) or Decimal(rest) > full:
        return None
    return (0, len(written)), (len(written), len(text))


def _readings(text: str, fields: Sequence[str], start: int) -> Iterator[tuple[Cut, ...]]:
    if not fields:
        if start == len(text):
            yield ()
        return
    for cut in _cells(text, start, fields[0]):
        for rest in _readings(text, fields[1:], cut[1]):
            yield (cut, *rest)


def _cells(text: str, start: int, field: str) -> Iterator[Cut]:
    if start < len(text) and text[start] in _MARKS:
        yield start, start + 1
        return
    if field in ("weight", "score"):
        yield from _prefixes(text, start, _POINTS)
        return
    percent = field == "rate" and "%" in text
    for cut in _prefixes(text, start, _PLAIN, _GROUPED):
        if percent and text[cut[1] : cut[1] + 1] == "%":
            yield cut[0], cut[1] + 1
        elif not percent:
            yield cut


def _prefixes(text: str, start: int, *patterns: re.Pattern[str]) -> Iterator[Cut]:
    """Every beginning of `text[start:]` that is a whole number of its own."""
    limit = re.match(r"[\d.,]{0,15}", text[start:])
    for end in range(start + 1, start + (limit.end() if limit else 0) + 1):
        piece = text[start:end]
        decimals = len(piece.partition(".")[2])
        if decimals <= form_words().glued_decimals and any(pattern.fullmatch(piece) for pattern in patterns):
            yield start, end


def _numbers(text: str, fields: Sequence[str], cuts: Sequence[Cut]) -> dict[str, Decimal]:
    pieces = {
        field: text[slice(*cut)].rstrip("%").replace(",", "") for field, cut in zip(fields, cuts, strict=True)
    }
    return {field: Decimal(piece) for field, piece in pieces.items() if piece not in _MARKS}


def _consistent(text: str, fields: Sequence[str], cuts: Sequence[Cut]) -> bool:
    numbers = _numbers(text, fields, cuts)
    if "score" in numbers and "weight" in numbers and numbers["score"] > numbers["weight"]:
        return False
    if "rate" not in numbers or "spent" not in numbers:
        return True
    budgets = [numbers[field] for field in ("budget_full", "budget_initial") if numbers.get(field)]
    if not budgets:
        return numbers["spent"] == 0
    if (numbers["rate"] == 0) != (numbers["spent"] == 0):
        return False  # 0 % of a huge budget would bear out too many cuts
    rate, ulp = numbers["rate"], _ulp(numbers["rate"])
    return any(-ulp / 2 <= numbers["spent"] / budget * 100 - rate < ulp for budget in budgets)


def _only(text: str, fields: Sequence[str], readings: Sequence[tuple[Cut, ...]]) -> dict[str, Cut] | None:
    """The one reading left after the preferences: amounts repeated, then the same decimals beside a rate."""
    rated = "rate" in fields and "%" in text
    repeated = [cuts for cuts in readings if _repeats(text, fields, cuts, 1 if rated else _TELLING)]
    if repeated:
        readings = repeated
    elif not rated and (len(readings) > 1 or _bare_rate(text, fields, readings[0])):
        return None  # nothing bears the cut out
    if len(readings) > 1:
        readings = [cuts for cuts in readings if _even(text, fields, cuts)]
    if len(readings) != 1:
        return None
    return dict(zip(fields, readings[0], strict=True))


def _bare_rate(text: str, fields: Sequence[str], cuts: Sequence[Cut]) -> bool:
    return any(
        field == "rate" and text[slice(*cut)] not in (*_MARKS, "0")
        for field, cut in zip(fields, cuts, strict=True)
    )


def _repeats(text: str, fields: Sequence[str], cuts: Sequence[Cut], length: int) -> bool:
    amounts = [text[slice(*cut)] for field, cut in zip(fields, cuts, strict=True) if field in MONEY_COLUMNS]
    return any(left == right and len(left) >= length for left, right in pairwise(amounts))


def _even(text: str, fields: Sequence[str], cuts: Sequence[Cut]) -> bool:
    amounts = [text[slice(*cut)] for field, cut in zip(fields, cuts, strict=True) if field in MONEY_COLUMNS]
    return len({len(amount.partition(".")[2]) for amount in amounts if amount not in _MARKS}) <= 1


def _is_reason(text: str) -> bool:
    text = text.strip()
    if re.match(r"\d+\.\d", text):
        return False
    return not text or (
        text[0] not in ".%,，。、月日分" and not re.fullmatch(r"[\d.,]+", text) and len(text) > 1
    )


def _proportional(points: Points, ratio: Decimal) -> bool:
    expected = points.weight_number * min(ratio, Decimal(1))
    ulp = _ulp(points.score_number)
    return -ulp / 2 <= expected - points.score_number < ulp


def _ulp(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
