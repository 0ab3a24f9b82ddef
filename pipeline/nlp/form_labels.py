"""The labelled cells of a form: who and what it is about (表头栏), and its free text (文字栏)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model import Document, Place, place_of
from pipeline.nlp.form_cells import MONEY_UNITS, Origin, Slot, is_blank, one_line, scope_unit, slot_place
from pipeline.nlp.form_grid import Lattice, filled, own_cells
from pipeline.nlp.form_lexicon import bare, column_of, form_words, is_title, squeezed

_INLINE = re.compile(r"^\s*([^：:\n]{1,18}?)\s*[：:]\s*(\S.*)$", re.DOTALL)
_LABEL = re.compile(r"^\s*([^：:\n]{1,18}?)\s*[：:]")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年度|年)")

_ROWS_ABOVE = 15  # the head of a form: title, project, departments, goals, then the funds

Labelled = dict[str, tuple[str, Place]]


@dataclass(slots=True)
class Labels:
    """What the labelled cells of one form say, gathered row by row."""

    header: Labelled = field(default_factory=dict)
    texts: Labelled = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a form: its title, year and unit of money, each with its place."""

    title: tuple[str, Place] | None = None
    start: int | None = None
    labels: Labels = field(default_factory=Labels)
    unit: str | None = None


def gather_row(origin: Origin, lattice: Lattice, row: int, labels: Labels) -> None:
    """Add what the labelled cells of a row say to `labels`; what is there already stays."""
    slots = filled(lattice.rows[row])
    own = own_cells(lattice, row)
    for slot in own:
        if is_title(slot.text) and len(slots) == 1:
            _keep_year(origin, slot, labels)
        elif _inline(origin, slot, labels):
            continue
        elif (key := _key(slot)) is not None:
            value = _beside(slots, slot) or _below(lattice, row, slot)
            if value is not None:
                _keep(labels, key, value.text, slot_place(origin, value))
        elif len(slots) == 1:
            _keep_year(origin, slot, labels)


def heading_above(origin: Origin, lines: Sequence[tuple[int, int]]) -> Heading:
    """What the lines just above a form say; the last title line among them is the form's."""
    document = origin.document
    labels = Labels()
    title = next((line for line in reversed(lines) if is_title(_line(document, line))), None)
    unit: str | None = None
    for start, end in lines:
        text = _line(document, (start, end))
        stated = scope_unit(text)
        if stated is not None:
            unit, at = stated, start + text.rfind(stated)
            labels.header["金额单位"] = (stated, place_of(document, at, at + len(stated)))
        if title is not None and start >= title[0]:
            slot = Slot(one_line(text), start, end)
            _keep_year(origin, slot, labels)
            _inline(origin, slot, labels)
    if title is None:
        return Heading(labels=labels, unit=unit)
    place = place_of(document, *title)
    return Heading((one_line(_line(document, title)), place), title[0], labels, unit)


def inside_unit(lattice: Lattice, before: int) -> str | None:
    """The unit of money that a line inside the table sets above a row (金额单位：元)."""
    last = min(before, len(lattice.rows))
    for row in range(last - 1, max(last - _ROWS_ABOVE, 0) - 1, -1):
        for slot in filled(lattice.rows[row]):
            if len(slot.text) <= form_words().title_characters and (unit := scope_unit(slot.text)):
                return unit
    return None


def is_labelled(text: str) -> bool:
    """Whether a cell begins with a label of the form and a colon (填表人：…)."""
    match = _LABEL.match(text)
    return match is not None and _key(Slot(match.group(1), 0, 0)) is not None


def _line(document: Document, line: tuple[int, int]) -> str:
    return document.text[line[0] : line[1]]


def _key(slot: Slot) -> tuple[str, str] | None:
    words = form_words()
    plain = bare(slot.text)
    if plain in words.header_labels:
        return "header", words.header_labels[plain]
    if plain in words.text_labels:
        return "texts", words.text_labels[plain]
    return None


def _keep(labels: Labels, key: tuple[str, str], text: str, place: Place) -> None:
    if key[1] not in form_words().private_labels:
        (labels.header if key[0] == "header" else labels.texts).setdefault(key[1], (text, place))


def _keep_year(origin: Origin, slot: Slot, labels: Labels) -> None:
    raw = origin.document.text[slot.start : slot.end]
    match = _YEAR.search(raw)
    if match is not None and len(raw) <= form_words().title_characters:
        start = slot.start + match.start(1)
        labels.header.setdefault("年度", (match.group(1), place_of(origin.document, start, start + 4)))


def _inline(origin: Origin, slot: Slot, labels: Labels) -> bool:
    """Read 标签：内容 written in one cell."""
    raw = origin.document.text[slot.start : slot.end]
    match = _INLINE.match(raw)
    if match is None:
        return False
    label, value = bare(match.group(1)), one_line(match.group(2))
    start, end = slot.start + match.start(2), slot.start + match.start(2) + len(match.group(2).rstrip())
    place = place_of(origin.document, start, end)
    if label.endswith("单位") and squeezed(value).rstrip("）)") in MONEY_UNITS:
        _keep(labels, ("header", "金额单位"), squeezed(value).rstrip("）)"), place)
        return True
    key = ("header", "填报单位") if label == "单位" else _key(Slot(match.group(1), 0, 0))
    if key is None:
        return False
    _keep(labels, key, value, place)
    return True


def _beside(slots: Sequence[Slot], label: Slot) -> Slot | None:
    """The cell to the right of a label, past a printed hint; None where the next cell is a label itself."""
    after = slots[next(at for at, slot in enumerate(slots) if slot is label) + 1 :]
    notes = form_words().template_notes
    chosen: Slot | None = None
    for slot in after:
        if (
            _key(slot) is not None
            or column_of(slot.text) is not None
            or (_INLINE.match(slot.text) and _key(Slot(slot.text.split("：")[0], 0, 0)))
        ):
            break
        if chosen is None or any(note in chosen.text for note in notes):
            chosen = slot
    return chosen


def _below(lattice: Lattice, row: int, label: Slot) -> Slot | None:
    """The cell under a label that heads a column of text (总体目标 over its words)."""
    if row + 1 >= len(lattice.rows):
        return None
    line = lattice.rows[row]
    column = next(at for at, slot in enumerate(line) if slot is label)
    under = lattice.rows[row + 1][column]
    if under is None or under is label or is_blank(under.text) or _key(under) is not None:
        return None
    beside_label = any(slot is not label and _key(slot) is not None for slot in filled(line))
    return under if beside_label else None
