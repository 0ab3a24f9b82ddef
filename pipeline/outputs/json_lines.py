"""Lines of JSON (数据行): one object a line, nothing in it that would break the line or could not be encoded."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

Row = Mapping[str, object]

# JSON allows these raw, but they would break a line, a terminal or the UTF-8 encoding of the file.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_encoder = msgspec.json.Encoder()


def write_lines(path: Path, rows: Iterable[Row]) -> int:
    """Writes the rows as lines and gives their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json_line(row) + "\n")
            count += 1
    return count


def json_line(row: Row) -> str:
    """One row as a single line of JSON, keys in the order given, Chinese readable."""
    return escape_unsafe(_json_text(row))


def escape_unsafe(json_text: str) -> str:
    """JSON text with characters escaped that would break lines or could not be encoded (lone surrogates)."""
    if not _UNSAFE.search(json_text):
        return json_text
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json_text)


def _json_text(row: Row) -> str:
    """The row as JSON; the two writers give the same text, and only the slower one knows lone surrogates."""
    try:
        return _encoder.encode(row).decode()
    except UnicodeEncodeError:
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
