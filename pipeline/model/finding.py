"""What the checks say: rule cards, findings and the record that each rule looked (规则, 疑点, 检查)."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.place import Place


class Level(StrEnum):
    """Levels of a finding; a guard may lower one, nothing raises it."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"


class Outcome(StrEnum):
    """What a rule says of a report."""

    PASSED = "通过"
    FIRED = "触发"
    NOT_APPLICABLE = "不适用"
    PENDING = "待核"
    FAILED = "出错"


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule's card (规则): what it is called, how grave, on what basis, what it needs."""

    id: str
    title: str
    level: Level
    basis: str
    needs: str
    group: str
    scope: str = "report"
    """report: one report at a time · batch: needs all reports of the run."""
    settings: tuple[str, ...] = ()
    silences: tuple[str, ...] = ()
    """Rules whose findings on the same root cause are listed inside this one (G13)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt (疑点) with both values, the arithmetic and the evidence; a person decides."""

    fingerprint: str
    rule: str
    title: str
    level: Level
    report: str
    """Id of the report; '' where the doubt is that there is none (应自评未自评)."""
    unit: str | None
    project: str | None
    year: int | None
    message: str
    places: tuple[Place, ...]
    basis: str
    expected: str | None = None
    actual: str | None = None
    difference: str | None = None
    tolerance: str | None = None
    calculation: str | None = None
    affects_conclusion: bool = False
    suspect: str | None = None
    verdict: str | None = None
    note: str | None = None
    reviewer: str | None = None
    """审核人, as typed beside the verdict."""
    reviewed_on: str | None = None
    """日期 of the verdict, as typed."""
    status: str = "新增"
    """新增 · 沿用 · 已消除, against the last round over other inputs."""
    values: tuple[str, ...] = ()
    """Ids of the values compared."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule looked at a report (检查): its outcome and why; `values` are the ids of what it used."""

    rule: str
    report: str
    outcome: Outcome
    why: str
    values: tuple[str, ...] = ()
