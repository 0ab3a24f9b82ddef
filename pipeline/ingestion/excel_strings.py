"""The shared strings (共享字符串) of an Excel file."""

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.excel_xml import TEXT, S, forget, plain_text, streamed, unescaped

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_ITEMS = re.compile(rf'<sst\b[^<>]*\sxmlns="{re.escape(S[1:-1])}"[^<>]*>(.*)</sst>\s*', re.DOTALL)
_ITEM = re.compile(rf'<si><t(?: xml:space="preserve")?>({TEXT})</t></si>')
_ALL_PLAIN = re.compile(rf'(?:<si><t(?: xml:space="preserve")?>{TEXT}</t></si>)*+')
_BLANK_ITEM = "<si><t/></si>"


def shared_strings(blob: bytes) -> list[str]:
    """All strings in order; one spelling that nearly all programs use is taken by a pattern, others as XML."""
    plain = _plain_strings(blob)
    return list(_streamed_strings(blob)) if plain is None else plain


def rich_text(element: etree._Element) -> str:
    """The text of a string item as written; phonetic guides (拼音) are left out."""
    pieces = []
    for child in element.iterchildren(f"{S}t", f"{S}r"):
        pieces.append((child.text if child.tag == f"{S}t" else child.findtext(f"{S}t")) or "")
    return "".join(pieces)


def visible(text: str) -> str:
    """Cell text cleaned, tabs as blanks; Excel writes characters that XML cannot hold as _x000D_."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return clean_text(text).replace("\t", " ")


def _plain_strings(blob: bytes) -> list[str] | None:
    text = plain_text(blob)
    found = _ITEMS.fullmatch(text) if text is not None else None
    if found is None:
        return None
    items = found[1].replace(_BLANK_ITEM, "<si><t></t></si>")
    if not _ALL_PLAIN.fullmatch(items):
        return None
    strings = _ITEM.findall(items)
    as_written = "&" not in items and visible(items) == items
    return strings if as_written else [visible(unescaped(string)) for string in strings]


def _streamed_strings(blob: bytes) -> Iterator[str]:
    if not blob:
        return
    for _, element in streamed(blob, ("si",), ("end",)):
        yield visible(rich_text(element))
        forget(element)
