import dataclasses
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from pipeline.model import Kind, Level, Results, RulePrecision, VerdictEntry
from pipeline.outputs import write_results
from pipeline.outputs.celltext import CELL_LIMIT
from pipeline.outputs.figures import difference_cell, figure_cell
from pipeline.outputs.sheet import Styled
from tests.outputs import samples

SHEETS = [
    "封面与说明",
    "总览",
    "问题清单",
    "数据宽表",
    "抽取明细",
    "资金与指标",
    "相似与套话",
    "跨年与重报",
    "账表比对",
    "接收清单",
    "规则与依据",
    "审核日志",
]


def opened(results: Results, folder: Path) -> Any:
    write_results(results, folder)
    return openpyxl.load_workbook(folder / "问题清单.xlsx")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield opened(samples.results(), tmp_path_factory.mktemp("out"))


def cell(workbook: Any, sheet: str, title: str, row: int = 2) -> Any:
    headers = [header.value.replace("\n", "") for header in workbook[sheet][1]]
    return workbook[sheet].cell(row, headers.index(title) + 1)


def test_sheets_stand_in_reading_order(workbook: Any) -> None:
    assert workbook.sheetnames == SHEETS


@pytest.mark.parametrize("name", SHEETS[1:])
def test_tables_are_frozen_filtered_and_set_up_for_printing(workbook: Any, name: str) -> None:
    sheet = workbook[name]
    assert sheet.freeze_panes.endswith("2") and sheet.freeze_panes > "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert "&P" in (sheet.oddFooter.center.text or "")


def hostile_results() -> Results:
    first = samples.results()
    words = (
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "http://example.org",
        "a\x00\x1b[0mb",
        "<r><t>x</t></r>",
        "\ud800乱",
    )
    findings = [
        dataclasses.replace(
            first.findings[0], fingerprint=f"h{number}", message=text, unit=text, suspect=text
        )
        for number, text in enumerate(words)
    ]
    files = [dataclasses.replace(first.batch.files[0], path=text, message="长" * 40_000) for text in words]
    batch = dataclasses.replace(first.batch, files=tuple(files))
    return dataclasses.replace(first, findings=tuple(findings), batch=batch, title="=cmd &P")


def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    workbook = opened(hostile_results(), tmp_path)
    for sheet in workbook:
        for found in (found for row in sheet.iter_rows() for found in row):
            assert found.data_type in ("s", "n", "inlineStr"), (sheet.title, found.coordinate, found.value)
            # A link leads to a place inside this workbook, never to a target outside.
            assert found.hyperlink is None or (
                found.hyperlink.location.startswith("'") and found.hyperlink.target is None
            )
    with ZipFile(tmp_path / "问题清单.xlsx") as package:
        names = package.namelist()
        sheets = [package.read(name).decode() for name in names if name.startswith("xl/worksheets/sheet")]
        related = [package.read(name).decode() for name in names if name.endswith(".rels")]
    assert not any("<f>" in xml or "<f " in xml for xml in sheets)
    assert not any('TargetMode="External"' in xml for xml in related)
    assert not any("external" in name or "vba" in name.lower() for name in names)


def test_hostile_words_are_kept_as_text(tmp_path: Path) -> None:
    workbook = opened(hostile_results(), tmp_path)
    messages = {cell(workbook, "问题清单", "问题摘要", row).value for row in range(2, 10)}
    assert {"=1+1", "+1", "-1", "@SUM(A1)", "http://example.org"} <= messages
    assert "a[0mb" in messages and "\ufffd乱" in messages
    # Ready-made rich text would go into the file as XML; the space in front keeps it text.
    assert " <r><t>x</t></r>" in messages


def test_over_long_text_is_cut_with_a_mark(tmp_path: Path) -> None:
    message = cell(opened(hostile_results(), tmp_path), "接收清单", "说明与处理办法").value
    assert len(message) == CELL_LIMIT and message.endswith("（过长，已截断）")


def test_numbers_are_numbers_and_blank_is_blank(workbook: Any) -> None:
    assert cell(workbook, "数据宽表", "年初预算数（万元）").value == 300.5
    assert cell(workbook, "数据宽表", "全年预算数（万元）").value == 280
    assert cell(workbook, "数据宽表", "到位资金（万元）").value is None
    assert cell(workbook, "数据宽表", "执行率（自述）").value == 95.86
    assert cell(workbook, "数据宽表", "执行率（重算）").value == 92.86
    assert cell(workbook, "数据宽表", "重算依据").value == "全年执行数÷全年预算数"
    assert cell(workbook, "数据宽表", "原文：自评等级").value == "优秀〔第1页 第5段〕"
    assert cell(workbook, "总览", "年度").value == 2023
    assert cell(workbook, "资金与指标", "年初预算数（万元）").value is None


def test_recomputed_rate_falls_back_to_the_approved_budget_and_says_so(tmp_path: Path) -> None:
    report = samples.report()
    summary = dict(report.summary)
    summary["budget_approved"] = summary.pop("budget_initial")
    del summary["budget_full"]
    only = dataclasses.replace(report, summary=summary)
    workbook = opened(samples.results([only], []), tmp_path)
    assert cell(workbook, "数据宽表", "执行率（重算）").value == 86.52
    assert cell(workbook, "数据宽表", "重算依据").value == "全年执行数÷批复预算数"


def test_findings_show_both_statements_with_places(workbook: Any) -> None:
    assert cell(workbook, "问题清单", "级别").value == "●错误"
    assert cell(workbook, "问题清单", "级别", 3).value == "○提示"
    assert "【95.86%】" in cell(workbook, "问题清单", "表述A").value
    assert cell(workbook, "问题清单", "出处A").value == "《绿地养护.docx》\n第1页 第3段"
    assert cell(workbook, "问题清单", "出处B").value == "第1页 第3段"
    assert "【280万元】" in cell(workbook, "问题清单", "表述B").value
    expected = cell(workbook, "问题清单", "应为")
    assert expected.value == 92.86 and "%" in expected.number_format
    assert cell(workbook, "问题清单", "影响结论").value is None
    assert cell(workbook, "问题清单", "影响结论", 3).value == "是"


def test_money_of_a_finding_is_shown_in_wan(tmp_path: Path) -> None:
    report = samples.report()
    found = samples.finding(
        report,
        level=Level.WARNING,
        expected="280万元",
        actual="3005000",
        difference="205000元",
        values=("R1-budget_initial",),
    )
    workbook = opened(samples.results([report], [found]), tmp_path)
    for title, value in (("应为", 280), ("实为", 300.5)):
        shown = cell(workbook, "问题清单", title)
        assert shown.value == value and "万元" in shown.number_format
    # The head of this column says 万元; only money stands in it as a number, so that it can be added up.
    assert cell(workbook, "问题清单", "差额（万元）").value == 20.5
    assert cell(workbook, "总览", "涉及金额（万元）").value == 20.5


def test_a_difference_that_is_no_money_says_its_unit(workbook: Any) -> None:
    assert cell(workbook, "问题清单", "差额（万元）").value == "3.00%"
    assert difference_cell("3.00个百分点", Kind.RATE) == Styled("3.00个百分点", "wrap")
    assert difference_cell("0.5", Kind.SCORE) == Styled("0.5分", "wrap")
    assert difference_cell("各处一致", Kind.MONEY) == Styled("各处一致", "wrap")
    assert difference_cell(None, Kind.MONEY) is None


def test_figures_in_words_stay_words() -> None:
    assert figure_cell("各处一致", Kind.MONEY) == "各处一致"
    assert figure_cell("±0.05万元（2 个数各半个末位）", Kind.MONEY) == "±0.05万元（2 个数各半个末位）"
    assert figure_cell(None, Kind.MONEY) is None
    assert figure_cell("2.99个百分点", None) == Styled(figure_cell("2.99", None).value, "points_unit")


def validations(sheet: Any) -> dict[str, Any]:
    return {str(one.sqref): one for one in sheet.data_validations.dataValidation}


def test_verdict_is_chosen_from_a_list_and_the_fingerprint_is_hidden(workbook: Any) -> None:
    sheet = workbook["问题清单"]
    verdict = cell(workbook, "问题清单", "审核意见")
    (chosen,) = [one for one in validations(sheet).values() if one.type == "list"]
    assert chosen.formula1 == '"属实,误报,待核,已整改"'
    assert verdict.coordinate in chosen.sqref
    fingerprint = cell(workbook, "问题清单", "指纹")
    assert fingerprint.value == "f2"
    assert sheet.column_dimensions[fingerprint.column_letter].hidden
    assert sheet.column_dimensions[cell(workbook, "问题清单", "写出时").column_letter].hidden


def test_only_the_yellow_cells_take_what_is_typed(workbook: Any) -> None:
    sheet = workbook["问题清单"]
    refused = [one for one in validations(sheet).values() if one.type == "textLength"]
    yellow = {"审核意见", "审核备注", "审核人", "日期"}
    for header in sheet[1]:
        below = sheet.cell(2, header.column)
        is_yellow = str(header.value) in yellow
        assert below.fill.fgColor.rgb.endswith("FFF6CC") == is_yellow, header.value
        assert any(below.coordinate in one.sqref for one in refused) != is_yellow, header.value


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_are_protected_without_a_password_and_can_be_sorted_and_filtered(
    workbook: Any, name: str
) -> None:
    protection = workbook[name].protection
    assert protection.sheet and not protection.password
    # False in the file means: this stays allowed.
    assert not (protection.sort or protection.autoFilter or protection.formatColumns)
    if name != "封面与说明":
        assert workbook[name]["A1"].protection.locked
        body = [found for row in workbook[name].iter_rows(min_row=2) for found in row if found.has_style]
        # A spreadsheet sorts a protected range only where every cell of it is unlocked.
        assert not any(found.protection.locked for found in body if found.border.left.style)


def test_money_heads_say_their_unit(workbook: Any) -> None:
    words = ("预算", "支出", "结余", "结转", "到位", "执行数", "差额", "金额")
    for sheet in workbook:
        if sheet.title == "封面与说明":
            continue
        for header in sheet[1]:
            title = str(header.value).replace("\n", "")
            numeric = any(
                found.number_format.startswith("#,##0.00")
                for (found,) in sheet.iter_rows(min_row=2, min_col=header.column, max_col=header.column)
            )
            if numeric and any(word in title for word in words):
                assert "万元" in title, (sheet.title, title)


def test_the_evidence_of_a_finding_leads_to_its_value(workbook: Any) -> None:
    link = cell(workbook, "问题清单", "证据")
    row = int(link.value.split()[1])
    assert link.hyperlink.location == f"'抽取明细'!A{row}"
    assert cell(workbook, "抽取明细", "数值编号", row).value == "R1-rate"


def test_one_row_a_unit_and_project_with_what_is_missing(tmp_path: Path) -> None:
    report = samples.report()
    form = dataclasses.replace(samples.report("R3", "表.xlsx"), kind="自评表")
    found = samples.finding(
        report, "f9", unit="甲局", project="乙项目", places=(), values=(), difference=None
    )
    absent = dataclasses.replace(found, report="")
    judged = samples.finding(report, verdict="误报", difference="20万元")
    workbook = opened(samples.results([report, form], [judged, absent]), tmp_path)
    rows = [[found.value for found in row] for row in workbook["总览"].iter_rows(min_row=2)]
    assert len(rows) == 2 and workbook["数据宽表"].max_row == 2
    ours, missing = sorted(rows, key=lambda row: row[1] != report.unit)
    assert ours[4] == "齐：报告、自评表" and missing[4] == "未收到"
    # A finding judged 误报 no longer counts as money involved.
    assert ours[9] is None and ours[-1] == "已审完" and missing[-1] == "未审"


def test_a_report_without_form_and_a_form_without_report_are_told(tmp_path: Path) -> None:
    bare = dataclasses.replace(samples.report(), funds=(), indicators=())
    form = dataclasses.replace(samples.report("R3", "表.xlsx", "乙局"), kind="自评表")
    workbook = opened(samples.results([bare, form], []), tmp_path)
    told = {row[4].value for row in workbook["总览"].iter_rows(min_row=2)}
    assert told == {"缺自评表", "缺自评报告"}


def test_findings_gone_stand_last_with_their_verdicts_and_count_nowhere(tmp_path: Path) -> None:
    report = samples.report()
    stays = samples.finding(report, status="沿用")
    gone = samples.finding(report, "f7", status="已消除", verdict="属实", reviewed_on="2024-05-06")
    workbook = opened(dataclasses.replace(samples.results([report], [stays]), gone=(gone,)), tmp_path)
    assert [cell(workbook, "问题清单", "状态", row).value for row in (2, 3)] == ["沿用", "已消除"]
    assert cell(workbook, "问题清单", "审核意见", 3).value == "属实"
    assert cell(workbook, "问题清单", "日期", 3).value == datetime.datetime(2024, 5, 6)
    assert cell(workbook, "总览", "●错误").value == 1


def test_rules_show_their_tolerance_and_how_often_they_were_right(tmp_path: Path) -> None:
    first = samples.results()
    results = dataclasses.replace(
        first, precision=(RulePrecision("ZX-01", 2, 1), RulePrecision("LT-01", 0, 0))
    )
    workbook = opened(results, tmp_path)
    assert cell(workbook, "规则与依据", "准确率（%）", 3).value == 66.7
    assert cell(workbook, "规则与依据", "准确率（%）", 2).value is None
    assert "T2" in cell(workbook, "规则与依据", "公式与容差", 3).value


def test_the_log_says_from_what_to_what(tmp_path: Path) -> None:
    log = (
        VerdictEntry("f2", "误报", None, "甲", "2024-05-06", "workbook", "2024-05-06T09:00:00+08:00"),
        VerdictEntry("f2", "属实", "=重新核实", "乙", None, "page", "2024-05-07T09:00:00+08:00"),
        VerdictEntry("f2", None, None),
        VerdictEntry("zz", "待核", None),
    )
    workbook = opened(dataclasses.replace(samples.results(), verdict_log=log), tmp_path)
    sheet = "审核日志"
    told = [
        tuple(cell(workbook, sheet, title, row).value for title in ("原意见", "新意见"))
        for row in range(2, 6)
    ]
    assert told == [("（未填）", "误报"), ("误报", "属实"), ("属实", "（撤回）"), ("（未填）", "待核")]
    assert cell(workbook, sheet, "来源", 3).value == "复核页"
    assert cell(workbook, sheet, "审核备注", 3).value == "=重新核实"
    assert cell(workbook, sheet, "规则", 5).value == "（疑点已不在本批）"


def test_pairs_are_listed_with_what_was_changed(workbook: Any) -> None:
    assert cell(workbook, "相似与套话", "相似组").value == "第1组"
    assert cell(workbook, "相似与套话", "相似度（%）").value == 98.8
    assert cell(workbook, "相似与套话", "改动处（A→B）").value == "湖心区 → 城东区"


def test_charts_are_native_to_the_workbook(tmp_path: Path) -> None:
    opened(samples.results(), tmp_path)
    with ZipFile(tmp_path / "问题清单.xlsx") as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    assert len(charts) == 2
    assert "90%～100%" in charts[0] and "ZX-01 执行率计算错误" in charts[1]


def test_verdict_of_an_earlier_run_is_kept(tmp_path: Path) -> None:
    report = samples.report()
    found = samples.finding(report, verdict="属实", note="=已电话核实")
    workbook = opened(samples.results([report], [found]), tmp_path)
    assert cell(workbook, "问题清单", "审核意见").value == "属实"
    assert cell(workbook, "问题清单", "审核备注").value == "=已电话核实"


def test_values_carry_words_place_quote_and_rules(workbook: Any) -> None:
    headers = [header.value for header in workbook["抽取明细"][1]]
    fields = [row[headers.index("字段")].value for row in workbook["抽取明细"].iter_rows(min_row=2)]
    row = 2 + fields.index("全年执行数")
    assert cell(workbook, "抽取明细", "数值", row).value == 2_600_000
    assert cell(workbook, "抽取明细", "折合（万元）", row).value == 260
    assert cell(workbook, "抽取明细", "原文", row).value == "260万元"
    assert "【260万元】" in cell(workbook, "抽取明细", "引文", row).value
    assert cell(workbook, "抽取明细", "口气", row).value == "陈述"


def test_a_long_number_stays_exact_as_text(tmp_path: Path) -> None:
    report = samples.report()
    long = samples.money(report.document, "R1", "spent", "260万元", "1234567890123456.78")
    only = dataclasses.replace(report, values=(long,), funds=(), summary={})
    workbook = opened(samples.results([only], []), tmp_path)
    assert cell(workbook, "抽取明细", "数值").value == "1234567890123456.78"


def test_cover_names_what_was_not_checked_before_anything_else(workbook: Any) -> None:
    lines = [[found.value or "" for found in row] for row in workbook["封面与说明"].iter_rows()]
    first = [line[0] for line in lines]
    assert first.index("一、未核查事项") < first.index("二、数量") < first.index("三、怎样使用")
    open_items = lines[first.index("一、未核查事项") + 2 : first.index("二、数量") - 1]
    assert ["未能读取", "a/加密.pdf", "文件加密：文件有密码，请另存为无密码的文件。"] in open_items
    assert [line[0] for line in open_items] == ["未能读取", "规则待核", "规则不适用", "未归类数字"]


def test_nothing_open_is_said(tmp_path: Path) -> None:
    report = dataclasses.replace(samples.report(), numbers_found=6)
    results = samples.results([report], [])
    clean = dataclasses.replace(
        results,
        batch=dataclasses.replace(results.batch, files=results.batch.files[:1]),
        checks=results.checks[:1],
    )
    sheet = opened(clean, tmp_path)["封面与说明"]
    assert "收到的文件全部读取，规则全部得出结论。" in [found.value for row in sheet for found in row]


def test_files_and_rules_speak_chinese(workbook: Any) -> None:
    assert [cell(workbook, "接收清单", "接收情况", row).value for row in (2, 4)] == ["已读", "未能读取"]
    assert cell(workbook, "接收清单", "原因", 4).value == "文件加密"
    assert [cell(workbook, "规则与依据", "规则", row).value for row in (2, 3)] == ["LT-01", "ZX-01"]
    assert [cell(workbook, "规则与依据", name, 3).value for name in ("触发", "通过", "待核")] == [1, 0, 1]
    assert (
        cell(workbook, "规则与依据", "待核、不适用或出错的原因", 3).value == "待核 1 份：全年预算数的年度不明"
    )


def test_empty_results_make_a_workbook_too(tmp_path: Path) -> None:
    workbook = opened(empty_results(), tmp_path)
    assert workbook.sheetnames == SHEETS
    for name in SHEETS[1:]:
        assert workbook[name].max_row == 2 and workbook[name]["A2"].value, name


def empty_results() -> Results:
    first = samples.results()
    return dataclasses.replace(
        first,
        batch=dataclasses.replace(first.batch, files=(), reports=()),
        pairs=(),
        clusters=(),
        findings=(),
        checks=(),
        rules=(),
    )
