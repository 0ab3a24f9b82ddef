"""相似与套话: reports that share text, what was changed inside it, and sections that say nothing of their own."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import Finding, Pair, Report, Results
from pipeline.outputs.digest import Digest, ordered_findings
from pipeline.outputs.names import chinese_name
from pipeline.outputs.sheet import Book, Cell, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import LIKENESS
from pipeline.settings import Thresholds

_COLUMNS = (
    Column("序号", 6, "serial"),
    Column("相似组", 8, "center"),
    Column("类别", 12, "wrap"),
    Column("单位A", 15, "wrap"),
    Column("项目A", 15, "wrap"),
    Column("单位B", 15, "wrap"),
    Column("项目B", 15, "wrap"),
    Column("相似度（%）", 10, "rate"),
    Column("相同字数", 9, "count"),
    Column("相同或空泛的文字（摘）", 48, "wrap"),
    Column("改动处（A→B）", 26, "wrap"),
    Column("未改净的名称", 13, "wrap"),
    Column("文件A", 22, "wrap"),
    Column("文件B", 22, "wrap"),
)
_EMPTY_TALK = "LT-03"
_PASSAGES = 2
_PASSAGE = 160
_CHANGES = 8


def write_likeness(book: Book, results: Results, digest: Digest, thresholds: Thresholds) -> None:
    """Writes the sheet 相似与套话: pairs of this batch first, then sections of mere set phrases."""
    common = _common_rows(results, digest, thresholds.listed_common_share)
    rows = [*_pair_rows(results, digest), *_phrase_rows(results, digest), *common]
    numbered = ((number, *row) for number, row in enumerate(rows, start=1))
    notice = "本批报告之间没有成段相同的文字，也没有发现空话套话。"
    layout = Layout(frozen=3, pages_wide=2, repeated=1, notice=notice)
    write_table(book, LIKENESS, _COLUMNS, numbered, layout)


def _pair_rows(results: Results, digest: Digest) -> Iterator[Sequence[Cell]]:
    for pair in sorted(results.pairs, key=lambda one: (-one.score, one.a, one.b, one.kind)):
        a, b = digest.reports.get(pair.a), digest.reports.get(pair.b)
        if a is None or b is None:  # a report of last year: see 跨年与重报
            continue
        group = digest.group_of.get(pair.a)
        yield (
            f"第{group}组" if group and group == digest.group_of.get(pair.b) else None,
            chinese_name("similar", pair.kind) + ("（改写）" if pair.reworded else ""),
            *_named(a),
            *_named(b),
            Decimal(repr(pair.score * 100)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP),
            pair.shared_characters,
            _passages(pair, a),
            _changes(pair),
            "、".join(pair.leftover_names) or None,
            a.document.source.path,
            b.document.source.path,
        )


def _phrase_rows(results: Results, digest: Digest) -> Iterator[Sequence[Cell]]:
    for finding in ordered_findings(results):
        if finding.rule == _EMPTY_TALK:
            report = digest.reports.get(finding.report)
            path = report.document.source.path if report else None
            nothing: tuple[Cell, ...] = (None, None)
            yield (
                None,
                "空话套话",
                finding.unit,
                finding.project,
                *nothing,
                *nothing,
                _quotes(finding),
                *nothing,
                path,
                None,
            )


def _common_rows(results: Results, digest: Digest, least: Decimal) -> Iterator[Sequence[Cell]]:
    """Reports a large part of which stands in many submissions, the largest part first."""
    whole = [one for one in results.batch.boilerplate if not one.title and one.characters]
    for one in sorted(whole, key=lambda one: (-Decimal(one.common) / one.characters, one.report)):
        report = digest.reports.get(one.report)
        if report is None or one.common < least * one.characters:
            continue
        share = Decimal(one.common) * 100 / one.characters
        yield (
            None,
            "通用套话",
            *_named(report),
            None,
            None,
            share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP),
            one.common,
            f"自有文字 {one.characters} 字中有 {one.common} 字是各单位通用的语句；"
            f"{one.sentences} 句中有 {one.empty} 句没有数字、名称、任务和地点。",
            None,
            None,
            report.document.source.path,
            None,
        )


def _named(report: Report) -> tuple[Cell, Cell]:
    return report.unit or report.title or None, report.project


def _passages(pair: Pair, a: Report) -> str | None:
    longest = sorted(pair.passages, key=lambda one: (one.a_start - one.a_end, one.a_start))
    lines = [f"“{_clip(a.document.text[one.a_start : one.a_end])}”" for one in longest[:_PASSAGES]]
    if len(longest) > _PASSAGES:
        lines.append(f"等 {len(longest)} 段")
    return "\n".join(lines) or None


def _changes(pair: Pair) -> str | None:
    lines = [f"{_clip(one)} → {_clip(other)}" for one, other in pair.changed[:_CHANGES]]
    if len(pair.changed) > _CHANGES:
        lines.append(f"等 {len(pair.changed)} 处")
    return "\n".join(lines) or None


def _quotes(finding: Finding) -> str | None:
    return "\n".join(f"“{_clip(place.quote)}”" for place in finding.places[:_PASSAGES]) or None


def _clip(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _PASSAGE else f"{text[:_PASSAGE]}…（共 {len(text)} 字）"
