"""What a report claims: identity, sections, values and the typed form (报告)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pipeline.model.document import Document
from pipeline.model.place import Place


class Kind(StrEnum):
    """Kinds of value (数值)."""

    MONEY = "money"
    RATE = "rate"
    SCORE = "score"
    GRADE = "grade"
    COUNT = "count"
    DATE = "date"
    PERIOD = "period"


class Exactness(StrEnum):
    """How exactly a figure is stated."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"


class Modality(StrEnum):
    """In what voice a figure is stated."""

    ASSERTED = "asserted"
    TARGET = "target"
    STANDARD = "standard"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True)
class Value:
    """A number that means something (数值), traced to its words; money in 元, rates in percent, scores in 分."""

    id: str
    report: str
    kind: Kind
    field: str
    raw: str
    place: Place
    number: Decimal | None = None
    upper: Decimal | None = None
    """End of a range; None unless exactness is RANGE."""
    grade: str | None = None
    """Normalised grade 优/良/中/差 of a grade value."""
    unit: str = ""
    """Unit as written or as scoped from the table header (万元, %, 分, 人次)."""
    ulp: Decimal = Decimal(0)
    """Unit in the last place as written, in the unit of `number` (280万元: 10000)."""
    exactness: Exactness = Exactness.EXACT
    modality: Modality = Modality.ASSERTED
    project: str | None = None
    """The project the figure is bound to; None = the report as a whole."""
    year: int | None = None
    """The year the figure speaks of; the evaluated year unless the clause says otherwise."""
    as_of: str | None = None
    """Point in time (时点) when the clause states one other than the year's end, such as 2023-10."""
    source: str | None = None
    """Source of funds (资金来源: 中央, 省级, 财政拨款 …); None = all sources."""
    section: str | None = None
    where: str = "text"
    confidence: float = 1.0
    why: str = ""
    """What decided the field; for `other`, why none fits."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section (章节): heading as written, its range in the text, and its role."""

    title: str
    number: str
    level: int
    role: str
    path: tuple[str, ...]
    """Titles of the sections above it."""
    start: int
    """Offset of the heading."""
    body: int
    """Offset where the text under the heading begins."""
    end: int
    """Offset where the next section of the same or a higher level begins."""
    place: Place


@dataclass(frozen=True, slots=True)
class FundRow:
    """One row of the form's fund block (资金行); cells are values of kind money, rate or score, None if blank."""

    report: str
    row: str
    role: str
    """total 总额 · fiscal 财政拨款 · carryover 上年结转 · other 其他/单位/自筹 · part any other source or use ·
    project a row of a table that lists projects (level 0: its total)."""
    level: int
    """0 the total, 1 a part of it, 2 a part of a part (其中 inside a part)."""
    table: int
    """Which fund block of the report, counted from 1."""
    budget_initial: Value | None = None
    budget_full: Value | None = None
    spent: Value | None = None
    weight: Value | None = None
    rate: Value | None = None
    score: Value | None = None
    columns: tuple[str, ...] = ()
    """The columns this block has at all, so that blank differs from not asked for."""
    blank: Mapping[str, Place] = field(default_factory=dict)
    """Cells that exist and are empty, by column."""
    places: Mapping[str, Place] = field(default_factory=dict)
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the form's indicators (绩效指标), as written and as read."""

    report: str
    level1: str
    level2: str
    level3: str
    target: str
    actual: str
    role: str = "indicator"
    """indicator · execution (预算执行率 scored as a row of the table)."""
    operator: str = ""
    """≥ ≤ = > < or empty; as normalised."""
    target_number: Decimal | None = None
    target_unit: str = ""
    actual_number: Decimal | None = None
    actual_unit: str = ""
    weight: Value | None = None
    score: Value | None = None
    reason: str = ""
    qualitative: bool = False
    columns: tuple[str, ...] = ()
    """target, actual, weight, score, reason: those the table has."""
    raw: Mapping[str, str] = field(default_factory=dict)
    """Text of every cell as written, by column ('' = blank cell, '/' or '—' = not applicable)."""
    places: Mapping[str, Place] = field(default_factory=dict)
    table: int = 1
    """Which indicator table of the report, counted from 1."""
    confidence: float = 1.0


SUMMARY_FIELDS = (
    "budget_initial",
    "budget_full",
    "budget_approved",
    "received",
    "spent",
    "surplus",
    "carryover_in",
    "execution_rate",
    "total_score",
    "full_score",
    "grade",
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report or form (报告): what it is about and everything it claims."""

    id: str
    document: Document
    spans: tuple[tuple[int, int], ...]
    """Ranges of the file's text that belong to this report."""
    kind: str
    title: str
    unit: str | None
    project: str | None
    projects: tuple[str, ...]
    year: int | None
    bundle: str
    profile: str
    sections: tuple[Section, ...] = ()
    values: tuple[Value, ...] = ()
    funds: tuple[FundRow, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    summary: Mapping[str, Value] = field(default_factory=dict)
    """The figures an auditor puts on one line, by field of SUMMARY_FIELDS; absent = not stated."""
    identity: Mapping[str, Place] = field(default_factory=dict)
    """Evidence for title, unit, project, year."""
    year_slots: tuple[Value, ...] = ()
    """Dates of kind `date`, field `year_slot`: where the report names the year that it evaluates."""
    numbers_found: int = 0
    numbers_claimed: int = 0
    unclaimed: tuple[Place, ...] = ()


def report_text(report: Report) -> str:
    """The report's own text, its spans joined by line feeds."""
    return "\n".join(report.document.text[start:end] for start, end in report.spans)


def shown_title(report: Report) -> str:
    """The report's title, or the name of its file where it has none: never an empty 《》."""
    return report.title or report.document.source.path.rsplit("/", 1)[-1]


def in_spans(report: Report, offset: int) -> bool:
    """Whether a character of the file belongs to this report."""
    # A loop, not any(): this is asked of every block of every report.
    for start, end in report.spans:  # noqa: SIM110
        if start <= offset < end:
            return True
    return False


def section_at(report: Report, offset: int) -> Section | None:
    """The innermost section that holds `offset`."""
    found = None
    for section in report.sections:
        if section.start <= offset < section.end:
            found = section
    return found


def sections_of_role(report: Report, *roles: str) -> tuple[Section, ...]:
    """The sections of these roles that are not inside another of them."""
    chosen: list[Section] = []
    for section in report.sections:
        if section.role in roles and not (chosen and section.start < chosen[-1].end):
            chosen.append(section)
    return tuple(chosen)
