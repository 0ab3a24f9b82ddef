"""What became of each finding (疑点对照): gone, staying, new, or staying in a report handed in again unchanged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.comparison.matching import ReportPair
from pipeline.comparison.records import CheckRow, FindingRow, Round

GONE, STAYING, NEW, UNCHANGED = "已消除", "仍存在", "新增", "原样重报"
MISSING, UNJUDGED, EXEMPTED = "未再报送", "未再核对", "列入例外"
STATUSES = (UNCHANGED, STAYING, NEW, MISSING, UNJUDGED, EXEMPTED, GONE)
"""In the order in which an auditor looks at them."""
OPEN = frozenset({UNCHANGED, STAYING, NEW, MISSING, UNJUDGED})
"""A finding with one of these is not settled: that its report was not handed in again clears nothing."""

_ERROR = "错误"
_REFUTED = "误报"
_UNDECIDED = ("待核", "出错")


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding in both rounds; `why` says how one that is gone went."""

    status: str
    old: FindingRow | None
    new: FindingRow | None
    why: str = ""

    @property
    def current(self) -> FindingRow:
        """The finding as it stands, or as it last stood."""
        one = self.new or self.old
        assert one is not None  # noqa: S101  (a change has a side)
        return one

    @property
    def is_open_error(self) -> bool:
        """Whether a finding of level 错误 is left; one that the auditor has refuted is none."""
        one = self.current
        return self.status in OPEN and one.level == _ERROR and one.verdict != _REFUTED


def finding_changes(
    old: Round, new: Round, pairs: Sequence[ReportPair], untouched: frozenset[str]
) -> tuple[FindingChange, ...]:
    """Every finding of both rounds; `untouched` are the new reports whose file or figures are what they were."""
    by_old = {pair.old.report: pair for pair in pairs if pair.old}
    by_new = {pair.new.report: pair for pair in pairs if pair.new}
    checks: dict[tuple[str, str], list[CheckRow]] = defaultdict(list)
    for check in new.checks:
        checks[check.rule, check.report].append(check)
    left, right, same = _coupled(old.findings, new.findings, by_old)
    changes = [FindingChange(_staying(b, untouched), a, b) for a, b in same]
    changes += [_gone(one, by_old.get(one.report or ""), checks, new.suppressed) for one in left]
    changes += [FindingChange(NEW, None, one, _first_seen(by_new.get(one.report or ""))) for one in right]
    return tuple(sorted(changes, key=_order))


def _coupled(
    old: Sequence[FindingRow], new: Sequence[FindingRow], by_old: Mapping[str, ReportPair]
) -> tuple[list[FindingRow], list[FindingRow], list[tuple[FindingRow, FindingRow]]]:
    """Findings of one fingerprint; then those of one rule in a report whose name or year was corrected."""
    later = {row.finding: row for row in new}
    same = [(row, later[row.finding]) for row in old if row.finding in later]
    known = {row.finding for row, _ in same}
    left = [row for row in old if row.finding not in known]
    right = [row for row in new if row.finding not in known]
    for one in list(left):
        pair = by_old.get(one.report or "")
        if pair is None or pair.new is None or pair.same_identity:
            continue
        mine = [row for row in left if (row.rule, row.report) == (one.rule, one.report)]
        theirs = [row for row in right if (row.rule, row.report) == (one.rule, pair.new.report)]
        if len(mine) == len(theirs) == 1:
            same.append((one, theirs[0]))
            left.remove(one)
            right.remove(theirs[0])
    return left, right, same


def _staying(finding: FindingRow, untouched: frozenset[str]) -> str:
    return UNCHANGED if finding.report in untouched else STAYING


def _gone(
    finding: FindingRow,
    pair: ReportPair | None,
    checks: Mapping[tuple[str, str], Sequence[CheckRow]],
    suppressed: frozenset[str],
) -> FindingChange:
    if finding.finding in suppressed:
        return FindingChange(EXEMPTED, finding, None, "新的一轮把它列入了例外清单")
    if pair is None:
        return FindingChange(GONE, finding, None)
    if pair.new is None:
        return FindingChange(MISSING, finding, None, "新的一轮没有这份报告，是否改正不得而知")
    said = checks.get((finding.rule, pair.new.report), ())
    open_ones = [check for check in said if check.outcome in _UNDECIDED]
    if open_ones:
        return FindingChange(UNJUDGED, finding, None, f"规则{open_ones[0].outcome}：{open_ones[0].why}")
    if pair.same_file:
        return FindingChange(GONE, finding, None, "文件没有改动，因同批材料、设置或程序版本变化而不再出现")
    absent = [check for check in said if check.outcome == "不适用"]
    if absent and len(absent) == len(said):
        return FindingChange(GONE, finding, None, f"规则不再适用：{absent[0].why}")
    return FindingChange(GONE, finding, None)


def _first_seen(pair: ReportPair | None) -> str:
    if pair is not None and pair.old is None:
        return "上一轮没有这份报告"
    if pair is not None and pair.same_file:
        return "文件没有改动，因同批材料、设置或程序版本变化而出现"
    return ""


def _order(change: FindingChange) -> tuple[int, int, str, str, str, str]:
    one = change.current
    levels = ("错误", "警告", "提示")
    level = levels.index(one.level) if one.level in levels else len(levels)
    return STATUSES.index(change.status), level, one.unit or "", one.project or "", one.rule, one.finding
