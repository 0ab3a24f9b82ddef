"""What a quick second reading saw of a part of the file, and how it reads a zip's parts."""

import zipfile
from dataclasses import dataclass

LARGEST_PART = 64 << 20
"""Bytes of a part past which it is not read a second time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a quick reading saw of a part of the file: its text, by pages where it has such, or its cells."""

    name: str
    text: str = ""
    pages: tuple[tuple[int, str], ...] = ()
    cells: int | None = None
    excused: frozenset[str] = frozenset()
    """Figures that the document leaves out on purpose."""


def part_text(archive: zipfile.ZipFile, name: str) -> str:
    """A part's text; nothing if it is missing or too large to look at twice."""
    info = archive.NameToInfo.get(name)
    if info is None or info.file_size > LARGEST_PART:
        return ""
    return archive.read(info).decode("utf-8", errors="replace")
