"""Members put down in a workspace that has no room: told as such, and never as damage."""

import errno
from collections.abc import Generator
from pathlib import Path

import pytest

from pipeline.errors import Unreadable, cause_of
from pipeline.ingestion.unpacking import Unpacking, stored
from pipeline.settings import load_settings

FULL = Path("/dev/full")


def pieces() -> Generator[bytes, None, None]:
    yield b"x" * 1000


@pytest.mark.skipif(not FULL.exists(), reason="没有 /dev/full（Linux 才有）")
def test_a_full_disk_is_no_damage() -> None:
    with pytest.raises(Unreadable, match="磁盘已满") as refusal:
        stored(pieces(), FULL, 1000, Unpacking.outermost(load_settings().limits))
    assert refusal.value.reason == "no_room"


def test_a_place_that_cannot_be_opened_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        stored(pieces(), tmp_path / "没有" / "1.bin", 1000, Unpacking.outermost(load_settings().limits))
    assert refusal.value.reason == "no_room"


def test_causes_are_chinese_where_they_are_usual() -> None:
    assert cause_of(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满"
    assert cause_of(OSError(errno.EPROTO, "Protocol error")) == "Protocol error"
    assert cause_of(OSError("odd")) == "odd"
