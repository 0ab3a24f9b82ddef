"""RAR archives: no free program writes them, so the bytes of stored members are put together here."""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.ingestion.archive_programs import unpackers
from tests.ingestion.samples import docx, p
from tests.ingestion.test_archives import fates, received

_DOCX = docx(p("全年支出120万元。"))
needs_unpacker = pytest.mark.skipif(not unpackers(), reason="rar 文件要由 7-Zip 或 bsdtar 展开")
_Members = Sequence[tuple[str, bytes]]


def rar4(members: _Members) -> bytes:
    """A RAR archive of the old format with stored members; names in UTF-8 need a flag that is left out."""

    def block(kind: int, flags: int, body: bytes, data: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    blocks = [b"Rar!\x1a\x07\x00", block(0x73, 0, bytes(6))]
    for name, data in members:
        raw = name.encode()
        size = len(data)
        head = struct.pack(
            "<IIBIIBBHI", size, size, 2, zlib.crc32(data), 0x5A00_0000, 20, 0x30, len(raw), 0x20
        )
        blocks.append(block(0x74, 0x8000, head + raw, data))
    return b"".join([*blocks, block(0x7B, 0x4000, b"")])


def _number(value: int) -> bytes:
    """A number of RAR 5: seven bits a byte, the lowest first."""
    low, rest = value & 0x7F, value >> 7
    return bytes((low | 0x80,)) + _number(rest) if rest else bytes((low,))


def rar5(members: _Members) -> bytes:
    """A RAR 5 archive with stored members."""

    def block(*fields: int | bytes, data: bytes = b"") -> bytes:
        body = b"".join(each if isinstance(each, bytes) else _number(each) for each in fields)
        head = _number(len(body)) + body
        return struct.pack("<I", zlib.crc32(head)) + head + data

    blocks = [b"Rar!\x1a\x07\x01\x00", block(1, 0, 0)]
    for name, data in members:
        raw, size = name.encode(), len(data)
        checksum = struct.pack("<I", zlib.crc32(data))
        blocks.append(block(2, 2, size, 4, size, 0, checksum, 0, 0, len(raw), raw, data=data))
    return b"".join([*blocks, block(5, 0, 0)])


@needs_unpacker
class TestRar:
    def test_members_of_the_old_format(self, tmp_path: Path) -> None:
        found = received(tmp_path, "a.rar", rar4([("bao/a.docx", _DOCX), ("b.txt", b"text of it")]))
        assert fates(found) == {"a.rar": None, "a.rar!/bao/a.docx": None, "a.rar!/b.txt": None}
        assert [item.location.read_bytes() for item in found[1:] if item.location] == [_DOCX, b"text of it"]
        assert found[1].source.format == "docx"

    def test_members_of_rar_5_with_chinese_names(self, tmp_path: Path) -> None:
        found = received(tmp_path, "报送.rar", rar5([("县局/自评报告.docx", _DOCX)]))
        assert fates(found) == {"报送.rar": None, "报送.rar!/县局/自评报告.docx": None}
        assert found[1].location is not None
        assert found[1].location.read_bytes() == _DOCX

    @pytest.mark.parametrize("write", [rar4, rar5])
    def test_names_that_climb_out_reach_nothing(self, tmp_path: Path, write: object) -> None:
        assert callable(write)
        found = received(tmp_path, "a.rar", write([("../../out.txt", b"text of it")]))
        assert not (tmp_path.parent / "out.txt").exists()
        assert all(item.location is None or item.location.parent == tmp_path / "工作区" for item in found[1:])

    def test_a_damaged_member_says_so(self, tmp_path: Path) -> None:
        whole = bytearray(rar5([("a.txt", b"text that is longer than a few bytes")]))
        whole[whole.index(b"longer")] ^= 1
        assert "damaged" in fates(received(tmp_path, "a.rar", bytes(whole))).values()


@pytest.mark.skipif(bool(unpackers()), reason="这里有能展开的程序")
def test_without_a_program_the_row_says_what_to_install(tmp_path: Path) -> None:
    (row,) = received(tmp_path, "a.rar", rar5([("a.txt", b"text")]))
    assert row.failure is not None
    assert row.failure.reason == "unsupported"
