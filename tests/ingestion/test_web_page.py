import pytest

from pipeline.errors import Unreadable
from pipeline.model import BlockKind, FileStatus
from tests.ingestion.samples import read, rows, texts

_CELL = '<td><p><span style="font-size:14px">{}</span></p></td>'


def _page(body: str, head: str = "<title>某项目自评_某县政府网</title>") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_paragraphs_headings_and_inline_tags() -> None:
    body = (
        "<h1>自评报告</h1><div><h2><span>一、</span><b>概况</b></h2><p>全年支出<span>118</span>.<em>6</em>万元，"
        "<br>执行率\n  较高。</p><p>&nbsp;</p></div>"
    )
    document = read(_page(body), "报告.html")
    assert document.text == "自评报告\n一、概况\n全年支出118.6万元，\n执行率较高。"
    assert [(block.kind, block.level) for block in document.blocks] == [
        ("heading", 1),
        ("heading", 2),
        ("paragraph", None),
    ]
    assert document.properties["title"] == "某项目自评_某县政府网"


def test_white_space_as_a_browser_shows_it() -> None:
    document = read(_page("<p>  预算\n\t执行  rate   of\nyear　全角 </p>"), "报告.html")
    assert document.text == "预算执行 rate of year　全角"


def test_text_beside_blocks_is_not_lost() -> None:
    assert texts(read(_page("<div>前<p>中</p>后</div>尾"), "报告.html")) == ["前", "中", "后", "尾"]


def test_scripts_and_hidden_parts_go() -> None:
    body = "<script>var a='甲';</script><style>p{}</style><p style='display: none'>乙</p><p hidden>丙</p><!-- 丁 --><p>正文</p>"
    assert read(_page(body), "报告.html").text == "正文"


def test_tables_with_spans() -> None:
    body = (
        "<p>附表</p><table><thead><tr><th colspan=2>项目</th><th rowspan=2>得分</th></tr></thead>"
        "<tbody><tr><td>预算</td><td>支出</td></tr><tr><td rowspan=0>10</td><td></td><td>9</td></tr></tbody></table>"
    )
    document = read(_page(body), "报告.html")
    assert rows(document, document.tables[0]) == [
        ["项目", "项目", "得分"],
        ["预算", "支出", "得分"],
        ["10", "", "9"],
    ]
    assert document.blocks[1].bold


def test_nested_tables_stay_inside_their_cell() -> None:
    body = "<table><tr><td>下达</td><td><table><tr><td>一</td><td>20</td></tr></table></td></tr></table>"
    document = read(_page(body), "报告.html")
    assert document.text == "下达\t一\t20"
    assert len(document.tables) == 2


def test_a_table_that_frames_the_page_is_no_table() -> None:
    paragraphs = "".join(f"<p>第{number}段</p>" for number in range(12))
    inner = "<table><tr><td>甲</td><td>1</td></tr></table>"
    document = read(_page(f"<table><tr><td>{paragraphs}{inner}</td><td>旁</td></tr></table>"), "报告.html")
    assert len(document.tables) == 1
    assert len(texts(document, BlockKind.PARAGRAPH)) == 13


def test_a_form_with_a_long_cell_stays_a_table() -> None:
    goals = "".join(f"<p>目标{number}：完成道路建设任务。</p>" for number in range(12))
    row = "<tr><td>产出指标</td><td>≥10</td><td>12</td></tr>"
    body = f"<p>表</p><table><tr><td>总体目标</td><td colspan=2>{goals}</td></tr>{row * 4}</table>"
    assert read(_page(body), "报告.html").tables[0].rows == 5


def test_furniture_is_metadata_and_not_lost() -> None:
    record = "".join(
        f"<tr>{''.join(map(_CELL.format, row))}</tr>"
        for row in (
            ("索 引 号：", "A-01", "发布机构：", "某局"),
            ("文　号", "某〔2023〕1号", "成文日期", "2024-01-05"),
        )
    )
    body = (
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>'
        f'<div class="crumbs">当前位置：首页 &gt; 正文</div><table border="0">{record}</table>'
        '<h1>2023年项目自评报告</h1><div class="info">时间：2024-01-05 来源：某局 浏览：3次</div>'
        '<div class="content"><p>一、概况</p><p>来源于财政拨款的资金为120万元，全部到位。</p></div>'
        '<div class="footer"><p>版权所有：某县政府 某ICP备1号</p></div>'
    )
    document = read(_page(body), "报告.html")
    kept = [
        text
        for text, block in zip(texts(document), document.blocks, strict=True)
        if block.kind is not BlockKind.METADATA
    ]
    assert kept == ["2023年项目自评报告", "一、概况", "来源于财政拨款的资金为120万元，全部到位。"]
    assert "索 引 号：\tA-01" in document.text
    assert "版权所有" in document.text


def test_a_form_with_one_such_word_is_no_record() -> None:
    body = "<p>表</p><table><tr><td>名称</td><td>道路项目</td></tr><tr><td>预算</td><td>120</td></tr></table>"
    assert BlockKind.METADATA not in {block.kind for block in read(_page(body), "报告.html").blocks}


def test_a_page_that_is_all_furniture_was_misjudged() -> None:
    document = read(_page('<div class="header"><p>自评报告</p><p>支出120万元</p></div>'), "报告.html")
    assert texts(document, BlockKind.PARAGRAPH) == ["自评报告", "支出120万元"]


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", ""])
def test_gbk_pages_whatever_they_declare(declared: str) -> None:
    text = f"<html><head><meta charset='{declared}'></head><body><p>项目概况良好，镕基路已通车。</p></body></html>"
    assert read(text.encode("gbk"), "报告.html").text == "项目概况良好，镕基路已通车。"


def test_ticked_boxes() -> None:
    body = "<p><input type=checkbox checked>是 <input type='checkbox'>否 <input type='hidden' value='x'></p>"
    assert read(_page(body), "报告.html").text == "☑是 ☐否"


def test_spans_past_all_reason_cost_nothing() -> None:
    body = "<table><tr><td colspan=99999999>甲</td><td rowspan=99999999>乙</td></tr></table>"
    table = read(_page(body), "报告.html").tables[0]
    assert (table.rows, table.columns) == (1, 1001)


def test_more_cells_than_allowed() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(_page("<table><tr><td>1</td><td>2</td><td>3</td></tr></table>"), "a.html", table_cells=2)
    assert refusal.value.reason == "too_large"


def test_nesting_past_the_parser_is_a_loss_and_no_crash() -> None:
    document = read(_page("<p>开头</p>" + "<div>" * 5000 + "<p>深处</p>"), "a.html")
    assert "开头" in document.text
    assert document.status is FileStatus.PARTIAL or "深处" in document.text


def test_an_empty_page() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(_page("<script>x</script>"), "a.html")
    assert refusal.value.reason == "no_text"


def test_a_picture_laid_into_the_page_hides_nothing_after_it() -> None:
    picture = '<img src="data:image/png;base64,' + "QUJD" * 2_800_000 + '">'
    document = read(_page(f"<p>年初预算350万元</p>{picture}<p>实际支出280万元</p>"), "报告.html")
    assert texts(document) == ["年初预算350万元", "实际支出280万元"]
