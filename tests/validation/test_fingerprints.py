"""A finding keeps its identity when the file is exported again, paged anew, or written around."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingestion import read_document
from pipeline.model import Batch, Finding, Source
from pipeline.nlp import reports_of
from pipeline.settings import load_settings
from pipeline.validation import check_batch
from pipeline.validation.fingerprints import canonical_fact
from tests.validation.factories import batch_of

SETTINGS = load_settings()
ROOT = Path(__file__).parent.parent.parent
WRITTEN = ROOT / "corpora" / "batch" / "鹭湾区" / "鹭湾区住建局路灯节能改造绩效自评报告（报财政）.docx"
EXPORTED = Path(__file__).parent / "files" / "street_lamps.pdf"
# 公文里常见而与任何核对无关的句子：插在哪里都不改变事实。
ASIDES = (
    "以上情况已经局务会议研究。",
    "相关资料存放于局办公室，可供查阅。",
    "各科室积极配合，按时提交了材料。",
    "封面",
    "目录",
)
FAULTS = (
    "该项目批复预算【280万元：批复预算】。\n该项目批复预算【260万元：批复预算】。",
    "自评总分【97分：总分】。\n综合得分【96分：总分】。",
    "| 资金（万元） | 全年预算数 | 全年执行数 |\n| 年度资金总额 | 100.00 | 90.00 |\n"
    "| 其中：中央补助 | 60.00 | 50.00 |\n| 地方资金 | 50.00 | 40.00 |",
    "| 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 |\n"
    "| 产出指标 | 数量指标 | 改造里程 | ≥50公里 | 40公里 | 10 | 10 |",
)


def prints(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(finding.rule, finding.fingerprint) for finding in findings}


def found_in(name: str, content: bytes, form: str) -> set[tuple[str, str]]:
    document = read_document(Source(name, "00", len(content), form), content, SETTINGS.limits)
    findings, _ = check_batch(Batch((), tuple(reports_of(document))), (), SETTINGS, "general")
    return prints(findings)


def changed(change: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document(str(WRITTEN))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def insert_paragraphs(document: docx.document.Document) -> None:
    for number, paragraph in enumerate(list(document.paragraphs)):
        if len(paragraph.text) > 40:
            paragraph.insert_paragraph_before(ASIDES[number % 3])


def break_pages(document: docx.document.Document) -> None:
    for paragraph in list(document.paragraphs)[3::4]:
        paragraph.paragraph_format.page_break_before = True


def test_the_pdf_of_a_report_has_the_findings_of_the_docx() -> None:
    written = found_in("报告.docx", WRITTEN.read_bytes(), "docx")
    assert {"ZJ-01", "DF-05"} <= {rule for rule, _ in written}
    assert found_in("另存.pdf", EXPORTED.read_bytes(), "pdf") == written


@pytest.mark.parametrize("change", [insert_paragraphs, break_pages])
def test_paragraphs_and_page_breaks_change_no_finding(
    change: Callable[[docx.document.Document], None],
) -> None:
    assert found_in("报告.docx", changed(change), "docx") == found_in(
        "报告.docx", WRITTEN.read_bytes(), "docx"
    )


@settings(max_examples=40, deadline=None)
@given(
    chosen=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=4, unique=True),
    asides=st.lists(st.sampled_from(ASIDES), min_size=1, max_size=5),
    heading=st.sampled_from(("基本情况｜一、项目概况", "基本情况｜第一部分 基本情况", "其他｜总体情况")),
)
def test_words_and_headings_around_a_fault_change_no_fingerprint(
    chosen: list[str], asides: list[str], heading: str
) -> None:
    plain = "\n".join(chosen)
    around = "\n".join(part for fault in chosen for part in (*asides, fault))
    found = []
    for source in (plain, f"# {heading}\n{around}\n{asides[0]}"):
        batch, _, _ = batch_of(source)
        findings, _ = check_batch(batch, (), SETTINGS, "general")
        found.append({one for one in prints(findings) if one[0] in ("ZJ-01", "ZJ-02", "DF-05", "DF-08")})
    assert found[0] and found[0] == found[1]


@settings(max_examples=40, deadline=None)
@given(
    initial=st.decimals(100, 900, places=2),
    difference=st.decimals("0.5", 50, places=2),
    again=st.decimals("0.5", 50, places=2),
)
def test_a_corrected_but_still_wrong_figure_is_the_same_finding(
    initial: object, difference: object, again: object
) -> None:
    found = []
    for gap in (difference, again):
        source = f"批复预算【{initial}万元：批复预算】。\n批复预算【{initial + gap}万元：批复预算】。"  # type: ignore[operator]
        findings, _ = check_batch(batch_of(source)[0], (), SETTINGS, "general")
        found.append({one for one in prints(findings) if one[0] == "ZJ-02"})
    assert len(found[0]) == 1
    assert found[0] == found[1]


def test_unit_project_and_year_part_findings() -> None:
    seen = set()
    for head in ("", "单位：河口镇人民政府\n", "项目：桥梁加固\n", "年度：2022\n"):
        findings, _ = check_batch(batch_of(head + FAULTS[0])[0], (), SETTINGS, "general")
        seen |= {one for one in prints(findings) if one[0] == "ZJ-02"}
    assert len(seen) == 4


def findings_of(*files: tuple[str, str]) -> dict[str, set[str]]:
    """Fingerprints of ZJ-02 by file, each file with its own source text, checked as one batch."""
    reports = []
    for at, (path, source) in enumerate(files):
        (report,) = batch_of(source)[0].reports
        document = replace(report.document, source=replace(report.document.source, path=path))
        reports.append(replace(report, id=f"r{at}", document=document))
    findings, _ = check_batch(Batch((), tuple(reports)), (), SETTINGS, "general")
    paths = {report.id: report.document.source.path for report in reports}
    found: dict[str, set[str]] = {path: set() for path, _ in files}
    for finding in findings:
        if finding.rule == "ZJ-02":
            found[paths[finding.report]].add(finding.fingerprint)
    return found


def test_versions_of_one_report_keep_their_findings_in_any_order_and_format() -> None:
    first = findings_of(("甲/报告.docx", FAULTS[0]))
    both = findings_of(("甲/报告.docx", FAULTS[0]), ("甲/报告（修改）.docx", FAULTS[0]))
    assert both["甲/报告.docx"] == first["甲/报告.docx"]
    assert not both["甲/报告.docx"] & both["甲/报告（修改）.docx"]
    again = findings_of(("乙/报告（修改）.pdf", FAULTS[0]), ("乙/报告.pdf", FAULTS[0]))
    assert again["乙/报告.pdf"] == both["甲/报告.docx"]
    assert again["乙/报告（修改）.pdf"] == both["甲/报告（修改）.docx"]


def test_reports_that_name_no_unit_do_not_answer_for_each_other() -> None:
    nameless = "单位：\n" + FAULTS[0]
    one = findings_of(("甲镇自评.docx", nameless), ("乙镇自评.docx", nameless))
    alone = findings_of(("乙镇自评.pdf", nameless))
    assert alone["乙镇自评.pdf"] == one["乙镇自评.docx"]
    assert not one["甲镇自评.docx"] & one["乙镇自评.docx"]


def test_a_form_keeps_its_finding_when_the_narrative_beside_it_is_mended() -> None:
    narrative, form = (batch_of(FAULTS[0])[0].reports[0] for _ in range(2))
    form = replace(form, id="r1", kind="自评表")
    both, _ = check_batch(Batch((), (narrative, form)), (), SETTINGS, "general")
    alone, _ = check_batch(Batch((), (form,)), (), SETTINGS, "general")
    theirs = {finding.fingerprint for finding in both if finding.report == "r1" and finding.rule == "ZJ-02"}
    kept = {finding.fingerprint for finding in alone if finding.rule == "ZJ-02"}
    assert kept and kept <= theirs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("score_range/产出指标/验收 合格率（%）", "score_range/产出指标/验收合格率(％)"),
        ("listing/㎡", "listing/m2"),
    ],
)
def test_a_name_in_a_fact_may_be_spaced_and_bracketed_otherwise(one: str, other: str) -> None:
    assert canonical_fact(one) == canonical_fact(other)
    assert canonical_fact("weights/1") != canonical_fact("weights/2")
