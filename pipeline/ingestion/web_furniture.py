"""Tells a web page's own words (网站框架、发布信息) from the report's; lexicon/web.toml lists them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lxml import etree

from pipeline.ingestion.web_flow import WebBlock, WebParagraph, WebTable
from pipeline.settings import config_root, read_toml

_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "header"))
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LABEL_NOISE = re.compile(r"[\s　：:]+")
_LINKED = 0.6  # navigation is nearly all links; a report's paragraph links to an attachment at most
_SHORT, _LONG = 60, 200  # furniture is short, or a long line without a full stop (主办：… 承办：… 标识码：…)


@dataclass(frozen=True, slots=True)
class Furniture:
    """The lexicon of the page's own words."""

    names: frozenset[str]
    body_names: frozenset[str]
    labels: frozenset[str]
    lines: re.Pattern[str]

    def marks(self, blocks: Sequence[WebBlock]) -> list[bool]:
        """For each block, whether it is furniture; short lines before the page's title are, too."""
        marks = [self._is_furniture(block) for block in blocks]
        titles = [
            place
            for place, block in enumerate(blocks)
            if isinstance(block, WebParagraph) and block.level == 1 and not marks[place]
        ]
        for place in range(titles[0] if len(titles) == 1 else 0):
            block = blocks[place]
            marks[place] |= isinstance(block, WebParagraph) and _is_brief(block.text)
        # A page without anything left was misjudged as a whole.
        return marks if not all(marks) else [False] * len(marks)

    def _is_furniture(self, block: WebBlock) -> bool:
        if isinstance(block, WebTable):
            return self._is_record(block) or self._stands_in_furniture(block.trail)
        if not _is_brief(block.text):
            return False
        if block.linked > _LINKED or self.lines.match(block.text.strip()):
            return True
        return self._stands_in_furniture(block.trail)

    def _is_record(self, block: WebTable) -> bool:
        """Whether a table is the publication record (信息公开表): two or more cells are its labels."""
        texts = (piece for cell in block.table.cells for piece in cell.content if isinstance(piece, str))
        found = sum(1 for text in texts if _LABEL_NOISE.sub("", text) in self.labels)
        return found >= 2 and found * 4 >= len(block.table.cells)

    def _stands_in_furniture(self, trail: Sequence[etree._Element]) -> bool:
        """Whether the innermost container with a telling name or tag is one of the site's."""
        for element in trail:
            words = _name_words(element)
            if words & self.body_names:
                return False
            if element.tag in _FURNITURE_TAGS or words & self.names:
                return True
        return False


@cache
def load_furniture() -> Furniture:
    """The lexicon as configured."""
    words = read_toml(config_root() / "lexicon" / "web.toml")
    return Furniture(
        names=frozenset(words["furniture_names"]),
        body_names=frozenset(words["body_names"]),
        labels=frozenset(words["record_labels"]),
        lines=re.compile("|".join(f"(?:{line})" for line in words["furniture_lines"])),
    )


def _is_brief(text: str) -> bool:
    return len(text) <= _SHORT or (len(text) <= _LONG and "。" not in text)


def _name_words(element: etree._Element) -> set[str]:
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return {word.lower() for word in _WORDS.findall(named)}
