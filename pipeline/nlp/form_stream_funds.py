"""Fund rows of a form whose cells follow one another: figures put under the heads in their order."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.nlp.form_cells import cell_number
from pipeline.nlp.form_lexicon import (
    FUND_COLUMNS,
    LEVELS,
    MONEY_COLUMNS,
    column_of,
    form_words,
    fund_role,
)
from pipeline.nlp.form_stream_heads import Heads, field_of
from pipeline.nlp.form_tokens import Range, Token, is_figure

_COUNTED = (*FUND_COLUMNS, "adjustment")
_FIGURED = (*_COUNTED, "ignored", "other_score")
_PRINTED = 12
"""No printed row name is longer."""
_ROUNDED = Decimal("0.5")  # a printed rate may be rounded to whole percents


def stream_funds(tokens: Sequence[Token], heads: Heads, stop: int) -> tuple[list[list[Range]], list[float]]:
    """The rows by source or use whose figures can stand under the heads in one way."""
    wanted = [key for key in heads.keys if field_of(key) in _FIGURED]
    rows: list[list[Range]] = []
    at = heads.after
    while at < stop and column_of(tokens[at].text) not in LEVELS:
        label, at = tokens[at], at + 1
        figures: list[Token] = []
        while at < stop and (not tokens[at].text or is_figure(tokens[at])):
            figures.append(tokens[at])
            at += 1
        cells = _placed(figures, wanted) if fund_role(label.text) is not None else {}
        if not cells:
            if rows and _is_blank_row(label, figures):
                rows.append([label.place, *((label.end, label.end) for _ in heads.fields)])
            continue
        end = figures[-1].end
        rows.append([label.place, *(cells.get(key, (end, end)) for key in heads.keys)])
    return rows, [form_words().glued_confidence] * len(rows)


def _is_blank_row(label: Token, figures: Sequence[Token]) -> bool:
    """Whether a label without figures is a row left blank: 上年结转资金, 其他资金 as the form prints them."""
    if any(cell_number(token.text) is not None for token in figures):
        return False
    return fund_role(label.text) in ("carryover", "other") and len(label.text) <= _PRINTED


def _placed(figures: Sequence[Token], wanted: Sequence[str]) -> dict[str, Range]:
    """The cells on which all ways to place the figures agree; none without a budget or a spent amount."""
    if len(figures) == len(wanted):
        return {field: token.place for field, token in zip(wanted, figures, strict=True)}
    stated = [token for token in figures if token.text]
    if not stated or len(stated) > len(wanted):
        return {}
    ways = [way for way in _ways(stated, wanted) if _is_plausible(way, wanted)]
    ways = [way for way in ways if _is_rated(way)] or ways
    most = max((sum(field in _COUNTED for field in way) for way in ways), default=0)
    ways = [way for way in ways if sum(field in _COUNTED for field in way) == most]
    agreed = {
        field: token.place
        for field, token in (ways[0].items() if ways else ())
        if all(way.get(field) is token for way in ways)
    }
    money = [field for field in MONEY_COLUMNS if field in wanted]
    return agreed if all(field in agreed for field in money) else {}


def _ways(stated: Sequence[Token], wanted: Sequence[str]) -> Iterator[dict[str, Token]]:
    for chosen in combinations(range(len(wanted)), len(stated)):
        yield {wanted[at]: token for at, token in zip(chosen, stated, strict=True)}


def _is_plausible(way: Mapping[str, Token], wanted: Sequence[str]) -> bool:
    """Whether every figure suits its head; amounts are never left out, rates bear them out."""
    figures = {field: cell_number(token.text) for field, token in way.items()}
    if any(field in MONEY_COLUMNS and field not in way for field in wanted):
        return False
    for field, found in figures.items():
        percent = found is not None and found[1] == "%"
        if percent != (field == "rate") and (percent or (field == "rate" and found is not None)):
            return False
        if field in MONEY_COLUMNS and found is None:
            return False
    return _bears_out(figures)


def _is_rated(way: Mapping[str, Token]) -> bool:
    return "rate" in way and cell_number(way["rate"].text) is not None


def _bears_out(figures: Mapping[str, tuple[Decimal, str, int] | None]) -> bool:
    numbers = {field: found[0] for field, found in figures.items() if found is not None}
    if numbers.get("score", Decimal(0)) > numbers.get("weight", Decimal(100)):
        return False
    if "rate" not in numbers or "spent" not in numbers:
        return True
    budgets = [numbers[field] for field in ("budget_full", "budget_initial") if numbers.get(field)]
    if not budgets:
        return True
    return any(abs(numbers["spent"] / budget * 100 - numbers["rate"]) <= _ROUNDED for budget in budgets)
