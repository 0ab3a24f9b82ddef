"""Inputs at addresses, through the file systems that fsspec itself brings: memory, local and http over loopback."""

import functools
import http.server
import importlib.util
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.addresses import Remote, place_of_input
from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.ingestion import Received, receive, refuse_unreachable
from pipeline.settings import load_settings
from tests.ingestion import samples
from tests.survival import data, report_text, run, submission

fsspec = pytest.importorskip("fsspec", reason="没有安装 fsspec（heji[remote]）")
LIMITS = load_settings().limits


@pytest.fixture
def bucket() -> Iterator[Remote]:
    """A folder in fsspec's memory, with files of all fates."""
    system = fsspec.filesystem("memory")
    top = f"/{uuid.uuid4().hex}/送审"
    for name, content in {
        "自评0.txt": report_text(0).encode(),
        "县区/自评1.txt": report_text(1).encode(),
        "补报.zip": samples.zipped({"自评2.txt": report_text(2)}),
        "空.docx": b"",
        "Thumbs.db": b"x",
        "\x1b[2J../外.txt": report_text(3).encode(),
    }.items():
        system.pipe(f"{top}/{name}", content)
    yield Remote(f"memory:/{top}")
    system.rm(top, recursive=True)


def received(remote: Remote, folder: Path, limits: object = LIMITS) -> dict[str, Received]:
    folder.mkdir(exist_ok=True)
    return {one.source.path: one for one in receive([remote], limits, folder)}  # type: ignore[arg-type]


def test_an_address_is_told_from_a_path(tmp_path: Path) -> None:
    assert place_of_input("送审/自评.docx") == Path("送审/自评.docx")
    assert place_of_input("s3://bucket/送审") == Remote("s3://bucket/送审")
    assert place_of_input("C:\\送审") == Path("C:\\送审")
    assert place_of_input((tmp_path / "送 审").as_uri()) == tmp_path / "送 审"
    assert Remote("s3://bucket/a/%E9%80%81%E5%AE%A1/").name == "送审"
    assert Remote("s3://bucket").name == "bucket"


def test_every_file_below_the_address_is_a_row_under_its_path_there(bucket: Remote, tmp_path: Path) -> None:
    rows = received(bucket, tmp_path / "临时")
    assert set(rows) == {
        "[2J../外.txt", "Thumbs.db", "空.docx", "补报.zip", "补报.zip!/自评2.txt", "县区/自评1.txt", "自评0.txt",
    }  # fmt: skip
    location = rows["县区/自评1.txt"].location
    assert location is not None
    assert location.read_text("utf-8") == report_text(1)
    assert all(path.name.startswith("member-") for path in (tmp_path / "临时").iterdir())
    assert list(tmp_path.iterdir()) == [tmp_path / "临时"]


def test_one_file_and_overlapping_addresses(bucket: Remote, tmp_path: Path) -> None:
    one = Remote(f"{bucket.url}/县区/自评1.txt")
    assert list(received(one, tmp_path / "一")) == ["自评1.txt"]
    both = list(receive([one, bucket], LIMITS, tmp_path / "一"))
    assert len(both) == 7


def test_what_is_too_much_is_a_row_and_takes_no_room(bucket: Remote, tmp_path: Path) -> None:
    small = LIMITS.model_copy(update={"file_bytes": 100})
    rows = received(bucket, tmp_path / "一", small)
    assert {row.failure.reason for row in rows.values() if row.failure and row.source.bytes > 100} == {
        "too_large"
    }
    assert sum(path.stat().st_size for path in (tmp_path / "一").iterdir()) <= 100
    room = len(report_text(0).encode())
    some = received(bucket, tmp_path / "二", LIMITS.model_copy(update={"remote_bytes": 2 * room}))
    refused = [row.failure for row in some.values() if row.failure and row.failure.reason == "too_large"]
    assert refused
    assert "remote_bytes" in (refused[0].message or "")
    kept = [row for path, row in some.items() if row.location is not None and "!/" not in path]
    assert sum(row.source.bytes for row in kept) <= 2 * room


def test_a_file_that_vanishes_after_the_listing_is_a_row(bucket: Remote, tmp_path: Path) -> None:
    (tmp_path / "临时").mkdir()
    arriving = receive([bucket], LIMITS, tmp_path / "临时")
    first = next(arriving)
    system = fsspec.filesystem("memory")
    system.rm(next(path for path in system.find(bucket.url) if path.endswith("自评1.txt")))
    rows = {one.source.path: one for one in (first, *arriving)}
    failure = rows["县区/自评1.txt"].failure
    assert failure is not None
    assert failure.reason == "vanished"


def test_a_run_over_an_address_equals_a_run_over_the_folder(tmp_path: Path) -> None:
    inputs = submission(tmp_path / "送审", count=4)
    system = fsspec.filesystem("memory")
    top = f"/{uuid.uuid4().hex}/送审"
    for path in inputs.iterdir():
        system.pipe(f"{top}/{path.name}", path.read_bytes())
    run(inputs, tmp_path / "本机")
    run(Remote(f"memory:/{top}"), tmp_path / "远程")  # type: ignore[arg-type]
    assert data(tmp_path / "远程") == data(tmp_path / "本机")


def test_what_cannot_be_reached_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for url, said in {
        "memory:///没有这个桶": "找不到",
        "nosuch://桶/送审": "不认识 nosuch://",
        "zip::memory:///a.zip": "::",
    }.items():
        assert main(["run", url, "-o", str(tmp_path / "结果")]) == 3
        shown = capsys.readouterr().err
        assert said in shown or "zip::" in url
        assert "Traceback" not in shown
    assert not (tmp_path / "结果").exists()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match="pip install s3fs"):
        refuse_unreachable(Remote("s3://bucket/送审"))
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match=r"heji\[remote\]"):
        refuse_unreachable(Remote("s3://bucket/送审"))


@pytest.mark.skipif(importlib.util.find_spec("aiohttp") is None, reason="没有安装 aiohttp")
def test_over_http_on_loopback(tmp_path: Path) -> None:
    served = submission(tmp_path / "送审")
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(quiet, directory=str(served))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        rows = received(Remote(f"http://127.0.0.1:{server.server_port}/补报.zip"), tmp_path / "临时")
        server.shutdown()
    assert list(rows) == ["补报.zip", "补报.zip!/自评补.txt"]
