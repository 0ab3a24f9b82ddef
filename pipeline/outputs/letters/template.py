"""Word templates of letters (模板): read and checked before anything is run, filled, saved without metadata."""

import difflib
import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from pipeline.errors import UsageError, cause_of
from pipeline.outputs.letters.catalogue import (
    CLOSINGS,
    FIELDS,
    FINDING,
    LETTER,
    LEVEL_OF,
    OPENINGS,
    REGIONS,
    Scope,
    ancestors,
    known_words,
)
from pipeline.outputs.letters.filling import (
    BRACES,
    FIELD,
    Element,
    fields_outside_regions,
    fill,
    mark_in,
    may_hold_field,
    paragraph_text,
    region_end,
)

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_CONTROL, _CONTENT, _BOX = qn("w:sdt"), qn("w:sdtContent"), qn("w:txbxContent")
_STORIES = ("document.main", "header", "footer", "footnotes", "endnotes")
_PRIVATE = ("/custom-properties", "/extended-properties", "/thumbnail")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_CORE_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:identifier>{seal}</dc:identifier>\
</cp:coreProperties>
"""


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been checked: the members of its package, and those of them that hold fields."""

    name: str
    members: Mapping[str, bytes]
    stories: tuple[str, ...]
    """Members that hold fields: only these are made anew for every letter."""
    package: bytes
    """All other members, packed once."""
    digests: Mapping[str, bytes]
    """Their hashes, for the seal."""


def read_template(path: Path) -> Template:
    """A template file; raises UsageError where it is no Word file or holds what cannot be filled."""
    try:
        content = path.read_bytes()
        document = Document(io.BytesIO(content))
    except OSError as error:
        raise UsageError(f"模板“{path}”打不开：{cause_of(error)}。请检查设置 letters 里的路径。") from error
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise UsageError(
            f"模板“{path.name}”不是 Word 的 docx 文件，请用 Word 或 WPS 另存为 docx。"
        ) from error
    stories = [part for part in document.part.package.iter_parts() if _is_story(part)]
    for part in stories:
        for container in _containers(_root(part)):
            _check(list(container), LETTER, path.name)
    _without_metadata(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _prepared(path.name, _members(buffer.getvalue()), stories)


def _prepared(name: str, members: Mapping[str, bytes], stories: Sequence[Part]) -> Template:
    """The template with all that no letter changes packed and hashed already."""
    filled = tuple(sorted(str(part.partname).lstrip("/") for part in stories if _has_fields(part)))
    kept = {key: data for key, data in members.items() if key not in (*filled, _CORE)}
    digests = {key: _hash(data) for key, data in kept.items()}
    return Template(name, members, filled, _packed(kept), digests)


def filled_letter(template: Template, scope: Scope, title: str) -> bytes:
    """The template filled, as the bytes of a docx that says nothing of who made it or where."""
    made = {}
    for name in template.stories:
        root = parse_xml(template.members[name])
        for container in _containers(root):
            fill(container, scope)
        made[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    seal = _seal({**template.digests, **{name: _hash(data) for name, data in made.items()}})
    made[_CORE] = _CORE_XML.format(title=escape(title), seal=seal).encode()
    return _packed(made, template.package)


def _packed(members: Mapping[str, bytes], package: bytes = b"") -> bytes:
    """A package of these members, added to those of another."""
    buffer = io.BytesIO(package)
    with zipfile.ZipFile(buffer, "a") as target:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return buffer.getvalue()


def untouched(content: bytes) -> bool:
    """Whether a docx is still as `filled_letter` gave it, not saved again by anybody."""
    try:
        members = _members(content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return False
    digests = {name: _hash(data) for name, data in members.items() if name != _CORE}
    return _seal(digests).encode() in members.get(_CORE, b"")


def _is_story(part: Part) -> bool:
    return any(f".{story}+xml" in part.content_type for story in _STORIES)


def _has_fields(part: Part) -> bool:
    return may_hold_field(_root(part))


def _root(part: Part) -> Element:
    return part.element if isinstance(part, XmlPart) else parse_xml(part.blob)


def _containers(root: Element) -> list[Element]:
    """What holds paragraphs side by side: the body, a header or footer, each note."""
    inner = [child for child in root if child.tag in (qn("w:body"), qn("w:footnote"), qn("w:endnote"))]
    return inner or [root]


def _check(elements: Sequence[Element], level: str, name: str) -> None:
    """Refuses unknown fields, fields out of their region, and regions that do not close."""
    index = 0
    while index < len(elements):
        mark = mark_in(elements[index]) or ""
        if mark in CLOSINGS:
            raise UsageError(
                f"模板“{name}”里“{{{{{mark}}}}}”前面没有“{{{{{REGIONS[CLOSINGS[mark]].opening}}}}}”。"
            )
        if mark in OPENINGS:
            kind = OPENINGS[mark]
            _check_nesting(kind, level, name)
            end = region_end(elements, index, kind)
            if end is None:
                raise UsageError(
                    f"模板“{name}”里“{{{{{mark}}}}}”没有结尾，请在要重复的内容后另起一段写“{{{{{REGIONS[kind].closing}}}}}”。"
                )
            _check(elements[index + 1 : end], kind, name)
            index = end
        else:
            _check_element(elements[index], level, name)
        index += 1


def _check_nesting(kind: str, level: str, name: str) -> None:
    if level not in REGIONS[kind].parents:
        inside = "、".join(
            "正文" if one == LETTER else f"{{{{{REGIONS[one].opening}}}}}" for one in REGIONS[kind].parents
        )
        raise UsageError(f"模板“{name}”里“{{{{{REGIONS[kind].opening}}}}}”只能放在{inside}里。")


def _check_element(element: Element, level: str, name: str) -> None:
    if element.tag == _TABLE:
        for row in element.iter(_ROW):
            if next(row.iterancestors(_TABLE)) is element:
                _check_row(row, level, name)
    elif element.tag == _CONTROL:
        for content in element.findall(_CONTENT):
            _check(list(content), level, name)
    elif element.tag == _PARAGRAPH:
        _check_paragraph(element, level, name)
        for box in element.iter(_BOX):
            _check(list(box), level, name)


def _check_row(row: Element, level: str, name: str) -> None:
    inner = {kind for kind, region in REGIONS.items() if level in region.parents}
    cells = [cell for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW), None) is row]
    names = [field for cell in cells for field in fields_outside_regions(list(cell))]
    repeated = next((LEVEL_OF[one] for one in names if LEVEL_OF.get(one) in inner), level)
    for cell in cells:
        _check(list(cell), repeated, name)


def _check_paragraph(paragraph: Element, level: str, name: str) -> None:
    text = paragraph_text(paragraph)
    for field in FIELD.findall(text):
        if field in OPENINGS or field in CLOSINGS:
            raise UsageError(f"模板“{name}”里“{{{{{field}}}}}”要单独成一段，同一段里不能有别的文字。")
        if field not in LEVEL_OF:
            raise UsageError(f"模板“{name}”里没有字段“{{{{{field}}}}}”，{_suggestion(field)}")
        if LEVEL_OF[field] not in ancestors(level):
            raise UsageError(
                f"模板“{name}”里字段“{{{{{field}}}}}”要放在“{{{{{REGIONS[LEVEL_OF[field]].opening}}}}}”"
                f"和“{{{{{REGIONS[LEVEL_OF[field]].closing}}}}}”之间，或放在表格的一行里。"
            )
    if BRACES.search(FIELD.sub("", text)):
        shown = text.strip()[:30]
        raise UsageError(f"模板“{name}”里“{shown}”的双花括号没有写全，字段要写成“{{{{单位}}}}”的样子。")


def _suggestion(field: str) -> str:
    close = difflib.get_close_matches(field, known_words(), n=1, cutoff=0.4)
    if close:
        return f"是不是“{{{{{close[0]}}}}}”？"
    return f"可用的有：{'、'.join((*FIELDS[LETTER], *FIELDS[FINDING]))}等，见 configs/templates/说明.md。"


def _without_metadata(document: Element) -> None:
    """Takes out author, company, machine and editing history; a letter leaves the house."""
    core = document.core_properties._element
    for child in list(core):
        core.remove(child)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith(_PRIVATE):
            del package.rels[key]
    for name in ("w:rsids", "w:attachedTemplate"):
        for element in list(document.settings.element.iter(qn(name))):
            element.getparent().remove(element)


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _seal(digests: Mapping[str, bytes]) -> str:
    """A hash of everything in a package but its properties, by which a letter that was changed is known."""
    digest = hashlib.sha256()
    for name in sorted(digests):
        digest.update(_hash(name.encode()) + digests[name])
    return f"heji-{digest.hexdigest()}"
