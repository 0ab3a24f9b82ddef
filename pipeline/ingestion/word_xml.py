"""Names and small questions of WordprocessingML that several modules ask."""

from collections.abc import Iterator
from functools import cache

from lxml import etree

from pipeline.ingestion.package import whole_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE = f"{_COMPATIBILITY}AlternateContent"
_FALSE = ("0", "false", "off", "none")

WRAPPERS = frozenset(
    f"{W}{name}"
    for name in ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo")
)
"""Elements that only stand around content."""

DELETIONS = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
"""Tracked changes (修订) that take content away."""


def is_on(element: etree._Element | None) -> bool:
    """Whether an on-off property is there and not switched off."""
    return element is not None and element.get(f"{W}val", "1").lower() not in _FALSE


def value_of(parent: etree._Element | None, path: str) -> str | None:
    """The `w:val` of the element at a path of `w:` names under `parent`."""
    found = descend(parent, path)
    return None if found is None else found.get(f"{W}val")


def number_of(parent: etree._Element | None, path: str, default: int, highest: int = 1_000_000) -> int:
    """The same as a whole number within bounds; `default` if it is missing or none."""
    return min(whole_number(value_of(parent, path), default), highest)


def descend(parent: etree._Element | None, path: str) -> etree._Element | None:
    """The element at a path of `w:` names such as `pPr/numPr`."""
    for tag in _tags(path):
        if parent is None:
            return None
        parent = next(parent.iterchildren(tag), None)
    return parent


@cache
def _tags(path: str) -> tuple[str, ...]:
    return tuple(f"{W}{name}" for name in path.split("/"))


def branch(alternate: etree._Element) -> etree._Element | None:
    """One branch of alternate content: the first choice with Word text, else the fallback, never both."""
    choices = list(alternate.iterfind(f"{_COMPATIBILITY}Choice"))
    fallback = alternate.find(f"{_COMPATIBILITY}Fallback")
    for choice in choices:
        if fallback is None or next(choice.iter(f"{W}t"), None) is not None:
            return choice
    return fallback


def unwrapped(container: etree._Element) -> Iterator[etree._Element]:
    """The children of a container, content controls and other wrappers opened, deletions included."""
    for child in container.iterchildren("*"):
        if child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from unwrapped(content)
        elif child.tag in WRAPPERS:
            yield from unwrapped(child)
        elif child.tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                yield from unwrapped(chosen)
        else:
            yield child
