import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from pipeline.model import Kind, Level, Results
from pipeline.outputs import write_results
from pipeline.outputs.celltext import CELL_LIMIT
from pipeline.outputs.sheet import Styled
from pipeline.outputs.sheets.findings import figure_cell
from tests.outputs import samples

SHEETS = [
    "封面与说明",
    "总览",
    "问题清单",
    "数据宽表",
    "抽取明细",
    "指标得分",
    "接收清单",
    "规则与依据",
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
            assert found.hyperlink is None
    with ZipFile(tmp_path / "问题清单.xlsx") as package:
        names = package.namelist()
        sheets = [package.read(name).decode() for name in names if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in xml or "<f " in xml or "hyperlink" in xml for xml in sheets)
    assert not any("external" in name for name in names)


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
    assert cell(workbook, "指标得分", "年初预算数（万元）").value is None


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
    assert cell(workbook, "问题清单", "出处A").value == "第1页 第3段"
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
    for title, value in (("应为", 280), ("实为", 300.5), ("差额", 20.5)):
        shown = cell(workbook, "问题清单", title)
        assert shown.value == value and "万元" in shown.number_format


def test_figures_in_words_stay_words() -> None:
    assert figure_cell("各处一致", Kind.MONEY) == "各处一致"
    assert figure_cell("±0.05万元（2 个数各半个末位）", Kind.MONEY) == "±0.05万元（2 个数各半个末位）"
    assert figure_cell(None, Kind.MONEY) is None
    assert figure_cell("2.99个百分点", None) == Styled(figure_cell("2.99", None).value, "points_unit")


def test_verdict_is_chosen_from_a_list_and_the_fingerprint_is_hidden(workbook: Any) -> None:
    sheet = workbook["问题清单"]
    (validation,) = sheet.data_validations.dataValidation
    verdict = cell(workbook, "问题清单", "审核意见")
    assert validation.formula1 == '"属实,误报,待核,已整改"'
    assert verdict.coordinate in validation.sqref
    assert verdict.fill.fgColor.rgb.endswith("FFF6CC")
    fingerprint = cell(workbook, "问题清单", "指纹")
    assert fingerprint.value == "f2"
    assert sheet.column_dimensions[fingerprint.column_letter].hidden


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
    assert workbook.sheetnames == SHEETS and workbook["问题清单"].max_row == 1


def empty_results() -> Results:
    first = samples.results()
    return dataclasses.replace(
        first,
        batch=dataclasses.replace(first.batch, files=(), reports=()),
        pairs=(),
        clusters=(),
        findings=(),
        checks=(),
    )
