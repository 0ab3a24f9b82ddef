"""Scores listed in one sentence of the running text, and weights printed with a category's name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Kind, Modality, Report, Value
from pipeline.validation.facts import exact, subject
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import clause_before, sentence_range
from pipeline.validation.score_tables import own_totals

_PRINTED_WEIGHT = re.compile(r"[（(]\s*(?:分值|权重|满分)?\s*[:：]?\s*(\d+(?:\.\d+)?)\s*分?\s*[）)]\s*$")
# 过程指标25分，得22分：前一个是分值。
_WEIGHT_BEFORE_SCORE = re.compile(
    r"\s*[）)]?\s*[，,、]?\s*(?:(?:实际|实)?得分?|(?:自评|评价)得(?!分))(?:为)?\s*\d"
)
# 产出与效益（效果）都在列，且不写“等”，才算列全。
_CLOSING = ("产出", "效益|效果")
_SENTENCES_AHEAD = 2


@dataclass(frozen=True, slots=True)
class ScoreList:
    """A total and the scores that its sentence lists as its parts."""

    total: Value
    parts: tuple[Value, ...]
    closed: bool


def printed_weight(name: str) -> Decimal | None:
    """The weight printed behind a category's name: 产出指标（50分）."""
    found = _PRINTED_WEIGHT.search(name)
    return Decimal(found.group(1)) if found else None


def score_lists(report: Report) -> Iterator[ScoreList]:
    """Sentences of the running text with one total and at least three scores of its parts."""
    text_totals = [value for value in own_totals(report) if value.where == "text"]
    for total in text_totals:
        start, end = _with_breakdown(report, *sentence_range(report, total.place.start))
        others = [value for value in text_totals if value is not total and start <= value.place.start < end]
        parts = [value for value in report.values if _is_part(report, value, total, start, end)]
        if others:
            continue
        if len(parts) >= 3:
            yield ScoreList(total, tuple(parts), _closed(report.document.text[start:end], parts))
        elif _execution_and_rest(report, parts):
            yield ScoreList(total, tuple(parts), closed=True)


def _with_breakdown(report: Report, start: int, end: int) -> tuple[int, int]:
    """The sentence, and the next one or two up to the one that says it lists what the total is made of."""
    follows = re.match(r"[。；]\s*其中", report.document.text[end : end + 6])
    if follows:
        return start, sentence_range(report, end + follows.end())[1]
    reach = end
    for _ in range(_SENTENCES_AHEAD):
        if not report.document.text.startswith("。", reach) or reach + 1 >= len(report.document.text):
            break
        begin, reach = sentence_range(report, reach + 1)
        if cues("score_words", "breakdown_lead").match(report.document.text[begin:reach].lstrip()):
            return start, reach
    return start, end


def _execution_and_rest(report: Report, parts: Sequence[Value]) -> bool:
    """预算执行得9.58分，上述三类指标合计87.2分: the execution score and the sum of all the others."""
    if {part.field for part in parts} != {"execution_score", "item_score"} or len(parts) != 2:
        return False
    rest = next(part for part in parts if part.field == "item_score")
    return bool(cues("score_words", "rest_in_all").search(clause_before(report, rest.place.start)))


def _is_part(report: Report, value: Value, total: Value, start: int, end: int) -> bool:
    return (
        value.kind is Kind.SCORE
        and value.field in ("item_score", "execution_score")
        and value.where == "text"
        and value.modality is Modality.ASSERTED
        and value.number is not None
        and exact(value)
        and start <= value.place.start < end
        and subject(report, value) == subject(report, total)
        and not _WEIGHT_BEFORE_SCORE.match(report.document.text, value.place.end)
    )


def _closed(sentence: str, parts: Sequence[Value]) -> bool:
    listed = all(re.search(words, sentence) for words in _CLOSING)
    open_ended = "等" in sentence.replace("等级", "").replace("等次", "").replace("一等", "").replace(
        "二等", ""
    )
    weighed = len(re.findall(r"\d\s*分[）)]", sentence)) >= len(parts)
    return (listed or weighed) and not open_ended and len({part.place.start for part in parts}) == len(parts)
