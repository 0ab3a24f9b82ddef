"""Zip files whose directory is lost (断开的压缩文件): members found by the headers that stand before each of them.

A download that broke off has no directory, which stands at the end; what came before it is whole. Nothing that a
header states is believed: a member is taken only if it inflates to its end and its checksum is right.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from pipeline.ingestion import refusals
from pipeline.ingestion.decoding import decode_names
from pipeline.ingestion.zips import (
    ENCRYPTED_FLAG,
    LOCAL_HEADER,
    UTF8_FLAG,
    ZIP_ERRORS,
    has_own_directory,
    inflates_suspiciously,
)
from pipeline.settings import Limits

_HEADER = struct.Struct("<4s5H3I2H")
_STATED_BEHIND = 0x8  # sizes and checksum follow the member (data descriptor)
_DESCRIPTOR_MARK = b"PK\x07\x08"
_LONGEST_DESCRIPTOR = 24
_STORED, _DEFLATED = 0, 8
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Found:
    """A member that a header names: its bytes, or None if they are cut, damaged or packed in a rare way."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class _Header:
    """What stands before a member."""

    flags: int
    method: int
    checksum: int
    packed: int
    name: bytes
    begin: int


def has_directory(content: bytes) -> bool:
    """Whether the zip can be opened the usual way."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return has_own_directory(archive, content)
    except ZIP_ERRORS:
        return False


def found_members(content: bytes, limits: Limits) -> Iterator[Found]:
    """The members in the order in which they lie; raises Unreadable past a limit or for a locked one."""
    at = total = count = 0
    while (header := _header(content, at)) is not None:
        count += 1
        if count > limits.archive_members:
            raise refusals.too_large(f"压缩包内文件超过 {limits.archive_members} 个")
        if header.flags & ENCRYPTED_FLAG:
            raise refusals.encrypted()
        data, end = _member(content, header, limits)
        total += len(data or b"")
        if inflates_suspiciously(len(content), total, limits.archive_ratio):
            raise refusals.bomb()
        yield Found(_name(header), data)
        at = content.find(LOCAL_HEADER, end, end + _LONGEST_DESCRIPTOR + len(LOCAL_HEADER))


def first_name(content: bytes) -> str:
    """The name of the first member; '' if there is none."""
    header = _header(content, 0)
    return "" if header is None else _name(header)


def rebuilt(content: bytes, limits: Limits) -> tuple[bytes, frozenset[str], frozenset[str]]:
    """A zip of the members that are whole, their names, and those of the others."""
    whole: dict[str, bytes] = {}
    cut = set()
    total = 0
    for found in found_members(content, limits):
        if found.content is None:
            cut.add(found.name)
            continue
        total += len(found.content)
        if total > limits.file_bytes:
            raise refusals.too_large(f"文件展开后超过 {limits.file_bytes // 1_048_576} MiB")
        whole.setdefault(found.name, found.content)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in whole.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue(), frozenset(whole), frozenset(cut - whole.keys())


def _header(content: bytes, at: int) -> _Header | None:
    if at < 0 or not content.startswith(LOCAL_HEADER, at) or at + _HEADER.size > len(content):
        return None
    _, _, flags, method, _, _, checksum, packed, _, name_size, extra_size = _HEADER.unpack_from(content, at)
    name = content[at + _HEADER.size : at + _HEADER.size + name_size]
    return _Header(flags, method, checksum, packed, name, at + _HEADER.size + name_size + extra_size)


def _name(header: _Header) -> str:
    name = header.name.decode("utf-8", errors="replace") if header.flags & UTF8_FLAG else ""
    return (name or decode_names([header.name])[0]).replace("\\", "/")


def _member(content: bytes, header: _Header, limits: Limits) -> tuple[bytes | None, int]:
    """A member's bytes and where they end; by their own end where they have one, else by their stated size."""
    stated = header.begin + header.packed
    if header.method != _DEFLATED:
        data = content[header.begin : stated]
        is_known = header.method == _STORED and not header.flags & _STATED_BEHIND
        return (data if is_known and zlib.crc32(data) == header.checksum else None), stated
    data, end = _inflated(content, header.begin, limits)
    if end is None:
        return None, max(stated, header.begin)
    checksum = header.checksum
    if header.flags & _STATED_BEHIND:
        behind = end + len(_DESCRIPTOR_MARK) * content.startswith(_DESCRIPTOR_MARK, end)
        checksum = int.from_bytes(content[behind : behind + 4], "little")
    return (data if zlib.crc32(data) == checksum else None), end


def _inflated(content: bytes, begin: int, limits: Limits) -> tuple[bytes, int | None]:
    """What inflates from here, and where it ends; None as its end if it never does."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces, size, at = [], 0, begin
    while not inflater.eof and at < len(content):
        chunk = content[at : at + _CHUNK]
        at += len(chunk)
        while chunk and not inflater.eof:
            try:
                piece = inflater.decompress(chunk, _CHUNK << 4)
            except zlib.error:
                return b"", None
            chunk = inflater.unconsumed_tail
            pieces.append(piece)
            size += len(piece)
            if size > limits.file_bytes:
                raise refusals.too_large(f"展开后超过 {limits.file_bytes // 1_048_576} MiB")
            if inflates_suspiciously(len(content), size, limits.archive_ratio):
                raise refusals.bomb()
    return b"".join(pieces), at - len(inflater.unused_data) if inflater.eof else None
