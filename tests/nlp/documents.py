"""Small documents written as lines, for tests of structure and identity."""

from pipeline.model import Block, BlockKind, Cell, Document, Source, Table


def document_of(*parts, path="甲县某局报告.docx"):
    """A document of parts: a str is a paragraph, (kind, str) a block, a list of rows a table."""
    text, blocks, tables = "", [], []
    for part in parts:
        text += "\n" if text else ""
        if isinstance(part, list):
            text = _add_table(text, part, blocks, tables)
            continue
        kind, words, *more = part if isinstance(part, tuple) else (BlockKind.PARAGRAPH, part)
        blocks.append(Block(kind, len(text), len(text) + len(words), **(more[0] if more else {})))
        text += words
    return Document(Source(path, "0" * 64, 0, "docx"), text, tuple(blocks), tuple(tables))


def _add_table(text, rows, blocks, tables):
    start, cells, index = len(text), [], len(tables) + 1
    sheet = None
    if isinstance(rows[0], str):
        sheet, rows = rows[0], rows[1:]
    for row, words in enumerate(rows, start=1):
        text += "\n" if row > 1 else ""
        for column, word in enumerate(words, start=1):
            text += "\t" if column > 1 else ""
            cells.append(Cell(row, column, len(text), len(text) + len(word)))
            if word:
                blocks.append(
                    Block(
                        BlockKind.CELL,
                        len(text),
                        len(text) + len(word),
                        table=index,
                        row=row,
                        column=column,
                        sheet=sheet,
                    )
                )
            text += word
    columns = max(len(row) for row in rows)
    tables.append(Table(index, start, len(text), len(rows), columns, tuple(cells), sheet=sheet))
    return text


def whole(document):
    """The span of the whole document."""
    return [(0, len(document.text))]


def form_table(project, unit="甲县水务局", figure="100", sheet=None, title="项目支出绩效自评表"):
    """A small 自评表 as rows of cells."""
    rows = [
        [title],
        ["（2023年度）"],
        ["项目名称", project],
        ["主管部门", unit, "实施单位", unit],
        ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数"],
        ["年度资金总额", figure, figure, figure],
    ]
    return [sheet, *rows] if sheet else rows
