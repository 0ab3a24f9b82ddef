"""The data files (data/*.jsonl): one object a line, keys and rows in stable order, plain decimals."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.model import (
    SUMMARY_FIELDS,
    FundRow,
    Indicator,
    Kind,
    Outcome,
    Place,
    Report,
    Results,
    Section,
    Value,
)
from pipeline.outputs.digest import Digest, all_values
from pipeline.outputs.finding_records import (
    check_rows,
    cluster_rows,
    finding_rows,
    pair_rows,
    suppressed_rows,
)
from pipeline.outputs.json_lines import Row, write_lines
from pipeline.outputs.likeness_records import boilerplate_rows, section_share_rows
from pipeline.outputs.numerals import plain_decimal, plain_share
from pipeline.outputs.place_records import place_record


def write_records(results: Results, digest: Digest, folder: Path) -> dict[str, int]:
    """Writes every data file into `folder` and gives the number of rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: write_lines(folder / name, rows) for name, rows in _data_files(results, digest)}


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
    yield "findings.jsonl", finding_rows(results)
    if results.suppressed:
        yield "suppressed.jsonl", suppressed_rows(results)
    yield "checks.jsonl", check_rows(results)
    yield "similar.jsonl", pair_rows(results)
    yield "clusters.jsonl", cluster_rows(results)
    if any(pair.coverage for pair in results.pairs):
        yield "similar_sections.jsonl", section_share_rows(results)
    if results.batch.boilerplate:
        yield "boilerplate.jsonl", boilerplate_rows(results)


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
