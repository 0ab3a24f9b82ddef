import hashlib
import os
from pathlib import Path

import pytest

from pipeline.ingestion import Received, receive
from pipeline.ingestion.archive_programs import unpackers
from pipeline.model import FileStatus
from tests.ingestion.samples import docx, limits, p, raw_zip, zipped

_DOCX = docx(p("正文"))


def _received(
    *inputs: Path, workspace: Path, exclude: tuple[Path, ...] = (), **changes: int
) -> list[Received]:
    workspace.mkdir(exist_ok=True)
    return list(receive(inputs, limits(**changes), workspace, exclude))


def _paths(received: list[Received]) -> list[str]:
    return [item.source.path for item in received]


def _reasons(received: list[Received]) -> list[str | None]:
    return [item.failure.reason if item.failure else None for item in received]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "材料"
    inner.mkdir()
    return inner


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "工作区"


class TestFolders:
    def test_files_in_sorted_order_with_their_identity(self, folder: Path, workspace: Path) -> None:
        (folder / "乙").mkdir()
        (folder / "乙" / "报告.docx").write_bytes(_DOCX)
        (folder / "a.txt").write_text("正文", encoding="utf-8")
        received = _received(folder, workspace=workspace)
        assert _paths(received) == ["a.txt", "乙/报告.docx"]
        report = received[1]
        assert report.source.sha256 == hashlib.sha256(_DOCX).hexdigest()
        assert (report.source.format, report.source.bytes) == ("docx", len(_DOCX))
        assert report.location == folder / "乙" / "报告.docx"
        assert report.failure is None

    def test_a_single_file_goes_by_its_name(self, folder: Path, workspace: Path) -> None:
        (folder / "报告.docx").write_bytes(_DOCX)
        assert _paths(_received(folder / "报告.docx", workspace=workspace)) == ["报告.docx"]

    def test_equal_names_of_two_inputs_are_kept_apart(self, folder: Path, workspace: Path) -> None:
        for name in ("甲", "乙"):
            (folder / name).mkdir()
            (folder / name / "报告.docx").write_bytes(_DOCX)
        received = _received(folder / "甲", folder / "乙", workspace=workspace)
        assert _paths(received) == ["报告.docx", "报告.docx#2"]
        assert received[1].source.format == "docx"

    def test_a_file_given_twice_is_one_file(self, folder: Path, workspace: Path) -> None:
        (folder / "报告.docx").write_bytes(_DOCX)
        assert len(_received(folder, folder / "报告.docx", workspace=workspace)) == 1

    def test_rubbish_is_skipped_by_rule(self, folder: Path, workspace: Path) -> None:
        for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$报告.docx", "._报告.docx"):
            (folder / name).write_bytes(b"x")
        (folder / "~报告.txt").write_text("正文", encoding="utf-8")
        received = _received(folder, workspace=workspace)
        statuses = {item.source.path: item.failure.status if item.failure else None for item in received}
        assert statuses.pop("~报告.txt") is None
        assert set(statuses.values()) == {FileStatus.SKIPPED}
        assert len(statuses) == 5

    def test_data_files_are_skipped_by_rule(self, folder: Path, workspace: Path) -> None:
        (folder / "gold.json").write_text('{"files": ["a.docx"]}', encoding="utf-8")
        (received,) = _received(folder, workspace=workspace)
        assert received.failure is not None
        assert (received.failure.status, received.failure.reason) == (FileStatus.SKIPPED, "unsupported")
        assert "JSON" in (received.failure.message or "")
        assert received.source.format == "unknown"

    def test_files_that_get_no_reader(self, folder: Path, workspace: Path) -> None:
        (folder / "1空.docx").write_bytes(b"")
        (folder / "2大.txt").write_bytes(b"x" * 200)
        (folder / "3.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
        (folder / "4.doc").write_bytes(b"{\\rtf1 x}")
        (folder / "5.bin").write_bytes(bytes(range(100)))
        received = _received(folder, folder / "没有.docx", workspace=workspace, file_bytes=150)
        assert _reasons(received) == [
            "empty",
            "too_large",
            "damaged" if unpackers() else "unsupported",
            None,
            "unsupported",
            "vanished",
        ]
        large = received[1].source
        assert (large.bytes, large.sha256) == (200, hashlib.sha256(b"x" * 200).hexdigest())
        refused = [item for item in received if item.source.format != "rtf"]
        assert all(item.failure and item.failure.message and item.location is None for item in refused)

    def test_links_that_leave_the_input_are_not_followed(
        self, folder: Path, workspace: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "外.txt").write_text("机密", encoding="utf-8")
        (folder / "内.txt").write_text("正文", encoding="utf-8")
        (folder / "链1.txt").symlink_to(tmp_path / "外.txt")
        (folder / "链2.txt").symlink_to(folder / "内.txt")
        (folder / "链3.txt").symlink_to(folder / "没有.txt")
        (folder / "圈").symlink_to(folder)
        received = _received(folder, workspace=workspace)
        found = dict(zip(_paths(received), _reasons(received), strict=True))
        assert found == {"内.txt": None, "链1.txt": "link", "链3.txt": "vanished", "圈": "link"}

    def test_a_pipe_is_no_file(self, folder: Path, workspace: Path) -> None:
        os.mkfifo(folder / "管道")
        assert _reasons(_received(folder, workspace=workspace)) == ["unsupported"]

    def test_an_earlier_output_is_not_read(self, folder: Path, workspace: Path) -> None:
        (folder / "结果").mkdir()
        (folder / "结果" / "问题清单.txt").write_text("旧", encoding="utf-8")
        (folder / "报告.txt").write_text("正文", encoding="utf-8")
        assert _paths(_received(folder, workspace=workspace, exclude=(folder / "结果",))) == ["报告.txt"]

    def test_names_that_are_no_utf8(self, folder: Path, workspace: Path) -> None:
        (Path(os.fsdecode(os.fsencode(folder) + "/报告.txt".encode("gbk")))).write_text(
            "正文", encoding="utf-8"
        )
        assert _paths(_received(folder, workspace=workspace)) == ["报告.txt"]


class TestArchives:
    def _unpacked(self, content: bytes, folder: Path, workspace: Path, **changes: int) -> list[Received]:
        (folder / "a.zip").write_bytes(content)
        return _received(folder, workspace=workspace, **changes)

    def test_members_follow_their_archive(self, folder: Path, workspace: Path) -> None:
        received = self._unpacked(
            zipped({"局/": "", "局/报告.docx": _DOCX, "b.txt": "正文"}), folder, workspace
        )
        assert _paths(received) == ["a.zip", "a.zip!/局/报告.docx", "a.zip!/b.txt"]
        archive, report, _ = received
        assert archive.failure is not None
        assert (archive.failure.status, archive.failure.format) == (FileStatus.OK, "zip")
        assert report.location is not None
        assert report.location.parent == workspace
        assert report.location.name == "member-000001.bin"
        assert report.location.read_bytes() == _DOCX

    @pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5"])
    def test_unflagged_names_are_repaired(self, encoding: str, folder: Path, workspace: Path) -> None:
        name = "財政局/績效自評報告.txt" if encoding == "big5" else "财政局/绩效自评报告.txt"
        content = raw_zip([(name.encode(encoding), "正文".encode()), (b"b.txt", b"text")])
        assert _paths(self._unpacked(content, folder, workspace))[1] == f"a.zip!/{name}"

    def test_names_are_only_ever_labels(self, folder: Path, workspace: Path) -> None:
        names = [b"/etc/cron.txt", b"..\\..\\x.txt", b"../../y.txt", b"C:\\z.txt", b"a\x01b.txt"]
        received = self._unpacked(raw_zip([(name, b"text") for name in names]), folder, workspace)
        assert {path.name for path in workspace.iterdir()} == {f"member-{n:06d}.bin" for n in range(1, 6)}
        assert sorted(path.name for path in folder.parent.iterdir()) == ["工作区", "材料"]
        assert _paths(received)[2] == "a.zip!/../../x.txt"
        assert _paths(received)[5] == "a.zip!/ab.txt"

    def test_equal_names_are_two_members(self, folder: Path, workspace: Path) -> None:
        received = self._unpacked(raw_zip([(b"a.txt", b"first"), (b"a.txt", b"second")]), folder, workspace)
        assert _paths(received)[1:] == ["a.zip!/a.txt", "a.zip!/a.txt#2"]
        assert [item.location.read_bytes() for item in received[1:] if item.location] == [b"first", b"second"]

    def test_archives_within_archives_up_to_the_limit(self, folder: Path, workspace: Path) -> None:
        third = zipped({"底.txt": "正文"})
        second = zipped({"三.zip": third, "中.txt": "正文"})
        received = self._unpacked(zipped({"二.zip": second}), folder, workspace)
        assert _paths(received) == [
            "a.zip",
            "a.zip!/二.zip",
            "a.zip!/二.zip!/三.zip",
            "a.zip!/二.zip!/中.txt",
        ]
        assert _reasons(received) == [None, None, "nested_too_deep", None]

    def test_rubbish_inside_is_skipped(self, folder: Path, workspace: Path) -> None:
        received = self._unpacked(zipped({"__MACOSX/._a.txt": "x", "a.txt": "正文"}), folder, workspace)
        assert _reasons(received) == [None, "system_file", None]

    def test_encrypted_members(self, folder: Path, workspace: Path) -> None:
        received = self._unpacked(raw_zip([("报告.txt".encode(), b"secret")], flags=1), folder, workspace)
        assert _reasons(received) == ["encrypted", "encrypted"]
        assert received[0].failure is not None
        assert received[0].failure.status is FileStatus.FAILED

    def test_a_damaged_member_costs_one_row(self, folder: Path, workspace: Path) -> None:
        content = raw_zip([(b"a.txt", b"good text"), (b"b.txt", b"fine text")]).replace(
            b"good text", b"evil text", 1
        )
        received = self._unpacked(content, folder, workspace)
        assert _reasons(received) == ["damaged", "damaged", None]
        assert received[0].failure is not None
        assert received[0].failure.status is FileStatus.PARTIAL

    def test_links_inside_are_not_followed(self, folder: Path, workspace: Path) -> None:
        import io
        import zipfile

        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            info = zipfile.ZipInfo("link")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
        assert _reasons(self._unpacked(buffer.getvalue(), folder, workspace)) == ["link", "link"]

    def test_a_bomb_costs_its_row(self, folder: Path, workspace: Path) -> None:
        content = zipped({"bomb.txt": b"0" * 40_000_000, "a.txt": "正文"})
        received = self._unpacked(content, folder, workspace)
        assert _reasons(received) == ["bomb", "bomb", None]
        assert sum(path.stat().st_size for path in workspace.iterdir()) < 1000

    def test_the_whole_is_bounded_over_all_levels(self, folder: Path, workspace: Path) -> None:
        inner = zipped({f"{number}.txt": os.urandom(1000).hex() for number in range(5)})
        content = zipped({"1.zip": inner, "2.zip": inner, "3.txt": "正文"})
        received = self._unpacked(content, folder, workspace, archive_bytes=len(inner) * 2 + 12_000)
        assert "bomb" in _reasons(received)
        assert sum(path.stat().st_size for path in workspace.iterdir()) <= len(inner) * 2 + 12_000

    def test_too_many_members(self, folder: Path, workspace: Path) -> None:
        content = zipped({f"{number}.txt": "正文" for number in range(5)})
        received = self._unpacked(content, folder, workspace, archive_members=3)
        assert len(received) == 4
        assert received[0].failure is not None
        assert (received[0].failure.status, received[0].failure.reason) == (FileStatus.PARTIAL, "too_large")

    def test_a_member_past_the_limit(self, folder: Path, workspace: Path) -> None:
        content = zipped({"a.txt": os.urandom(3000), "b.txt": "正文"})
        received = self._unpacked(content, folder, workspace, file_bytes=len(content), archive_bytes=10**6)
        assert _reasons(received)[2] is None
        received = self._unpacked(zipped({"a.txt": "正文" * 2000}), folder, workspace, file_bytes=5000)
        assert _reasons(received) == ["too_large", "too_large"]

    def test_a_cut_archive_and_an_empty_one(self, folder: Path, workspace: Path) -> None:
        (folder / "b.zip").write_bytes(zipped({}))
        received = self._unpacked(zipped({"a.txt": "正文"})[:-30], folder, workspace)
        assert _reasons(received) == ["damaged", None, "empty"]
        assert received[0].failure is not None
        assert received[0].failure.status is FileStatus.PARTIAL
