"""Office files and OFD whose end is lost (断开的文件): read from the parts that are whole, and never called whole."""

import posixpath
import re

from pipeline.ingestion import refusals
from pipeline.ingestion.package import CONTENT_TYPES, OfficePackage, open_package, parse_xml
from pipeline.ingestion.zip_salvage import has_directory, rebuilt
from pipeline.ingestion.zips import LOCAL_HEADER
from pipeline.model import Problem
from pipeline.settings import Limits

_FORMATS = ("docx", "xlsx", "ofd")
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_VITAL = re.compile(r"^(?:word/document|xl/(?:workbook|sharedStrings|styles))\.xml$", re.IGNORECASE)
"""Parts without which the rest says nothing, or something wrong: a cell of 99.42% would read 0.9942."""
_NAMED = (
    (re.compile(r"^word/numbering"), "自动编号"),
    (re.compile(r"^word/styles"), "标题样式"),
    (re.compile(r"^word/(?:header|footer)"), "页眉页脚"),
    (re.compile(r"^word/(?:footnotes|endnotes)"), "脚注尾注"),
    (re.compile(r"^(?:word|xl)/.*comments"), "批注"),
    (re.compile(r"^xl/worksheets/"), "部分工作表"),
    (re.compile(r"^(?:word|xl)/(?:drawings|charts|diagrams)/"), "图形"),
    (re.compile(r"/media/|/Res/.*\.(?:png|jpe?g|bmp|tiff?)$", re.IGNORECASE), "图片"),
)


def is_cut(kind: str, content: bytes) -> bool:
    """Whether the file is a package of parts that lost its directory, which stands at the end."""
    return kind in _FORMATS and content.startswith(LOCAL_HEADER) and not has_directory(content)


def salvaged(content: bytes, limits: Limits) -> tuple[bytes, Problem]:
    """The file put together of the parts that are whole, and what must be said of it; raises Unreadable without them."""
    whole, kept, cut = rebuilt(content, limits)
    if not kept:
        raise refusals.cut_off()
    package = open_package(whole, limits)
    lost = sorted((_expected(package) | cut) - kept)
    if any(_VITAL.match(name) for name in lost):
        raise refusals.cut_off()
    words = list(dict.fromkeys(word for pattern, word in _NAMED if any(map(pattern.search, lost))))
    return whole, Problem("damaged", refusals.incomplete(words, all_listed=CONTENT_TYPES in package.parts))


def _expected(package: OfficePackage) -> set[str]:
    """Parts that the package names itself: in its list of contents, and as what its parts refer to."""
    named = set()
    if CONTENT_TYPES in package.parts:
        named = {
            _plain(item.get("PartName", ""))
            for item in parse_xml(package.parts[CONTENT_TYPES]).iter(_OVERRIDE)
        }
    for name in package.parts:
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for item in parse_xml(package.parts[name]):
                if item.get("TargetMode") != "External":
                    target = item.get("Target", "").partition("#")[0]
                    named.add(_plain(posixpath.normpath(posixpath.join("/", folder, target))))
    return named - {""}


def _plain(name: str) -> str:
    return name.lstrip("/")
