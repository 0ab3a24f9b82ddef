"""Indicators that differ from the approved targets (外部比对：批复绩效目标)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from pipeline.model import Indicator, LedgerTarget, Level, Report, report_text
from pipeline.validation.base import Comparison, Context, Doubt, not_applicable, passed, pending, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.guards import bundle_mates, settled
from pipeline.validation.ledger_facts import Counterpart, counterpart
from pipeline.validation.lexicon import cues
from pipeline.validation.wording import excerpt, plain, spot

# 名称润色 is no change of target: so alike two names are one indicator.
_SAME_NAME = 80.0


@rule(
    "BD-03",
    "指标、指标值或权重与批复目标不一致",
    Level.ERROR,
    basis="批复的项目绩效目标表；自评应对照年初批复目标填报",
    needs="台账中该项目的批复目标（三级指标、指标值两列），以及报告的指标表",
    settings=("external.match_score",),
)
def targets_differ_from_approval(report: Report, context: Context) -> Iterator[Comparison]:
    """Aligned by name: a target set lower, a weight changed → 错误; one missing or added → 警告."""
    found = counterpart(report, context)
    if isinstance(found, Comparison):
        yield found
        return
    own = [row for row in report.indicators if row.role == "indicator" and row.level3]
    if not found.project.targets or not own:
        missing = (
            "报告没有指标表" if found.project.targets else "台账没有批复绩效目标（三级指标、指标值两列）"
        )
        yield not_applicable(f"{missing}，无从比对")
        return
    approved = _adjustment(report, context)
    pairs, missing_targets, added = _aligned(found.project.targets, own)
    for target, row in pairs:
        yield _settled(context, approved, row, _compared(report, found, target, row), target)
    if missing_targets or added:
        yield _settled(context, approved, None, _uneven(report, found, missing_targets, added), None)


def _adjustment(report: Report, context: Context) -> str | None:
    """The words in which the report, or its bundle, says that a change of targets was approved."""
    for one in (report, *bundle_mates(report, context.batch)):
        found = cues("external_cues", "targets_adjusted").search(report_text(one))
        if found:
            return found.group()
    return None


def _aligned(
    targets: Sequence[LedgerTarget], rows: Sequence[Indicator]
) -> tuple[list[tuple[LedgerTarget, Indicator]], list[LedgerTarget], list[Indicator]]:
    """Targets and indicators in pairs, the most alike first; what is left on either side."""
    scored = sorted(
        ((_alike(target, row), t, r) for t, target in enumerate(targets) for r, row in enumerate(rows)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    taken: dict[int, int] = {}
    for score, t, r in scored:
        if score >= _SAME_NAME and t not in taken and r not in taken.values():
            taken[t] = r
    pairs = [(targets[t], rows[r]) for t, r in sorted(taken.items())]
    left = [target for t, target in enumerate(targets) if t not in taken]
    added = [row for r, row in enumerate(rows) if r not in taken.values()]
    # Renamed: the same kind of indicator with the same value is not both missing and added.
    for target in list(left):
        renamed = next((row for row in added if _same_value(target, row)), None)
        if renamed is not None:
            left.remove(target)
            added.remove(renamed)
    return pairs, left, added


def _alike(target: LedgerTarget, row: Indicator) -> float:
    return fuzz.ratio(canonical_name(target.name), canonical_name(row.level3))


def _same_value(target: LedgerTarget, row: Indicator) -> bool:
    same_kind = not target.level2 or canonical_name(target.level2) == canonical_name(row.level2)
    if target.number is None or row.target_number is None:
        return (
            same_kind and bool(target.target) and canonical_name(target.target) == canonical_name(row.target)
        )
    return same_kind and target.number == row.target_number and target.unit == row.target_unit


def _compared(report: Report, found: Counterpart, target: LedgerTarget, row: Indicator) -> Doubt | Comparison:
    changes: list[str] = []
    if target.number is not None and row.target_number is not None:
        if canonical_name(target.unit) != canonical_name(row.target_unit):
            return pending(
                f"指标“{row.level3}”批复为 {target.target}，报告为 {row.target}，计量单位不同，请人工核对"
            )
        if target.number != row.target_number:
            changes.append(f"指标值批复为 {target.target}，报告写 {row.target}（{_direction(target, row)}）")
    weight = row.weight.number if row.weight else None
    if target.weight is not None and weight is not None and target.weight != weight:
        changes.append(f"分值批复为 {plain(target.weight)}，报告写 {plain(weight)}")
    if not changes:
        return passed(f"指标“{row.level3}”与批复一致")
    column = "target" if "指标值" in changes[0] else "weight"
    where = row.places.get(column) or row.places.get("level3")
    message = (
        f"指标“{row.level3}”与批复目标不一致：{'；'.join(changes)}"
        f"（{spot(report, where) if where else '指标表'}；批复见{spot(report, target.place, name_file=True)}，"
        f"{found.told()}）。报告没有写明目标调整的批复。"
    )
    raised = column == "target" and len(changes) == 1 and _direction(target, row) == "比批复高"
    return Doubt(
        fact=f"approved_target/{canonical_name(target.name)}",
        message=message,
        places=tuple(place for place in (where, target.place) if place),
        level=Level.HINT if raised else None,
        expected=target.target if column == "target" else _points(target.weight),
        actual=row.target if column == "target" else _points(weight),
        suspect=row.target if column == "target" else None,
    )


def _points(number: Decimal | None) -> str | None:
    return None if number is None else f"{plain(number)}分"


def _direction(target: LedgerTarget, row: Indicator) -> str:
    """Whether the report's own target is easier or harder to reach than the approved one."""
    higher = (row.target_number or Decimal(0)) > (target.number or Decimal(0))
    operator = target.operator or row.operator
    if operator in ("≤", "<"):
        return "比批复低" if higher else "比批复高"
    return "比批复高" if higher else "比批复低"


def _uneven(
    report: Report, found: Counterpart, left: Sequence[LedgerTarget], added: Sequence[Indicator]
) -> Doubt:
    parts = []
    if left:
        parts.append(f"批复有、报告没有的指标 {len(left)} 个：{'、'.join(one.name for one in left)}")
    if added:
        parts.append(f"报告有、批复没有的指标 {len(added)} 个：{'、'.join(one.level3 for one in added)}")
    where = [place for row in added if (place := row.places.get("level3")) is not None]
    return Doubt(
        fact="approved_targets",
        message=f"指标与批复目标不一一对应：{'；'.join(parts)}（{found.told()}）。请核实是否经批准调整。",
        places=(*where, *(one.place for one in left)),
        level=Level.WARNING,
        expected=f"{len(found.project.targets)}个",
        actual=f"{len(found.project.targets) - len(left) + len(added)}个",
    )


def _settled(
    context: Context,
    approved: str | None,
    row: Indicator | None,
    result: Doubt | Comparison,
    target: LedgerTarget | None,
) -> Comparison:
    if isinstance(result, Comparison):
        return result
    if approved:
        name = f"指标“{target.name}”" if target else "指标"
        return passed(f"{name}与批复不同，报告写明目标调整已批：“{excerpt(approved, 40)}”")
    return settled(context, result, [], row.confidence if row else 1.0)
