"""Office packages written as one XML file (Flat OPC, 单一 XML 文件): packed as the zip that they stand for."""

import base64
import binascii
import io
import zipfile

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.package import parse_xml

_NAMESPACE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"


def packed(content: bytes) -> bytes:
    """The same package as a zip."""
    root = parse_guarded(content)
    buffer = io.BytesIO()
    overrides = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in root.iterfind(f"{_NAMESPACE}part"):
            name, kind = part.get(f"{_NAMESPACE}name", ""), part.get(f"{_NAMESPACE}contentType", "")
            archive.writestr(name.lstrip("/"), _bytes(part))
            if kind != _RELATIONS:
                override = etree.Element("Override", PartName=name, ContentType=kind)
                overrides.append(etree.tostring(override).decode("utf-8"))
        archive.writestr("[Content_Types].xml", content_types("".join(overrides)))
    return buffer.getvalue()


def content_types(overrides: str) -> str:
    """The part of a package that names its parts' types."""
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def parse_guarded(content: bytes) -> etree._Element:
    """The root of a whole file of XML; a document type is refused, as its only use would be an attack."""
    bare = content.replace(b"\0", b"") if content.startswith((b"\xff\xfe", b"\xfe\xff")) else content
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise refusals.damaged()
    return parse_xml(content)


def _bytes(part: etree._Element) -> bytes:
    data = part.find(f"{_NAMESPACE}xmlData")
    if data is not None and len(data):
        return etree.tostring(data[0], xml_declaration=True, encoding="UTF-8", standalone=True)
    try:
        return base64.b64decode(part.findtext(f"{_NAMESPACE}binaryData") or "")
    except binascii.Error:
        return b""
