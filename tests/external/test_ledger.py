"""The ledger as an office keeps it: heads by many names, units in heads, merged units, several sheets."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import UsageError
from pipeline.external import MAPPING, read_ledger
from pipeline.model import Ledger

MOST = 10**7


def workbook(path: Path, *sheets: tuple[str, list[list[object]]], merged: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
    book.save(path)
    return path


def csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def only(ledger: Ledger, field: str) -> Decimal | None:
    (project,) = ledger.projects
    return project.rows[0].values[field].number


def test_a_title_row_says_the_unit_and_the_year(tmp_path: Path) -> None:
    rows = [["青石县2023年度部门预算批复表（单位：万元）"], ["预算单位", "项目名称", "年初预算数"]]
    ledger = read_ledger(
        workbook(tmp_path / "台账.xlsx", ("批复", [*rows, ["县水利局", "渠道清淤", 12.5]])), tmp_path, MOST
    )
    (project,) = ledger.projects
    assert (project.unit, project.project, project.year) == ("县水利局", "渠道清淤", 2023)
    value = project.rows[0].values["budget_initial"]
    assert (value.number, value.ulp) == (Decimal(125_000), Decimal(1_000))
    assert (value.place.sheet, value.place.row, value.place.column) == ("批复", 3, 3)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    text = (
        '项目编码,单位,项目,全年预算（元）,支付数（元）\nA-001,县水利局,渠道清淤,"1,250,000.00",1200000.50\n'
    )
    ledger = read_ledger(csv(tmp_path / "台账.csv", text, encoding), tmp_path, MOST)
    assert only(ledger, "budget_full") == Decimal(1_250_000)
    assert only(ledger, "spent") == Decimal("1200000.50")
    assert ledger.projects[0].code == "A-001"


def test_heads_on_two_rows_and_a_unit_merged_over_its_projects(tmp_path: Path) -> None:
    rows = [
        ["单位", "项目名称", "预算（万元）", None, "国库支付（万元）"],
        [None, None, "年初", "调整后", None],
        ["县水利局", "渠道清淤", 10, 12, 11],
        [None, "泵站维修", 20, 20, 19],
    ]
    path = workbook(tmp_path / "台账.xlsx", ("表", rows), merged="A3:A4")
    ledger = read_ledger(path, tmp_path, MOST)
    assert [(one.unit, one.project) for one in ledger.projects] == [
        ("县水利局", "渠道清淤"),
        ("县水利局", "泵站维修"),
    ]
    values = ledger.projects[1].rows[0].values
    assert [values[name].number for name in ("budget_initial", "budget_full", "spent")] == [
        Decimal(200_000),
        Decimal(200_000),
        Decimal(190_000),
    ]


def test_blank_is_not_zero_and_words_are_said_to_be_left_out(tmp_path: Path) -> None:
    text = "单位,项目,年初预算（元）,全年预算（元）,支付数（元）\n县水利局,渠道清淤,—,待定,0\n合计,,,,0\n"
    ledger = read_ledger(csv(tmp_path / "台账.csv", text), tmp_path, MOST)
    (project,) = ledger.projects
    assert set(project.rows[0].values) == {"spent"}
    assert any("待定" in words for words in ledger.skipped)


def test_sheets_of_one_project_are_joined_by_code_or_by_name(tmp_path: Path) -> None:
    ledger = read_ledger(
        workbook(
            tmp_path / "台账.xlsx",
            (
                "批复",
                [["项目编码", "单位", "项目名称", "年初预算（元）"], ["A-001", "县水利局", "渠道清淤", 9]],
            ),
            ("支付", [["项目代码", "支付数（元）"], ["A001", 8]]),
            ("审计", [["单位", "项目名称", "审计问题"], ["县水利局", "渠道清淤项目", "多付工程款"]]),
            ("目标", [["项目名称", "三级指标", "指标值", "分值"], ["渠道清淤", "清淤长度", "≥30公里", 10]]),
            ("说明", [["本表由财政局编制"]]),
        ),
        tmp_path,
        MOST,
    )
    (project,) = ledger.projects
    fields = {name for row in project.rows for name in (*row.values, *row.words)}
    assert fields == {"budget_initial", "spent", "audit"}
    (target,) = project.targets
    assert (target.operator, target.number, target.unit, target.weight) == ("≥", 30, "公里", 10)
    assert any("说明" in words for words in ledger.skipped)


def test_rows_of_one_project_by_source_stay_apart(tmp_path: Path) -> None:
    text = "单位,项目,资金来源,年初预算（元）\n县水利局,渠道清淤,县级,9\n县水利局,渠道清淤,省级,5\n"
    (project,) = read_ledger(csv(tmp_path / "台账.csv", text), tmp_path, MOST).projects
    assert [row.source for row in project.rows] == ["县级", "省级"]


def test_a_payment_cut_off_before_the_years_end_is_said(tmp_path: Path) -> None:
    text = "单位,项目,支付数（截至11月底）（元）\n县水利局,渠道清淤,9\n"
    (column,) = [
        one
        for one in read_ledger(csv(tmp_path / "台账.csv", text), tmp_path, MOST).columns
        if one.field == "spent"
    ]
    assert column.as_of == "11月"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲,乙,丙\n1,2,3\n", "找不到“项目名称”"),
        ("单位,项目,备注\n县水利局,渠道清淤,无\n", "找不到预算、支付"),
        ("单位,项目,支付数\n县水利局,渠道清淤,12\n", "金额单位"),
        ("单位,项目,支付数（元）,支付数（元）\n县水利局,渠道清淤,12,13\n", "有 2 列都像"),
    ],
)
def test_unclear_columns_stop_the_run_and_leave_a_file_to_correct(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        read_ledger(csv(tmp_path / "台账.csv", text), tmp_path / "结果", MOST)
    assert str(tmp_path / "结果" / MAPPING) in str(refused.value)
    assert (tmp_path / "结果" / MAPPING).is_file()


def test_the_corrected_file_is_used(tmp_path: Path) -> None:
    path = csv(tmp_path / "台账.csv", "户名,事项,甲列,乙列\n县水利局,渠道清淤,12.50,11\n")
    with pytest.raises(UsageError):
        read_ledger(path, tmp_path, MOST)
    written = (tmp_path / MAPPING).read_text(encoding="utf-8")
    assert "户名、事项、甲列、乙列" in written
    corrected = written.replace('unit = ""', 'unit = "万元"', 1)
    for field, head in (("unit", "户名"), ("project", "事项"), ("budget_full", "甲列"), ("spent", "乙列")):
        corrected = corrected.replace(f'# {field} = ""', f'{field} = "{head}"')
    (tmp_path / MAPPING).write_text(corrected, encoding="utf-8")
    ledger = read_ledger(path, tmp_path, MOST)
    assert only(ledger, "budget_full") == Decimal(125_000)
    assert only(ledger, "spent") == Decimal(110_000)


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("[columns]\nproyect = '项目'\n", "是不是“project”"),
        ("units = '元'\n", "是不是“unit”"),
        ("unit = '美元'\n", "unit 只能写"),
        ("year = '去年'\n", "year"),
        ("[columns]\nspent = '没有的列'\n", "没有“没有的列”这一列"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, mapping: str, words: str) -> None:
    path = csv(tmp_path / "台账.csv", "单位,项目,支付数（元）\n县水利局,渠道清淤,12\n")
    (tmp_path / MAPPING).write_text(mapping, encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        read_ledger(path, tmp_path, MOST)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("台账.xlsx", b"not a workbook", "读不出来"),
        ("台账.docx", b"", "不是 Excel 或 CSV"),
        ("台账.csv", b"\xff\xfe\xff", "编码"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=words):
        read_ledger(tmp_path / name, tmp_path, MOST)


def test_a_ledger_past_the_size_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="上限"):
        read_ledger(csv(tmp_path / "台账.csv", "单位,项目\n" * 20), tmp_path, 10)
