"""A comparison as a table of rows, shared by JSON and workbook (对照的行)."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.comparison import Comparison, FigureChange, FindingChange, ReportChange
from pipeline.comparison.figures import Figure
from pipeline.comparison.findings import STATUSES
from pipeline.comparison.records import PlaceRow, Round
from pipeline.model import Place
from pipeline.outputs.evidence import place_words
from pipeline.outputs.json_lines import escape_unsafe

Row = Mapping[str, object]


def write_json(comparison: Comparison, path: Path) -> None:
    """The whole comparison for programs, its keys in a stable order."""
    content = {
        "old": _round_record(comparison.old),
        "new": _round_record(comparison.new),
        "errors_left": comparison.errors_left,
        "counts": finding_counts(comparison),
        "altered_totals": [
            {
                "finding": one.finding.finding,
                "rule": one.finding.rule,
                "unit": one.finding.unit,
                "project": one.finding.project,
                "parts": one.parts,
                "message": one.message,
            }
            for one in comparison.altered
        ],
        "reports": [_report_record(one) for one in comparison.reports],
        "findings": [_finding_record(one) for one in comparison.findings],
        "figures": [_figure_record(one) for one in comparison.figures],
    }
    text = escape_unsafe(json.dumps(content, ensure_ascii=False, indent=1))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def finding_counts(comparison: Comparison) -> dict[str, int]:
    """How many findings have each status, all statuses present."""
    counted = Counter(change.status for change in comparison.findings)
    return {status: counted[status] for status in STATUSES}


def where_words(place: PlaceRow | None) -> str:
    """A place in words, without its file."""
    if place is None:
        return ""
    return place_words(
        Place(
            place.path,
            place.start,
            place.end,
            place.quote,
            place.page,
            place.paragraph,
            place.sheet,
            place.table,
            place.row,
            place.column,
        )
    )


def differing_grounds(comparison: Comparison) -> Iterator[str]:
    """What else differs between the rounds, so that a change is not put down to the units alone."""
    old, new = comparison.old, comparison.new
    if old.version != new.version:
        yield f"两轮的程序版本不同（{old.version}、{new.version}），疑点的增减可能由此引起。"
    if old.settings != new.settings:
        yield "两轮的地区口径或设置不同，疑点的增减可能由此引起。"


def _round_record(one: Round) -> Row:
    return {"generated": one.generated, "title": one.title, "version": one.version, "settings": one.settings}


def _report_record(change: ReportChange) -> Row:
    old, new = change.pair.old, change.pair.new
    one = new or old
    return {
        "status": change.status,
        "unit": one.unit if one else None,
        "project": one.project if one else None,
        "year": one.year if one else None,
        "kind": one.kind if one else None,
        "old_path": old.path if old else None,
        "new_path": new.path if new else None,
        "same_file": change.pair.same_file,
        "figures_changed": change.changed,
        "figures_added": change.added,
        "figures_removed": change.removed,
    }


def _finding_record(change: FindingChange) -> Row:
    one = change.current
    return {
        "status": change.status,
        "finding": one.finding,
        "rule": one.rule,
        "title": one.title,
        "level": one.level,
        "unit": one.unit,
        "project": one.project,
        "year": one.year,
        "why": change.why or None,
        "message": one.message,
        "old_actual": change.old.actual if change.old else None,
        "new_actual": change.new.actual if change.new else None,
        "verdict": one.verdict,
    }


def _figure_record(change: FigureChange) -> Row:
    report = change.pair.new or change.pair.old
    return {
        "status": change.status,
        "unit": report.unit if report else None,
        "project": report.project if report else None,
        "figure": change.label,
        "old": _figure(change.old),
        "new": _figure(change.new),
    }


def _figure(figure: Figure | None) -> Row | None:
    if figure is None:
        return None
    place = figure.place
    return {
        "number": figure.number,
        "raw": figure.raw,
        "path": place.path,
        "start": place.start,
        "end": place.end,
        "where": where_words(place),
    }
