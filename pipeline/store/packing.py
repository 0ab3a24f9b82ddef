"""Documents, reports and findings as bytes, and back (编码): typed, so that a store can hold nothing else.

Not pickle: an OUT may come from another person, and reading it must not run anything.
"""

import gc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import msgspec

from pipeline.model import Document, FileRecord, Finding, Report, Source
from pipeline.store.sharing import share_values, share_words

_LEVEL = 1
"""Of compression: an eighth of the size at a quarter of the time that level 6 takes for a ninth."""
_LARGEST = 1 << 29
"""Bytes that a packed file may unfold to; what claims more was not packed here."""

_ELSEWHERE = Document(Source("", "", 0, ""), "", (), ())
"""Stands in a packed report for its document, which is packed once beside all reports of the file."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What became of one file: its row of the receiving list, its document, its reports."""

    record: FileRecord
    document: Document | None = None
    reports: tuple[Report, ...] = ()


class PackingError(ValueError):
    """Bytes that do not hold what they should, or text that has no bytes (lone surrogates)."""


_encoder = msgspec.msgpack.Encoder()
_files = msgspec.msgpack.Decoder(StoredFile)
_findings = msgspec.msgpack.Decoder(Finding)


def packed_file(file: StoredFile) -> bytes:
    """A file's result as bytes; its document stands there once."""
    lean = replace(file, reports=tuple(replace(report, document=_ELSEWHERE) for report in file.reports))
    return _packed(lean)


def unpacked_file(body: bytes) -> StoredFile:
    """The result again, equal to what was packed."""
    try:
        with _without_collector():
            lean = _files.decode(_inflated(body))
            share_values(lean.reports)
            share_words(lean.reports)
    except (msgspec.MsgspecError, zlib.error, ValueError) as error:
        raise PackingError(str(error)) from error
    if lean.document is None:
        return lean
    document = lean.document
    return replace(lean, reports=tuple(replace(report, document=document) for report in lean.reports))


def packed_finding(finding: Finding) -> bytes:
    """A finding as bytes."""
    return _packed(finding)


def unpacked_finding(body: bytes) -> Finding:
    """The finding again."""
    try:
        return _findings.decode(_inflated(body))
    except (msgspec.MsgspecError, zlib.error, ValueError) as error:
        raise PackingError(str(error)) from error


def _packed(thing: StoredFile | Finding) -> bytes:
    try:
        content = _encoder.encode(thing)
    except (UnicodeEncodeError, OverflowError, msgspec.MsgspecError) as error:
        raise PackingError(str(error)) from error
    if len(content) > _LARGEST:
        raise PackingError("too large")
    return zlib.compress(content, _LEVEL)


def _inflated(body: bytes) -> bytes:
    stream = zlib.decompressobj()
    content = stream.decompress(body, _LARGEST)
    if not stream.eof:
        raise PackingError("incomplete or too large")
    return content


@contextmanager
def _without_collector() -> Iterator[None]:
    """Thousands of small objects at once, none of them garbage: looking for garbage doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
