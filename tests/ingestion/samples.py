"""Makes small real files for the tests: packages of raw XML, zips with any names."""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.ingestion import read_document, sniff
from pipeline.model import Block, BlockKind, Document, Source, Table, grid
from pipeline.settings import Limits, load_settings

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{_R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = {
    "document": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "styles": "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml",
    "numbering": "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml",
    "footnotes": "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
    "endnotes": "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml",
    "comments": "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
    "settings": "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml",
    "header": "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
    "footer": "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
}
_ROOTS = {"header": "hdr", "footer": "ftr"}


def limits(**changes: int) -> Limits:
    """The shipped limits, some of them changed."""
    return load_settings().limits.model_copy(update=changes)


def read(content: bytes, name: str = "样本.docx", *, scans: bool = False, **changes: int) -> Document:
    """The document of a file as the pipeline reads it, its format sniffed; scanned pages only if asked."""
    digest = hashlib.sha256(content).hexdigest()
    source = Source(name, digest, len(content), sniff(content, name))
    own = {key.removeprefix("ocr_"): changes.pop(key) for key in list(changes) if key.startswith("ocr_")}
    ocr = load_settings().ocr.model_copy(update={"enabled": scans, **own})
    return checked(read_document(source, content, limits(**changes), ocr))


def checked(document: Document) -> Document:
    """The document, after the promises that hold for every reader."""
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        assert document.text[block.start : block.end].strip()
        assert document.text[block.start : block.end].startswith(block.number)
        end = block.end
    for number, table in enumerate(document.tables, start=1):
        assert table.index == number
        end = table.start
        for cell in table.cells:
            assert end <= cell.start <= cell.end <= table.end
            end = cell.end
        assert len(grid(table)) == table.rows
    return document


def block_text(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def texts(document: Document, kind: BlockKind | None = None) -> list[str]:
    """The texts of all blocks, or of one kind."""
    return [block_text(document, block) for block in document.blocks if kind in (None, block.kind)]


def rows(document: Document, table: Table) -> list[list[str | None]]:
    """A table as the text of its grid; a merged cell in every place that it covers."""
    return [
        [None if cell is None else document.text[cell.start : cell.end] for cell in row]
        for row in grid(table)
    ]


@dataclass(frozen=True, slots=True)
class Extra:
    """A part of another kind: the last word of its relationship's type, its content type, its bytes."""

    kind: str
    content_type: str
    content: bytes


def docx(body: str, extras: Mapping[str, Extra] = MappingProxyType({}), **parts: str) -> bytes:
    """A Word file of raw XML: the body, and other parts by name (styles, numbering, header1 …)."""
    files: dict[str, str | bytes] = {
        f"word/{name}.xml": _part(name, content) for name, content in {"document": body, **parts}.items()
    }
    files |= {f"word/{name}": extra.content for name, extra in extras.items()}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES[name.rstrip("0123456789")]}"/>'
        for name in ("document", *parts)
    ) + "".join(
        f'<Override PartName="/word/{name}" ContentType="{extra.content_type}"/>'
        for name, extra in extras.items()
    )
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{_R}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in parts
    ) + "".join(
        f'<Relationship Id="r{name.partition(".")[0]}" Type="{_R}/{extra.kind}" Target="{name}"/>'
        for name, extra in extras.items()
    )
    return package(files, overrides, {"word/_rels/document.xml.rels": relations}, "word/document.xml")


def _part(name: str, content: str) -> str:
    kind = name.rstrip("0123456789")
    inner = f"<w:body>{content}</w:body>" if kind == "document" else content
    root = _ROOTS.get(kind, kind)
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_NAMESPACES}>{inner}</w:{root}>'


def package(
    files: Mapping[str, str | bytes], overrides: str, relations: Mapping[str, str], main: str
) -> bytes:
    """A zip of parts with its content types and relationships."""
    root = f'<Relationship Id="r0" Type="{_R}/officeDocument" Target="{main}"/>'
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    }
    for name, inner in {"_rels/.rels": root, **relations}.items():
        contents[name] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{inner}</Relationships>"
        )
    return zipped({**contents, **files})


def p(text: str, properties: str = "", run: str = "") -> str:
    """A Word paragraph of one run."""
    inner = f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def listed(text: str, level: int = 0, list_id: int = 1) -> str:
    """A Word paragraph in a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def tc(text: str = "", properties: str = "") -> str:
    """A Word table cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


def tbl(*lines: Sequence[str]) -> str:
    """A Word table of cells."""
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in lines) + "</w:tbl>"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def raw_zip(members: Sequence[tuple[bytes, bytes]], flags: int = 0) -> bytes:
    """A stored zip whose names are just these bytes, without the UTF-8 flag: as Chinese Windows writes them."""
    body, directory = b"", b""
    for name, content in members:
        fixed = struct.pack(
            "<HHHHHIIIHH",
            20,
            flags,
            0,
            0,
            0x21,
            zlib.crc32(content),
            len(content),
            len(content),
            len(name),
            0,
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fixed
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + fixed + name + content
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end
