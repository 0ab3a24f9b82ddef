"""When two writings count as the same: white space, width and closing marks do not matter (同文)."""

import re
import unicodedata


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two texts are the same but for white space and the width of characters."""
    return squeezed(one) == squeezed(other)


def squeezed(text: str | None) -> str:
    """A text without white space, full-width characters made plain."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def label_of(text: str | None) -> str:
    """A row's label without the marks that layouts add at its end."""
    return squeezed(text).rstrip(":;,、")


def name_of(text: str | None) -> str | None:
    """A name for comparison: None when nothing is written."""
    return squeezed(text) or None
