"""Scores the product on a whole corpus (评测): every case run, matched with its gold, and counted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluation.corpus_run import CaseRun, Conditions, run_case, run_changed
from pipeline.evaluation.edits import Edit, can_plant, planted
from pipeline.evaluation.findings import newly_fired, score_findings, score_similar, unknown_findings
from pipeline.evaluation.forms import score_funds, score_indicators
from pipeline.evaluation.gold import NOTHING, Corpus, GoldCase, GoldMutation
from pipeline.evaluation.matching import Match, matches
from pipeline.evaluation.measures import score_figures, score_identity, score_sections, score_summary
from pipeline.evaluation.tally import Sheet
from pipeline.evaluation.wording import squeezed
from pipeline.model import FileStatus
from pipeline.validation import all_rules


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of a case that could not be read: everything in it counts as missed."""

    case: str
    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found, and what it could not look at."""

    sheets: tuple[Sheet, ...]
    unread: tuple[Unread, ...]
    unknown_rules: Counter[str]
    """Certain findings of rules that the product does not have."""
    skipped_edits: tuple[str, ...]
    """Mutations that were not made, with the reason."""
    digest: str
    cases: tuple[str, ...]


@dataclass(slots=True)
class _CaseScore:
    sheets: list[Sheet]
    unread: list[Unread]
    unknown: Counter[str]
    skipped: list[str]


def evaluate(corpus: Corpus, conditions: Conditions, *, mutations: bool = True) -> Evaluation:
    """Run and score every case of a corpus."""
    scored = [_score_case(case, corpus.root, conditions, mutations=mutations) for case in corpus.cases]
    return Evaluation(
        sheets=tuple(sheet for one in scored for sheet in one.sheets),
        unread=tuple(file for one in scored for file in one.unread),
        unknown_rules=sum((one.unknown for one in scored), Counter()),
        skipped_edits=tuple(line for one in scored for line in one.skipped),
        digest=corpus.digest,
        cases=tuple(case.case for case in corpus.cases),
    )


def case_matches(case: GoldCase, run: CaseRun) -> list[Match]:
    """Every report of a case, of gold and of the product, with its partner."""
    return [
        match
        for file in case.files
        for match in matches(file, [one for one in case.reports if one.file == file], run.reports(file))
    ]


def _score_case(case: GoldCase, root: Path, conditions: Conditions, *, mutations: bool) -> _CaseScore:
    known = {rule.id for rule in all_rules()}
    run = run_case(case, root / case.case, conditions)
    found = case_matches(case, run)
    score = _CaseScore([], list(_unread(case, run)), unknown_findings(found, known), [])
    for match in found:
        sheet = Sheet(case.case, match.name, _format(run, match.file))
        _score_report(sheet, match)
        score_findings(sheet, match, _bundle(match, found), run, known)
        score.sheets.append(sheet)
    together = Sheet(case.case, "全案", "")
    score_similar(together, case, found, run)
    score.sheets.append(together)
    if mutations:
        for edit in case.mutations:
            _score_edit(score, case, edit, run, root / case.case)
    return score


def _score_report(sheet: Sheet, match: Match) -> None:
    if match.gold is None:
        sheet.wrong("reports", match.name, None, match.report.title if match.report else match.name)
        for score in (score_figures, score_funds, score_indicators):
            score(sheet, NOTHING, match.report)
        return
    sheet.judge("reports", match.name, "有", "有" if match.report is not None else None)
    score_identity(sheet, match.gold, match.report)
    score_summary(sheet, match.gold, match.report)
    score_sections(sheet, match.gold, match.report)
    score_figures(sheet, match.gold, match.report)
    score_funds(sheet, match.gold, match.report)
    score_indicators(sheet, match.gold, match.report)


def _score_edit(
    score: _CaseScore,
    case: GoldCase,
    edit: GoldMutation,
    before: CaseRun,
    folder: Path,
) -> None:
    words = f"{edit.file}：{edit.replace}→{edit.with_}"
    format_ = _format(before, edit.file)
    reason = None
    if edit.expect not in {rule.id for rule in all_rules()}:
        reason = f"规则 {edit.expect} 尚未实现"
    elif not can_plant(format_):
        reason = f"{format_} 文件不能就地改字"
    content = (folder / edit.file).read_bytes()
    changed = None if reason else planted(content, format_, Edit(edit.replace, edit.with_, edit.nth))
    if changed is None:
        score.skipped.append(f"{case.case}　{words}（{reason or '原文中没有这处文字'}）")
        return
    after = run_changed(before, edit.file, changed)
    sheet = Sheet(case.case, edit.file, format_)
    fired = newly_fired(before, after, edit.expect)
    sheet.judge("mutations", f"{edit.replace}→{edit.with_}", edit.expect, edit.expect if fired else None)
    score.sheets.append(sheet)


def _bundle(match: Match, found: Sequence[Match]) -> list[Match]:
    """The reports of the same unit, project and year, by the product or by gold; the report itself included."""
    return [
        other
        for other in found
        if other is match or _same_bundle_read(match, other) or _same_bundle_listed(match, other)
    ]


def _same_bundle_read(one: Match, other: Match) -> bool:
    return one.report is not None and other.report is not None and one.report.bundle == other.report.bundle


def _same_bundle_listed(one: Match, other: Match) -> bool:
    if one.gold is None or other.gold is None:
        return False
    names = ("unit", "project")
    return one.gold.year == other.gold.year and all(
        squeezed(getattr(one.gold, name)) == squeezed(getattr(other.gold, name)) for name in names
    )


def _unread(case: GoldCase, run: CaseRun) -> Iterator[Unread]:
    for file in case.files:
        record = run.record(file)
        if record is not None and record.status in (FileStatus.FAILED, FileStatus.SKIPPED):
            yield Unread(case.case, file, record.message or record.reason or "")


def _format(run: CaseRun, file: str) -> str:
    record = run.record(file)
    return record.format if record is not None else ""
