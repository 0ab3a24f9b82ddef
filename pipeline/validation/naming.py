"""Years and names left over from another report (年份与名称)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Level, Report, Value
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, rule
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import clause_after
from pipeline.validation.score_tables import own_totals
from pipeline.validation.wording import excerpt, spot


@rule(
    "NF-01",
    "评价年度不一",
    Level.ERROR,
    basis="绩效自评须真实、准确，评价年度应当全文一致",
    needs="报告声明的年度，以及正文、表头中自述评价年度的位置",
)
def evaluated_year_inconsistent(report: Report, context: Context) -> Iterator[Comparison]:
    """Slots that name the evaluated year against the declared year: two or more off → 错误, one → 警告."""
    slots = [value for value in report.year_slots if value.number is not None and not _quoted(report, value)]
    if report.year is None or not slots:
        yield not_applicable("没有读到报告年度，或没有自述评价年度的位置")
        return
    off = [value for value in slots if not _covers(value, report.year)]
    ids = [value.id for value in slots]
    if not off:
        yield passed(f"{len(slots)} 处自述评价年度均为 {report.year} 年", ids)
        return
    yield settled(context, _doubt(report, slots, off), off)


def _quoted(report: Report, slot: Value) -> bool:
    """Whether a slot of an earlier year leads to a score that is not this report's: 2022年度该项目自评96.5分，复核… (G9)."""
    if report.year is None or slot.number is None or slot.number >= report.year:
        return False
    found = cues("own_slots", "scored_then").match(clause_after(report, slot.place.end))
    own = {one.number for one in own_totals(report)}
    return found is not None and bool(own) and Decimal(found["score"]) not in own


def _covers(value: Value, year: int) -> bool:
    """Whether a slot names the year, or a period that includes it (跨年项目)."""
    if value.number is None:
        return True
    last = value.upper if value.upper is not None else value.number
    return value.number <= year <= last


def _doubt(report: Report, slots: Sequence[Value], off: Sequence[Value]) -> Doubt:
    right = [value for value in slots if value not in off]
    declared = f"（{spot(report, right[0].place)}“{excerpt(right[0].place.quote, 30)}”）" if right else ""
    if not right and "year" in report.identity:
        place = report.identity["year"]
        declared = f"（{spot(report, place)}“{excerpt(place.quote, 30)}”）"
    listed = "；".join(
        f"“{excerpt(value.place.quote or value.raw, 30)}”（{spot(report, value.place)}）" for value in off
    )
    years = "、".join(dict.fromkeys(f"{value.number:f}" for value in off if value.number is not None))
    return Doubt(
        fact="evaluated_year",
        message=(
            f"报告声明评价 {report.year} 年度{declared}，另有 {len(off)} 处自述评价年度为 {years} 年："
            f"{listed}；疑套用往年文本，请核实评价年度及所用数据。"
        ),
        places=tuple(dict.fromkeys((*(value.place for value in off), *(value.place for value in right[:1])))),
        level=None if len(off) >= 2 else Level.WARNING,
        expected=f"{report.year}年",
        actual=f"{years}年",
        suspect="、".join(dict.fromkeys(value.raw for value in off)),
    )
