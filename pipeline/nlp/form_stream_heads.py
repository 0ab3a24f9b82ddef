"""The heads of a form whose cells follow one another: a run of head words, and where its block ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.nlp.form_lexicon import LEVELS, MONEY_COLUMNS, column_of, fund_role, is_title
from pipeline.nlp.form_tokens import Range, Token

HEADS = 4
"""So many head words in a row are the heads of a form."""

_LEAST = 3
_BUDGETS = ("budget_initial", "budget_full")


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a block in the order of its cells, each with its place, and the token after them."""

    fields: tuple[str, ...] = ()
    places: tuple[Range, ...] = ()
    after: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields with a name of its own for each column: two may be left unread (备注, 上年实际值)."""
        first = {field: at for at, field in reversed(tuple(enumerate(self.fields)))}
        return tuple(field if first[field] == at else f"{field} {at}" for at, field in enumerate(self.fields))

    @property
    def whole(self) -> bool:
        """Whether they are the heads of a form; three are enough for 预算数、执行数、执行率."""
        money = sum(field in MONEY_COLUMNS for field in self.fields)
        return len(self.fields) >= HEADS or (money >= 2 and "rate" in self.fields)


def field_of(key: str) -> str:
    """The field of a column's own name."""
    return key.partition(" ")[0]


def heads_at(tokens: Sequence[Token], at: int) -> Heads:
    """The columns that a run of head cells names, none unless they are the heads of a form."""
    named: list[tuple[str, Range]] = []
    position = at
    for position in range(at, len(tokens) + 1):
        token = tokens[position] if position < len(tokens) else None
        if token is not None and named and not token.text:
            continue
        field = column_of(token.text) if token is not None else None
        if field == "level3" and [known for known, _ in named][:1] == ["level3"]:
            del named[0]  # 绩效指标, the block's name
        if field == "weight" and any(known == "weight" for known, _ in named):
            return Heads(after=_run_end(tokens, position))  # a weight beside each level: rows cannot be told
        if token is None or field is None or field == "project" or _repeats(field, named):
            break
        if field == "budget" and len(named) >= _LEAST and fund_role(token.text) == "total":
            break  # 资金总额 behind the heads names the first row
        named.append((field, token.place))
    named = _one_layer(_with_budgets(named))
    fields = tuple(field for field, _ in named)
    heads = Heads(fields, tuple(place for _, place in named), position)
    return heads if _is_form(fields) and heads.whole else Heads(after=at + 1)


def _run_end(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and (not tokens[at].text or column_of(tokens[at].text) is not None):
        at += 1
    return at


def block_end(tokens: Sequence[Token], body: int) -> int:
    """The token at which a block ends: the next heads, a title, the end."""
    for at in range(body, len(tokens)):
        if heads_at(tokens, at).whole or is_title(tokens[at].text):
            return at
    return len(tokens)


def _is_form(fields: Sequence[str]) -> bool:
    money = sum(field in MONEY_COLUMNS for field in fields)
    named = "level3" in fields and bool({"level1", "level2", "target"} & set(fields))
    indicators = named and ({"weight", "score"} & set(fields) or {"target", "actual"} <= set(fields))
    return bool(indicators) or (money >= 2 and not set(fields) & set(LEVELS))


def _with_budgets(named: list[tuple[str, Range]]) -> list[tuple[str, Range]]:
    """What a plain 预算数 means among these heads: the block's name, the initial budget or the only one."""
    fields = [field for field, _ in named]
    if "budget" not in fields:
        return named
    both = all(field in fields for field in _BUDGETS)
    block = both or ("budget_initial" in fields and fields.index("budget") < fields.index("budget_initial"))
    if block:  # 年度预算数（万元） over 年初预算、调整后预算数
        return [(field, place) for field, place in named if field != "budget"]
    meant = "budget_initial" if "budget_full" in fields else "budget_full"
    return [(meant if field == "budget" else field, place) for field, place in named]


def _repeats(field: str, named: Sequence[tuple[str, Range]]) -> bool:
    """Whether a head was there before; 指标值 may come again under 年度指标值, which has 性质 and 单位 beside it."""
    fields = [known for known, _ in named]
    if field in ("ignored", "standard", "other_score") or field not in fields:
        return False
    return not (field == "target" and fields.count("target") == 1 and "operator" in fields)


def _one_layer(named: list[tuple[str, Range]]) -> list[tuple[str, Range]]:
    """Heads of two layers in the order of the cells: the levels and what divides 年度指标值 stand below the rest."""
    fields = [field for field, _ in named]
    level = next((at for at, field in enumerate(fields) if field in LEVELS), 0)
    above, below = named[:level], named[level:]
    if not {"weight", "score", "actual"} & set(fields[:level]):
        return named
    divided = any(field == "target" for field, _ in below)
    return [*below, *(entry for entry in above if not (divided and entry[0] == "target"))]
