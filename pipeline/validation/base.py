"""The rule machinery: a rule is a registered pure function that yields comparisons (规则与检查)."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.model import Batch, Check, Level, Outcome, Pair, Place, Report, RuleInfo
from pipeline.settings import Settings, config_root

logger = logging.getLogger(__name__)

# The catalogue's groups, by the letters that a rule's number begins with.
GROUPS = {
    "ZJ": "资金",
    "ZX": "执行率",
    "DF": "得分",
    "DJ": "等级",
    "ZB": "指标",
    "WB": "文字与表格",
    "NF": "年份与名称",
    "WZ": "完整性与模板",
    "LT": "雷同与套话",
    "MD": "逻辑矛盾",
    "BD": "外部比对",
}

# 触发 > 待核 > 通过 > 不适用: what one report's check says when its comparisons differ.
_PRECEDENCE = (Outcome.FIRED, Outcome.PENDING, Outcome.PASSED)
_GRAVITY = (Level.HINT, Level.WARNING, Level.ERROR)


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at besides its report: the batch, what reports share, the settings."""

    batch: Batch
    pairs: tuple[Pair, ...]
    settings: Settings
    profile: str = "general"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Everything of a finding that only the rule knows; `fact` names what it is about, without figures."""

    fact: str
    message: str
    places: tuple[Place, ...]
    level: Level | None = None
    """Level after guards; None = the rule's own. A graver one than the rule's own is not accepted."""
    expected: str | None = None
    actual: str | None = None
    difference: str | None = None
    tolerance: str | None = None
    calculation: str | None = None
    suspect: str | None = None
    affects_conclusion: bool = False
    project: str | None = None
    roots: frozenset[str] = frozenset()
    """Root causes (G13): a rule that silences another swallows its doubts of the same root."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that a rule looked at: the outcome, why, the ids of the values, and the doubt if it fired.

    A fired comparison without a doubt says that the finding stands elsewhere (with another rule or report).
    """

    outcome: Outcome
    why: str
    values: tuple[str, ...] = ()
    doubt: Doubt | None = None


RuleFunction = Callable[[Report, Context], Iterable[Comparison]]


@dataclass(frozen=True, slots=True)
class Absence:
    """A doubt about a report that is not there: whose it would be, and the doubt."""

    unit: str | None
    project: str | None
    year: int | None
    doubt: Doubt


AbsenceFunction = Callable[[Context], Iterable[Absence]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's card and the function that looks."""

    info: RuleInfo
    function: RuleFunction


_RULES: dict[str, Rule] = {}
_ABSENCES: dict[str, AbsenceFunction] = {}


def rule(  # noqa: PLR0913 — a card's fields, all but three by name
    identifier: str,
    title: str,
    level: Level,
    *,
    basis: str,
    needs: str,
    scope: str = "report",
    settings: tuple[str, ...] = (),
    silences: tuple[str, ...] = (),
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a rule function under its number in the catalogue; numbers are never reused."""

    def register(function: RuleFunction) -> RuleFunction:
        if identifier in _RULES:
            raise ValueError(f"规则编号 {identifier} 重复")
        group = GROUPS[identifier.partition("-")[0]]
        info = RuleInfo(identifier, title, level, basis, needs, group, scope, settings, silences)
        _RULES[identifier] = Rule(info, function)
        return function

    return register


def absences(identifier: str) -> Callable[[AbsenceFunction], AbsenceFunction]:
    """Register the part of a rule that looks for reports that should be there, once a batch."""

    def register(function: AbsenceFunction) -> AbsenceFunction:
        _ABSENCES[identifier] = function
        return function

    return register


def missing(context: Context) -> tuple[tuple[RuleInfo, Absence], ...]:
    """What the batch lacks, with the card of the rule that says so."""
    return tuple(
        (_RULES[name].info, found) for name in sorted(_ABSENCES) for found in _ABSENCES[name](context)
    )


def registered() -> tuple[Rule, ...]:
    """Every registered rule, in the order of the numbers."""
    return tuple(_RULES[identifier] for identifier in sorted(_RULES))


@cache
def page_text(identifier: str) -> str:
    """The text of a rule's page (configs/rules/<编号>.md)."""
    return (config_root() / "rules" / f"{identifier}.md").read_text(encoding="utf-8")


def passed(why: str, values: Iterable[str] = ()) -> Comparison:
    """The figures agree."""
    return Comparison(Outcome.PASSED, why, tuple(values))


def pending(why: str, values: Iterable[str] = ()) -> Comparison:
    """Cannot be decided by the program: a person has to look (待核)."""
    return Comparison(Outcome.PENDING, why, tuple(values))


def not_applicable(why: str) -> Comparison:
    """Nothing to look at; `why` names what is missing."""
    return Comparison(Outcome.NOT_APPLICABLE, why)


def fired(doubt: Doubt, values: Iterable[str] = ()) -> Comparison:
    """The rule is broken; the doubt carries the evidence."""
    return Comparison(Outcome.FIRED, doubt.message, tuple(values), doubt)


def fired_elsewhere(why: str, values: Iterable[str] = ()) -> Comparison:
    """The rule is broken and the finding stands elsewhere; `why` says where."""
    return Comparison(Outcome.FIRED, why, tuple(values))


def weaker(one: Level, other: Level | None) -> Level:
    """The less grave of two levels; None counts as no opinion."""
    return one if other is None else min(one, other, key=_GRAVITY.index)


def lowered(level: Level) -> Level:
    """One level less grave (G10); a hint stays a hint."""
    return _GRAVITY[max(_GRAVITY.index(level) - 1, 0)]


def looked_at(entry: Rule, report: Report, context: Context) -> tuple[Comparison, ...]:
    """All comparisons of one rule on one report; a defect of the rule becomes 出错, the others go on."""
    try:
        return tuple(entry.function(report, context))
    except Exception as error:
        logger.exception("规则 %s 在 %s 上出错", entry.info.id, report.id)
        why = f"规则本身出错（{type(error).__name__}），未能检查，请反馈"
        return (Comparison(Outcome.FAILED, why),)


def check_of(info: RuleInfo, report: Report, comparisons: tuple[Comparison, ...]) -> Check:
    """The one record that this rule looked at this report."""
    failed = [one for one in comparisons if one.outcome is Outcome.FAILED]
    if failed:
        return Check(info.id, report.id, Outcome.FAILED, failed[0].why)
    for outcome in _PRECEDENCE:
        chosen = [one for one in comparisons if one.outcome is outcome]
        if chosen:
            ids = dict.fromkeys(value for one in chosen for value in one.values)
            return Check(info.id, report.id, outcome, _reasons(chosen), tuple(ids))
    reasons = dict.fromkeys(one.why for one in comparisons)
    return Check(info.id, report.id, Outcome.NOT_APPLICABLE, "；".join(reasons) or f"未见{info.needs}")


def _reasons(comparisons: list[Comparison]) -> str:
    reasons = list(dict.fromkeys(one.why for one in comparisons))
    shown = "；".join(reasons[:3])
    return shown if len(reasons) <= 3 else f"{shown}；等{len(reasons)}处"
