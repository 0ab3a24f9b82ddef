"""Reads txt and csv (纯文本、逗号分隔表): each line a paragraph, or the whole a table."""

import csv
import io
from collections import Counter
from pathlib import PurePosixPath

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder, DraftCell, DraftTable, clean_text
from pipeline.ingestion.decoding import Decoded, decode_text
from pipeline.model import Document, Problem, Source
from pipeline.settings import Limits

# Business systems export comma-separated text under the names of spreadsheets too.
_DELIMITERS = {".tsv": "\t", **dict.fromkeys((".csv", ".xls", ".xlsx", ".et"), ",;\t")}
_FEWEST_LINES = 3  # two lines with as many tabs may be chance


def read_text(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of a text file."""
    decoded = decode_text(content)
    # Text saved out of old Word files ends each table cell with a bell character.
    text = clean_text(decoded.text.replace("\x07", "\t"))
    builder = DocumentBuilder()
    rows = _tabular(text, PurePosixPath(source.path.lower()).suffix)
    if rows:
        if sum(len(row) for row in rows) > limits.table_cells:
            raise refusals.too_large(f"表格超过 {limits.table_cells} 个单元格")
        builder.add_table(_table(rows))
    else:
        _add_lines(builder, text)
    if builder.is_empty:
        raise refusals.no_text()
    return builder.finish(source, problems=_losses(decoded))


def _add_lines(builder: DocumentBuilder, text: str) -> None:
    """Lines as paragraphs; blank lines stay, since they may be all that parts the cells of a lost table."""
    number = 0
    for line in text.split("\n"):
        if line.strip():
            number += 1
            builder.add_block(line.rstrip(), paragraph=number)
        else:
            builder.add_gap()


def _tabular(text: str, suffix: str) -> list[list[str]]:
    """The rows if this is a table: by its extension and parsing, or by as many tabs on every line."""
    parsed = [_parsed(text, delimiter) for delimiter in _DELIMITERS.get(suffix, "")]
    if any(_evenness(rows) for rows in parsed):
        return max(parsed, key=_evenness)
    lines = [line for line in text.split("\n") if line.strip()]
    counts = {line.count("\t") for line in lines}
    if len(lines) >= _FEWEST_LINES and len(counts) == 1 and counts != {0}:
        return _parsed(text, "\t")
    return []


def _evenness(rows: list[list[str]]) -> int:
    """How many rows have the commonest length, if that is more than one field."""
    lengths = Counter(len(row) for row in rows if len(row) > 1)
    return max(lengths.values(), default=0)


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        return []
    return rows


def _table(rows: list[list[str]]) -> DraftTable:
    """Row and column numbers are the file's own, blank lines counted, as a spreadsheet shows them."""
    return DraftTable(
        tuple(
            DraftCell(number, column, (field,))
            for number, row in enumerate(rows, start=1)
            if any(field.strip() for field in row)
            for column, field in enumerate(row, start=1)
        )
    )


def _losses(decoded: Decoded) -> list[Problem]:
    if not decoded.lost:
        return []
    message = (
        f"有 {decoded.lost} 处字节不能按 {decoded.encoding.upper()} 读出，已用“\ufffd”代替，请核对原文件。"
    )
    return [Problem("damaged", message)]
