"""XML and HTML that asks for more than it shows: entities, foreign files, depth, sizes that are only declared."""

import base64
import io
import zipfile
from collections.abc import Iterator

import msoffcrypto.format.ooxml

from tests.hostile import seeds
from tests.hostile.damage import Named
from tests.ingestion import samples
from tests.ingestion.drawn_pdf import DrawnPdf
from tests.ingestion.test_excel import _raw as raw_workbook
from tests.ingestion.test_ofd import page, text

SECRET = "机密内容-不得出现在结果中"
_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>云岫县2023年项目绩效自评表</t></is></c></row>'


def hostile_markup(secret: str) -> Iterator[Named]:
    """`secret` is the path of a file on this machine that no result may show."""
    yield from _entities(secret)
    yield from _foreign(secret)
    yield from _declared()
    yield from _deep()
    yield from _locked()
    yield from _values()


def _entities(secret: str) -> Iterator[Named]:
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    wide = f'<!ENTITY e9 "{"哈" * 50_000}">'
    declarations = {
        "十亿笑": f'<!DOCTYPE x [<!ENTITY e0 "哈">{laughs}]>',
        "平方": f"<!DOCTYPE x [{wide}]>",
        "本机文件": f'<!DOCTYPE x [<!ENTITY e9 SYSTEM "file://{secret}">]>',
        "外部网址": '<!DOCTYPE x [<!ENTITY e9 SYSTEM "http://127.0.0.1:9/x">]>',
        "参数实体": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "file://{secret}"> %p;]>',
        "外部定义": f'<!DOCTYPE x SYSTEM "file://{secret}">',
    }
    for name, declaration in declarations.items():
        used = "&e9;" * (2000 if name == "平方" else 1) if name not in ("参数实体", "外部定义") else ""
        yield f"实体-{name}.docx", _within(seeds.docx(), "word/document.xml", declaration, used)
        yield f"实体-{name}.xlsx", _within(seeds.xlsx(), "xl/worksheets/sheet1.xml", declaration, used)
        yield f"实体-{name}-工作簿.xlsx", _within(seeds.xlsx(), "xl/workbook.xml", declaration, used)
        yield f"实体-{name}.ofd", _within(seeds.ofd_file(), "OFD.xml", declaration, used)
        yield (
            f"实体-{name}-页.ofd",
            _within(seeds.ofd_file(), "Doc_0/Pages/Page_0/Content.xml", declaration, used),
        )
        yield f"实体-{name}-关系.docx", _within(seeds.docx(), "_rels/.rels", declaration, "")
        yield f"实体-{name}.xml", _declared_in(seeds.flat_docx(), declaration, used)
        yield f"实体-{name}-2003.xls", _declared_in(seeds.sheet_2003(), declaration, used)
        page_ = f"{declaration}<html><body><p>{seeds.TEXT}{used}</p></body></html>".encode()
        yield f"实体-{name}.html", page_
        mail = seeds.mht().replace(
            base64.b64encode(seeds.html()).replace(b"\n", b""), base64.b64encode(page_)
        )
        yield f"实体-{name}.mht", mail


def _within(package: bytes, part: str, declaration: str, used: str) -> bytes:
    """The package with a declaration at the head of one part, used in its first text."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[part] = _declared_in(members[part], declaration, used)
    return samples.zipped(members)


def _declared_in(xml: bytes, declaration: str, used: str) -> bytes:
    text_ = xml.decode()
    head, mark, body = text_.partition("?>") if text_.startswith("<?xml") else ("", "", text_)
    word = "年初预算"
    return (head + mark + declaration + body.replace(word, used + word, 1)).encode()


def _foreign(secret: str) -> Iterator[Named]:
    for name, target in (("本机", f"file://{secret}"), ("网址", "http://127.0.0.1:9/x.png")):
        relation = (
            '<Relationship Id="rX" TargetMode="External" Target="{}" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/></Relationships>'
        )
        for kind in ("image", "attachedTemplate", "subDocument", "aFChunk", "oleObject"):
            yield (
                f"外链-{name}-{kind}.docx",
                _replaced(
                    seeds.docx(),
                    "word/_rels/document.xml.rels",
                    "</Relationships>",
                    relation.format(target, kind),
                ),
            )
        yield (
            f"外链-{name}.html",
            (
                f'<html><body><p>{seeds.TEXT}</p><img src="{target}"><iframe src="{target}"></iframe>'
                f'<link rel=stylesheet href="{target}"><script src="{target}"></script></body></html>'
            ).encode(),
        )
        yield (
            f"外链-{name}-包含.html",
            (
                f'<html xmlns:xi="http://www.w3.org/2001/XInclude"><body><xi:include href="{target}" '
                f'parse="text"/>{seeds.TEXT}</body></html>'
            ).encode(),
        )


def _replaced(package: bytes, part: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[part] = members[part].decode().replace(old, new, 1).encode()
    return samples.zipped(members)


def _declared() -> Iterator[Named]:
    """Sheets and tables that say they are huge."""
    far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    sheets = {
        "远格": f"<sheetData>{_ROW}{far}</sheetData>",
        "声明": f'<dimension ref="A1:XFD1048576"/><sheetData>{_ROW}</sheetData>',
        "三千万行": f'<dimension ref="A1:B30000000"/><sheetData>{_ROW}<row r="30000000"><c r="B30000000"><v>1</v></c></row></sheetData>',
        "整表合并": f'<sheetData>{_ROW}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        "许多合并": f"<sheetData>{_ROW}</sheetData><mergeCells>"
        + '<mergeCell ref="A1:XFD1048576"/>' * 20_000
        + "</mergeCells>",
        "整列合并": f"<sheetData>{_ROW}</sheetData><mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:XFD{n + 1}"/>' for n in range(1, 40_000, 2))
        + "</mergeCells>",
        "列宽": f'<cols><col min="1" max="16384" hidden="1"/></cols><sheetData>{_ROW}</sheetData>',
        "怪地址": '<sheetData><row r="-5"><c r="ZZZZ0"><v>1</v></c><c r="A"><v>1</v></c><c r="1"/><c r="甲１"><v>3</v></c></row></sheetData>',
        "大数": f'<sheetData>{_ROW}<row r="2"><c r="A2"><v>1e308</v></c><c r="B2"><v>NaN</v></c><c r="C2"><v>-INF</v></c><c r="D2"><v>{"9" * 5000}</v></c><c r="E2"><v>1e-400</v></c></row></sheetData>',
        "公式无值": f'<sheetData>{_ROW}<row r="2"><c r="A2"><f>SUM(B2:XFD2)</f></c><c r="B2"><f>1/0</f><v></v></c></row></sheetData>',
        "坏索引": f'<sheetData>{_ROW}<row r="2"><c r="A2" t="s"><v>999999999</v></c><c r="B2" t="s"><v>-1</v></c><c r="C2" t="zz" s="77777"><v>3</v></c></row></sheetData>',
        "十万行": "<sheetData>" + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_001)) + "</sheetData>",
        "乱序": "<sheetData>" + "".join(f'<row r="{n}"><c r="B{n}"><v>{n}</v></c></row>' for n in range(3000, 0, -1)) + "</sheetData>",
    }  # fmt: skip
    for name, sheet in sheets.items():
        yield f"大表-{name}.xlsx", raw_workbook(sheet)
    spans = samples.tc("甲", '<w:gridSpan w:val="999999999"/>')
    yield "大表-跨列.docx", samples.docx(samples.tbl([spans] * 50, [samples.tc("乙")]))
    yield (
        "大表-许多跨列.docx",
        samples.docx(samples.tbl(*[[samples.tc("甲", '<w:gridSpan w:val="16000"/>')] * 40] * 200)),
    )
    cells = "<tr>" + "<td colspan=1000000000 rowspan=65534>1</td>" * 60 + "</tr>"
    yield "大表-跨格.html", f"<html><body><table>{cells * 200}</table></body></html>".encode()
    yield (
        "大表-2003.xls",
        seeds._SHEET_2003.format(
            rows='<Row ss:Index="1048576" ss:Span="1048576"><Cell ss:Index="16384" ss:MergeAcross="99999999" '
            'ss:MergeDown="99999999"><Data ss:Type="Number">1e999999</Data></Cell></Row>' * 50
        ).encode(),
    )


def _deep() -> Iterator[Named]:
    for depth in (200, 3000, 60_000):
        runs = "<w:sdt><w:sdtContent>" * depth + samples.p("深") + "</w:sdtContent></w:sdt>" * depth
        yield f"深-{depth}.docx", samples.docx(samples.p(seeds.TEXT) + runs)
        tables = "<w:tbl><w:tr><w:tc>" * depth + samples.p("深") + "</w:tc></w:tr></w:tbl>" * depth
        yield f"表中表-{depth}.docx", samples.docx(samples.p(seeds.TEXT) + tables)
        tags = "<div><table><tr><td>" * depth
        yield f"深-{depth}.html", f"<html><body>{seeds.TEXT}{tags}深".encode()
        yield f"深-{depth}-跨.html", ("<html><body>" + "<b><i><p>" * depth + seeds.TEXT).encode()
        groups = '<ofd:PageBlock ID="9">' * depth + text(20, 20, "深") + "</ofd:PageBlock>" * depth
        yield f"深-{depth}.ofd", samples.zipped(_ofd_members(page(groups)))
        yield (
            f"深-{depth}.xml",
            seeds.flat_docx().replace(
                b"</pkg:package>", b"<x>" * depth + b"</x>" * depth + b"</pkg:package>"
            ),
        )
        yield f"深-{depth}.rtf", b"{\\rtf1\\ansi " + b"{" * depth + b"deep" + b"}" * depth + b"}"
        yield (
            f"深表-{depth}.rtf",
            b"{\\rtf1\\ansi " + b"\\trowd\\itap9\\intbl x\\nestcell\\nestrow " * depth + b"}",
        )
        yield f"深-{depth}.json.txt", ("[" * depth + "1" + "]" * depth).encode()
    parts = "".join(
        f"--b{n}\r\nContent-Type: multipart/related; boundary=b{n + 1}\r\n\r\n" for n in range(3000)
    )
    yield (
        "深-邮件.mht",
        ("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b0\r\n\r\n" + parts).encode(),
    )


def _ofd_members(content: str) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(seeds.ofd_file())) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return members | {"Doc_0/Pages/Page_0/Content.xml": content}


def _locked() -> Iterator[Named]:
    for kind, content in (("docx", seeds.docx()), ("xlsx", seeds.xlsx())):
        target = io.BytesIO()
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(content)).encrypt("密码", target)
        yield f"加密.{kind}", target.getvalue()
        yield f"加密-截断.{kind}", target.getvalue()[:3000]
    yield "加密.pdf", DrawnPdf(encrypt="secret").lines(80, seeds.LINES).content()
    yield "加密.zip", samples.raw_zip([(b"1.txt", b"x" * 30)], flags=1)


def _values() -> Iterator[Named]:
    """Sound structure, odd contents."""
    for name, odd in (
        ("控制符", "&#1;"),
        ("孤立代理", "&#xD800;"),
        ("零", "&#0;"),
        ("私用", "\ue000\uf8ff\U0010ffff"),
        ("双向", "\u202e\u2066预算\u200b\ufeff"),
        ("组合", "预" + "\u0301" * 20_000),
    ):
        yield f"怪字-{name}.docx", samples.docx(samples.p(odd + seeds.TEXT))
        yield (
            f"怪字-{name}.xlsx",
            raw_workbook(
                f'<sheetData><row><c t="inlineStr"><is><t>{odd}{seeds.TEXT}</t></is></c></row></sheetData>'
            ),
        )
    loop = '<w:style w:styleId="a" w:type="paragraph"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b" w:type="paragraph"><w:basedOn w:val="a"/></w:style>'
    yield "样式循环.docx", samples.docx(samples.p(seeds.TEXT, '<w:pStyle w:val="a"/>'), styles=loop)
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="999999999"/>'
        '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1%2%3%4%5%6%7%8%9"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    yield "编号过大.docx", samples.docx(samples.listed("预算") * 50, numbering=numbering)
    yield (
        "公式样文字.xlsx",
        raw_workbook(
            '<sheetData><row><c t="inlineStr"><is><t>=HYPERLINK("http://127.0.0.1:9","点")</t></is></c>'
            "<c t=\"inlineStr\"><is><t>+cmd|' /C calc'!A0</t></is></c></row></sheetData>"
        ),
    )
    yield "标记样文字.txt", f"<script>alert(1)</script>\n[link=x]预算[/link] ]]>\n{seeds.TEXT}".encode()
