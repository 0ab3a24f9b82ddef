"""From a received file to a document: the reader of its format, and what its library may throw."""

from collections.abc import Callable

from lxml import etree

from pipeline.ingestion import refusals
from pipeline.ingestion.excel import read_xlsx
from pipeline.ingestion.pdf import read_pdf
from pipeline.ingestion.plain_text import read_text
from pipeline.ingestion.web_page import read_html
from pipeline.ingestion.word import read_docx
from pipeline.model import Document, Source
from pipeline.settings import Limits

Reader = Callable[[Source, bytes, Limits], Document]

READERS: dict[str, Reader] = {
    "docx": read_docx,
    "pdf": read_pdf,
    "xlsx": read_xlsx,
    "txt": read_text,
    "html": read_html,
}
"""One reader a format; a format that stands here and not in `refusals` is read."""


def read_document(source: Source, content: bytes, limits: Limits) -> Document:
    """The document (文档) of one file; raises Unreadable with a reason code and a Chinese message."""
    reader = READERS.get(source.format)
    if reader is None:
        raise refusals.unsupported(source.format)
    try:
        return reader(source, content, limits)
    except RecursionError as error:
        raise refusals.nested_too_deep("内容层层嵌套过深") from error
    except MemoryError as error:
        raise refusals.too_large("读取所需内存过多") from error
    except etree.LxmlError as error:
        raise refusals.damaged() from error
