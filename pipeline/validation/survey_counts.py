"""Satisfaction rates against the counts of the survey (满意度计算)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from pipeline.model import Indicator, Level, Place, Report, place_of
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.chinese_digits import with_digits
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import own_blocks
from pipeline.validation.rows import bare_name, place_of_row, row_name
from pipeline.validation.targets import PERCENT
from pipeline.validation.tolerance import Figure, Range, derived_agrees
from pipeline.validation.wording import added, excerpt, plain, rounded, spot

_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")
_HUNDRED = Decimal(100)
_PIECE = re.compile(r"[^。；;！]+[。；;！]?")
_TOLERANCE = "按比率所写位数四舍五入或截尾；分母可为发放数或回收数"


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey as told in one sentence: counts sent, returned and satisfied, and the rates stated."""

    text: str
    place: Place
    sent: tuple[Decimal, ...]
    returned: tuple[Decimal, ...]
    satisfied: tuple[Decimal, ...]
    rates: tuple[Figure, ...]
    return_rates: tuple[Figure, ...]
    issued: tuple[Decimal, ...] = ()
    """Questionnaires handed out, without the places and people visited that are counted beside them."""

    @property
    def bases(self) -> tuple[Decimal, ...]:
        """Every count that may be the denominator."""
        return tuple(number for number in dict.fromkeys((*self.returned, *self.sent)) if number > 0)


@rule(
    "ZB-10",
    "满意度（或样本）计算错误",
    Level.ERROR,
    basis="满意度＝满意份数÷回收（发放）份数",
    needs="调查的发放、回收、满意份数和满意度",
)
def survey_rate_wrong(report: Report, context: Context) -> Iterator[Comparison]:
    """The stated rate fits neither satisfied ÷ returned nor satisfied ÷ sent; or more returned than sent."""
    looked = False
    for survey in _surveys(report):
        for comparison in (*_more_returned(report, context, survey), *_rates(report, context, survey)):
            looked = True
            yield comparison
    if not looked:
        yield not_applicable("没有写明满意份数与回收（发放）份数，或没有满意度")


def _surveys(report: Report) -> Iterator[Survey]:
    for block in own_blocks(report):
        text = report.document.text[block.start : block.end]
        if "满意" not in text and "收" not in text:
            continue
        before: Survey | None = None
        for piece in _PIECE.finditer(text):
            survey = _survey(report, block.start + piece.start(), piece.group(), before)
            if not _of_an_earlier_year(report, survey.text):
                yield survey
            before = survey


def _of_an_earlier_year(report: Report, text: str) -> bool:
    """A survey of another evaluation; one made after the year's end is this one's (G3)."""
    years = [int(found) for found in _YEAR.findall(text)]
    earlier = report.year is not None and bool(years) and max(years) < report.year
    return earlier or bool(cues("survey_counts", "last_year").search(text))


def _survey(report: Report, start: int, text: str, before: Survey | None) -> Survey:
    figures = with_digits(text)
    sent, returned = _counts("sent", figures), _counts("returned", figures)
    satisfied = _counts("satisfied", figures)
    if satisfied and not sent and not returned and before is not None and not before.satisfied:
        sent, returned = before.sent, before.returned
    lead = len(text) - len(text.lstrip())
    return Survey(
        text=text.strip(),
        place=place_of(report.document, start + lead, start + len(text.rstrip())),
        sent=tuple(number for number in sent if number not in (*satisfied, *returned)),
        returned=returned,
        satisfied=satisfied,
        rates=_stated("rate", figures),
        return_rates=_stated("return_rate", figures),
        issued=_counts("issued", figures),
    )


def _counts(kind: str, text: str) -> tuple[Decimal, ...]:
    found = []
    for match in cues("survey_counts", kind).finditer(text):
        digits = next((words for name, words in match.groupdict().items() if words), "")
        lead = text[max(0, match.start() - 8) : match.start()]
        if digits and not cues("survey_counts", "each").search(lead):
            found.append(Decimal(digits.replace(",", "")))
    return tuple(dict.fromkeys(found))


def _stated(kind: str, text: str) -> tuple[Figure, ...]:
    found = []
    for match in cues("survey_counts", kind).finditer(text):
        digits = next((words for name, words in match.groupdict().items() if words), "")
        if digits and not cues("survey_counts", "not_rate").search(match.group()):
            found.append(_figure(Decimal(digits)))
    return tuple(found)


def _figure(number: Decimal) -> Figure:
    exponent = number.as_tuple().exponent
    return Figure(number, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0))


def _more_returned(report: Report, context: Context, survey: Survey) -> Iterator[Comparison]:
    issued = survey.sent if len(survey.sent) == 1 else survey.issued
    if len(issued) != 1 or len(survey.returned) != 1:
        return
    sent, returned = issued[0], survey.returned[0]
    if returned > sent:
        doubt = Doubt(
            fact="survey_returned",
            message=(
                f"“{excerpt(survey.text)}”（{spot(report, survey.place)}）："
                f"回收 {plain(returned)} 大于发放 {plain(sent)}，不可能，请核对份数和满意度。"
            ),
            places=(survey.place,),
            expected=f"不超过 {plain(sent)}",
            actual=plain(returned),
            difference=plain(returned - sent),
        )
        yield settled(context, doubt, [])
        return
    for stated in survey.return_rates:
        share = returned / sent * _HUNDRED
        if derived_agrees(stated, Range(share, share)):
            yield passed(f"回收率 {plain(stated.number)}% 与份数相符")
        else:
            calculation = f"{plain(returned)}÷{plain(sent)}={rounded(share)}%"
            yield settled(context, _wrong(report, survey, stated, [calculation], "回收率"), [])


def _rates(report: Report, context: Context, survey: Survey) -> Iterator[Comparison]:
    if not survey.satisfied or not survey.bases:
        return
    for stated in survey.rates:
        yield _compared(report, context, survey, stated, None)
    if not survey.rates:
        row = _row_of(report, survey)
        if isinstance(row, Comparison):
            yield row
        elif row is not None and row.actual_number is not None:
            yield _compared(report, context, survey, _figure_of(row), row)


def _numerators(survey: Survey) -> Iterator[Decimal]:
    for size in range(1, len(survey.satisfied) + 1):
        for chosen in combinations(survey.satisfied, size):
            yield sum(chosen, Decimal(0))


def _fits(survey: Survey, stated: Figure) -> bool:
    shares = (part / base * _HUNDRED for part in _numerators(survey) for base in survey.bases)
    return any(derived_agrees(stated, Range(share, share)) for share in shares)


def _compared(
    report: Report, context: Context, survey: Survey, stated: Figure, row: Indicator | None
) -> Comparison:
    rate = f"{plain(stated.number)}%"
    if _fits(survey, stated):
        return passed(f"满意度 {rate} 与调查份数相符")
    if len(survey.satisfied) > 1:
        if not _conceivable(survey, stated):
            return settled(context, _beyond(report, survey, stated), [], row.confidence if row else 1.0)
        return pending(f"满意度 {rate} 与份数不符，但写有几档满意，请核实口径：“{excerpt(survey.text)}”")
    part = survey.satisfied[0]
    terms = [f"{plain(part)}÷{plain(base)}={rounded(part / base * _HUNDRED)}%" for base in survey.bases]
    doubt = _wrong(report, survey, stated, terms, "满意度", row)
    return settled(context, doubt, [], row.confidence if row else 1.0)


def _conceivable(survey: Survey, stated: Figure) -> bool:
    """Whether some way to weigh the degrees of satisfaction gives the rate: from the least of them to all of them."""
    least = min(survey.satisfied) / max(survey.bases) * _HUNDRED
    most = sum(survey.satisfied, Decimal(0)) / min(survey.bases) * _HUNDRED
    return least - stated.quantum <= stated.number <= most + stated.quantum


def _beyond(report: Report, survey: Survey, stated: Figure) -> Doubt:
    parts, base = survey.satisfied, min(survey.bases)
    whole = added(plain(part) for part in parts)
    share = rounded(sum(parts, Decimal(0)) / base * _HUNDRED)
    return _wrong(
        report, survey, stated, [f"（{whole}）÷{plain(base)}={share}%（各档满意全部计入）"], "满意度"
    )


def _row_of(report: Report, survey: Survey) -> Indicator | Comparison | None:
    """The satisfaction row that a survey without a rate of its own stands for."""
    rows = [row for row in report.indicators if _satisfaction_rate(row)]
    if not rows:
        return None
    if any(_fits(survey, _figure_of(row)) for row in rows):
        return passed("满意度指标的完成值与调查份数相符")
    if len(rows) > 1:
        asked = bare_name(survey.text)
        rows = [row for row in rows if _object(row) and _object(row)[-2:] in asked]
    if len(rows) == 1:
        return rows[0]
    return pending(f"调查份数与各满意度指标都对不上，不能断定是哪一项：“{excerpt(survey.text)}”")


def _satisfaction_rate(row: Indicator) -> bool:
    rate = PERCENT in (row.actual_unit, row.target_unit) and row.actual_number is not None
    return rate and "满意" in f"{row.level2}{row.level3}" and row.actual_number != 0


def _object(row: Indicator) -> str:
    return bare_name(row_name(row)).partition("满意")[0]


def _figure_of(row: Indicator) -> Figure:
    return _figure(row.actual_number or Decimal(0))


def _wrong(
    report: Report,
    survey: Survey,
    stated: Figure,
    terms: Sequence[str],
    name: str,
    row: Indicator | None = None,
) -> Doubt:
    place = place_of_row(row, "actual") if row is not None else None
    written = f"{name}写 {plain(stated.number)}%"
    if row is not None and place is not None:
        written = f"“{row_name(row)}”完成值写 {row.actual}（{spot(report, place)}）"
    calculation = "，".join(terms)
    return Doubt(
        fact=f"survey_rate/{name}",
        message=(
            f"“{excerpt(survey.text, 120)}”（{spot(report, survey.place)}）：{written}，"
            f"按所列份数 {calculation}，都不相符。"
        ),
        places=tuple(dict.fromkeys(one for one in (survey.place, place) if one is not None)),
        expected=calculation,
        actual=f"{plain(stated.number)}%",
        tolerance=_TOLERANCE,
        calculation=calculation,
    )
