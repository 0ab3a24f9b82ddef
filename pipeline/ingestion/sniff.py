"""What a file is, from its content; the extension only settles what content leaves open."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath

import olefile  # type: ignore[import-untyped]

from pipeline.ingestion.decoding import looks_like_text
from pipeline.ingestion.zip_salvage import first_name
from pipeline.ingestion.zips import ZIP_ERRORS, chunks, has_own_directory

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PDF_WINDOW = 1024  # the header may follow a few lines that a scanner or mailer wrote
_SIGNATURES = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "tar"),
    (b"BZh", "tar"),
    (b"\xfd7zXZ\0", "tar"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
)
_WORD_MAIN = re.compile(rb"wordprocessingml\.(document|template)\.main|ms-word\.\w+\.macroEnabled")
_SHEET_MAIN = re.compile(rb"spreadsheetml\.(sheet|template)\.main|ms-excel\.(sheet|template)\.macroEnabled")
_SHEET_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xltx", ".et", ".csv")
# Other XML is written by programs for programs: text by its bytes, gibberish to a reader.
_OTHER_PROGRAM = re.compile(rb"(\xef\xbb\xbf)?\s*<\?xml\b", re.IGNORECASE)
# A web archive (mht) begins like a mail: fields of a header, one of which says that it has parts or is a page.
_MAIL_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:From|MIME-Version|Subject|Date|Content-[A-Za-z-]+|X-[\w-]+|Snapshot-[\w-]+|To|Message-ID):",
    re.IGNORECASE,
)
_MAIL_OF_PAGES = re.compile(
    rb"^Content-Type:\s*(?:multipart/related|multipart/alternative|text/html)", re.IGNORECASE | re.MULTILINE
)
# Word and Excel as one XML file, by the namespace of their root.
_XML_ROOTS = (
    (b"http://schemas.microsoft.com/office/word/2003/wordml", "doc"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "xls"),
)
_FLAT_PACKAGE = b"http://schemas.microsoft.com/office/2006/xmlPackage"
_PACKAGE_PART = re.compile(r"\[Content_Types\]\.xml$|(?:_rels|word|xl|docProps|customXml)/")
_OFD_PART = re.compile(r"(?:OFD\.xml|Doc_\d+/)", re.IGNORECASE)
_JSON_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]\d-])")
_JSON_LONGEST = 32 * 1024 * 1024  # past this the beginning must do: parsed JSON takes ten times its bytes
_MARKUP = re.compile(
    rb"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|meta|body|title|table|div|p|h[1-6]|style)\b",
    re.IGNORECASE | re.DOTALL,
)


def sniff(content: bytes, name: str) -> str:
    """The format of a file, by its name in files.jsonl; csv is `txt`, what nothing fits is `unknown`."""
    suffix = PurePosixPath(name.lower()).suffix
    if content.startswith(OLE_MAGIC):
        return _compound_format(content, suffix)
    if content.startswith(ZIP_MAGICS):
        return _zip_format(content, suffix)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[257:262] == b"ustar":
        return "tar"
    if _is_other_image(content):
        return "image"
    if b"%PDF" in content[:_PDF_WINDOW]:
        return "pdf"
    office = office_xml_format(content)
    if office is not None:
        return office
    if is_web_archive(content) or _is_markup(content):
        return "html"
    if _OTHER_PROGRAM.match(content[:_PDF_WINDOW]):
        return "unknown"
    if is_json(content):
        return "unknown"
    return "txt" if looks_like_text(content) else "unknown"


def is_web_archive(content: bytes) -> bool:
    """Whether the file is a page packed like a mail (mht, mhtml)."""
    head = content[:4096]
    return _MAIL_HEAD.match(head) is not None and _MAIL_OF_PAGES.search(head) is not None


def is_flat_package(content: bytes) -> bool:
    """Whether the file is an Office package written as one XML file (Flat OPC)."""
    return _FLAT_PACKAGE in _xml_head(content)


def office_xml_format(content: bytes) -> str | None:
    """Word and Excel written as XML: 2003's own kinds count as doc and xls, packages as docx and xlsx."""
    head = _xml_head(content)
    if not head:
        return None
    if _FLAT_PACKAGE in head:
        return "xlsx" if _SHEET_MAIN.search(content) else "docx" if _WORD_MAIN.search(content) else None
    return next((kind for namespace, kind in _XML_ROOTS if namespace in head), None)


def _xml_head(content: bytes) -> bytes:
    """The beginning of an XML file with its root's namespaces; nothing of any other file."""
    head = content[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return (
        head
        if re.match(rb"<\?xml\b|<\?mso-application|<(\w+:)?(wordDocument|Workbook|package)\b", head)
        else b""
    )


def is_json(content: bytes) -> bool:
    """Whether the file is data for programs (JSON, or JSON lines), not a report."""
    if not _JSON_HEAD.match(content[:_PDF_WINDOW]):
        return False
    if len(content) > _JSON_LONGEST:
        return True
    first_line = content.lstrip().partition(b"\n")[0]
    return _parses_as_json(content) or (first_line.endswith(b"}") and _parses_as_json(first_line))


def _parses_as_json(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content.removeprefix(b"\xef\xbb\xbf")), dict | list)
    except (ValueError, RecursionError):
        return False


def _is_other_image(content: bytes) -> bool:
    bitmap = content.startswith(b"BM") and content[6:10] == b"\0\0\0\0"
    webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return bitmap or webp


def _is_markup(content: bytes) -> bool:
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    return _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def _compound_format(content: bytes, suffix: str) -> str:
    """OLE2 (复合文档): Word and Excel binaries, their WPS twins, and encrypted docx and xlsx."""
    streams = _stream_names(content)
    if "EncryptedPackage" in streams:
        return "xlsx" if suffix in _SHEET_SUFFIXES else "docx"
    if "WordDocument" in streams:
        return "wps" if suffix == ".wps" else "doc"
    if streams & {"Workbook", "Book"}:
        return "et" if suffix == ".et" else "xls"
    return "unknown"


def _stream_names(content: bytes) -> set[str]:
    try:
        with olefile.OleFileIO(BytesIO(content)) as compound:
            return {path[0] for path in compound.listdir(streams=True)}
    except (OSError, ValueError, IndexError, TypeError, AttributeError):
        # A damaged directory: the names still stand in the bytes.
        known = ("EncryptedPackage", "WordDocument", "Workbook", "Book")
        return {name for name in known if name.encode("utf-16-le") in content}


def _zip_format(content: bytes, suffix: str) -> str:
    """Office Open XML and OFD are zips whose parts say what they are."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = {info.filename.replace("\\", "/").lower(): info for info in archive.infolist()}
            if not has_own_directory(archive, content):
                return _broken_zip_format(content, suffix)
            declared = infos.get("[content_types].xml")
            types = next(chunks(archive, declared), b"") if declared else b""
    except ZIP_ERRORS:
        return _broken_zip_format(content, suffix)
    if "ofd.xml" in infos:
        return "ofd"
    if not types:
        return "zip"
    if _WORD_MAIN.search(types) or any(name.startswith("word/") for name in infos):
        return "docx"
    if _SHEET_MAIN.search(types) or any(name.startswith("xl/") for name in infos):
        return "xlsx"
    return "unknown"


def _broken_zip_format(content: bytes, suffix: str) -> str:
    """A zip without its directory: its first part, and the names of others in the bytes of what is left."""
    first = first_name(content)
    if suffix in (".docx", ".xlsx") or _PACKAGE_PART.match(first):
        if b"word/" in content or suffix == ".docx":
            return "docx"
        return "xlsx" if b"xl/" in content or suffix == ".xlsx" else "unknown"
    return "ofd" if suffix == ".ofd" or _OFD_PART.match(first) else "zip"
