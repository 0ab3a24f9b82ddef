"""Reads html (网页): paragraphs, headings, tables; the site's furniture is kept apart, not lost."""

import re
from dataclasses import replace

from lxml import etree, html

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder, clean_text
from pipeline.ingestion.decoding import Decoded, decode_text
from pipeline.ingestion.web_flow import WebBlock, WebTable, web_flow
from pipeline.ingestion.web_furniture import load_furniture
from pipeline.model import BlockKind, Document, Problem, Source
from pipeline.settings import Limits

_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_OPENED = re.compile(r"<html[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
# A scanned page may be laid into the file itself; the parser drops what stands after ten million such letters.
_EMBEDDED = re.compile(r"data:[^,\s\"'<>]{0,200};base64,[A-Za-z0-9+/=%]{100000,}")
# The parser compares each attribute of a tag with all before it: no page has so many, and none of them is text.
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\s[^<>]{8000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTES = 1000
_WINDOW = 4096  # the standard asks for the declaration in the first 1024 bytes; many pages are later
_META_NAMES = {
    "author": "author",
    "pubdate": "created",
    "contentsource": "source",
    "sitename": "site",
    "keywords": "keywords",
}


def read_html(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of a web page."""
    decoded = decode_text(content, _declared_encoding(content))
    root, broken = _parsed(decoded.text)
    body = None if root is None else root.find("body")
    if root is None or body is None:
        raise refusals.no_text()
    builder = DocumentBuilder()
    blocks = web_flow(body, limits.table_cells)
    for block, is_furniture in zip(blocks, load_furniture().marks(blocks), strict=True):
        _add(builder, block, is_furniture=is_furniture)
    if builder.is_empty:
        raise refusals.no_text()
    problems = [*_losses(decoded, broken=broken), *_cut(decoded.text)]
    return builder.finish(source, problems=problems, properties=_properties(root))


def _add(builder: DocumentBuilder, block: WebBlock, *, is_furniture: bool) -> None:
    if isinstance(block, WebTable):
        kind = BlockKind.METADATA if is_furniture else BlockKind.CELL
        builder.add_table(replace(block.table, kind=kind))
        return
    kind = BlockKind.PARAGRAPH if block.level is None else BlockKind.HEADING
    builder.add_block(
        block.text, BlockKind.METADATA if is_furniture else kind, level=block.level, bold=block.bold
    )


def _parsed(text: str) -> tuple[etree._Element | None, bool]:
    """The page's root, and whether the parser gave up before its end."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        plain = _LONG_TAG.sub(_with_few_attributes, _EMBEDDED.sub("data:,", text))
        root = html.document_fromstring(plain.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None, True
    return root, any("depth" in entry.message.lower() for entry in parser.error_log)


def _with_few_attributes(tag: re.Match[str]) -> str:
    """The beginning of the tag as it is, or without its attributes where they are too many."""
    return tag[0] if len(_QUOTED.sub(" ", tag[0]).split()) <= _ATTRIBUTES else f"<{tag[1]}"


def _declared_encoding(content: bytes) -> str | None:
    """The charset a page declares; GB2312 and GBK mean their superset, as in every browser."""
    found = _DECLARED.search(content[:_WINDOW])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    return "gb18030" if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else name


def _properties(root: etree._Element) -> dict[str, str]:
    """Title and meta elements: what the page says of itself."""
    properties = {"title": clean_text(root.findtext("head/title") or "").strip()}
    for meta in root.iter("meta"):
        key = _META_NAMES.get(meta.get("name", "").lower())
        if key:
            properties[key] = clean_text(meta.get("content", "")).strip()
    return {key: value for key, value in properties.items() if value}


def _cut(text: str) -> list[Problem]:
    """A page that opens and is never closed was cut on its way."""
    if not _OPENED.search(text[:_WINDOW]) or _CLOSED.search(text):
        return []
    return [Problem("damaged", "网页不完整（没有结束标记），其后内容可能缺失，请重新下载或另存后提交。")]


def _losses(decoded: Decoded, *, broken: bool) -> list[Problem]:
    losses = []
    if decoded.lost:
        message = f"有 {decoded.lost} 处字节不能按 {decoded.encoding.upper()} 读出，请核对原网页。"
        losses.append(Problem("damaged", message))
    if broken:
        losses.append(
            Problem("nested_too_deep", "网页标签嵌套过深，其后内容可能未读出，请另存为 docx 后重新提交。")
        )
    return losses
