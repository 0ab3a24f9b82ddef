"""Rows of the data files about findings, checks and likeness (疑点、核对、雷同)."""

from collections.abc import Iterator

from pipeline.model import Finding, Pair, Results
from pipeline.outputs.json_lines import Row
from pipeline.outputs.numerals import plain_share
from pipeline.outputs.place_records import place_record


def finding_rows(results: Results) -> Iterator[Row]:
    """This round's findings, then those that it cleared (已消除), whose places are those of the round before."""
    for findings in (results.findings, results.gone):
        for finding in sorted(findings, key=lambda finding: (finding.fingerprint, finding.report)):
            yield _finding_row(finding)


def suppressed_rows(results: Results) -> Iterator[Row]:
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


def check_rows(results: Results) -> Iterator[Row]:
    """checks.jsonl: every rule on every report."""
    for check in sorted(
        results.checks, key=lambda check: (check.rule, check.report, check.outcome, check.why)
    ):
        yield {
            "rule": check.rule,
            "report": check.report,
            "outcome": str(check.outcome),
            "why": check.why,
        }


def pair_rows(results: Results) -> Iterator[Row]:
    """similar.jsonl: every pair of reports that share text."""
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


def cluster_rows(results: Results) -> Iterator[Row]:
    """clusters.jsonl: reports tied together by pairs of one kind."""
    for cluster in sorted(results.clusters, key=lambda cluster: cluster.cluster):
        row: dict[str, object] = {
            "cluster": cluster.cluster,
            "reports": sorted(cluster.reports),
            "kind": cluster.kind,
        }
        if cluster.source is not None:
            row |= {"source": cluster.source, "source_why": cluster.source_why}
        yield row
