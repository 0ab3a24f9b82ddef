"""Names and things on a disk that a folder of reports may hold, wanted or not."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import seeds

DEVICES = "特殊"
NAMES = (
    b"-rf.txt", b"--out.txt", "换\n行.txt".encode(), "😀🈚️报告.txt".encode(), b"n" * 251 + b".txt",
    ("长" * 83 + ".txt").encode(), "自评报告.txt".encode("gb18030"), b"\xff\xfe\xfd.txt", " 前后空格 .txt".encode(),
    "[red]红.txt".encode(), b"\x1b[2Jesc.txt", b"=1+1.txt", b"a!", b"%s{0}.txt",
    "\u202efdp.txt".encode(), "$(touch 外面).txt".encode(), b"back\\slash.txt", b"colon:x.txt", b"CON", b"...",
)  # fmt: skip


def lay_odd_names(folder: Path) -> Iterator[bytes]:
    """Files of odd names, each with a report inside; yields their paths."""
    top = os.fsencode(folder)
    for number, name in enumerate(NAMES):
        path = os.path.join(top, name)  # noqa: PTH118  a Path cannot hold every name as bytes
        with open(path, "wb") as target:  # noqa: PTH123
            target.write(seeds.TEXT.encode() + str(number).encode())
        yield path


def lay_odd_things(folder: Path, outside: Path) -> int:
    """Links, pipes, devices, circles and folders in folders; how many rows they are."""
    if sys.platform == "win32":
        return 0
    special = folder / DEVICES
    special.mkdir()
    os.mkfifo(special / "管道.txt")
    (special / "零设备.txt").symlink_to("/dev/zero")
    (special / "指向外面.txt").symlink_to(outside)
    (special / "指向外面的夹").symlink_to(outside.parent)
    (special / "断链.txt").symlink_to(special / "没有")
    (special / "自指.txt").symlink_to("自指.txt")
    (special / "回到上层").symlink_to(folder)
    deep = special
    for _ in range(40):
        deep = deep / "层层的文件夹"
    deep.mkdir(parents=True)
    (deep / "底.txt").write_text(seeds.TEXT + "底", encoding="utf-8")
    locked = special / "锁着的夹"
    locked.mkdir()
    (locked / "内.txt").write_text(seeds.TEXT + "内", encoding="utf-8")
    denied = special / "不让读.txt"
    denied.write_text(seeds.TEXT + "不让读", encoding="utf-8")
    denied.chmod(0)
    locked.chmod(0)
    return 10
