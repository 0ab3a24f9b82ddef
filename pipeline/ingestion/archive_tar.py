"""Opens tar archives, plain or compressed, and single files packed by gzip, bzip2 or xz."""

import bz2
import gzip
import lzma
import re
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline.ingestion import refusals
from pipeline.ingestion.decoding import decode_names
from pipeline.ingestion.unpacking import (
    ArchiveOverflowError,
    Desk,
    Member,
    Opened,
    Pieces,
    outcome,
    overflown,
)

TAR_ERRORS = (tarfile.TarError, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
"""What reading a damaged archive raises."""
_CHUNK = 1 << 20
_BLOCK = 512
_MAGIC = slice(257, 262)
_PACKED_NAME = re.compile(r"\.(gz|bz2|xz)$", re.IGNORECASE)


def unpack_tar(location: Path, label: str, desk: Desk) -> Opened:
    """All members of a tar; a single packed file is the one member of its archive."""
    packed = location.stat().st_size
    members: list[Member] = []
    try:
        with _unpacked(location) as stream:
            is_tar = stream.read(_BLOCK)[_MAGIC] == b"ustar"
        with _unpacked(location) as stream:
            if not is_tar:
                name = _PACKED_NAME.sub("", PurePosixPath(label).name)
                desk.count()
                members.append(desk.put(name, _pieces(stream), packed))
            else:
                for member in members_of_stream(stream, desk, packed):
                    members.append(member)  # one by one: those before an error are kept
    except ArchiveOverflowError as overflow:
        return overflown(members, overflow.refusal)
    except TAR_ERRORS:
        return overflown(members, refusals.damaged("压缩包"))
    return outcome(members)


def members_of_stream(stream: IO[bytes], desk: Desk, packed: int) -> Iterator[Member]:
    """The members of a tar in the order in which they come; members of one name are members apart."""
    with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive:
        for info in archive:
            if info.isdir():
                continue
            desk.count()
            name = _repaired(info.name)
            if desk.is_rubbish(name):
                yield Member(name, info.size, skipped=True)
            elif not info.isreg():
                yield Member(name, info.size, refusal=refusals.member_link())
            else:
                content = archive.extractfile(info)
                if content is not None:
                    yield desk.put(name, _pieces(content), packed)


def _repaired(name: str) -> str:
    """The name as its author saw it: bytes that are no UTF-8 are GB18030 or Big5."""
    raw = name.encode("utf-8", errors="surrogateescape")
    return decode_names([raw])[0].replace("\\", "/")


def _unpacked(location: Path) -> IO[bytes]:
    """The file with its compression taken off."""
    with location.open("rb") as stream:
        head = stream.read(6)
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(location)  # type: ignore[return-value]
    if head.startswith(b"BZh"):
        return bz2.open(location)
    if head.startswith(b"\xfd7zXZ\0"):
        return lzma.open(location)
    return location.open("rb")


def _pieces(stream: IO[bytes]) -> Pieces:
    while piece := stream.read(_CHUNK):
        yield piece
