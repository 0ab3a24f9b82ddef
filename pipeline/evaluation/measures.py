"""Scores one report against gold: identity, one-line figures, sections, and the figures of its text (计分)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.evaluation.alignment import aligned
from pipeline.evaluation.forms import FUND_COLUMNS
from pipeline.evaluation.gold import GoldReport, GoldSection
from pipeline.evaluation.tally import Sheet
from pipeline.evaluation.wording import name_of, squeezed
from pipeline.model import Kind, Place, Report, Section, Value
from pipeline.outputs.numerals import plain_decimal

_SUMMARY = (
    "budget_initial",
    "budget_full",
    "received",
    "spent",
    "surplus",
    "execution_rate",
    "total_score",
    "grade",
)
_GROUPS = (
    (Kind.MONEY, "money_value", "money_field"),
    (Kind.RATE, "rate_value", "rate_field"),
    (Kind.SCORE, "score_value", "score_field"),
    (Kind.GRADE, "grades", None),
)


_YEAR_IN_FRONT = re.compile(r"^20\d\d年(?:度)?(?=..)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that gold lists, of whatever kind: words, normalised value, field."""

    raw: str
    value: Decimal | str
    field: str
    ordinal: int
    where: str
    upper: Decimal | None = None
    """The other end of a range."""


def score_identity(sheet: Sheet, gold: GoldReport, report: Report | None) -> None:
    """Unit, project, year, kind, and the list of projects."""
    sheet.judge("unit", gold.unit or "", name_of(gold.unit), name_of(report.unit if report else None))
    expected, actual = gold.project, report.project if report else None
    sheet.judge("project", expected or actual or "", _project_of(expected), _project_of(actual))
    sheet.judge("year", str(gold.year or ""), gold.year, report.year if report else None)
    sheet.judge("kind", gold.kind, gold.kind, report.kind if report else None)
    named = {_project_of(name): name for name in (report.projects if report else ())}
    for name in gold.projects:
        if named.pop(_project_of(name), None) is not None:
            sheet.right("projects")
        else:
            sheet.wrong("projects", name, name, None)
    for name in named.values():
        sheet.wrong("projects", name, None, name)


def _project_of(name: str | None) -> str | None:
    """A project's name for comparing: 2022年村道建设项目 and 村道建设项目 are one, as in a bundle."""
    plain = name_of(name)
    return _YEAR_IN_FRONT.sub("", plain) if plain else plain


def score_summary(sheet: Sheet, gold: GoldReport, report: Report | None) -> None:
    """The figures on one line; a figure where gold says none is one too many."""
    for field in _SUMMARY:
        expected: Decimal | str | None = getattr(gold.summary, field)
        value = report.summary.get(field) if report is not None else None
        actual = _said(value)
        quote = f"{field}：{expected if expected is not None else (value.raw if value else '')}"
        if expected is not None and expected == actual:
            sheet.right("summary")
        elif expected is not None or actual is not None:
            sheet.wrong("summary", quote, _shown(expected), _shown(actual), _context(report, value))


def score_sections(sheet: Sheet, gold: GoldReport, report: Report | None) -> None:
    """Headings in order; then the level, and the role where gold gives one."""
    given: Sequence[Section] = report.sections if report is not None else ()
    for wanted, found in aligned(
        gold.sections, given, lambda one, other: int(squeezed(one.title) == squeezed(other.title))
    ):
        expected = gold.sections[wanted] if wanted is not None else None
        actual = given[found] if found is not None else None
        if expected is not None and actual is not None:
            sheet.right("section_titles")
        else:
            title = expected.title if expected else actual.title if actual else ""
            sheet.wrong("section_titles", title, expected and expected.title, actual and actual.title)
        _score_heading(sheet, expected, actual)


def _score_heading(sheet: Sheet, expected: GoldSection | None, actual: Section | None) -> None:
    title = expected.title if expected else actual.title if actual else ""
    level = None if expected is None else expected.level
    sheet.judge("section_levels", title, level, actual.level if actual is not None else None)
    if expected is not None and expected.role is not None:
        sheet.judge("section_roles", title, expected.role, actual.role if actual is not None else None)


def score_figures(sheet: Sheet, gold: GoldReport, report: Report | None) -> None:
    """Amounts, rates, points and grades of the text, aligned in text order by their words."""
    for kind, value_measure, field_measure in _GROUPS:
        wanted = wanted_figures(gold, kind)
        given = _given(report, kind, wanted)
        for left, right in _in_step(wanted, given):
            expected = wanted[left] if left is not None else None
            actual = given[right] if right is not None else None
            if expected is None and actual is not None and not _counts_alone(actual, kind, wanted):
                continue
            _score_value(sheet, value_measure, report, expected, actual)
            if field_measure is not None:
                _score_field(sheet, field_measure, report, expected, actual)


def figure_pairs(gold: GoldReport, report: Report, kind: Kind) -> list[tuple[Wanted, Value | None]]:
    """Every figure that gold lists, with the value that answers it, in text order."""
    wanted = wanted_figures(gold, kind)
    given = _given(report, kind, wanted)
    return [
        (wanted[left], given[right] if right is not None else None)
        for left, right in _in_step(wanted, given)
        if left is not None
    ]


def _in_step(wanted: Sequence[Wanted], given: Sequence[Value]) -> list[tuple[int | None, int | None]]:
    """Partners in text order; what is left over with the same words is a note read at another place than gold's."""
    pairs = aligned(wanted, given, _likeness)
    spare = [right for left, right in pairs if left is None and right is not None]
    found: list[tuple[int | None, int | None]] = []
    for left, right in pairs:
        partner = right
        if left is not None and right is None:
            words = squeezed(wanted[left].raw)
            partner = next((at for at in spare if squeezed(given[at].raw) == words), None)
            if partner is not None:
                spare.remove(partner)
        found.append((left, partner))
    return [(left, right) for left, right in found if left is not None or right in spare]


def wanted_figures(gold: GoldReport, kind: Kind) -> list[Wanted]:
    """What gold lists of a kind, in text order."""
    if kind is Kind.MONEY:
        return [Wanted(one.raw, one.yuan, one.field, one.nth, one.where, one.yuan_to) for one in gold.money]
    rows: list[tuple[str, Decimal | str, str, str]]
    if kind is Kind.RATE:
        rows = [(one.raw, one.percent, one.field, one.where) for one in gold.rates]
    elif kind is Kind.SCORE:
        rows = [(one.raw, one.points, one.field, one.where) for one in gold.scores]
    else:
        rows = [(one.raw, one.grade, "grade", one.where) for one in gold.grades]
    seen: dict[str, int] = {}
    wanted = []
    for raw, value, field, where in rows:
        seen[raw] = seen.get(raw, 0) + 1
        wanted.append(Wanted(raw, value, field, seen[raw], where))
    return wanted


def _given(report: Report | None, kind: Kind, wanted: Sequence[Wanted]) -> list[Value]:
    """The product's values that gold would list: not the form's cells, and in a table only written amounts."""
    if report is None:
        return []
    cells = [(place.start, place.end) for place in _form_places(report)]
    listed = {squeezed(one.raw) for one in wanted}
    named = {squeezed(one.raw) for one in wanted if one.where == "table"}
    return [
        value
        for value in report.values
        if value.kind is kind
        and (kind is not Kind.MONEY or value.number is not None)  # 78.*万元: said to be unreadable
        and (kind is not Kind.GRADE or value.field == "grade" or squeezed(value.raw) in listed)
        and (
            value.where == "text"
            or squeezed(value.raw) in named
            or (_has_own_unit(value) and not any(start <= value.place.start < end for start, end in cells))
        )
    ]


def _form_places(report: Report) -> Iterator[Place]:
    """Where the form's rows were read from: their cells, and the figures inside a cell of sentences."""
    for row in report.funds:
        yield from row.places.values()
        cells = (getattr(row, column) for column in FUND_COLUMNS)
        yield from (value.place for value in cells if value is not None)
    for indicator in report.indicators:
        yield from indicator.places.values()


def _has_own_unit(value: Value) -> bool:
    """Whether the words themselves say what is counted; a bare number in a cell has its unit from the head."""
    return value.kind is Kind.GRADE or squeezed(value.raw)[-1:] in {"元", "万", "亿", "圆", "整", "%", "分"}


def _counts_alone(value: Value, kind: Kind, wanted: Sequence[Wanted]) -> bool:
    """Whether a value without a partner is one too many: gold lists the rates of a table only where it says so."""
    return value.where == "text" or kind is Kind.MONEY or any(one.where == "table" for one in wanted)


def _likeness(wanted: Wanted, value: Value) -> int:
    """Same words first; then the same value under overlapping words; the field settles ties."""
    one, other = squeezed(wanted.raw), squeezed(value.raw)
    field = int(wanted.field == value.field)
    if one == other:
        return 1000 + 2 * field + int(wanted.where == value.where)
    if (one in other or other in one) and _agrees(wanted, value):
        return 500 + field
    return 0


def _agrees(wanted: Wanted, value: Value) -> bool:
    """Whether the number is right; the sign of a change is part of its field, not of its words."""
    if isinstance(wanted.value, str):
        return wanted.value == value.grade
    if wanted.upper is not None and wanted.upper != value.upper:
        return False
    return value.number is not None and abs(value.number) == abs(wanted.value)


def _score_value(
    sheet: Sheet, measure: str, report: Report | None, expected: Wanted | None, actual: Value | None
) -> None:
    if expected is not None and actual is not None and _agrees(expected, actual):
        sheet.right(measure)
        return
    quote, context = _quote(expected, actual), _context(report, actual)
    sheet.wrong(measure, quote, _shown(expected.value) if expected else None, _shown(_said(actual)), context)


def _score_field(
    sheet: Sheet, measure: str, report: Report | None, expected: Wanted | None, actual: Value | None
) -> None:
    wanted = f"{expected.field} {_shown(expected.value)}" if expected is not None else None
    given = f"{actual.field} {_shown(_said(actual))}" if actual is not None else None
    if wanted is not None and wanted == given:
        sheet.right(measure)
        return
    reason = f"（{actual.why}）" if actual is not None and actual.why else ""
    sheet.wrong(measure, _quote(expected, actual), wanted, given, _context(report, actual) + reason)


def _quote(expected: Wanted | None, actual: Value | None) -> str:
    if expected is not None:
        return f"{expected.raw}〔{expected.ordinal}〕"
    return actual.raw if actual is not None else ""


def _said(value: Value | None) -> Decimal | str | None:
    if value is None:
        return None
    if value.kind is Kind.GRADE:
        return value.grade
    return value.number if value.number is not None else "读不出"


def _shown(value: Decimal | str | None) -> str | None:
    return plain_decimal(value) if isinstance(value, Decimal) else value


def _context(report: Report | None, value: Value | None) -> str:
    """The words around a value, on one line, the value marked."""
    if report is None or value is None:
        return ""
    text = report.document.text
    before = text[max(0, value.place.start - 24) : value.place.start]
    after = text[value.place.end : value.place.end + 12]
    return f"{before}【{value.place.quote}】{after}".replace("\n", "⏎").replace("\t", "→")
