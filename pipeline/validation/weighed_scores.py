"""Scores told beside their weights in the running text: （一）投入（10分）。得9分，扣1分，得分率90% (分值与得分)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import BlockKind, Place, Report, block_at, place_of
from pipeline.validation.facts import of_another_object
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import own_blocks
from pipeline.validation.remembering import remembered
from pipeline.validation.score_tables import own_totals
from pipeline.validation.table_reading import plain_figure
from pipeline.validation.tolerance import Figure

_N = r"\d{1,3}(?:\.\d+)?"
_NUMBER = r"[（(]?(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]"
_WEIGHT = rf"(?:分值|权重|满分|标准分|共|计)?[:：为]?(?P<weight>{_N})分"
# “满意度10分，自评得分90.8分”的后一个是总分：前面带“自评”的只认“自评得9分”。
_EARNED = rf"(?:(?:实际|实|共)?得分?|(?:自评|评价)得(?!分))(?:为|是|[:：])?(?P<score>{_N})分"
_REST = (
    rf"(?:[，,、；（(](?:共|合计)?扣(?:减|除|掉|分)?(?:为)?(?P<lost>{_N})分)?[）)]?"
    rf"(?:[，,、；（(]得分率(?:为|是|达)?(?P<rate>{_N})[%％])?"
)
# （一）投入（10分）。得9分：标题后一两句之内写得分。
_HEADED = re.compile(
    rf"^\s*{_NUMBER}\s*(?P<name>[^（(。；;，,\d]{{2,20}}?)\s*[（(]{_WEIGHT}[）)][。：:，,\s]*{_EARNED}{_REST}"
)
# 过程指标25分，得22.35分，得分率89.40%
_INLINE = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,16}}?)[（(，,]?{_WEIGHT}[）)]?[，,、]?{_EARNED}{_REST}")
_FEWEST = 3
_LONGEST_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class WeighedScore:
    """One item with its weight and score as written, the points deducted and the score rate where stated."""

    name: str
    number: str
    weight: Figure
    score: Figure
    lost: Figure | None
    rate: Figure | None
    place: Place
    at: int
    """Where the weight's digits stand in the file's text."""


@dataclass(frozen=True, slots=True)
class ScoredParts:
    """The items that together make up the whole score: headed sections in a row, or one sentence's list."""

    items: tuple[WeighedScore, ...]

    @property
    def weight(self) -> Decimal:
        """All weights together."""
        return sum((one.weight.number for one in self.items), Decimal(0))

    @property
    def score(self) -> Decimal:
        """All scores together."""
        return sum((one.score.number for one in self.items), Decimal(0))


@remembered
def weighed_scores(report: Report) -> Iterator[WeighedScore]:
    """Every item of the running text that is told with its weight and its score."""
    for block in own_blocks(report):
        if block.kind is BlockKind.CELL or block.end - block.start > _LONGEST_BLOCK:
            continue
        text = report.document.text[block.start : block.end].replace("\n", " ")
        if "分" not in text or "得" not in text or _of_others(report, text):
            continue
        headed = _HEADED.match(text)
        if headed:
            yield from _read(report, headed, block.start, headed["number"])
        for found in _INLINE.finditer(text, headed.end() if headed else 0):
            if _names_an_item(found):
                yield from _read(report, found, block.start, "")


def _names_an_item(found: re.Match[str]) -> bool:
    """Whether the first number is a weight: so called, or behind an item's name and no verb of scoring."""
    called = re.search("分值|权重|满分|标准分", found.group()[: found.start("weight") - found.start()])
    name = found["name"]
    return bool(cues("score_words", "item_name").search(name) or called) and not cues(
        "score_words", "no_item"
    ).search(name)


def _of_others(report: Report, text: str) -> bool:
    """Another judge's or another year's scores, or the standard by which points are given."""
    return bool(cues("score_words", "not_own_scores").search(text)) or of_another_object(report, text)


def _read(report: Report, found: re.Match[str], start: int, number: str) -> Iterator[WeighedScore]:
    weight, score = plain_figure(found["weight"]), plain_figure(found["score"])
    if weight is None or score is None or not weight.number:
        return
    yield WeighedScore(
        name=cues("score_words", "name_lead").sub("", found["name"]).strip(),
        number=number,
        weight=weight,
        score=score,
        lost=plain_figure(found["lost"] or ""),
        rate=plain_figure(found["rate"] or ""),
        place=place_of(report.document, start + found.start(), start + found.end()),
        at=start + found.start("weight"),
    )


def scored_parts(report: Report) -> Iterator[ScoredParts]:
    """Complete sets of items: numbered sections one after the other that name output and effect."""
    yield from _in_one_paragraph(report)
    run: list[WeighedScore] = []
    for item in (*(one for one in weighed_scores(report) if one.number), None):
        if item is not None and _goes_on(run, item):
            run.append(item)
            continue
        if _complete(run):
            yield ScoredParts(tuple(run))
        run = [item] if item is not None else []


def _in_one_paragraph(report: Report) -> Iterator[ScoredParts]:
    """投入（20分）得20分，过程（20分）得19分，产出…，效果…: the items of one paragraph, output and effect among them."""
    told: dict[int, list[WeighedScore]] = {}
    for item in weighed_scores(report):
        block = block_at(report.document, item.at)
        if not item.number and block is not None:
            told.setdefault(block.start, []).append(item)
    for items in told.values():
        if len(items) >= _FEWEST and _names_both_ends(items):
            yield ScoredParts(tuple(items))


def _names_both_ends(items: Sequence[WeighedScore]) -> bool:
    names = "，".join(one.name for one in items)
    return "产出" in names and bool(re.search("效益|效果", names))


def _goes_on(run: Sequence[WeighedScore], item: WeighedScore) -> bool:
    return not run or _ordinal(item.number) == _ordinal(run[-1].number) + 1


def _ordinal(number: str) -> int:
    return int(number) if number.isdigit() else "一二三四五六七八九十".find(number) + 1


def _complete(run: Sequence[WeighedScore]) -> bool:
    first = bool(run) and _ordinal(run[0].number) == 1
    return first and len(run) >= _FEWEST and _names_both_ends(run)


def sole_total(report: Report) -> Decimal | None:
    """The one total score that the report states, in text or table; None where there are several."""
    totals = {value.number for value in own_totals(report)}
    return next(iter(totals)) if len(totals) == 1 and len(report.projects) <= 1 else None
