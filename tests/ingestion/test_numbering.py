import pytest

from pipeline.ingestion.list_numbers import list_number
from tests.ingestion.samples import docx, listed, p, read, texts


def _level(level: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def _abstract(*levels: str, identifier: int = 1, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{identifier}">{more}{"".join(levels)}</w:abstractNum>'


def _num(identifier: int, abstract: int = 1, overrides: str = "") -> str:
    return f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


_USUAL = _abstract(
    _level(0, "japaneseCounting", "%1、"),
    _level(1, "chineseCounting", "（%2）"),
    _level(2, "decimal", "%3."),
    _level(3, "decimalEnclosedCircleChinese", "%4"),
)


def test_the_usual_ladder() -> None:
    body = (
        listed("概况")
        + listed("背景", 1)
        + listed("目标", 1)
        + listed("总体", 2)
        + listed("分项", 3)
        + listed("分项", 3)
        + p("正文")
        + listed("资金")
        + listed("到位", 1)
    )
    document = read(docx(body, numbering=_USUAL + _num(1)))
    assert texts(document) == [
        "一、概况",
        "（一）背景",
        "（二）目标",
        "1.总体",
        "①分项",
        "②分项",
        "正文",
        "二、资金",
        "（一）到位",
    ]
    assert [block.number for block in document.blocks][:3] == ["一、", "（一）", "（二）"]
    assert [block.level for block in document.blocks][:4] == [1, 2, 2, 3]


def test_levels_together_and_legal_figures() -> None:
    numbering = _abstract(
        _level(0, "chineseCounting", "第%1章"),
        _level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        _level(2, "decimal", "%1.%2.%3"),
    )
    body = listed("甲") + listed("乙", 1) + listed("丙", 2)
    assert texts(read(docx(body, numbering=numbering + _num(1)))) == ["第一章甲", "1.1乙", "一.1.1丙"]


def test_figures_do_not_run_together() -> None:
    numbering = _abstract(_level(0, "decimal", "%1."), _level(1, "decimal", "%2、"))
    document = read(docx(listed("2023年支出") + listed("2023年", 1), numbering=numbering + _num(1)))
    assert texts(document) == ["1. 2023年支出", "1、2023年"]
    assert document.blocks[0].number == "1."


def test_a_space_where_the_list_asks_for_one() -> None:
    numbering = _abstract(
        _level(0, "decimal", "%1.", '<w:suff w:val="space"/>'),
        _level(1, "decimal", "%2.", '<w:suff w:val="nothing"/>'),
    )
    body = listed("甲") + listed("乙", 1)
    assert texts(read(docx(body, numbering=numbering + _num(1)))) == ["1. 甲", "1.乙"]


def test_two_lists_of_one_definition_count_on() -> None:
    body = listed("甲") + listed("乙", 0, 2) + listed("丙")
    assert texts(read(docx(body, numbering=_USUAL + _num(1) + _num(2)))) == ["一、甲", "二、乙", "三、丙"]


def test_an_override_starts_anew_once() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = listed("甲") + listed("乙") + listed("丙", 0, 2) + listed("丁", 0, 2)
    shown = texts(read(docx(body, numbering=_USUAL + _num(1) + _num(2, overrides=override))))
    assert shown == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_an_override_may_bring_its_own_level() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{_level(0, "upperRoman", "%1)")}</w:lvlOverride>'
    assert texts(read(docx(listed("甲", 0, 2), numbering=_USUAL + _num(2, overrides=override)))) == ["I)甲"]


def test_a_level_that_never_restarts() -> None:
    numbering = _abstract(
        _level(0, "decimal", "%1."), _level(1, "decimal", "（%2）", '<w:lvlRestart w:val="0"/>')
    )
    body = listed("甲") + listed("乙", 1) + listed("丙") + listed("丁", 1)
    assert texts(read(docx(body, numbering=numbering + _num(1)))) == ["1.甲", "（1）乙", "2.丙", "（2）丁"]


def test_numbers_through_styles_and_out_of_them() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="一级"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="二级"><w:basedOn w:val="一级"/></w:style>'
    )
    numbering = _abstract(
        _level(0, "chineseCounting", "%1、", '<w:pStyle w:val="一级"/>'),
        _level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="二级"/>'),
    )
    body = (
        p("甲", '<w:pStyle w:val="一级"/>')
        + p("乙", '<w:pStyle w:val="二级"/>')
        + p("丙", '<w:pStyle w:val="一级"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("丁", '<w:pStyle w:val="一级"/>')
    )
    document = read(docx(body, numbering=numbering + _num(1), styles=styles))
    assert texts(document) == ["一、甲", "（一）乙", "丙", "二、丁"]


def test_a_list_style_is_followed() -> None:
    styles = '<w:style w:type="numbering" w:styleId="列表"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    target = _abstract(_level(0, "decimal", "%1）"), more='<w:styleLink w:val="列表"/>')
    link = _abstract(identifier=2, more='<w:numStyleLink w:val="列表"/>')
    numbering = target + link + _num(1) + _num(2, 2)
    assert texts(read(docx(listed("甲", 0, 2), numbering=numbering, styles=styles))) == ["1）甲"]


def test_empty_paragraphs_are_counted_and_not_shown() -> None:
    assert texts(read(docx(listed("甲") + listed("") + listed("乙"), numbering=_USUAL + _num(1)))) == [
        "一、甲",
        "三、乙",
    ]


def test_bullets_show_as_nothing_boxes_to_tick_as_boxes() -> None:
    font = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    numbering = _abstract(
        _level(0, "bullet", "\uf0d8", ""),
        _level(1, "bullet", "\uf0a8").replace("</w:lvl>", f"{font}</w:lvl>"),
    )
    body = listed("甲") + listed("乙", 1)
    assert texts(read(docx(body, numbering=numbering + _num(1)))) == ["甲", "☐乙"]


def test_a_list_that_is_not_defined_shows_no_number() -> None:
    assert texts(read(docx(listed("甲", 0, 7) + listed("乙", 8, 1), numbering=_USUAL + _num(1)))) == [
        "甲",
        "乙",
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (11, "japaneseCounting", "十一"),
        (20, "chineseCountingThousand", "二十"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1005, "chineseCountingThousand", "一千零五"),
        (12, "ideographDigital", "一二"),
        (20, "ideographDigital", "二○"),
        (3, "chineseLegalSimplified", "叁"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (28, "upperLetter", "BB"),
        (3, "lowerLetter", "c"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (51, "decimalEnclosedCircleChinese", "51"),
        (2, "decimalEnclosedParen", "⑵"),
        (2, "decimalEnclosedFullstop", "⒉"),
        (2, "ideographEnclosedCircle", "㊁"),
        (1, "ideographTraditional", "甲"),
        (11, "ideographTraditional", "甲"),
        (12, "ideographZodiac", "亥"),
        (5, "decimalZero", "05"),
        (12, "decimalFullWidth", "１２"),
        (7, "none", ""),
        (7, "someFutureFormat", "7"),
        (0, "chineseCounting", "零"),
    ],
)
def test_number_formats(value: int, number_format: str, shown: str) -> None:
    assert list_number(value, number_format) == shown
