"""Zip files read with suspicion: names repaired, bytes counted while inflating, nothing believed."""

import binascii
import struct
import zipfile
import zlib
from collections.abc import Generator, Sequence

from pipeline.ingestion.decoding import decode_names

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    binascii.Error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What zipfile raises on hostile input."""

LOCAL_HEADER = b"PK\x03\x04"
"""How a zip begins whose first member lies at its beginning."""

HARMLESS_BYTES = 16 * 1024 * 1024
"""Below this an expansion ratio says nothing: a sheet of zeros compresses a thousandfold and hurts nobody."""

_CHUNK = 1 << 20
UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1
_UNICODE_PATH = 0x7075
_LINK = 0o120000
_KIND_MASK = 0o170000


def member_names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The members' names as their authors saw them; those without a UTF-8 flag are decoded together."""
    raw = {place: _raw_name(info) for place, info in enumerate(infos) if not _has_unicode_name(info)}
    repaired = dict(zip(raw, decode_names(list(raw.values())), strict=True))
    return [repaired.get(place) or _unicode_name(info) for place, info in enumerate(infos)]


def has_own_directory(archive: zipfile.ZipFile, beginning: bytes) -> bool:
    """Whether the directory that was found is the file's own, not that of a zip that lies in a cut one."""
    first = min((info.header_offset for info in archive.infolist()), default=0)
    return first == 0 or not beginning.startswith(LOCAL_HEADER)


def is_encrypted(info: zipfile.ZipInfo) -> bool:
    """Whether the member needs a password."""
    return bool(info.flag_bits & ENCRYPTED_FLAG)


def is_link(info: zipfile.ZipInfo) -> bool:
    """Whether the member is a symbolic link, which is never followed."""
    return (info.external_attr >> 16) & _KIND_MASK == _LINK


def inflates_suspiciously(compressed: int, expanded: int, ratio: int) -> bool:
    """Whether so many bytes out of so few look like a bomb (压缩炸弹)."""
    return expanded > HARMLESS_BYTES and expanded > compressed * ratio


def chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Generator[bytes, None, None]:
    """The member's bytes, piece by piece, so that the reader can stop at its limit."""
    with archive.open(info) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    # zipfile decodes unflagged names as cp437, which maps every byte, so the bytes can be had back.
    return info.orig_filename.encode("cp437", errors="replace")


def _has_unicode_name(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & UTF8_FLAG) or _extra_name(info) is not None


def _unicode_name(info: zipfile.ZipInfo) -> str:
    return _extra_name(info) or info.orig_filename


def _extra_name(info: zipfile.ZipInfo) -> str | None:
    """Info-ZIP's Unicode path field, valid only while its checksum is that of the plain name."""
    if info.flag_bits & UTF8_FLAG:
        return None
    extra = info.extra
    while len(extra) >= 4:
        tag, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if tag == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (checksum,) = struct.unpack("<I", field[1:5])
            if checksum == zlib.crc32(_raw_name(info)):
                return field[5:].decode("utf-8", errors="replace")
    return None
