"""The XML of an Excel file's parts (部件): as a stream of elements, or as text where its spelling is plain."""

import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO

from lxml import etree

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DECLARATION = re.compile(
    r"\ufeff?(?:<\?xml\s+version=[\"']1\.0[\"'](?:\s+encoding=[\"']utf-?8[\"'])?"
    r"(?:\s+standalone=[\"']\w+[\"'])?\s*\?>)?\s*",
    re.IGNORECASE,
)
_FORBIDDEN = bytes(code for code in range(32) if code not in b"\t\n\r")
_FORBIDDEN_SIGNS = ("\ufffe".encode(), "\uffff".encode())
_NO_ELEMENTS = ("<!", "<?")
"""How comments, sections of character data, document types and instructions begin."""
TEXT = r"[^<&]*+(?:&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});[^<&]*+)*+"
"""Text between tags, with the references that need no declaration."""
_REFERENCE = re.compile("&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|([a-z]+));")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def unescaped(text: str) -> str:
    """Text as written between tags, its references replaced by what they stand for."""
    return _REFERENCE.sub(_sign, text) if "&" in text else text


def _sign(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _SIGNS.get(name, reference[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= sys.maxunicode else "\ufffd"


def plain_text(blob: bytes) -> str | None:
    """A part's text without its declaration, if every < in it begins or ends an element; None if in doubt."""
    if len(blob.translate(None, _FORBIDDEN)) < len(blob) or any(sign in blob for sign in _FORBIDDEN_SIGNS):
        return None
    try:
        text = blob.decode("utf-8")
    except UnicodeDecodeError:
        return None
    declaration = _DECLARATION.match(text)
    rest = text[declaration.end() :] if declaration else text
    return None if any(mark in rest for mark in _NO_ELEMENTS) else rest


def streamed(
    blob: bytes, names: Sequence[str], events: Sequence[str] = ("start", "end")
) -> Iterator[tuple[str, etree._Element]]:
    """The elements of these names as a part's XML brings them; no DTD, no network."""
    found: Iterator[tuple[str, etree._Element]] = etree.iterparse(
        BytesIO(blob),
        events=events,
        tag=[f"{S}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    return found


def forget(element: etree._Element) -> None:
    """Free what has been read, or a long part fills the memory."""
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]
