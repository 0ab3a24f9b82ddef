"""Fonts and heading styles that an RTF file names before its text (字体表、样式表)."""

import re
from dataclasses import dataclass, field

from pipeline.ingestion.rich_text_fonts import Font, Fonts

_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)


@dataclass(slots=True)
class Names:
    """What is named by number: fonts, and the styles that are headings."""

    fonts: Fonts = field(default_factory=Fonts)
    headings: dict[int, int] = field(default_factory=dict)
    """Outline level from 1 by the style's number."""
    font: int = 0
    style: int = 0
    pieces: list[str] = field(default_factory=list)

    def begin_font(self, index: int) -> None:
        """The font with this number is defined next."""
        self.font = index
        self.fonts.table.setdefault(index, Font())

    def take(self, text: str, destination: str) -> None:
        """A piece of a name; a semicolon ends it."""
        self.pieces.append(text)
        if text.endswith(";"):
            self.end(destination)

    def end(self, destination: str) -> None:
        """A font's or style's name is complete."""
        name, self.pieces = "".join(self.pieces).rstrip(";").strip(), []
        if not name:
            return
        heading = _HEADING.match(name)
        if destination == "fonttbl":
            self.fonts.table.setdefault(self.font, Font()).name = name
        elif heading:
            self.headings[self.style] = int(heading[1])
