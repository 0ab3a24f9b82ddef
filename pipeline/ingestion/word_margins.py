"""What stands around a Word file's body: notes and headers as lines, and what is said of things left out."""

from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.ingestion.assembly import DraftTable
from pipeline.ingestion.word_flow import WordParagraph
from pipeline.model import Problem

REMARKS = {
    "deletion": "文档带有修订痕迹：插入的文字已计入，删除的文字未计入，请核对是否为定稿。",
    "hidden": "文档中有设为隐藏的文字，未计入正文。",
    "comment": "文档带有批注，批注内容未计入正文。",
    "watermark": "文档带有水印文字，未计入正文。",
    "chart": "文档中有图表，图中的文字和数据未计入正文，请核对正文和表格是否写全。",
}
"""Worth knowing, by what was counted."""

PROBLEMS = {
    "object": "文档中嵌有对象（如 Excel 工作表），其中内容未能读取，请将其内容作为表格或单独文件提交。",
    "damaged": "文档的脚注、页眉、页脚或批注已损坏，未能全部读取，请核对原文件后重新提交。",
    "chunk": "文档中嵌有另一份文档，其中内容未能读取，请合并为一份普通文档后重新提交。",
}
"""Losses, by what was counted."""


def said(sentences: dict[str, str], tally: Counter[str]) -> list[Problem]:
    """The sentences for what was met at least once."""
    return [Problem(reason, message) for reason, message in sentences.items() if tally[reason]]


def lines(blocks: Iterable[WordParagraph | DraftTable]) -> Iterator[str]:
    """The blocks of a header or note as lines; a table here is layout, each row a line."""
    for block in blocks:
        if isinstance(block, WordParagraph):
            yield block.text.strip()
        else:
            yield from _row_lines(block)


def _row_lines(table: DraftTable) -> Iterator[str]:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).extend(piece for piece in cell.content if isinstance(piece, str))
    yield from (" ".join(pieces) for pieces in rows.values() if pieces)
