"""The text of an example report while it is being written: blocks, tables and marked values."""

import re
from dataclasses import dataclass, field

from pipeline.model import Block, BlockKind, Cell, Table

MARK = re.compile(r"【([^：】]+)：([^】]+)】")


@dataclass
class Draft:
    """A report while its text is being written."""

    id: str
    head: dict[str, str]
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    marks: list[tuple[int, int, str, list[str]]] = field(default_factory=list)
    headings: list[tuple[int, int, str, str]] = field(default_factory=list)
    funds: list[tuple[int, list[list[tuple[int, int]]]]] = field(default_factory=list)
    forms: list[tuple[int, list[list[tuple[int, int]]]]] = field(default_factory=list)

    def paragraph(self, line: str, kind: BlockKind = BlockKind.PARAGRAPH) -> tuple[int, int]:
        """Append a paragraph and remember its marked values."""
        start = len(self.text)
        position = 0
        for found in MARK.finditer(line):
            self.text += line[position : found.start()]
            self.marks.append(
                (len(self.text), len(self.text) + len(found[1]), found[1], re.split("[，,]", found[2]))
            )
            self.text += found[1]
            position = found.end()
        self.text += line[position:]
        self.blocks.append(Block(kind, start, len(self.text), paragraph=len(self.blocks) + 1))
        end = len(self.text)
        self.text += "\n"
        return start, end

    def table(self, lines: list[str]) -> None:
        """Append a table whose cells are blocks of their own."""
        index, start = len(self.tables) + 1, len(self.text)
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
        cells: list[Cell] = []
        spans: list[list[tuple[int, int]]] = []
        for number, row in enumerate(rows, 1):
            spans.append([])
            for column, cell in enumerate(row, 1):
                begin = len(self.text)
                found = MARK.fullmatch(cell)
                words = found[1] if found else cell
                if found:
                    self.marks.append((begin, begin + len(words), words, re.split("[，,]", found[2])))
                self.text += words + "\n"
                cells.append(Cell(number, column, begin, begin + len(words)))
                self.blocks.append(
                    Block(BlockKind.CELL, begin, begin + len(words), table=index, row=number, column=column)
                )
                spans[-1].append((begin, begin + len(words)))
        width = max(len(row) for row in rows)
        self.tables.append(Table(index, start, len(self.text), len(rows), width, tuple(cells)))
        if "三级指标" in lines[0]:
            self.forms.append((index, spans))
        elif "全年执行数" in lines[0] or "全年预算数" in lines[0]:
            self.funds.append((index, spans))
