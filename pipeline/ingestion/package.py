"""The zip of XML parts that docx and xlsx are: opened within limits, repaired where Word forgives."""

import io
import logging
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.sniff import OLE_MAGIC
from pipeline.ingestion.zips import (
    ZIP_ERRORS,
    chunks,
    has_own_directory,
    inflates_suspiciously,
    is_encrypted,
)
from pipeline.model import Problem
from pipeline.settings import Limits

logger = logging.getLogger(__name__)

CONTENT_TYPES = "[Content_Types].xml"
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_MOST_DIGITS = 9
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip
_PROPERTIES = {
    "title": "title",
    "subject": "subject",
    "creator": "author",
    "keywords": "keywords",
    "description": "description",
    "lastModifiedBy": "lastModifiedBy",
    "created": "created",
    "modified": "modified",
    "category": "category",
    "Company": "company",
    "Application": "application",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of one part to another: its kind (the last word of its type) and the part's name."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class OfficePackage:
    """The parts of an Office Open XML file by name, all inflated within the limits."""

    parts: Mapping[str, bytes]
    lost: tuple[str, ...] = ()
    """Parts that are damaged and were left out."""

    def named(self, target: str) -> str | None:
        """The part that a target names, upper and lower case alike, or None."""
        if target in self.parts:
            return target
        return next((name for name in self.parts if name.lower() == target.lower()), None)

    def root(self, name: str) -> etree._Element | None:
        """The XML root of a part, or None if the package has no such part."""
        blob = self.parts.get(name)
        return None if blob is None else parse_xml(blob)

    def relations(self, name: str) -> list[Relation]:
        """The internal relationships of a part whose targets exist."""
        folder, base = posixpath.split(name)
        part = self.named(posixpath.join(folder, "_rels", f"{base}.rels"))
        root = self.root(part) if part else None
        if root is None:
            return []
        found = []
        for element in root.iter(_RELATIONSHIP):
            target = self.named(_target(folder, element.get("Target", "")))
            if element.get("TargetMode") != "External" and target:
                kind = element.get("Type", "").rpartition("/")[2]
                found.append(Relation(element.get("Id", ""), kind, target))
        return found

    def main_part(self, kind: str = "officeDocument") -> str | None:
        """The name of the part that the package is about."""
        return next((relation.target for relation in self.relations("") if relation.kind == kind), None)


def open_package(content: bytes, limits: Limits) -> OfficePackage:
    """The parts of the package, damaged ones left out, or the reason why it cannot be opened."""
    if content.startswith(OLE_MAGIC):
        raise refusals.encrypted()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if not has_own_directory(archive, content):
                raise refusals.damaged()
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
            _check_sizes(infos, len(content), limits)
            inflated = {_part_name(info.filename): _inflated(archive, info) for info in infos}
    except ZIP_ERRORS as error:
        raise refusals.damaged() from error
    parts = {name: blob for name, blob in inflated.items() if blob is not None}
    for name, blob in parts.items():
        if _is_xml(name) and any(mark in blob for mark in _DOCTYPES):
            # Office Open XML forbids DTDs; the only use of one here is an entity bomb.
            raise refusals.damaged()
    usual = {name: _transitional(name, blob) for name, blob in parts.items()}
    return OfficePackage(usual, tuple(name for name in inflated if name not in parts))


def mended(package: OfficePackage) -> OfficePackage:
    """The package without the XML parts that do not parse."""
    broken = [name for name, blob in package.parts.items() if _is_xml(name) and not _parses(blob)]
    kept = {name: blob for name, blob in package.parts.items() if name not in broken}
    return OfficePackage(kept, (*package.lost, *broken))


def losses(package: OfficePackage) -> list[Problem]:
    """What the reader of a package must say of its damaged parts; lost pictures cost no text."""
    texts = [
        name for name in package.lost if _is_xml(name) and not name.startswith(("docProps/", "customXml/"))
    ]
    if not texts:
        return []
    message = f"文件内部有 {len(texts)} 个部分已损坏，其中内容未能读取，请核对原文件后重新提交。"
    return [Problem("damaged", message)]


def repacked(package: OfficePackage) -> bytes:
    """The package as a zip again, without relationships to missing parts (Word ignores them)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, blob in package.parts.items():
            if name.endswith(".rels"):
                blob = _without_dangling(package, name, blob)  # noqa: PLW2901
            elif name == CONTENT_TYPES:
                blob = _typed_plainly(package, blob)  # noqa: PLW2901
            archive.writestr(name, blob)
    return buffer.getvalue()


def parse_xml(blob: bytes) -> etree._Element:
    """The root of an XML part; no entities, no network, no size or depth beyond libxml2's own limits."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(blob, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise refusals.nested_too_deep("文件内部结构嵌套过深") from error
        raise refusals.damaged() from error


def whole_number(text: str | None, default: int) -> int:
    """The number that a few plain digits spell, else the default: attributes may hold anything."""
    plain = text is not None and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if plain and text else default


def core_properties(package: OfficePackage) -> dict[str, str]:
    """Title, author, dates, program: what the file says of itself (文件属性)."""
    properties: dict[str, str] = {}
    for name in ("docProps/core.xml", "docProps/app.xml"):
        blob = package.parts.get(name, b"")
        for element in parse_xml(blob) if _parses(blob) else ():
            key = _PROPERTIES.get(etree.QName(element).localname) if isinstance(element.tag, str) else None
            value = clean_text(element.text or "").strip()
            if key and value:
                properties[key] = value
    return properties


def _check_sizes(infos: list[zipfile.ZipInfo], compressed: int, limits: Limits) -> None:
    # zipfile never gives more than a member's declared size, so the sum of these bounds what follows.
    expanded = sum(info.file_size for info in infos)
    if any(is_encrypted(info) for info in infos):
        raise refusals.encrypted()
    if inflates_suspiciously(compressed, expanded, limits.archive_ratio):
        raise refusals.bomb()
    if expanded > limits.file_bytes:
        raise refusals.too_large(f"文件展开后有 {expanded // 1_048_576} MiB")
    if len(infos) > limits.archive_members:
        raise refusals.too_large(f"文件内含 {len(infos)} 个部件")


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """A part's bytes, or None if they are damaged: the other parts may still be read."""
    try:
        return b"".join(chunks(archive, info))
    except ZIP_ERRORS:
        logger.info("damaged part %r", info.filename)
        return None


def _is_xml(name: str) -> bool:
    return name.lower().endswith(_XML_SUFFIXES)


def _parses(blob: bytes) -> bool:
    try:
        parse_xml(blob)
    except Unreadable as refusal:
        if refusal.reason != "damaged":
            raise
        return False
    return True


def _part_name(name: str) -> str:
    plain = name.replace("\\", "/").lstrip("/")
    return CONTENT_TYPES if plain.lower() == CONTENT_TYPES.lower() else plain


def _target(folder: str, target: str) -> str:
    joined = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(joined).lstrip("/")


def _transitional(name: str, blob: bytes) -> bytes:
    """A part of a strict file with the namespaces that every library knows."""
    if b"http://purl.oclc.org/ooxml/" not in blob or not _is_xml(name):
        return blob
    for strict, usual in _STRICT:
        blob = blob.replace(strict, usual)
    return blob


def _typed_plainly(package: OfficePackage, blob: bytes) -> bytes:
    """Content types in which no part that is not XML is called so: python-docx would parse a docx laid in."""
    root = parse_xml(blob)
    plain = {f"/{name}" for name in package.parts if not _is_xml(name) and name != CONTENT_TYPES}
    for element in list(root.iter(_OVERRIDE)):
        if element.get("PartName") in plain:
            root.remove(element)
    for name in sorted(plain):
        etree.SubElement(root, _OVERRIDE, PartName=name, ContentType="application/octet-stream")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _without_dangling(package: OfficePackage, name: str, blob: bytes) -> bytes:
    folder = posixpath.dirname(posixpath.dirname(name))
    root = parse_xml(blob)
    for element in list(root.iter(_RELATIONSHIP)):
        inside = element.get("TargetMode") != "External"
        if inside and _target(folder, re.sub("#.*", "", element.get("Target", ""))) not in package.parts:
            root.remove(element)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
