"""The data files (data/*.jsonl): one object a line, keys and rows in stable order, plain decimals."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.model import (
    SUMMARY_FIELDS,
    Finding,
    FundRow,
    Indicator,
    Kind,
    Outcome,
    Pair,
    Place,
    Report,
    Results,
    Section,
    Value,
)
from pipeline.outputs.digest import Digest, all_values
from pipeline.outputs.likeness_records import boilerplate_rows, section_share_rows
from pipeline.outputs.numerals import plain_decimal, plain_share

Row = Mapping[str, object]

# JSON allows these raw, but they would break a line, a terminal or the UTF-8 encoding of the file.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def write_records(results: Results, digest: Digest, folder: Path) -> dict[str, int]:
    """Writes every data file into `folder` and gives the number of rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: _write_lines(folder / name, rows) for name, rows in _data_files(results, digest)}


def json_line(row: Row) -> str:
    """One row as a single line of JSON, keys in the order given, Chinese readable."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return escape_unsafe(text)


def escape_unsafe(json_text: str) -> str:
    """JSON text with characters escaped that would break lines or could not be encoded (lone surrogates)."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json_text)


def place_record(place: Place | None) -> Row | None:
    """A place (出处) with the keys of the contract; what the format does not have is null."""
    if place is None:
        return None
    return {
        "path": place.path,
        "start": place.start,
        "end": place.end,
        "page": place.page,
        "paragraph": place.paragraph,
        "sheet": place.sheet,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "quote": place.quote,
    }


def _data_files(results: Results, digest: Digest) -> Iterator[tuple[str, Iterable[Row]]]:
    reports = sorted(results.batch.reports, key=lambda report: report.id)
    yield "files.jsonl", _file_rows(results)
    yield "reports.jsonl", (_report_row(report, digest) for report in reports)
    yield (
        "sections.jsonl",
        (_section_row(report, section) for report in reports for section in report.sections),
    )
    yield "values.jsonl", _value_rows(digest)
    yield "funds.jsonl", (_fund_row(fund) for report in reports for fund in report.funds)
    yield (
        "indicators.jsonl",
        (_indicator_row(indicator) for report in reports for indicator in report.indicators),
    )
    yield "findings.jsonl", _finding_rows(results)
    if results.suppressed:
        yield "suppressed.jsonl", _suppressed_rows(results)
    yield "checks.jsonl", _check_rows(results)
    yield "similar.jsonl", _pair_rows(results)
    yield "clusters.jsonl", _cluster_rows(results)
    if any(pair.coverage for pair in results.pairs):
        yield "similar_sections.jsonl", section_share_rows(results)
    if results.batch.boilerplate:
        yield "boilerplate.jsonl", boilerplate_rows(results)


def _write_lines(path: Path, rows: Iterable[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json_line(row) + "\n")
            count += 1
    return count


def _file_rows(results: Results) -> Iterator[Row]:
    for file in sorted(results.batch.files, key=lambda file: (file.path, file.sha256)):
        yield {
            "path": file.path,
            "sha256": file.sha256,
            "bytes": file.bytes,
            "format": file.format,
            "status": str(file.status),
            "reason": file.reason,
            "message": file.message,
            "pages": file.pages,
            "characters": file.characters,
            "tables": file.tables,
            "ocr_pages": file.ocr_pages,
            "reports": sorted(file.reports),
        }


def _report_row(report: Report, digest: Digest) -> Row:
    counts: Mapping[Outcome, int] = digest.checks_of.get(report.id, {})
    row: dict[str, object] = {
        "report": report.id,
        "path": report.document.source.path,
        "sha256": report.document.source.sha256,
        "kind": report.kind,
        "title": report.title,
        "unit": report.unit,
        "project": report.project,
        "projects": list(report.projects),
        "year": report.year,
        "bundle": report.bundle,
        "profile": report.profile,
    }
    row.update({field: _summary_record(report.summary.get(field)) for field in SUMMARY_FIELDS})
    row["numbers_found"] = report.numbers_found
    row["numbers_claimed"] = report.numbers_claimed
    row["checks"] = {str(outcome): counts.get(outcome, 0) for outcome in Outcome}
    return row


def _summary_record(value: Value | None) -> Row | None:
    if value is None:
        return None
    return {"value": value_text(value), "raw": value.raw, "place": place_record(value.place)}


def value_text(value: Value | None) -> str | None:
    """What a value says, normalised: plain digits, or 优/良/中/差 for a grade."""
    if value is None:
        return None
    return value.grade if value.kind == Kind.GRADE else plain_decimal(value.number)


def _section_row(report: Report, section: Section) -> Row:
    return {
        "report": report.id,
        "title": section.title,
        "number": section.number or None,
        "level": section.level,
        "role": section.role,
        "path": list(section.path),
        "place": place_record(section.place),
    }


def _value_rows(digest: Digest) -> Iterator[Row]:
    values = (
        (value.id, key, value) for key, report in digest.reports.items() for value in all_values(report)
    )
    for _, _, value in sorted(values, key=lambda item: item[:2]):
        yield {
            "value": value.id,
            "report": value.report,
            "kind": str(value.kind),
            "field": value.field,
            "number": value_text(value),
            "unit": value.unit or None,
            "raw": value.raw,
            "exactness": str(value.exactness),
            "modality": str(value.modality),
            "project": value.project,
            "year": value.year,
            "section": value.section,
            "where": value.where,
            "place": place_record(value.place),
            "confidence": plain_share(value.confidence),
            "used_by": list(digest.rules_using.get(value.id, ())),
        }


def _fund_row(fund: FundRow) -> Row:
    return {
        "report": fund.report,
        "row": fund.row,
        "budget_initial": value_text(fund.budget_initial),
        "budget_full": value_text(fund.budget_full),
        "spent": value_text(fund.spent),
        "weight": value_text(fund.weight),
        "rate": value_text(fund.rate),
        "score": value_text(fund.score),
        "places": _places(fund.places),
    }


def _indicator_row(indicator: Indicator) -> Row:
    return {
        "report": indicator.report,
        "level1": indicator.level1 or None,
        "level2": indicator.level2 or None,
        "level3": indicator.level3 or None,
        "operator": indicator.operator or None,
        "target": indicator.target or None,
        "target_unit": indicator.target_unit or None,
        "actual": indicator.actual or None,
        "actual_unit": indicator.actual_unit or None,
        "weight": value_text(indicator.weight),
        "score": value_text(indicator.score),
        "reason": indicator.reason or None,
        "qualitative": indicator.qualitative,
        "places": _places(indicator.places),
    }


def _places(places: Mapping[str, Place]) -> Row:
    return {column: place_record(places[column]) for column in sorted(places)}


def _finding_rows(results: Results) -> Iterator[Row]:
    """This round's findings, then those that it cleared (已消除), whose places are those of the round before."""
    for findings in (results.findings, results.gone):
        for finding in sorted(findings, key=lambda finding: (finding.fingerprint, finding.report)):
            yield _finding_row(finding)


def _suppressed_rows(results: Results) -> Iterator[Row]:
    """Findings set aside by the exceptions file: what findings.jsonl would say, and the entry's own words."""
    for one in sorted(results.suppressed, key=lambda item: (item.finding.fingerprint, item.finding.report)):
        entry = one.exemption
        yield {
            **_finding_row(one.finding),
            "exemption": entry.number,
            "reason": entry.reason,
            "until": entry.until.isoformat() if entry.until else None,
            "by": entry.by,
        }


def _finding_row(finding: Finding) -> Row:
    return {
        "finding": finding.fingerprint,
        "rule": finding.rule,
        "title": finding.title,
        "level": str(finding.level),
        "report": finding.report or None,
        "unit": finding.unit,
        "project": finding.project,
        "year": finding.year,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "difference": finding.difference,
        "tolerance": finding.tolerance,
        "calculation": finding.calculation,
        "affects_conclusion": finding.affects_conclusion,
        "suspect": finding.suspect,
        "places": [place_record(place) for place in finding.places],
        "basis": finding.basis,
        "verdict": finding.verdict,
        "note": finding.note,
        "status": finding.status,
    }


def _check_rows(results: Results) -> Iterator[Row]:
    for check in sorted(
        results.checks, key=lambda check: (check.rule, check.report, check.outcome, check.why)
    ):
        yield {
            "rule": check.rule,
            "report": check.report,
            "outcome": str(check.outcome),
            "why": check.why,
        }


def _pair_rows(results: Results) -> Iterator[Row]:
    for pair in sorted(results.pairs, key=lambda pair: (pair.a, pair.b, pair.kind)):
        yield _pair_row(pair)


def _pair_row(pair: Pair) -> Row:
    return {
        "a": pair.a,
        "b": pair.b,
        "kind": pair.kind,
        "score": plain_share(pair.score),
        "shared_characters": pair.shared_characters,
        "passages": [
            {
                "a_start": passage.a_start,
                "a_end": passage.a_end,
                "b_start": passage.b_start,
                "b_end": passage.b_end,
            }
            for passage in pair.passages
        ],
        "changed": [{"a": a, "b": b} for a, b in pair.changed],
        "leftover_names": list(pair.leftover_names),
    }


def _cluster_rows(results: Results) -> Iterator[Row]:
    for cluster in sorted(results.clusters, key=lambda cluster: cluster.cluster):
        row: dict[str, object] = {
            "cluster": cluster.cluster,
            "reports": sorted(cluster.reports),
            "kind": cluster.kind,
        }
        if cluster.source is not None:
            row |= {"source": cluster.source, "source_why": cluster.source_why}
        yield row
