"""Writes 复核.html: one file, or above a size an index and a page a report beside it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup

from pipeline.model import Report, Results
from pipeline.outputs.digest import LEVELS, Digest, level_counts
from pipeline.outputs.names import profile_name
from pipeline.outputs.page.body import runs_markup
from pipeline.outputs.page.comparing import PairView, pair_views
from pipeline.outputs.page.escaping import page_environment
from pipeline.outputs.page.findings import FindingView, finding_views
from pipeline.outputs.page.limits import page_limits, verdict_keys
from pipeline.outputs.page.reports import ReportView, findings_by_report, report_view
from pipeline.outputs.page.shell import PAGE, PAGES, asset, page_policy
from pipeline.outputs.page.template_text import template_ranges
from pipeline.outputs.unchecked import Unchecked, unchecked_lines
from pipeline.settings import Thresholds, load_settings

_LEVEL_MARKS = {"错误": "●", "警告": "▲", "提示": "○"}
# As unchecked_lines calls a rule that had nothing to look at: worth a list, not the first lines of it.
_IDLE = "规则不适用"


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all pages of a run share, worked out once."""

    results: Results
    unchecked: Unchecked
    generated: str
    findings: tuple[FindingView, ...]
    pairs: tuple[PairView, ...]
    reports: tuple[Report, ...]
    """In the order of their numbers."""
    numbers: Mapping[str, int]
    """The number of each report, by its id: its page is 复核/<number>.html."""
    facts: Mapping[str, object]
    """What every page says of the run."""


def write_page(
    results: Results,
    digest: Digest,
    unchecked: Unchecked,
    folder: Path,
    generated: str = "",
    thresholds: Thresholds | None = None,
) -> None:
    """Writes the page into `folder`; equal results give equal bytes but for `generated`.

    `thresholds` are those of the run: what it took for template text in comparing is shown grey.
    """
    reports = _in_order(results)
    whole = _whole(results, digest, unchecked, reports, generated)
    findings, pairs, numbers = whole.findings, whole.pairs, whole.numbers
    template = template_ranges(results.batch.reports, thresholds or load_settings().thresholds)
    by_report = findings_by_report(findings)
    if _fits_one_page(reports):
        views = [report_view(one, digest, by_report.get(one.id, ()), template[one.id]) for one in reports]
        _write(folder / PAGE, whole, findings, pairs, views, None)
        return
    _write(folder / PAGE, whole, findings, _pairs_of_none(pairs), [], 0)
    (folder / PAGES).mkdir()
    by_pair = _pairs_by_report(pairs)
    for report in reports:
        own = by_report.get(report.id, ())
        view = report_view(report, digest, own, template[report.id])
        shared = by_pair.get(report.id, ())
        number = numbers[report.id]
        _write(folder / PAGES / f"{number}.html", whole, own, shared, [view], number)


def _in_order(results: Results) -> tuple[Report, ...]:
    """The reports as a reader expects them: by file, and those of one file as they stand in it."""
    return tuple(sorted(results.batch.reports, key=lambda one: (one.document.source.path, one.spans, one.id)))


def _whole(
    results: Results, digest: Digest, unchecked: Unchecked, reports: tuple[Report, ...], generated: str
) -> _Whole:
    counts = level_counts(results.findings)
    facts = {
        "style": Markup(asset("page.css")),  # noqa: S704 - our own file
        "script": Markup(asset("page.js")),  # noqa: S704 - our own file
        "policy": page_policy(),
        "title": results.title or "（未命名批次）",
        "batch": _batch_key(results),
        "generated": generated,
        "shown_time": generated.replace("T", " ")[:16],
        "profile": profile_name(results.profile),
        "version": results.versions.get("heji", ""),
        "settings_digest": results.settings_digest[:16],
        "counts": [(level, _LEVEL_MARKS[level], count) for level, count in counts.items()],
        "level_marks": _LEVEL_MARKS,
        "levels": [str(level) for level in LEVELS],
        "verdicts": verdict_keys(),
        "note_characters": page_limits().note_characters,
        "at_once": page_limits().list_at_once,
        "files": len(results.batch.files),
        "index": PAGE,
        "pages": PAGES,
    }
    numbers = {report.id: number for number, report in enumerate(reports, start=1)}
    findings, pairs = finding_views(results, digest), pair_views(results)
    return _Whole(results, unchecked, generated, findings, pairs, reports, numbers, facts)


def _fits_one_page(reports: Sequence[Report]) -> bool:
    limits = page_limits()
    characters = sum(end - start for report in reports for start, end in report.spans)
    return characters <= limits.single_page_characters and len(reports) <= limits.single_page_reports


def _pairs_by_report(pairs: Sequence[PairView]) -> dict[str, list[PairView]]:
    found: dict[str, list[PairView]] = {}
    for pair in pairs:
        for key in {pair.a.report, pair.b.report} - {""}:
            found.setdefault(key, []).append(pair)
    return found


def _pairs_of_none(pairs: Sequence[PairView]) -> list[PairView]:
    """Pairs of which neither report has a page of its own; the index shows them."""
    return [pair for pair in pairs if not pair.a.report and not pair.b.report]


def _write(
    path: Path,
    whole: _Whole,
    findings: Sequence[FindingView],
    pairs: Sequence[PairView],
    views: Sequence[ReportView],
    number: int | None,
) -> None:
    """One page; `number` is None for the only one, 0 for the index, else the report's."""
    html = _template().render(
        {
            **whole.facts,
            "findings": findings,
            "units": sorted({view.finding.unit or "" for view in findings}),
            "rules": sorted({(view.finding.rule, view.finding.title) for view in findings}),
            "statuses": sorted({view.finding.status for view in findings}),
            "views": views,
            "pairs": pairs,
            "pair_of": _pairs_by_finding(findings, pairs),
            "numbers": whole.numbers,
            "here": number,
            **({} if number else _overview(whole)),
        }
    )
    path.write_text(html, encoding="utf-8", newline="\n")


def _overview(whole: _Whole) -> dict[str, object]:
    """What only the first page tells: what stays open, and every report with its findings counted."""
    left = list(unchecked_lines(whole.unchecked))
    return {
        "reports": whole.reports,
        "tally": _tally(whole),
        "open_items": [item for item in left if item[0] != _IDLE],
        "idle_items": [item for item in left if item[0] == _IDLE],
    }


def _tally(whole: _Whole) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for view in whole.findings:
        if not view.is_gone:
            found.setdefault(view.finding.report, Counter())[str(view.finding.level)] += 1
    return found


def _pairs_by_finding(findings: Sequence[FindingView], pairs: Sequence[PairView]) -> dict[int, int]:
    """Which pair stands behind a finding about shared text: both files are among its places."""
    found: dict[int, int] = {}
    for view in findings:
        paths = {place.path for place in view.finding.places}
        for pair in pairs:
            about = view.finding.report in (pair.pair.a, pair.pair.b)
            if about and pair.a.path != pair.b.path and {pair.a.path, pair.b.path} <= paths:
                found.setdefault(view.number, pair.number)
    return found


def _batch_key(results: Results) -> str:
    """A name for this batch, under which a browser keeps what was decided and not yet handed over."""
    inputs = "".join(sorted(file.sha256 for file in results.batch.files))
    return hashlib.sha256(f"{results.title}\n{inputs}".encode("utf-8", "replace")).hexdigest()[:16]


@cache
def _template() -> Template:
    environment = page_environment(Path(__file__).parent / "templates")
    environment.globals["runs"] = runs_markup
    return environment.get_template("page.html.j2")
