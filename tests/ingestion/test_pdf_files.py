"""PDF files as an office program writes them; made for these tests, all content invented."""

from pathlib import Path

from pipeline.model import BlockKind, FileStatus, place_of
from tests.ingestion.samples import read, rows, texts

FORM = Path(__file__).parent / "files" / "form_over_page_break.pdf"
"""A report whose form is cut by the page break, in the middle of a row and of two merged labels."""

ROWS = """
项目名称|项目名称|河道管护项目|河道管护项目|河道管护项目|河道管护项目|河道管护项目|河道管护项目
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因及改进措施
产出指标|数量指标|保洁河道长度|≥86公里|86公里|10|10|
产出指标|数量指标|修复岸坡处数|＝3处|3处|10|10|
产出指标|数量指标|整治排口个数|＝48个|46个|10|9.58|2个排口与道路改造交叉，已列入次年计划
产出指标|质量指标|水质达标率|≥95%|96.2%|10|10|
产出指标|质量指标|岸坡工程验收合格率|＝100%|100%|10|10|
产出指标|时效指标|年度任务按期完成率|＝100%|100%|10|10|
产出指标|成本指标|管护支出控制数|≤125.40万元|118.00万元|10|10|
效益指标|社会效益指标|受益村庄个数|≥21个|21个|10|10|
效益指标|生态效益指标|河面漂浮物清理及时率|≥98%|97%|5|4.9|汛期漂浮物多，两次清理超过规定的24小时，其中一次因水位过高船只无法下水，另一次因合同更换交接不及时，已在新合同中写明交接期限和扣款标准，并安排专人每日巡查
效益指标|可持续影响指标|管护制度健全性|健全|健全|5|5|
满意度指标|服务对象满意度指标|沿河群众满意度|≥90%|93%|10|10|
总分|总分|总分|总分|总分|100|98.48|
自评结论|自评结论|项目完成较好，等级为优。|项目完成较好，等级为优。|项目完成较好，等级为优。|项目完成较好，等级为优。|项目完成较好，等级为优。|项目完成较好，等级为优。
"""


def test_a_form_cut_by_the_page_break_is_one_table() -> None:
    document = read(FORM.read_bytes(), FORM.name)
    assert document.status is FileStatus.OK
    assert document.pages == 2
    assert len(document.tables) == 1
    assert rows(document, document.tables[0]) == [line.split("|") for line in ROWS.strip().split("\n")]


def test_its_cells_know_their_page() -> None:
    document = read(FORM.read_bytes(), FORM.name)
    start = document.text.index("沿河群众满意度")
    place = place_of(document, start, start + 7)
    assert (place.page, place.table, place.row, place.column) == (2, 1, 13, 3)


def test_its_text_stands_in_paragraphs_without_head_and_foot() -> None:
    document = read(FORM.read_bytes(), FORM.name)
    paragraphs = texts(document, BlockKind.PARAGRAPH)
    assert paragraphs[:3] == [
        "云岭县水务局2023年度河道管护项目绩效自评报告",
        "一、项目资金情况",
        "2023年县财政安排河道管护资金125.40万元，全年支出118.00万元，预算执行率94.10%，结余7.40万元由县财政收回。"
        "资金用于水面保洁、岸坡修复和排口整治三项，支付时经办人、分管领导和主要领导逐级审核，没有发现截留和挪用。",
    ]
    assert paragraphs[-1] == "填表人：水务股"
    assert texts(document, BlockKind.HEADER) == ["云岭县水务局绩效自评材料"] * 2
    assert texts(document, BlockKind.FOOTER) == ["— 1 —", "— 2 —"]
    assert "".join(document.text.split()).count("沿河群众满意度") == 1
