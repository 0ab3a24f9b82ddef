"""Reads rtf: text, tables with merged cells, notes, headers; what Word shows and nothing else."""

from collections import Counter

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import DocumentBuilder
from pipeline.ingestion.binary_word import add_blocks
from pipeline.ingestion.marked_flow import FlowAssembly
from pipeline.ingestion.rich_text_reader import RichTextReader
from pipeline.ingestion.rich_text_tokens import tokens
from pipeline.ingestion.word_margins import PROBLEMS, REMARKS, lines, said
from pipeline.model import BlockKind, Document, Problem, Source
from pipeline.settings import Limits

_KINDS = (("note", BlockKind.NOTE), ("header", BlockKind.HEADER), ("footer", BlockKind.FOOTER))


def read_rtf(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of an RTF file."""
    reader = RichTextReader()
    for token in tokens(content):
        reader.take(token)
    assembly = FlowAssembly(limits.table_cells)
    builder = DocumentBuilder()
    add_blocks(builder, assembly.blocks(reader.body()))
    for name, kind in _KINDS:
        seen: set[str] = set()
        for story in reader.stories[name]:
            for line in lines(assembly.blocks(story)):
                if kind is BlockKind.NOTE or line not in seen:
                    seen.add(line)
                    builder.add_block(line, kind)
    problems = said(PROBLEMS, Counter(reader.tally))
    if _is_wiped(content):
        problems.append(
            Problem("damaged", "文件中间有缺失的数据，可能有文字没有读出，请核对原文件后重新提交。")
        )
    if not reader.is_complete:
        message = "文件不完整，只读出断开处之前的内容，请核对原文件后重新提交。"
        problems.append(Problem("damaged", message))
    if builder.is_empty:
        raise refusals.no_text() if reader.is_complete else refusals.damaged()
    return builder.finish(
        source, problems=problems, remarks=said(REMARKS, reader.tally), properties=reader.properties()
    )


def _is_wiped(content: bytes) -> bool:
    """Whether null bytes stand within the text: a piece of the file that was never written."""
    return b"\\bin" not in content and b"\0\0" in content[: content.rfind(b"}")]
