"""What was not checked (未核查): files, rules and numbers that a reader must not take for approved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import FileRecord, FileStatus, Outcome, Results
from pipeline.outputs.names import chinese_name


@dataclass(frozen=True, slots=True)
class RuleGap:
    """A rule that did not come to a verdict on some reports, with the reasons given, most frequent first."""

    rule: str
    title: str
    outcome: Outcome
    reports: tuple[str, ...]
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Everything of a run that stays open."""

    files: tuple[FileRecord, ...]
    """Failed, partly read or skipped, in this order."""
    without_report: tuple[FileRecord, ...]
    """Read, but no report was recognised in them."""
    gaps: tuple[RuleGap, ...]
    """Rules that failed, are pending, or lacked an input, in this order."""
    numbers_found: int
    numbers_claimed: int


_FILE_ORDER = (FileStatus.FAILED, FileStatus.PARTIAL, FileStatus.SKIPPED)
_RULE_ORDER = (Outcome.FAILED, Outcome.PENDING, Outcome.NOT_APPLICABLE)
_REASON = 60
_CONTAINERS = ("zip", "rar", "7z", "tar")


def unchecked_in(results: Results) -> Unchecked:
    """Collects what stays open in these results."""
    files = [file for file in results.batch.files if file.status in _FILE_ORDER]
    empty = [
        file
        for file in results.batch.files
        if file.status == FileStatus.OK and not file.reports and file.format not in _CONTAINERS
    ]
    return Unchecked(
        files=tuple(sorted(files, key=lambda file: (_FILE_ORDER.index(file.status), file.path))),
        without_report=tuple(sorted(empty, key=lambda file: file.path)),
        gaps=tuple(_gaps(results)),
        numbers_found=sum(report.numbers_found for report in results.batch.reports),
        numbers_claimed=sum(report.numbers_claimed for report in results.batch.reports),
    )


def unchecked_lines(unchecked: Unchecked) -> Iterator[tuple[str, str, str]]:
    """The same for people: (what kind, which, what is the matter and what to do)."""
    for file in unchecked.files:
        yield chinese_name("status", file.status), file.path, _file_words(file)
    for file in unchecked.without_report:
        yield "未认出报告", file.path, "已读取，但没有认出自评报告或自评表，其中内容未核对。请人工查看。"
    for gap in unchecked.gaps:
        yield _gap_label(gap.outcome), f"{gap.rule} {gap.title}".strip(), _gap_words(gap)
    left = unchecked.numbers_found - unchecked.numbers_claimed
    if left > 0:
        found = unchecked.numbers_found
        yield (
            "未归类数字",
            f"{left} 个",
            f"共找到 {found} 个数字，其中 {left} 个没有归入任何字段，未参与核对。",
        )


def _gaps(results: Results) -> Iterator[RuleGap]:
    titles = {rule.id: rule.title for rule in results.rules}
    groups: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for check in results.checks:
        if check.outcome in _RULE_ORDER:
            key = (_RULE_ORDER.index(check.outcome), check.rule)
            groups.setdefault(key, []).append((check.report, check.why))
    for (order, rule), checks in sorted(groups.items()):
        reasons = Counter(why for _, why in checks)
        yield RuleGap(
            rule=rule,
            title=titles.get(rule, ""),
            outcome=_RULE_ORDER[order],
            reports=tuple(sorted({report for report, _ in checks})),
            reasons=tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        )


def _file_words(file: FileRecord) -> str:
    reason = chinese_name("reason", file.reason)
    return "：".join(part for part in (reason, file.message) if part) or "没有说明原因。"


def _gap_label(outcome: Outcome) -> str:
    return {Outcome.FAILED: "规则出错", Outcome.PENDING: "规则待核"}.get(outcome, "规则不适用")


def _gap_words(gap: RuleGap) -> str:
    shown = "；".join(f"{_short(why)}（{count} 份）" for why, count in gap.reasons[:3])
    more = f" 等 {len(gap.reasons)} 种原因" if len(gap.reasons) > 3 else ""
    return f"{len(gap.reports)} 份报告：{shown}{more}"


def _short(why: str) -> str:
    if not why:
        return "未说明"
    return why if len(why) <= _REASON else why[: _REASON - 1] + "…"
