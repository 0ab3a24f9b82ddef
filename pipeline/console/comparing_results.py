"""Two rounds compared, as the terminal shows them (重报对照): warnings first, then findings, then figures."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.comparison import Comparison, FigureChange, FindingChange
from pipeline.comparison.book import write_book
from pipeline.comparison.export import differing_grounds, finding_counts, where_words, write_json
from pipeline.comparison.figures import CHANGED
from pipeline.comparison.findings import GONE, NEW, UNCHANGED
from pipeline.console.wording import cut, printable
from pipeline.errors import UsageError, cause_of
from pipeline.outputs.styles import LEVEL_MARKS

_SHOWN = 100
_STYLES = {GONE: "green", NEW: "bold red", UNCHANGED: "bold red"}
_MARKS = {str(level): mark for level, mark in LEVEL_MARKS.items()}


def comparison_view(comparison: Comparison) -> RenderableType:
    """The comparison for people; what is cut off here stands whole in --xlsx and --json."""
    parts: list[RenderableType] = [*_head(comparison)]
    if comparison.findings:
        parts += [Text(), Text("疑点", style="bold"), _findings(comparison)]
        parts += _more(len(comparison.findings), "个疑点")
    changed = [change for change in comparison.figures if change.status == CHANGED]
    others = len(comparison.figures) - len(changed)
    if changed:
        parts += [Text(), Text("改动的数据", style="bold"), _figures(changed)]
        parts += _more(len(changed), "个数据")
    if others:
        parts.append(Text(f"另有增加或删去的数据 {others} 个，见 --xlsx 的“数据对照”。"))
    parts += [Text(), *_closing(comparison)]
    return Group(*parts)


def write_files(comparison: Comparison, xlsx: Path | None, json: Path | None) -> None:
    """The files asked for beside the view; raises UsageError where one cannot be written."""
    try:
        if xlsx is not None:
            write_book(comparison, xlsx)
        if json is not None:
            write_json(comparison, json)
    except OSError as error:
        raise UsageError(f"“{error.filename}”不能写入：{cause_of(error)}。请换一个位置。") from error


def _head(comparison: Comparison) -> Iterator[Text]:
    for name, one in (("上一轮", comparison.old), ("这一轮", comparison.new)):
        yield Text(
            f"{name}：{printable(one.title)}（{printable(one.generated)}），报告 {len(one.reports)} 份"
        )
    reports: dict[str, int] = {}
    for change in comparison.reports:
        reports[change.status] = reports.get(change.status, 0) + 1
    yield Text("报告：" + "　".join(f"{status} {count}" for status, count in reports.items()))
    for words in differing_grounds(comparison):
        yield Text(f"注意：{words}", style="bold yellow")
    for altered in comparison.altered:
        who = f"{altered.finding.unit or ''}　{altered.finding.project or ''}".strip()
        yield Text(f"注意：{printable(who)}：{printable(altered.message)}", style="bold yellow")


def _findings(comparison: Comparison) -> Table:
    table = _table("状态", "级别", "单位", "项目", "规则", "上一轮 → 这一轮")
    for change in comparison.findings[:_SHOWN]:
        one = change.current
        table.add_row(
            Text(change.status, style=_STYLES.get(change.status, "")),
            _MARKS.get(one.level, printable(one.level)),
            cut(one.unit or "", 16),
            cut(one.project or "", 16),
            f"{printable(one.rule)} {cut(one.title, 16)}",
            _became(change),
        )
    return table


def _became(change: FindingChange) -> str:
    if change.why:
        return cut(change.why, 60)
    if change.old and change.new and change.old.actual and change.old.actual != change.new.actual:
        return f"{cut(change.old.actual, 26)} → {cut(change.new.actual or '—', 26)}"
    return cut(change.current.actual or "", 40)


def _figures(changes: list[FigureChange]) -> Table:
    table = _table("单位", "数据", "上一轮", "这一轮", "出处")
    for change in changes[:_SHOWN]:
        report = change.pair.new or change.pair.old
        old, new = change.old, change.new
        places = [where_words(one.place) for one in (old, new) if one is not None]
        table.add_row(
            cut((report.unit if report else "") or "", 16),
            cut(change.label, 40),
            cut(old.raw if old else "—", 20),
            cut(new.raw if new else "—", 20),
            printable(" → ".join(dict.fromkeys(places))),
        )
    return table


def _closing(comparison: Comparison) -> Iterator[Text]:
    counts = finding_counts(comparison)
    yield Text("疑点：" + "　".join(f"{status} {count}" for status, count in counts.items() if count))
    left = comparison.errors_left
    yield Text(
        f"尚未了结的“错误”级疑点 {left} 个。" if left else "没有尚未了结的“错误”级疑点。",
        style="bold red" if left else "bold",
    )


def _more(count: int, what: str) -> list[Text]:
    return [Text(f"只列出前 {_SHOWN} 个，共 {count} {what}。")] if count > _SHOWN else []


def _table(*heads: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
