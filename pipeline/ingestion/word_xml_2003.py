"""WordprocessingML 2003 (Word 2003 XML 文档) as the docx package that says the same, read by its reader."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.binary_word_lists import number_format
from pipeline.ingestion.flat_package import content_types, parse_guarded
from pipeline.ingestion.word_xml import R, W

_OLD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_SECTIONS = (f"{_HINT}sect", f"{_HINT}sub-section", f"{_HINT}pBdrGroup")
_RENAMED = {
    "vmerge": "vMerge", "hmerge": "hMerge", "listPr": "numPr", "ilfo": "numId", "footnote": "footnoteReference",
    "endnote": "endnoteReference", "wordDocument": "document", "listDef": "abstractNum", "list": "num",
    "ilst": "abstractNumId",
}  # fmt: skip
_CHANGES = {"Word.Insertion": "ins", "Word.Deletion": "del"}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ROOTS = {"document": "document.main", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes"}
_EDGES = {"hdr": "header", "ftr": "footer"}
_EDGE_KINDS = {"odd": "default", "even": "even", "first": "first"}


def package_of_2003(content: bytes) -> bytes:
    """A docx with the same body, styles, lists, notes, headers and footers."""
    root = parse_guarded(content)
    if root.find(f"{_OLD}body") is None:
        raise refusals.damaged()
    parts = {"footnotes": etree.Element(f"{W}footnotes"), **_own_parts(root)}
    body = root.find(f"{_OLD}body")
    document = etree.Element(f"{W}document")
    if body is not None:
        document.append(_with_unfolded_sections(body))
    parts["document"] = document
    for name, part in list(parts.items()):
        _rename(part)
        if name == "document":
            _take_out_notes(part, parts["footnotes"])
            parts.update(_edges(part))
    return _zipped(parts)


def _own_parts(root: etree._Element) -> dict[str, etree._Element]:
    parts = {}
    styles, lists = root.find(f"{_OLD}styles"), root.find(f"{_OLD}lists")
    if styles is not None:
        parts["styles"] = styles
    if lists is not None:
        lists.tag = f"{W}numbering"
        parts["numbering"] = lists
    return parts


def _with_unfolded_sections(body: etree._Element) -> etree._Element:
    """The body without the hints that wrap its sections."""
    for wrapper in list(body.iter(*_SECTIONS)):
        parent = wrapper.getparent()
        if parent is not None:
            place = parent.index(wrapper)
            parent[place : place + 1] = list(wrapper)
    return body


def _rename(root: etree._Element) -> None:
    """Names of 2003 as those of 2006; attributes go along."""
    for element in list(root.iter(etree.Element)):
        if element.tag == f"{_AML}annotation":
            change = _CHANGES.get(element.get(f"{_OLD}type", ""))
            element.tag = f"{W}{change}" if change else f"{W}smartTag"
        elif element.tag == f"{_AML}content":
            element.tag = f"{W}smartTag"
        elif element.tag.startswith(_OLD):
            local = element.tag.removeprefix(_OLD)
            element.tag = W + _RENAMED.get(local, local)
        for name, value in list(element.attrib.items()):
            if str(name).startswith(_OLD):
                del element.attrib[name]
                element.set(W + _attribute(str(name).removeprefix(_OLD), element), str(value))
        if element.tag == f"{W}nfc":
            element.tag = f"{W}numFmt"
            code = element.get(f"{W}val", "0")
            element.set(f"{W}val", number_format(int(code) if code.isdigit() else 0))
        elif element.tag == f"{W}suff":
            element.set(f"{W}val", element.get(f"{W}val", "").lower())


def _attribute(local: str, element: etree._Element) -> str:
    known = {
        f"{W}abstractNum": {"listDefId": "abstractNumId"},
        f"{W}num": {"ilfo": "numId"},
    }
    return known.get(str(element.tag), {}).get(local, local)


def _take_out_notes(document: etree._Element, notes: etree._Element) -> None:
    """Notes stand inside the text that refers to them; a docx has them in a part of their own."""
    for name in ("footnoteReference", "endnoteReference"):
        for reference in document.iter(f"{W}{name}"):
            if len(reference):
                note = etree.SubElement(notes, f"{W}footnote")
                note.extend(list(reference))


def _edges(document: etree._Element) -> dict[str, etree._Element]:
    """Headers and footers out of the sections that hold them."""
    parts: dict[str, etree._Element] = {}
    for section in list(document.iter(f"{W}sectPr")):
        for old, name in _EDGES.items():
            for edge in list(section.iterfind(f"{W}{old}")):
                number = f"{name}{len(parts) + 1}"
                parts[number] = edge
                section.remove(edge)
                reference = etree.SubElement(section, f"{W}{name}Reference")
                reference.set(f"{W}type", _EDGE_KINDS.get(edge.get(f"{W}type", "odd"), "default"))
                reference.set(f"{R}id", f"r{number}")
    return parts


def _zipped(parts: dict[str, etree._Element]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", etree.tostring(part, xml_declaration=True, encoding="UTF-8"))
        archive.writestr("[Content_Types].xml", content_types("".join(_overrides(parts))))
        main = f'<Relationship Id="r0" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", _relationships(main))
        others = "".join(
            f'<Relationship Id="r{name}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
            for name in parts
            if name != "document"
        )
        archive.writestr("word/_rels/document.xml.rels", _relationships(others))
    return buffer.getvalue()


def _overrides(parts: dict[str, etree._Element]) -> Iterator[str]:
    for name in parts:
        kind = name.rstrip("0123456789")
        yield f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{_ROOTS.get(kind, kind)}+xml"/>'


def _relationships(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{inner}</Relationships>'
