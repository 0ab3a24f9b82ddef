"""Reads OFD (GB/T 33190): a zip of XML whose pages place every character (版式文件)."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.ofd_page import Content, children, collect, local, numbers, page_of
from pipeline.ingestion.ofd_pictures import read_scans
from pipeline.ingestion.package import OfficePackage, open_package
from pipeline.ingestion.page_document import Findings, document_of
from pipeline.ingestion.pdf_page import Page
from pipeline.model import Document, Problem, Source
from pipeline.settings import Limits, Ocr

A4 = (0.0, 0.0, 210.0, 297.0)
_PROPERTIES = {
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "CreationDate": "created",
    "ModDate": "modified",
    "Creator": "application",
}


@dataclass(slots=True)
class Resources:
    """What the pages of one document share: templates, composites and pictures by id."""

    templates: dict[str, etree._Element] = field(default_factory=dict)
    units: dict[str, etree._Element] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    box: tuple[float, float, float, float] = A4


def read_ofd(source: Source, content: bytes, limits: Limits, ocr: Ocr) -> Document:
    """The document that an OFD file holds; raises Unreadable with the reason and what to do."""
    package = open_package(content, limits)
    root = _root(package, "OFD.xml")
    if root is None:
        raise refusals.damaged()
    pages: list[Page] = []
    problems: list[Problem] = []
    scans: dict[int, tuple[Content, Resources]] = {}
    number = 0
    for resources, folder, places in _documents(package, root):
        for place in places:
            number += 1
            if number > limits.pages:
                raise refusals.too_large(f"文件超过 {limits.pages} 页")
            drawn = _page(package, posixpath.join(folder, place), resources)
            if drawn is None:
                problems.append(Problem("damaged", f"第 {number} 页已损坏，没有读出。", page=number))
                continue
            pages.append(page_of(drawn, number))
            scans[number] = (drawn, resources)
    if number == 0:
        raise refusals.encrypted() if package.named("Encryptions.xml") else refusals.damaged()
    pictures = {number: (drawn, shared.pictures) for number, (drawn, shared) in scans.items()}
    seen = read_scans(pages, pictures, ocr)
    if not any(page.glyphs for page in seen.pages):
        raise seen.refusal or (refusals.damaged() if problems else refusals.no_text())
    findings = Findings(
        count=number,
        problems=(*problems, *_lost(package), *seen.problems),
        remarks=seen.remarks,
        properties=_properties(root),
        ocr_pages=seen.ocr_pages,
        min_confidence=ocr.min_confidence,
    )
    return document_of(seen.pages, source, limits, findings)


def _documents(package: OfficePackage, root: etree._Element) -> Iterator[tuple[Resources, str, list[str]]]:
    """Each document of the package: its resources, its folder, and where its pages lie in it."""
    for body in children(root, "DocBody"):
        for entry in children(body, "DocRoot"):
            name = _name("", (entry.text or "").strip())
            document = _root(package, name)
            if document is None:
                continue
            folder = posixpath.dirname(name)
            places = [
                page.get("BaseLoc", "")
                for pages in children(document, "Pages")
                for page in children(pages, "Page")
            ]
            yield _resources(package, document, folder), folder, places


def _resources(package: OfficePackage, document: etree._Element, folder: str) -> Resources:
    shared = Resources()
    for common in children(document, "CommonData"):
        for entry in common:
            kind = local(entry)
            if kind == "PageArea":
                shared.box = _box(entry) or shared.box
            elif kind == "TemplatePage":
                template = _root(package, _name(folder, entry.get("BaseLoc", "")))
                if template is not None:
                    shared.templates[entry.get("ID", "")] = template
            elif kind in {"PublicRes", "DocumentRes"}:
                _add_resources(package, _name(folder, (entry.text or "").strip()), shared)
    return shared


def _add_resources(package: OfficePackage, name: str, shared: Resources) -> None:
    root = _root(package, name)
    if root is None:
        return
    folder = posixpath.join(posixpath.dirname(name), root.get("BaseLoc", ""))
    for entry in root.iter():
        kind = local(entry)
        if kind == "CompositeGraphicUnit":
            shared.units[entry.get("ID", "")] = entry
        elif kind == "MultiMedia" and entry.get("Type", "Image") == "Image":
            for file in children(entry, "MediaFile"):
                stored = package.named(_name(folder, (file.text or "").strip()))
                if stored:
                    shared.pictures[entry.get("ID", "")] = package.parts[stored]


def _page(package: OfficePackage, place: str, shared: Resources) -> Content | None:
    """What the page at this place shows, its templates included; None if it cannot be read."""
    root = _root(package, _name("", place))
    if root is None:
        return None
    areas = children(root, "Area")
    drawn = Content((_box(areas[0]) if areas else None) or shared.box)
    for template in children(root, "Template"):
        known = shared.templates.get(template.get("TemplateID", ""))
        if known is not None:
            collect(drawn, known, shared.units)
    collect(drawn, root, shared.units)
    return drawn


def _box(area: etree._Element) -> tuple[float, float, float, float] | None:
    for child in children(area, "PhysicalBox"):
        box = numbers(child.text)
        if len(box) == 4 and box[2] > 0 and box[3] > 0:
            return box[0], box[1], box[2], box[3]
    return None


def _root(package: OfficePackage, name: str) -> etree._Element | None:
    """The XML root of a part; None if it is missing or damaged, which the caller reports."""
    stored = package.named(name)
    try:
        return package.root(stored) if stored else None
    except Unreadable as refusal:
        if refusal.reason != "damaged":
            raise
        return None


def _name(folder: str, place: str) -> str:
    place = place.replace("\\", "/")
    whole = place if place.startswith("/") else posixpath.join("/", folder, place)
    return posixpath.normpath(whole).lstrip("/")


def _lost(package: OfficePackage) -> Iterator[Problem]:
    """Damaged parts other than pages, which are named one by one."""
    texts = [name for name in package.lost if name.endswith(".xml") and "Pages/" not in name]
    if texts:
        message = f"文件内部有 {len(texts)} 个部分已损坏，可能有内容没有读出，请核对原文件。"
        yield Problem("damaged", message)


def _properties(root: etree._Element) -> Mapping[str, str]:
    properties: dict[str, str] = {}
    for entry in root.iter():
        key = _PROPERTIES.get(local(entry))
        if key and entry.text and entry.text.strip():
            properties.setdefault(key, entry.text.strip())
    return properties
