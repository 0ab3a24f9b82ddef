"""Where one form ends and the next begins on a sheet, in a table, in flattened text."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.nlp.form_cells import Slot
from pipeline.nlp.form_grid import Lattice, filled
from pipeline.nlp.form_heads import header_at
from pipeline.nlp.form_lexicon import bare, form_words, is_title


def split_forms(lattice: Lattice) -> list[Lattice]:
    """One lattice for each form on a sheet: a title begins one, or a 项目名称 after a block."""
    cuts: list[int] = []
    seen_block = False
    for row, line in enumerate(lattice.rows):
        slots = filled(line)
        if not slots:
            continue
        titled = len(slots) == 1 and is_title(slots[0].text)
        if header_at(lattice, row) is not None:
            seen_block = True
        elif seen_block and (titled or _names_project(slots)):
            cuts.append(row)
            seen_block = False
    bounds = [0, *cuts, len(lattice.rows)]
    parts = []
    for top, bottom in pairwise(bounds):
        rows = lattice.rows[top:bottom]
        ranges = [(slot.start, slot.end) for line in rows for slot in line if slot is not None]
        start = lattice.start if top == 0 else min(start for start, _ in ranges)
        end = lattice.end if bottom == len(lattice.rows) else max(end for _, end in ranges)
        certainty = {row - top: sure for row, sure in lattice.certainty.items() if top <= row < bottom}
        parts.append(replace(lattice, rows=rows, start=start, end=end, certainty=certainty))
    return parts


def title_inside(lattice: Lattice) -> Slot | None:
    """The form's title where it is printed as a row of the table, above the first heads."""
    for row, line in enumerate(lattice.rows):
        slots = filled(line)
        if len(slots) == 1 and is_title(slots[0].text):
            return slots[0]
        if header_at(lattice, row) is not None:
            return None
    return None


def _names_project(slots: Sequence[Slot]) -> bool:
    labels = form_words().header_labels
    return labels.get(bare(slots[0].text)) in ("项目名称", "部门名称") and len(slots) > 1
