"""What comes from outside the submission: the approved-budget ledger and last year's results (外部资料)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.model.place import Place
from pipeline.model.report import Report, Value
from pipeline.model.similar import Passage

BESIDE = "外部资料/"
"""Path prefix of places in the ledger, which is no submitted file."""
LAST_YEAR = "上年资料/"
"""Path prefix of places in last year's reports."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of a ledger sheet (台账行): amounts in 元, scores in 分, words as they stand."""

    id: str
    code: str
    unit: str
    project: str
    year: int | None
    source: str
    """Source of funds (资金来源) as written; '' where the ledger has no such column."""
    values: Mapping[str, Value]
    """budget_initial, budget_change, budget_full, spent, review_score; a blank cell has no entry."""
    words: Mapping[str, str]
    """review_grade, warning (监控预警), audit (审计问题), exempt (豁免、撤销); a blank cell has no entry."""
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict)
    """Cells of the words."""


@dataclass(frozen=True, slots=True)
class LedgerTarget:
    """An approved indicator (批复绩效指标)."""

    id: str
    name: str
    level2: str
    target: str
    operator: str
    number: Decimal | None
    unit: str
    weight: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class LedgerProject:
    """A project of the ledger (台账项目): all rows of one code, or of one unit and name."""

    id: str
    code: str
    unit: str
    project: str
    year: int | None
    rows: tuple[LedgerRow, ...] = ()
    targets: tuple[LedgerTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """Which column of which sheet was taken for which field (列对应)."""

    sheet: str
    field: str
    head: str
    unit: str = ""
    as_of: str = ""
    """Point in time that the head states (截至11月底), '' for the year's end."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """An approved-budget ledger as read (批复及支付台账)."""

    path: str
    sha256: str
    projects: tuple[LedgerProject, ...]
    columns: tuple[LedgerColumn, ...]
    skipped: tuple[str, ...] = ()
    """Sheets without a row of heads, and rows that name no project, as Chinese remarks."""


@dataclass(frozen=True, slots=True)
class LedgerMatch:
    """A report and the ledger's project that it is taken for (匹配)."""

    report: str
    project: str
    """Id of the ledger's project."""
    score: Decimal
    """1 = the code, or the same names; shown to the auditor."""
    how: str
    """code · name."""
    settled: bool
    """False: several projects are as near, or none is near enough; a person has to say."""
    why: str


@dataclass(frozen=True, slots=True)
class LedgerJoin:
    """The ledger beside the batch (账表对应): matches, and what stands alone on either side."""

    ledger: Ledger
    matches: tuple[LedgerMatch, ...]
    """At most one settled match a report; all its candidates where none is settled."""

    def project(self, identifier: str) -> LedgerProject:
        """The ledger's project of this id."""
        return next(one for one in self.ledger.projects if one.id == identifier)

    def settled(self, report: str) -> LedgerMatch | None:
        """The report's match, if it is certain."""
        return next((one for one in self.matches if one.report == report and one.settled), None)

    def candidates(self, report: str) -> tuple[LedgerMatch, ...]:
        """What the report may be, where that is not certain."""
        return tuple(one for one in self.matches if one.report == report and not one.settled)


@dataclass(frozen=True, slots=True)
class LastReport:
    """What is known of one of last year's reports (上年报告): its figures, and its text if it was read again."""

    id: str
    path: str
    title: str
    kind: str
    unit: str | None
    project: str | None
    year: int | None
    bundle: str
    summary: Mapping[str, Value] = field(default_factory=dict)
    report: Report | None = None
    """The report with its text; None where only the figures of an earlier run were given."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """How much of a section of this year's report stands in last year's (与上年雷同), numbers masked."""

    report: str
    last: str
    role: str
    share: Decimal
    characters: int
    """Characters of this year's section that are shared."""
    whole: int
    """Characters of this year's section; a masked name or number counts as one."""
    passages: tuple[Passage, ...]
    """a: this year's file, b: last year's."""


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's reports beside the batch (上年资料)."""

    origin: str
    """reports: read again from the files · results: figures of an earlier run, without text."""
    reports: tuple[LastReport, ...]
    repetitions: tuple[Repetition, ...] = ()

    def of(self, report: Report) -> tuple[LastReport, ...]:
        """Last year's reports of the same unit and project (or both on the whole unit): the year before its own."""
        key = report.bundle.rpartition("|")[0]
        whole = report.kind.startswith("整体")
        if report.year is None or not report.unit or not (whole or report.project):
            return ()
        return tuple(
            one
            for one in self.reports
            if one.year == report.year - 1
            and one.bundle.rpartition("|")[0] == key
            and (bool(one.project) or one.kind.startswith("整体"))
        )
