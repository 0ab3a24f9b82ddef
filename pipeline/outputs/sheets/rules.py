"""规则与依据: every rule that ran: what it said, how often it was right so far, its tolerance, its basis."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import Level, Outcome, Results, RuleInfo, RulePrecision
from pipeline.outputs.sheet import Book, Cell, level_cell, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import RULES
from pipeline.settings import config_root

_COLUMNS = (
    Column("规则", 9, "text"),
    Column("名称", 26, "wrap"),
    Column("级别", 9, "center"),
    Column("疑点数", 8, "count"),
    Column("触发", 7, "count"),
    Column("通过", 7, "count"),
    Column("待核", 7, "count"),
    Column("不适用", 8, "count"),
    Column("出错", 7, "count"),
    Column("已审：属实", 8, "count"),
    Column("已审：误报", 8, "count"),
    Column("准确率（%）", 9, "rate"),
    Column("公式与容差", 56, "wrap"),
    Column("需要的数据", 28, "wrap"),
    Column("待核、不适用或出错的原因", 44, "wrap"),
    Column("依据", 36, "wrap"),
)
_OUTCOMES = (Outcome.FIRED, Outcome.PASSED, Outcome.PENDING, Outcome.NOT_APPLICABLE, Outcome.FAILED)
_EXPLAINED = (Outcome.FAILED, Outcome.PENDING, Outcome.NOT_APPLICABLE)
_REASONS_SHOWN = 4
_TOLERANCE = "## 公式与容差"


def write_rules(book: Book, results: Results) -> None:
    """Writes the sheet 规则与依据."""
    layout = Layout(frozen=2, pages_wide=2, repeated=2, fixed=True, notice="没有规则运行。")
    write_table(book, RULES, _COLUMNS, _rows(results), layout)


def tolerance_of(rule: str) -> str | None:
    """The formula and tolerance of a rule, as its page in configs/rules says; None where it has no page."""
    page = config_root() / "rules" / f"{rule}.md"
    if not page.is_file():
        return None
    _, found, rest = page.read_text(encoding="utf-8").partition(_TOLERANCE)
    lines = rest.partition("\n## ")[0].strip().splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) or None if found else None


def _rows(results: Results) -> Iterator[Sequence[Cell]]:
    outcomes: dict[str, Counter[Outcome]] = {}
    reasons: dict[str, Counter[tuple[Outcome, str]]] = {}
    for check in results.checks:
        outcomes.setdefault(check.rule, Counter())[check.outcome] += 1
        if check.outcome in _EXPLAINED:
            reasons.setdefault(check.rule, Counter())[check.outcome, check.why] += 1
    found = Counter(finding.rule for finding in results.findings)
    cards = {rule.id: rule for rule in results.rules}
    precision = {one.rule: one for one in results.precision}
    for rule in sorted({*cards, *outcomes, *found}):
        card = cards.get(rule, RuleInfo(rule, "", Level.HINT, "", "", ""))
        counts = outcomes.get(rule, Counter())
        yield (
            rule,
            card.title,
            level_cell(card.level),
            found[rule],
            *(counts[outcome] for outcome in _OUTCOMES),
            *_precision(precision.get(rule)),
            tolerance_of(rule),
            card.needs,
            _reason_words(reasons.get(rule, Counter())),
            card.basis,
        )


def _precision(one: RulePrecision | None) -> tuple[Cell, Cell, Cell]:
    """Confirmed, refuted and the share confirmed in percent; blank where nothing was decided yet."""
    whole = one.confirmed + one.refuted if one else 0
    if one is None or not whole:
        return None, None, None
    share = (Decimal(one.confirmed) * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return one.confirmed, one.refuted, share


def _reason_words(reasons: Counter[tuple[Outcome, str]]) -> str | None:
    ordered = sorted(reasons.items(), key=lambda item: (_EXPLAINED.index(item[0][0]), -item[1], item[0][1]))
    lines = [f"{outcome} {count} 份：{why or '未说明'}" for (outcome, why), count in ordered[:_REASONS_SHOWN]]
    if len(ordered) > _REASONS_SHOWN:
        lines.append(f"等 {len(ordered)} 种原因")
    return "\n".join(lines) or None
