"""Reads mht (单个文件网页): the page inside the mail-like package, decoded as its header says."""

import email
import email.message
import email.policy
import re

from pipeline.ingestion import refusals
from pipeline.ingestion.decoding import decode_text
from pipeline.ingestion.web_page import read_html
from pipeline.model import Document, Source
from pipeline.settings import Limits

_MOST_PARTS = 5_000
_DECLARED = re.compile(rb"(<meta[^>]{0,200}charset\s*=\s*[\"']?\s*)[A-Za-z0-9_\-]{2,20}", re.IGNORECASE)


def read_web_archive(source: Source, content: bytes, limits: Limits) -> Document:
    """The document of a web archive: its first page, which is what the browser opens."""
    try:
        message = email.message_from_bytes(
            content.lstrip(b"\xef\xbb\xbf\r\n\t "), policy=email.policy.compat32
        )
        pages = [_page(part) for part in _parts(message) if part.get_content_type() == "text/html"]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise refusals.damaged("网页存档") from error
    if not pages:
        raise refusals.no_text()
    return read_html(source, max(pages[:1], key=len), limits)


def _parts(message: email.message.Message) -> list[email.message.Message]:
    parts = [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False)]
    start = message.get_param("start")
    first = [part for part in parts if start and part.get("Content-ID") == start]
    return first + [part for part in parts if part not in first]


def _page(part: email.message.Message) -> bytes:
    """The page in UTF-8: the archive's header knows its encoding better than a mark inside the page."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return b""
    charset = part.get_content_charset()
    if charset is None:
        return raw
    named = "gb18030" if charset in ("gb2312", "gbk", "gb_2312-80") else charset
    text = decode_text(raw, named).text
    return _DECLARED.sub(rb"\1utf-8", text.encode("utf-8", errors="replace"))
