"""Styles of a Word file (样式): properties looked up along the chain of styles that they are based on."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.ingestion.package import whole_number
from pipeline.ingestion.word_xml import W, descend, is_on, number_of, value_of

_HEADING_NAME = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_BODY_LEVEL = 9  # outlineLvl 9 is body text


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A paragraph's place in a list: the list's number definition and the level, from 0."""

    list_id: str
    level: int


class StyleSheet:
    """The styles by id, and what a paragraph or run inherits from them."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = [] if root is None else list(root.iterfind(f"{W}style"))
        self._styles = {style.get(f"{W}styleId", ""): style for style in styles}
        self._found: dict[tuple[str | None, str], tuple[str, etree._Element] | None] = {}
        self._switches: dict[tuple[str | None, str], bool] = {}
        self._outlines: dict[str | None, int | None] = {}
        self._defaults = descend(root, "docDefaults/rPrDefault/rPr")
        self._default_paragraph = next(
            (
                style.get(f"{W}styleId")
                for style in styles
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
            ),
            None,
        )

    def chain(self, style_id: str | None) -> Iterator[tuple[str, etree._Element]]:
        """The style and those that it is based on, nearest first; a circle ends where it closes."""
        seen: set[str] = set()
        while style_id is not None and style_id not in seen and style_id in self._styles:
            seen.add(style_id)
            yield style_id, self._styles[style_id]
            style_id = value_of(self._styles[style_id], "basedOn")

    def paragraph_style(self, paragraph: etree._Element) -> str | None:
        """The id of a paragraph's style."""
        return value_of(paragraph, "pPr/pStyle") or self._default_paragraph

    def inherited(self, style_id: str | None, path: str) -> tuple[str, etree._Element] | None:
        """The nearest style of the chain that has an element at `path`, and that element."""
        key = (style_id, path)
        if key not in self._found:
            having = ((owner, descend(style, path)) for owner, style in self.chain(style_id))
            self._found[key] = next(((owner, own) for owner, own in having if own is not None), None)
        return self._found[key]

    def outline_level(self, paragraph: etree._Element) -> int | None:
        """Outline level from 1 (大纲级别), from the paragraph, its style, or the style's name."""
        if descend(paragraph, "pPr/outlineLvl") is not None:
            return _outline(paragraph)
        style_id = self.paragraph_style(paragraph)
        if style_id not in self._outlines:
            self._outlines[style_id] = self._style_outline(style_id)
        return self._outlines[style_id]

    def _style_outline(self, style_id: str | None) -> int | None:
        for _, style in self.chain(style_id):
            if descend(style, "pPr/outlineLvl") is not None:
                return _outline(style)
            named = _HEADING_NAME.match((value_of(style, "name") or "").strip())
            if named:
                return int(named[1])
        return None

    def list_place(
        self, paragraph: etree._Element, level_of_style: Callable[[str, str], int | None]
    ) -> ListPlace | None:
        """The list a paragraph is in, by itself or by style; `level_of_style` knows levels tied to styles."""
        own_place = descend(paragraph, "pPr/numPr")
        level, list_id = value_of(own_place, "ilvl"), value_of(own_place, "numId")
        if list_id is not None:
            return _place(list_id, whole_number(level, 0))
        style_id = self.paragraph_style(paragraph)
        found = self.inherited(style_id, "pPr/numPr/numId")
        if found is None:
            return None
        owner, number = found
        list_id = number.get(f"{W}val", "0")
        tied = level_of_style(list_id, style_id or "")
        tied = level_of_style(list_id, owner) if tied is None else tied
        own = number_of(self._styles[owner], "pPr/numPr/ilvl", 0, 8) if tied is None else tied
        return _place(list_id, whole_number(level, own))

    def is_set(self, own: Mapping[str, etree._Element], style_id: str | None, name: str) -> bool:
        """Whether a run has an on-off property: its `own`, its style's, its paragraph style's, the default."""
        if f"{W}{name}" in own:
            return is_on(own[f"{W}{name}"])
        if f"{W}rStyle" in own:
            found = self.inherited(own[f"{W}rStyle"].get(f"{W}val"), f"rPr/{name}")
            if found is not None:
                return is_on(found[1])
        key = (style_id, name)
        if key not in self._switches:
            found = self.inherited(style_id, f"rPr/{name}")
            self._switches[key] = is_on(found[1] if found else descend(self._defaults, name))
        return self._switches[key]

    def list_of_style(self, style_id: str) -> str | None:
        """The list that a numbering style stands for."""
        style = self._styles.get(style_id)
        return value_of(style, "pPr/numPr/numId")


def _outline(owner: etree._Element) -> int | None:
    level = number_of(owner, "pPr/outlineLvl", _BODY_LEVEL)
    return level + 1 if level < _BODY_LEVEL else None


def _place(list_id: str, level: int) -> ListPlace | None:
    # numId 0 takes a paragraph out of the list that its style puts it in.
    return None if list_id == "0" else ListPlace(list_id, min(level, 8))
