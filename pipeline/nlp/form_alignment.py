"""Whether the cells of flattened text still stand under their heads, or a lost cell has moved them."""

from pipeline.nlp.form_cells import Slot, cell_number, is_not_applicable
from pipeline.nlp.form_grid import Lattice, filled
from pipeline.nlp.form_heads import Block, Header, header_at
from pipeline.nlp.form_lexicon import MONEY_COLUMNS, fund_role

_TOLERATED = 4  # one figure in so many may be a note or a word and the columns still be right


def is_aligned(lattice: Lattice) -> bool:
    """Whether under the heads of figures (预算数, 分值, 得分, 符号) there are figures, row by row."""
    right = wrong = 0
    header: Header | None = None
    row = 0
    while row < len(lattice.rows):
        opened = header_at(lattice, row)
        if opened is not None:
            header = opened
            if opened.body > row:
                row = opened.body
                continue
        if header is not None:
            for field, slot in _typed_cells(lattice, header, row):
                suits = _suits(slot.text, field)
                right, wrong = right + suits, wrong + (not suits)
        row += 1
    if any(_ends_in_label(lattice, row) for row in range(len(lattice.rows))):
        return False
    return wrong * _TOLERATED <= right


def _ends_in_label(lattice: Lattice, row: int) -> bool:
    """Whether a line ends in the name of the next row (得分 | 年度资金总额): its breaks are not the rows'."""
    cells = filled(lattice.rows[row])
    return len(cells) >= 3 and fund_role(cells[-1].text) in ("total", "fiscal")


def _typed_cells(lattice: Lattice, header: Header, row: int) -> list[tuple[str, Slot]]:
    """The filled cells under heads whose content has a form of its own; rows of other kinds give none."""
    line = lattice.rows[row]
    if len(filled(line)) < 3:
        return []
    fields = ("operator", "weight", "score") if header.block is Block.INDICATORS else (*MONEY_COLUMNS, "rate")
    found: list[tuple[str, Slot]] = []
    for field in fields:
        for column in header.columns.get(field, ()):
            slot = line[column] if column < len(line) else None
            if slot is not None and slot.text:
                found.append((field, slot))
    return found


def _suits(text: str, field: str) -> bool:
    if is_not_applicable(text):
        return True
    if field == "operator":
        return len(text) <= 4 and cell_number(text) is None
    number = cell_number(text)
    if number is None:
        return False
    percent = number[1] == "%"
    return percent is False if field in MONEY_COLUMNS else True
