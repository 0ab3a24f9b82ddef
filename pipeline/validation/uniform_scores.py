"""A unit whose projects all score alike (批量满分、零区分度)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Batch, Level, Report, Value, shown_title
from pipeline.validation.base import (
    Comparison,
    Context,
    Doubt,
    fired_elsewhere,
    not_applicable,
    passed,
    rule,
)
from pipeline.validation.facts import subject
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.guards import settled
from pipeline.validation.lexicon import cues
from pipeline.validation.remembering import once_a_batch
from pipeline.validation.score_tables import own_totals
from pipeline.validation.wording import plain, stated


@dataclass(frozen=True, slots=True)
class _Scored:
    """A project of the unit with the total score that its report gives it."""

    project: str
    report: Report
    value: Value
    full: Decimal


@rule(
    "DF-09",
    "批量满分、零区分度",
    Level.WARNING,
    basis="绩效自评工作要求：自评应如实反映差距，得分应有区分度",
    needs="同一单位五个以上项目的自评总分",
    scope="batch",
    settings=("thresholds.uniform_projects", "thresholds.uniform_share"),
)
def unit_scores_all_alike(report: Report, context: Context) -> Iterator[Comparison]:
    """≥5 evaluated projects of one unit and ≥90 % of them with full marks, or all with one score."""
    if not report.unit:
        yield not_applicable("没有写明单位，不能汇集同一单位的项目")
        return
    scored = _projects(report, context)
    limits = context.settings.thresholds
    if len(scored) < limits.uniform_projects:
        yield not_applicable(f"同一单位只有 {len(scored)} 个项目写有总分，不足 {limits.uniform_projects} 个")
        return
    full = [one for one in scored if one.value.number == one.full]
    alike = len({one.value.number for one in scored}) == 1
    ids = [one.value.id for one in scored]
    if not alike and Decimal(len(full)) / len(scored) < limits.uniform_share:
        yield passed(f"{len(scored)} 个项目中满分 {len(full)} 个，得分有区分", ids)
        return
    speaker = min(scored, key=lambda one: one.report.id).report
    if speaker.id != report.id:
        yield fired_elsewhere(f"单位级疑点，列在《{shown_title(speaker)}》", ids)
        return
    yield settled(context, _doubt(report, scored, full), [one.value for one in scored])


def _projects(report: Report, context: Context) -> list[_Scored]:
    """Every project of the unit in this batch and year, once, with its own total score."""
    found: dict[str, _Scored] = {}
    for owner in _by_unit(context.batch).get((canonical_name(report.unit), report.year), ()):
        printed = owner.summary.get("full_score")
        full = printed.number if printed is not None and printed.number else None
        for value in own_totals(owner):
            project = subject(owner, value) or canonical_name(owner.project)
            if project and not (len(owner.projects) > 1 and not subject(owner, value)):
                limit = full or context.settings.scoring.full_score
                found.setdefault(project, _Scored(project, owner, value, limit))
    return list(found.values())


@once_a_batch
def _by_unit(batch: Batch) -> Mapping[tuple[str, int | None], Sequence[Report]]:
    """The reports of each unit and year; to look for them anew for each report would cost their square."""
    units: dict[tuple[str, int | None], list[Report]] = {}
    for report in batch.reports:
        units.setdefault((canonical_name(report.unit), report.year), []).append(report)
    return units


def _doubt(report: Report, scored: Sequence[_Scored], full: Sequence[_Scored]) -> Doubt:
    routine = all(cues("indicator_cues", "routine_project").search(one.project) for one in scored)
    shown = "；".join(
        f"{one.value.project or one.report.project or one.project} "
        f"{stated(one.report, one.value, name_file=one.report.id != report.id)}"
        for one in scored[:10]
    )
    shares = f"{len(full)}÷{len(scored)}={plain((Decimal(len(full)) / len(scored) * 100).quantize(Decimal('0.01')))}%"
    what = (
        f"满分 {len(full)} 个（{shares}）"
        if full
        else f"全部同为 {plain(scored[0].value.number or Decimal(0))} 分"
    )
    return Doubt(
        fact="uniform_scores",
        message=(
            f"该单位 {len(scored)} 个项目自评，{what}，得分没有区分度：{shown}。"
            + ("所列均为工资、社保类项目，仅作提示。" if routine else "")
        ),
        places=tuple(dict.fromkeys(one.value.place for one in scored)),
        level=Level.HINT if routine else None,
        expected="得分反映各项目的差别",
        actual=what,
        tolerance="不少于 5 个项目，满分不足九成（设置 thresholds）",
        calculation=shares,
    )
