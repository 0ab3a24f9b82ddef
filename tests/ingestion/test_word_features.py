"""The 44 features of real Word and WPS files, one numbered row each: a file of raw XML, and what Word shows."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from pipeline.model import Document, FileStatus
from tests.ingestion.samples import Extra, docx, listed, p, read, rows, tbl, tc, zipped

_DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WPG = 'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'


@dataclass(frozen=True)
class Feature:
    """A numbered feature: the file, and the text (and whatever else) that Word shows of it."""

    number: int
    name: str
    body: str
    text: str
    parts: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, Extra] = field(default_factory=dict)
    table: list[list[str | None]] | None = None
    kinds: tuple[str, ...] = ()
    remark: str = ""
    is_strict: bool = False


def _r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _par(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _code(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'


def _field(code: str, result: str | None = None) -> str:
    shown = "" if result is None else _mark("separate") + result
    return _mark("begin") + _code(code) + shown + _mark("end")


def _tr(*cells: str) -> str:
    return f"<w:tr>{''.join(tc(cell) for cell in cells)}</w:tr>"


def _level(level: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def _list(*levels: str, overrides: str = "", lists: int = 1) -> str:
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>{overrides if number == lists else ""}</w:num>'
        for number in range(1, lists + 1)
    )
    return f'<w:abstractNum w:abstractNumId="1">{"".join(levels)}</w:abstractNum>{numbers}'


def _sdt(inner: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def _checkbox(state: str, glyph: str) -> str:
    return _sdt(_r(glyph), f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>')


def _form(data: str, code: str) -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    return begin + _code(code) + _mark("end")


def _old_checkbox(state: str) -> str:
    return _form(f"<w:checkBox>{state}</w:checkBox>", " FORMCHECKBOX ")


def _symbol(font: str, char: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def _box(inner: str) -> str:
    return f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>"


def _alternate(choice: str, fallback: str) -> str:
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{choice}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{fallback}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _note(kind: str, identifier: int, text: str) -> str:
    return (
        f'<w:{kind} w:type="separator" w:id="0">{p("——")}</w:{kind}>'
        f'<w:{kind} w:id="{identifier}">{_par(f"<w:r><w:{kind}Ref/></w:r>", _r(text))}</w:{kind}>'
    )


_STYLED = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)
_LADDER = _list(
    _level(0, "chineseCountingThousand", "%1、"),
    _level(1, "chineseCounting", "（%2）"),
    _level(2, "decimal", "%3."),
    _level(3, "decimalEnclosedCircleChinese", "%4"),
)
_HIDDEN_STYLE = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
_CELL_DELETED = '<w:cellDel w:id="3"/>'
_DOWN, _ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rheader1"/>'
    '<w:headerReference w:type="first" r:id="rheader2"/><w:footerReference w:type="default" r:id="rfooter1"/>'
    "</w:sectPr>"
)
_FRACTION = (
    "<m:f><m:num><m:r><m:t>执行数</m:t></m:r></m:num><m:den><m:r><m:t>预算数</m:t></m:r></m:den></m:f>"
)
_DIAGRAM = (
    f'<dgm:dataModel xmlns:dgm="{_DGM}" xmlns:a="{_A}"><dgm:ptLst><dgm:pt modelId="0" type="doc"/>'
    + "".join(
        f'<dgm:pt modelId="{place}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for place, text in enumerate(("自评", "复核"), start=1)
    )
    + "</dgm:ptLst></dgm:dataModel>"
)

FEATURES = (
    Feature(
        1,
        "自动编号一、（一）1.①",
        listed("概况") + listed("背景", 1) + listed("总体", 2) + listed("分项", 3) + listed("资金"),
        "一、概况\n（一）背景\n1.总体\n①分项\n二、资金",
        {"numbering": _LADDER},
    ),
    Feature(
        2,
        "编号过十过二十",
        "".join(listed(f"第{place}项") for place in range(1, 24)),
        "\n".join(
            f"{numeral}、第{place}项"
            for place, numeral in enumerate(
                [
                    tens + ones
                    for tens in ("", "十", "二十")
                    for ones in ("", *"一二三四五六七八九")
                    if tens + ones
                ][:23],
                start=1,
            )
        ),
        {"numbering": _LADDER},
    ),
    Feature(
        3,
        "编号来自标题样式",
        p("概况", '<w:pStyle w:val="1"/>')
        + p("背景", '<w:pStyle w:val="2"/>')
        + p("资金", '<w:pStyle w:val="1"/>'),
        "一、概况\n（一）背景\n二、资金",
        {"numbering": _LADDER, "styles": _STYLED},
        kinds=("heading", "heading", "heading"),
    ),
    Feature(
        4,
        "样式有编号而本段取消",
        p("概况", '<w:pStyle w:val="1"/>')
        + p("前言", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("资金", '<w:pStyle w:val="1"/>'),
        "一、概况\n前言\n二、资金",
        {"numbering": _LADDER, "styles": _STYLED},
    ),
    Feature(
        5,
        "重新开始编号",
        listed("甲") + listed("乙") + listed("丙", 0, 2),
        "1.甲\n2.乙\n1.丙",
        {
            "numbering": _list(
                _level(0, "decimal", "%1."),
                overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>',
                lists=2,
            )
        },
    ),
    Feature(
        6,
        "两个列表接续编号",
        listed("甲") + p("正文") + listed("乙", 0, 2),
        "1.甲\n正文\n2.乙",
        {"numbering": _list(_level(0, "decimal", "%1."), lists=2)},
    ),
    Feature(
        7,
        "多级编号与正规形式",
        listed("总") + listed("分", 1),
        "第一章 总\n1.1 分",
        {
            "numbering": _list(
                _level(0, "chineseCounting", "第%1章", '<w:suff w:val="space"/>'),
                _level(1, "decimal", "%1.%2", '<w:suff w:val="space"/><w:isLgl/>'),
            )
        },
    ),
    Feature(
        8,
        "天干、大写、全角、字母编号",
        listed("子") + listed("丑", 1) + listed("寅", 2) + listed("卯", 3),
        "甲、子\n壹、丑\n１．寅\nA)卯",
        {
            "numbering": _list(
                _level(0, "ideographTraditional", "%1、"),
                _level(1, "chineseLegalSimplified", "%2、"),
                _level(2, "decimalFullWidth", "%3．"),
                _level(3, "upperLetter", "%4)"),
            )
        },
    ),
    Feature(
        9,
        "项目符号不成文字，方框成文字",
        listed("普通") + listed("可选", 1),
        "普通\n☐可选",
        {
            "numbering": _list(
                _level(0, "bullet", "\uf06c").replace(
                    "</w:lvl>", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>'
                ),
                _level(1, "bullet", "\uf0a8").replace(
                    "</w:lvl>", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>'
                ),
            )
        },
    ),
    Feature(
        10,
        "文本框只出现一次",
        _par(
            _r("正文"),
            _alternate(
                _box(p("框内30万元")),
                f"<v:textbox><w:txbxContent>{p('框内30万元')}</w:txbxContent></v:textbox>",
            ),
        )
        + p("下段"),
        "正文\n框内30万元\n下段",
        kinds=("paragraph", "textbox", "paragraph"),
    ),
    Feature(
        11,
        "旧式文本框与组合图形",
        _par(
            f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p('旧框')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
        + _par(
            f"<w:r><w:drawing><wpg:wgp {_WPG}><wps:wsp>{_box(p('左'))}</wps:wsp><wps:wsp>{_box(p('右'))}</wps:wsp></wpg:wgp></w:drawing></w:r>"
        ),
        "旧框\n左\n右",
        kinds=("textbox", "textbox", "textbox"),
    ),
    Feature(
        12,
        "艺术字",
        _par('<w:r><w:pict><v:shape id="s1"><v:textpath string="绩效自评文件"/></v:shape></w:pict></w:r>')
        + p("正文"),
        "绩效自评文件\n正文",
        kinds=("textbox", "paragraph"),
    ),
    Feature(
        13,
        "SmartArt 图示里的字",
        _par(
            _r("流程："),
            f'<w:r><w:drawing><dgm:relIds xmlns:dgm="{_DGM}" r:dm="rdata1" r:lo="x" r:qs="x" r:cs="x"/></w:drawing></w:r>',
        ),
        "流程：\n自评\n复核",
        extras={
            "data1.xml": Extra(
                "diagramData",
                "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
                _DIAGRAM.encode(),
            )
        },
    ),
    Feature(
        14,
        "脚注跟在引用处之后",
        _par(_r("支出80万元"), '<w:r><w:footnoteReference w:id="1"/></w:r>', _r("。")) + p("下段"),
        "支出80万元。\n含上年结转5万元。\n下段",
        {"footnotes": _note("footnote", 1, "含上年结转5万元。")},
        kinds=("paragraph", "note", "paragraph"),
    ),
    Feature(
        15,
        "尾注跟在引用表格之后",
        tbl([tc("金额"), tc(_par(_r("20"), '<w:r><w:endnoteReference w:id="2"/></w:r>'))]) + p("下段"),
        "金额\t20\n口径为决算数。\n下段",
        {"endnotes": _note("endnote", 2, "口径为决算数。")},
        kinds=("cell", "cell", "note", "paragraph"),
    ),
    Feature(
        16,
        "页眉页脚分开，未启用的首页页眉不算",
        p("正文") + _SECTION,
        "正文\n某局自评材料\n第2页",
        {
            "header1": p("某局自评材料"),
            "header2": p("首页才有"),
            "footer1": _par(_r("第"), _field(" PAGE ", _r("2")), _r("页")),
        },
        kinds=("paragraph", "header", "footer"),
    ),
    Feature(
        17,
        "修订：插入保留，删除去掉并说明",
        _par(
            _r("预算"),
            f'<w:ins w:id="1">{_r("30")}</w:ins>',
            '<w:del w:id="2"><w:r><w:delText>20</w:delText></w:r></w:del>',
            _r("万元"),
        ),
        "预算30万元",
        remark="deletion",
    ),
    Feature(
        18,
        "修订：移动的文字只算新处",
        _par(f'<w:moveFrom w:id="1">{_r("旧处7项")}</w:moveFrom>', _r("甲"))
        + _par(f'<w:moveTo w:id="2">{_r("旧处7项")}</w:moveTo>'),
        "甲\n旧处7项",
        remark="deletion",
    ),
    Feature(
        19,
        "修订：删除段落标记，两段相连",
        p("全年支出", '<w:rPr><w:del w:id="1"/></w:rPr>') + p("50万元。"),
        "全年支出50万元。",
        remark="deletion",
    ),
    Feature(
        20,
        "修订：删除的行和单元格",
        f"<w:tbl><w:tr><w:trPr><w:del w:id='1'/></w:trPr>{tc('旧')}{tc('1')}</w:tr>"
        f"<w:tr>{tc('新')}{tc('2', _CELL_DELETED)}{tc('3')}</w:tr></w:tbl>",
        "新\t3",
        remark="deletion",
    ),
    Feature(
        21,
        "内容控件包住段落",
        _sdt(p("甲") + _sdt(p("乙"))) + p("丙"),
        "甲\n乙\n丙",
    ),
    Feature(
        22,
        "内容控件包住行",
        "<w:tbl>" + _sdt(_tr("甲", "1")) + _tr("乙", "2") + "</w:tbl>",
        "甲\t1\n乙\t2",
        table=[["甲", "1"], ["乙", "2"]],
    ),
    Feature(
        23,
        "内容控件包住单元格和格内文字",
        f"<w:tbl><w:tr>{_sdt(tc('甲'))}{tc(_par(_sdt(_r('下拉值'), '<w:dropDownList/>')))}</w:tr></w:tbl>",
        "甲\t下拉值",
        table=[["甲", "下拉值"]],
    ),
    Feature(24, "勾选框控件", _par(_checkbox("1", "☒"), _r("优 "), _checkbox("0", "☐"), _r("良")), "☑优 ☐良"),
    Feature(
        25,
        "旧式窗体：复选框与下拉",
        _par(
            _old_checkbox('<w:default w:val="0"/><w:checked/>'),
            _r("是"),
            _old_checkbox('<w:default w:val="0"/>'),
            _r("否"),
            _form(
                '<w:ddList><w:result w:val="1"/><w:listEntry w:val="优"/><w:listEntry w:val="良"/></w:ddList>',
                " FORMDROPDOWN ",
            ),
        ),
        "☑是☐否良",
    ),
    Feature(
        26,
        "Wingdings 勾与方框",
        _par(
            _symbol("Wingdings", "F0FE"),
            _r("是"),
            _symbol("Wingdings 2", "F0A3"),
            _r("否"),
            _symbol("Wingdings", "F0FC"),
        ),
        "☑是☐否√",
    ),
    Feature(
        27,
        "用符号字体打的字母",
        _par(
            _r("R", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'),
            _r("是 R"),
            _r("\uf0a8", '<w:rFonts w:eastAsia="宋体"/>'),
        ),
        "☑是 R☐",
    ),
    Feature(
        28,
        "Symbol 字体的不等号",
        _par(_symbol("Symbol", "F0B3"), _r("95%，"), _symbol("Symbol", "F0A3"), _r("3次")),
        "≥95%，≤3次",
    ),
    Feature(
        29,
        "嵌套表格",
        tbl(
            [tc("下达"), tc(p("明细：") + tbl([tc("批次"), tc("金额")], [tc("一"), tc("20")]) + p("合计20"))]
        ),
        "下达\t明细：\n批次\t金额\n一\t20\n合计20",
    ),
    Feature(
        30,
        "横向、纵向合并的单元格",
        tbl(
            [tc("产出", _DOWN), tc("资金", '<w:gridSpan w:val="2"/>')],
            [tc("", _ON), tc("预算"), tc("9")],
            [tc("效益", _DOWN), tc("宽", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>")],
        ),
        "产出\t资金\n预算\t9\n效益\t宽",
        table=[["产出", "资金", "资金"], ["产出", "预算", "9"], ["效益", "宽", "宽"]],
    ),
    Feature(
        31,
        "批注不入正文",
        _par(
            '<w:commentRangeStart w:id="1"/>',
            _r("支出60万元"),
            '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
        ),
        "支出60万元",
        {"comments": f'<w:comment w:id="1">{p("应为61万元")}</w:comment>'},
        remark="comment",
    ),
    Feature(
        32,
        "行首行尾空列",
        f'<w:tbl><w:tr>{tc("甲")}{tc("乙")}{tc("丙")}</w:tr><w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>{tc("中")}</w:tr></w:tbl>',
        "甲\t乙\t丙\n中",
        table=[["甲", "乙", "丙"], [None, "中", None]],
    ),
    Feature(
        33,
        "域的结果留下，域代码去掉",
        _par(
            _r("见表"),
            _field(" REF _Ref1 \\h ", _r("3")),
            _r("，合计"),
            _field(" =SUM(ABOVE) ", _r("120.5")),
            _r("万元"),
        ),
        "见表3，合计120.5万元",
    ),
    Feature(
        34,
        "嵌套域与简单域",
        _par(
            _mark("begin"),
            _code(" IF "),
            _field(" PAGE ", _r("1")),
            _code(' = 1 "首页" "别页" '),
            _mark("separate"),
            _r("首页"),
            _mark("end"),
            f'<w:fldSimple w:instr=" DATE ">{_r("2023年5月")}</w:fldSimple>',
        ),
        "首页2023年5月",
    ),
    Feature(
        35,
        "目录、超链接与书签",
        _par(
            _field(
                ' TOC \\o "1-3" ',
                f'<w:hyperlink w:anchor="_Toc1">{_r("一、概况")}<w:r><w:tab/></w:r>{_field(" PAGEREF _Toc1 ", _r("2"))}</w:hyperlink>',
            )
        )
        + _par('<w:bookmarkStart w:id="1" w:name="_Toc1"/>', _r("一、概况"), '<w:bookmarkEnd w:id="1"/>'),
        "一、概况\t2\n一、概况",
    ),
    Feature(
        36,
        "带圈字符域（EQ）与符号域",
        _par(
            _field(" eq \\o\\ac(○,3) "),
            _r("项；"),
            _field(' SYMBOL 82 \\f "Wingdings 2" '),
            _r("是；"),
            _field(" EQ \\f(3,4) "),
        ),
        "③项；☑是；3/4",
    ),
    Feature(
        37,
        "智能标记与自定义 XML",
        _par(
            f'<w:smartTag w:element="date">{_r("2023年")}<w:smartTag w:element="x">{_r("底")}</w:smartTag></w:smartTag>'
        )
        + f'<w:customXml w:element="y">{p("块")}</w:customXml>',
        "2023年底\n块",
    ),
    Feature(
        38,
        "隐藏文字（直接、样式、隐藏行）",
        _par(
            _r("见"),
            _r("甲9", "<w:vanish/>"),
            _r("乙8", '<w:rStyle w:val="h"/>'),
            _r("此", '<w:vanish w:val="0"/>'),
        )
        + f"<w:tbl><w:tr>{tc('甲')}{tc('1')}</w:tr><w:tr><w:trPr><w:hidden/></w:trPr>{tc('乙')}{tc('2')}</w:tr></w:tbl>",
        "见此\n甲\t1",
        {"styles": _HIDDEN_STYLE},
        remark="hidden",
    ),
    Feature(
        39,
        "样式分隔符：标题与正文同一行",
        p("（一）到位情况。", '<w:outlineLvl w:val="1"/><w:rPr><w:vanish/><w:specVanish/></w:rPr>')
        + p("到位100万元。"),
        "（一）到位情况。到位100万元。",
    ),
    Feature(
        40,
        "嵌入的网页片段（altChunk）",
        p("前") + '<w:altChunk r:id="rchunk1"/>' + p("后"),
        "前\n执行率98%\n项目\t金额\n甲\t5\n后",
        extras={
            "chunk1.htm": Extra(
                "aFChunk",
                "text/html",
                "<html><head><meta charset='utf-8'></head><body><p>执行率98%</p><table><tr><td>项目</td><td>金额</td>"
                "</tr><tr><td>甲</td><td>5</td></tr></table></body></html>".encode(),
            )
        },
        table=[["项目", "金额"], ["甲", "5"]],
    ),
    Feature(
        41,
        "嵌入的另一份 Word（altChunk）",
        p("前") + '<w:altChunk r:id="rchunk1"/>' + p("后"),
        "前\n一、内\n小计\t7\n后",
        extras={
            "chunk1.docx": Extra(
                "aFChunk",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                docx(listed("内") + tbl([tc("小计"), tc("7")]), numbering=_LADDER),
            )
        },
    ),
    Feature(
        42,
        "公式的文字",
        _par(_r("执行率＝"), f"<m:oMath>{_FRACTION}<m:r><m:t>×100%</m:t></m:r></m:oMath>")
        + _par(
            "<m:oMathPara><m:oMath><m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></m:oMathPara>"
        ),
        "执行率＝执行数/预算数×100%\nm²",
    ),
    Feature(
        43,
        "拼音指南、制表位、软换行、连字符",
        _par(
            f"<w:r><w:ruby><w:rt>{_r('zī')}</w:rt><w:rubyBase>{_r('资')}</w:rubyBase></w:ruby></w:r>",
            "<w:r><w:t>金</w:t><w:tab/><w:t>5</w:t><w:noBreakHyphen/><w:t>8月</w:t><w:softHyphen/><w:br/><w:t>次行</w:t>"
            '<w:lastRenderedPageBreak/><w:br w:type="page"/></w:r>',
        ),
        "资金\t5-8月\n次行",
    ),
    Feature(
        44,
        "ISO 严格格式",
        listed("概况") + tbl([tc("预算"), tc("100")]) + p("正文"),
        "一、概况\n预算\t100\n正文",
        {"numbering": _LADDER},
        is_strict=True,
    ),
)
_NAMES = [f"{feature.number:02d} {feature.name}" for feature in FEATURES]


_STRICT = (
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def _as_strict(content: bytes) -> bytes:
    """The package with the namespaces of ISO/IEC 29500 Strict."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for usual, strict in _STRICT:
        parts = {name: text.replace(usual, strict) for name, text in parts.items()}
    return zipped(parts)


def _read(feature: Feature) -> Document:
    content = docx(feature.body, feature.extras, **feature.parts)
    return read(_as_strict(content) if feature.is_strict else content)


def test_the_table_numbers_44_features() -> None:
    assert [feature.number for feature in FEATURES] == list(range(1, 45))


@pytest.mark.parametrize("feature", FEATURES, ids=_NAMES)
def test_word_shows(feature: Feature) -> None:
    document = _read(feature)
    assert document.text == feature.text
    assert document.status is FileStatus.OK, document.problems
    if feature.table is not None:
        assert rows(document, document.tables[0]) == feature.table
    if feature.kinds:
        assert tuple(str(block.kind) for block in document.blocks) == feature.kinds
    assert [remark.reason for remark in document.remarks] == ([feature.remark] if feature.remark else [])
