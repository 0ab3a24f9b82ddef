"""Properties in the Word binary (格式属性): sprm lists, the pages that hold them, styles.

After [MS-DOC] 2.2.5 (Sprm), 2.9.175 (PapxFkp), 2.9.33 (ChpxFkp), 2.9.271 (STSH).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.ingestion.binary_word_file import Structure, WordFile, elements, number

_PAGE = 512
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_DEFINITION, _CHANGE_TABS = 0xD608, 0xC615
_FROM_DATA = frozenset((0x6645, 0x6646, 0x646B))  # sprmPHugePapx, old and new, and sprmPTableProps
_NO_BASE = 0xFFF
_HEADINGS = range(1, 10)
# What a quick save may write as a number of its own instead of a sprm (Prm0), as far as it matters here.
_SHORT_CHANGES = {
    0x18: 0x2416, 0x19: 0x2417, 0x0C: 0x260A, 0x78: 0x2640,
    0x41: 0x0800, 0x42: 0x0801, 0x43: 0x0802, 0x55: 0x0835, 0x5C: 0x083C,
}  # fmt: skip

Sprm = tuple[int, bytes]
"""A single property change: its code and its operand."""


@dataclass(frozen=True, slots=True)
class PropertyRun:
    """A stretch of the file with the same properties, by byte offsets."""

    start: int
    end: int
    style: int
    changes: bytes


@dataclass(frozen=True, slots=True)
class Style:
    """A style: what it is based on, the heading level that it is built in for, and its changes."""

    base: int
    heading: int | None
    paragraph: bytes
    character: bytes


_NO_STYLE = Style(_NO_BASE, None, b"", b"")


class PropertyRuns:
    """The runs of one kind in the order of the file, to be asked for a byte offset."""

    def __init__(self, runs: Sequence[PropertyRun]) -> None:
        self._runs = sorted(runs, key=lambda run: run.start)
        self._starts = [run.start for run in self._runs]

    def at(self, offset: int) -> PropertyRun | None:
        """The run that holds a byte; None where the file says nothing of it."""
        place = bisect_right(self._starts, offset) - 1
        return self._runs[place] if place >= 0 and offset < self._runs[place].end else None

    def next_start(self, offset: int) -> int | None:
        """Where the first run after a byte begins."""
        place = bisect_right(self._starts, offset)
        return self._starts[place] if place < len(self._starts) else None


def sprms(changes: bytes) -> Iterator[Sprm]:
    """The single changes of a list of them (grpprl); an operand that is cut ends the list."""
    at = 0
    while at + 2 < len(changes):
        code = number(changes, at, 2)
        at += 2
        if code == _TABLE_DEFINITION:
            size, at = number(changes, at, 2) - 1, at + 2
        elif code >> 13 == 6:
            size, at = _variable_size(code, changes, at), at + 1
        else:
            size = _OPERAND_SIZES[code >> 13]
        if size < 0 or at + size > len(changes):
            return
        yield code, changes[at : at + size]
        at += size


def _variable_size(code: int, changes: bytes, at: int) -> int:
    size = changes[at]
    if code != _CHANGE_TABS or size < 255:
        return size
    removed = number(changes, at + 1, 1)
    return 2 + 4 * removed + 3 * number(changes, at + 2 + 4 * removed, 1)


def expanded(changes: bytes, file: WordFile) -> Iterator[Sprm]:
    """The single changes, those that lie in the data stream among them."""
    for code, operand in sprms(changes):
        if code in _FROM_DATA:
            at = number(operand, 0, 4)
            yield from sprms(file.data[at + 2 : at + 2 + number(file.data, at, 2)])
        else:
            yield code, operand


def piece_changes(modifier: int, file: WordFile) -> bytes:
    """What a piece changes in all its characters (Prm): one short change, or a list kept beside the pieces."""
    if modifier & 1:
        place = modifier >> 1
        return file.changes[place] if place < len(file.changes) else b""
    code = _SHORT_CHANGES.get(modifier >> 1 & 0x7F)
    return b"" if code is None else code.to_bytes(2, "little") + bytes((modifier >> 8,))


def paragraph_runs(file: WordFile) -> PropertyRuns:
    """The runs of paragraph properties (PAPX)."""
    runs = []
    for page, count in _pages(file, Structure.PARAGRAPH_PAGES):
        for place in range(count):
            at = 2 * number(page, 4 * (count + 1) + 13 * place, 1)
            size = 2 * number(page, at, 1) - 1
            if size < 0:
                at, size = at + 1, 2 * number(page, at + 1, 1)
            held = page[at + 1 : at + 1 + size] if at else b""
            start, end = number(page, 4 * place, 4), number(page, 4 * place + 4, 4)
            runs.append(PropertyRun(start, end, number(held, 0, 2), held[2:]))
    return PropertyRuns(runs)


def character_runs(file: WordFile) -> PropertyRuns:
    """The runs of character properties (CHPX)."""
    runs = []
    for page, count in _pages(file, Structure.CHARACTER_PAGES):
        for place in range(count):
            at = 2 * number(page, 4 * (count + 1) + place, 1)
            held = page[at + 1 : at + 1 + number(page, at, 1)] if at else b""
            start, end = number(page, 4 * place, 4), number(page, 4 * place + 4, 4)
            runs.append(PropertyRun(start, end, 0, held))
    return PropertyRuns(runs)


def _pages(file: WordFile, which: Structure) -> Iterator[tuple[bytes, int]]:
    """The pages of 512 bytes that hold runs, and how many runs each holds; each page once."""
    seen: set[int] = set()
    for _, _, element in elements(file.structure(which), 4):
        place = number(element, 0, 4) & 0x3F_FFFF
        page = file.main[place * _PAGE : (place + 1) * _PAGE]
        if place not in seen and len(page) == _PAGE:
            seen.add(place)
            yield page, min(page[-1], (_PAGE - 5) // 5)


class StyleTable:
    """The styles by their index, and what they inherit."""

    def __init__(self, file: WordFile) -> None:
        self._styles = _styles(file.structure(Structure.STYLES))

    def chain(self, index: int) -> list[Style]:
        """A style and those that it is based on, farthest first; a circle ends where it closes."""
        chain: list[Style] = []
        seen: set[int] = set()
        while index not in seen and index < len(self._styles):
            seen.add(index)
            chain.append(self._styles[index])
            index = self._styles[index].base
        return chain[::-1]


def _styles(sheet: bytes) -> list[Style]:
    header = number(sheet, 0, 2)
    base_size = number(sheet, 4, 2)
    at = 2 + header
    styles: list[Style] = []
    for _ in range(number(sheet, 2, 2)):
        size = number(sheet, at, 2)
        styles.append(_style(sheet[at + 2 : at + 2 + size], base_size) if size else _NO_STYLE)
        at += 2 + size
    return styles


def _style(held: bytes, base_size: int) -> Style:
    kind, base = number(held, 2, 2) & 0xF, number(held, 2, 2) >> 4
    builtin = number(held, 0, 2) & 0xFFF
    at = base_size + 2 * number(held, base_size, 2) + 4
    parts: list[bytes] = []
    for _ in range(number(held, 4, 2) & 0xF):
        at += at % 2
        size = number(held, at, 2)
        parts.append(held[at + 2 : at + 2 + size])
        at += 2 + size
    heading = builtin if builtin in _HEADINGS else None
    if kind == 1 and len(parts) > 1:
        return Style(base, heading, parts[0][2:], parts[1])
    if kind == 2 and parts:
        return Style(base, None, b"", parts[0])
    return Style(base, heading, b"", b"")
