import base64
import gzip
import io
import tarfile
from pathlib import Path

import pytest

from pipeline.ingestion import Received, receive
from pipeline.ingestion.archive_programs import unpackers
from tests.ingestion.samples import docx, limits, p

_DOCX = docx(p("正文"))
needs_unpacker = pytest.mark.skipif("7-Zip" not in unpackers(), reason="7z 文件要由 7-Zip 展开")


def tarred(members: list[tuple[str, bytes]], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=tarfile.GNU_FORMAT, encoding="gbk") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def received(tmp_path: Path, name: str, content: bytes, **changes: int) -> list[Received]:
    (tmp_path / "材料").mkdir(exist_ok=True)
    (tmp_path / "工作区").mkdir(exist_ok=True)
    (tmp_path / "材料" / name).write_bytes(content)
    return list(receive([tmp_path / "材料" / name], limits(**changes), tmp_path / "工作区"))


def fates(found: list[Received]) -> dict[str, str | None]:
    return {item.source.path: item.failure.reason if item.failure else None for item in found}


class TestTar:
    @pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
    def test_members_follow_their_archive_with_names_repaired(self, tmp_path: Path, mode: str) -> None:
        found = received(tmp_path, "报送.tar", tarred([("县局/报告.docx", _DOCX)], mode))
        assert fates(found) == {"报送.tar": None, "报送.tar!/县局/报告.docx": None}
        assert found[1].location is not None
        assert found[1].location.read_bytes() == _DOCX

    def test_members_of_one_name_are_kept_apart(self, tmp_path: Path) -> None:
        found = received(tmp_path, "a.tar", tarred([("甲.txt", b"one two"), ("甲.txt", b"three")]))
        assert [item.source.path for item in found[1:]] == ["a.tar!/甲.txt", "a.tar!/甲.txt#2"]
        assert [item.source.bytes for item in found[1:]] == [7, 5]

    def test_names_that_climb_out_reach_nothing(self, tmp_path: Path) -> None:
        found = received(tmp_path, "a.tar", tarred([("../../外.txt", b"text of it")]))
        assert found[1].location is not None
        assert found[1].location.parent == tmp_path / "工作区"
        assert not (tmp_path.parent / "外.txt").exists()

    def test_a_single_packed_file_is_the_one_member(self, tmp_path: Path) -> None:
        found = received(tmp_path, "报告.docx.gz", gzip.compress(_DOCX))
        assert fates(found) == {"报告.docx.gz": None, "报告.docx.gz!/报告.docx": None}
        assert found[1].source.format == "docx"

    def test_a_bomb_is_stopped(self, tmp_path: Path) -> None:
        found = received(tmp_path, "a.gz", gzip.compress(b"\0" * 40_000_000))
        assert fates(found)["a.gz!/a"] == "bomb"

    def test_a_cut_tar_gives_what_is_whole(self, tmp_path: Path) -> None:
        content = tarred([("1.txt", b"whole text"), ("2.txt", b"x" * 5000)])
        found = received(tmp_path, "a.tar", content[:2500])
        assert found[0].failure is not None
        assert (found[0].failure.status, found[0].failure.reason) == ("partial", "damaged")
        assert fates(found)["a.tar!/1.txt"] is None

    def test_too_many_members_are_not_read(self, tmp_path: Path) -> None:
        content = tarred([(f"{index}.txt", b"some text") for index in range(5)])
        found = received(tmp_path, "a.tar", content, archive_members=3)
        assert found[0].failure is not None
        assert found[0].failure.reason == "too_large"
        assert len(found) == 4


# 7z files: names that a shell or 7-Zip itself would take for options and patterns; one locked as a whole;
# one of two members of the same name.
_ODD_NAMES = """
N3q8ryccAAQUVtwllAAAAAAAAAAhAAAAAAAAAK3l+OABAB1maXJzdCB0ZXh0c2Vjb25kIHRleHTnrKzkuInku70AAACBMweuD9As
9LyfP0dBBwq+u4ROvmfWAfum2oTdsg4VA+7sZMEPsZWfKlz9FBHYVRKeRJzCXQBfatXkHkL5C8+WsFJ8p6QrvZkoPLcgDJYPuZS5
W8TNRO0Ve2bJoEy048yG+/tNbVuKZAKkH+SqQg2AFwYiAQlyAAcLAQABIwMBAQVdABAAAAyAogoBi/rVOQAA
"""
_LOCKED = """
N3q8ryccAAQUQdsx0AAAAAAAAAA+AAAAAAAAABXaM5fisfbtzHPmiIbv4+8yqVU7KaS08Es2g3ri+xL3ai3c8COih976+gljE+CQ
6Yyrs9LF8ytwz+LITVDzKO82vIAoR65DNwei16GoI9T9OWrdjRdGBMQ9f7te2i59uORfTv8HNnoe3H5eNPclE03qGIZAIiKEUSEJ
tKf5GSNZQqOeMVrlAT5NA7wnVsjr7THPVwbX24u99TG2LU/94gEC+wWPfGYaoHOknXcpGUa1F2qVRDHsigU2oY0D7uGM3iIx/yM3
HJDEAbFfUXghPTmX+qBeFwYwAQmAoAAHCwEAAiQG8QcBElMPk9k1rmNdmTFLCWAzChbBbiMDAQEFXQAQAAABAAyAm4DWCgGUTLwK
AAA=
"""

_TWINS = """
N3q8ryccAAQkkP5UaQAAAAAAAAAgAAAAAAAAAIQnHtMBABxmaXJzdCB0ZXh0c2Vjb25kLCBsb25nZXIgdGV4dAAAAIEzB64P0B3S
fJ8/R0EtHqDWMwgy78yXfXVdXQSSY0niWLXzVFyrIUffr5CmfMlBtDbsWHoAZkN4YJRpGqt95xWimcA0swAXBiEBCUgABwsBAAEj
AwEBBV0AEAAADFYKAVrfZDIAAA==
"""


@needs_unpacker
class TestSevenZip:
    def test_members_come_through_a_pipe_whatever_their_names(self, tmp_path: Path) -> None:
        found = received(tmp_path, "a.7z", base64.b64decode(_ODD_NAMES))
        assert fates(found) == {
            "a.7z": None,
            "a.7z!/材料/-i.txt": None,
            "a.7z!/材料/@a[1]*.txt": None,
            "a.7z!/材料/报告.txt": None,
        }
        contents = [item.location.read_bytes() for item in found[1:] if item.location]
        assert contents == [b"first text", b"second text", "第三份".encode()]

    def test_members_of_one_name_are_kept_apart(self, tmp_path: Path) -> None:
        found = received(tmp_path, "a.7z", base64.b64decode(_TWINS))
        assert [item.source.path for item in found[1:]] == ["a.7z!/a.txt", "a.7z!/a.txt#2"]
        contents = [item.location.read_bytes() for item in found[1:] if item.location]
        assert contents == [b"first text", b"second, longer text"]

    def test_a_locked_archive_says_so(self, tmp_path: Path) -> None:
        assert fates(received(tmp_path, "a.7z", base64.b64decode(_LOCKED))) == {"a.7z": "encrypted"}

    def test_a_member_past_the_limit_costs_its_own_row(self, tmp_path: Path) -> None:
        found = fates(received(tmp_path, "a.7z", base64.b64decode(_ODD_NAMES), archive_bytes=15))
        assert found["a.7z!/材料/-i.txt"] is None
        assert found["a.7z"] == "bomb"

    def test_a_cut_archive_is_damaged(self, tmp_path: Path) -> None:
        assert fates(received(tmp_path, "a.7z", base64.b64decode(_ODD_NAMES)[:-20])) == {"a.7z": "damaged"}


@pytest.mark.skipif(bool(unpackers()), reason="这里有能展开的程序")
def test_without_a_program_the_row_says_what_to_install(tmp_path: Path) -> None:
    (row,) = received(tmp_path, "a.7z", base64.b64decode(_ODD_NAMES))
    assert row.failure is not None
    assert row.failure.reason == "unsupported"
    assert "7-Zip" in (row.failure.message or "")
