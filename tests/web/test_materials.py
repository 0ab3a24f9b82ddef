"""What is handed in lies under numbers; its own name is only shown."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pipeline.settings import Web
from pipeline.web.materials import FOLDER, Kind, Material, Materials, RefusedError, own_name
from tests.web.serving import ROOMY, desk_in, serving


def take(materials: Materials, name: str, content: bytes = b"x", kind: Kind = Kind.SUBMISSION) -> Material:
    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(content), 7):
            yield content[at : at + 7]

    return asyncio.run(materials.take(kind, name, pieces()))


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("市直/报告.docx", "市直/报告.docx"),
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\Users\\甲\\报告.doc", "C:/Users/甲/报告.doc"),
        ("/绝对/路径.pdf", "绝对/路径.pdf"),
        ("报\u202e告\x00.docx", "报告.docx"),
        ("包.zip!/里面.docx", "包.zip/里面.docx"),
        ("a//./b.txt", "a/b.txt"),
    ],
)
def test_a_name_is_cleaned_for_showing(name: str, shown: str) -> None:
    assert own_name(name) == shown


@pytest.mark.parametrize("name", ["", "..", "/", "\u200b", "./.."])
def test_a_file_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="没有名称"):
        own_name(name)


@pytest.mark.parametrize(
    "name", ["../../../x.docx", "a/b/c.docx", "CON.docx", "长" * 500 + ".docx", "x.docx\n"]
)
def test_no_name_becomes_a_path(tmp_path: Path, name: str) -> None:
    materials = Materials(tmp_path / "out", ROOMY)
    material = take(materials, name, b"content")
    assert files_in(tmp_path) == [f"out/{FOLDER}/清单.json", f"out/{FOLDER}/送审材料/000001.docx"]
    assert materials.path(material).read_bytes() == b"content"
    assert len(material.name) <= 240


def test_the_ending_is_kept_only_where_it_is_plain(tmp_path: Path) -> None:
    materials = Materials(tmp_path, ROOMY)
    stored = [take(materials, name).stored for name in ("a.DOCX", "b.没有", "c", "d.tar.gz", "e.exe;rm")]
    assert stored == ["000001.docx", "000002", "000003", "000004.gz", "000005"]


def test_the_list_outlives_the_server(tmp_path: Path) -> None:
    take(Materials(tmp_path, ROOMY), "市直/报告.docx", b"12345")
    (material,) = Materials(tmp_path, ROOMY).of(Kind.SUBMISSION)
    assert (material.name, material.bytes) == ("市直/报告.docx", 5)
    again = take(Materials(tmp_path, ROOMY), "市直/另一份.docx")
    assert again.number == 2


def test_a_broken_list_is_an_empty_one(tmp_path: Path) -> None:
    take(Materials(tmp_path, ROOMY), "a.docx")
    (tmp_path / FOLDER / "清单.json").write_text('[{"number": "x"}]', encoding="utf-8")
    assert Materials(tmp_path, ROOMY).of(Kind.SUBMISSION) == ()


def test_the_same_name_again_replaces_and_one_ledger_is_enough(tmp_path: Path) -> None:
    materials = Materials(tmp_path, ROOMY)
    take(materials, "a.docx", b"old")
    new = take(materials, "a.docx", b"new")
    take(materials, "台账.xlsx", b"1", Kind.LEDGER)
    take(materials, "新台账.xlsx", b"2", Kind.LEDGER)
    assert [one.number for one in materials.of(Kind.SUBMISSION)] == [new.number]
    assert [one.name for one in materials.of(Kind.LEDGER)] == ["新台账.xlsx"]
    assert len(files_in(tmp_path)) == 3


def test_removing(tmp_path: Path) -> None:
    materials = Materials(tmp_path, ROOMY)
    first, _ = take(materials, "a.docx"), take(materials, "b.docx")
    materials.remove(first.number)
    materials.remove(99)
    assert [one.name for one in materials.of(Kind.SUBMISSION)] == ["b.docx"]
    materials.clear(Kind.SUBMISSION)
    assert files_in(tmp_path) == [f"{FOLDER}/清单.json"]


@pytest.mark.parametrize(("size", "taken"), [(1_000, True), (1_001, False)])
def test_a_file_past_the_limit_leaves_nothing(tmp_path: Path, size: int, *, taken: bool) -> None:
    materials = Materials(tmp_path, Web(upload_file_bytes=1_000, upload_total_bytes=5_000, upload_files=9))
    if taken:
        assert take(materials, "a.docx", b"x" * size).bytes == size
        return
    with pytest.raises(RefusedError, match="文件超过"):
        take(materials, "a.docx", b"x" * size)
    assert files_in(tmp_path) == []


def test_the_whole_and_the_count_are_limited(tmp_path: Path) -> None:
    materials = Materials(tmp_path, Web(upload_file_bytes=1_000, upload_total_bytes=1_500, upload_files=3))
    take(materials, "a.docx", b"x" * 1_000)
    with pytest.raises(RefusedError, match="合计超过"):
        take(materials, "b.docx", b"x" * 501)
    take(materials, "b.docx", b"x" * 500)
    materials.clear(Kind.SUBMISSION)
    for name in "abc":
        take(materials, name)
    with pytest.raises(RefusedError, match="达到上限"):
        take(materials, "d")


def test_too_large_is_refused_over_the_wire_before_and_while_it_is_sent(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Web(upload_file_bytes=1_000, upload_total_bytes=5_000, upload_files=9))
    with serving(desk) as opened:
        headers = opened.own() | {"X-Name": "%E6%8A%A5%E5%91%8A.docx"}
        answer = opened.ask("PUT", "/material?kind=submission", headers, b"x" * 2_000)
        assert answer.status == 413
        assert "文件超过" in answer.message
        # No length said beforehand: chunks.
        streamed = opened.ask("PUT", "/material?kind=submission", headers, iter([b"x" * 600] * 3))  # type: ignore[arg-type]
        assert streamed.status == 413
        good = opened.ask("PUT", "/material?kind=submission", headers, b"x" * 900)
        assert good.status == 200
        assert [one.name for one in desk.materials.of(Kind.SUBMISSION)] == ["报告.docx"]
        assert opened.ask("PUT", "/material?kind=x", headers, b"x").status == 400
    assert files_in(tmp_path / FOLDER) == ["清单.json", "送审材料/000002.docx"]
