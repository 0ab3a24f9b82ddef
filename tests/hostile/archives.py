"""Archives that unfold without end, overlap, nest, or name their members as they please."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator

from tests.hostile import seeds
from tests.hostile.damage import Named
from tests.ingestion import samples

_ZEROS = bytes(1 << 20)


def hostile_archives() -> Iterator[Named]:
    yield from _bombs()
    yield from _members()
    yield from _tars()


def _bombs() -> Iterator[Named]:
    yield "弹-比率.zip", _deflated({"零.txt": 60})
    yield "弹-比率.docx", _deflated({"[Content_Types].xml": 1, "word/document.xml": 60})
    yield "弹-比率.xlsx", _deflated({"[Content_Types].xml": 1, "xl/workbook.xml": 60})
    yield "弹-比率.ofd", _deflated({"OFD.xml": 60})
    yield "弹-个数.zip", samples.zipped({f"{n}.txt": "" for n in range(6000)})
    yield (
        "弹-个数.docx",
        samples.zipped({"[Content_Types].xml": "", **{f"word/{n}.xml": "" for n in range(6000)}}),
    )
    nested = seeds.TEXT.encode()
    for level in range(8):
        nested = samples.zipped({f"{level}.zip" if level else "自评.txt": nested})
        yield f"套-{level + 1}层.zip", nested
    yield "弹-重叠.zip", overlapping(2000)
    yield "弹-重叠.docx", overlapping(500, first="[Content_Types].xml")
    for name, pack in (("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)):
        yield f"弹.txt.{name}", pack(_ZEROS * 40)
        yield f"弹.tar.{name}", pack(_tar([("零.txt", _ZEROS * 40)]))
    yield "自身.zip", samples.zipped({"自身.zip": samples.zipped({"自身.zip": b"PK\x05\x06" + bytes(18)})})
    wide = samples.zipped({f"{n}.txt": f"第{n}件" for n in range(60)})
    yield "弹-套-个数.zip", samples.zipped({f"{n}.zip": wide for n in range(20)})


def _deflated(members: dict[str, int]) -> bytes:
    """Members of so many MiB of zeros each."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, size in members.items():
            archive.writestr(name, _ZEROS * size)
    return target.getvalue()


def overlapping(count: int, first: str = "0.txt") -> bytes:
    """A zip of many entries that all point to the same packed bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = _ZEROS
    packed = packer.compress(content) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
    name = first.encode()
    head = struct.pack("<HHHHH", 20, 0, 8, 0, 0x21) + sizes + struct.pack("<HH", len(name), 0)
    body = b"PK\x03\x04" + head + name + packed
    directory = b""
    for number in range(count):
        own = name if number == 0 else f"{number}.txt".encode()
        fixed = struct.pack("<HHHHH", 20, 0, 8, 0, 0x21) + sizes + struct.pack("<HH", len(own), 0)
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + fixed + struct.pack("<HHHII", 0, 0, 0, 0, 0) + own
        )
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


NAMES = (
    "../../../../外面.txt", "/tmp/绝对.txt", "C:\\windows\\盘符.txt", "..\\..\\反斜.txt", "-rf.txt", "--help.txt",
    "换\n行.txt", "响\x07铃.txt", "😀🈚️.txt", "长" * 80 + ".txt", "n" * 255, " 前空.txt", "尾点.", "con.txt",
    "a/../b/./c.txt", "=1+1.txt", "<script>.txt", "'\";$(touch x)`.txt", "\u202etxt.exe", "a!/b.txt", "#2.txt",
    "$HOME.txt", "%s%n.txt", "[bold]红[/bold].txt", "\x1b[31m红.txt",
)  # fmt: skip


def _members() -> Iterator[Named]:
    text = seeds.TEXT.encode()
    yield "名-怪.zip", samples.zipped({name: text + name.encode() for name in NAMES})
    yield (
        "名-国标.zip",
        samples.raw_zip([("自评报告.txt".encode("gb18030"), text), (b"\xff\xfe\x81.txt", text + b"1")]),
    )
    yield "名-误标.zip", samples.raw_zip([("自评报告.txt".encode("gb18030"), text)], flags=0x800)
    yield "名-零.zip", samples.raw_zip([(b"a\0b.txt", text), (b"", text + b"2"), (b"\0", text + b"3")])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for turn in range(3):
            with warnings.catch_warnings(action="ignore"):  # that is the point
                archive.writestr(zipfile.ZipInfo("重名.txt"), seeds.TEXT + str(turn))
        link = zipfile.ZipInfo("链接.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("夹/", "")
    yield "名-重.zip", target.getvalue()
    lies = bytearray(samples.zipped({"甲.txt": seeds.TEXT}))
    where = lies.rfind(b"PK\x01\x02")
    lies[where + 24 : where + 28] = struct.pack("<I", 0xFFFFFFF0)
    yield "谎报大小.zip", bytes(lies)
    crc = bytearray(samples.zipped({"甲.txt": seeds.TEXT, "乙.txt": seeds.TEXT + "乙"}))
    crc[14:18] = b"\0\0\0\0"
    where = crc.find(b"PK\x01\x02")
    crc[where + 16 : where + 20] = b"\1\2\3\4"
    yield "校验不符.zip", bytes(crc)


def _tar(members: list[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


def _tars() -> Iterator[Named]:
    yield "名-怪.tar", _tar([(name, seeds.TEXT.encode() + name.encode()) for name in NAMES])
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, kind in (
            ("软链", tarfile.SYMTYPE), ("硬链", tarfile.LNKTYPE), ("管道", tarfile.FIFOTYPE),
            ("字符设备", tarfile.CHRTYPE), ("块设备", tarfile.BLKTYPE),
        ):  # fmt: skip
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    yield "特殊.tar", target.getvalue()
    huge = tarfile.TarInfo("大.txt")
    huge.size = 1 << 50
    yield "谎报大小.tar", huge.tobuf(tarfile.GNU_FORMAT) + b"x" * 1024
    yield "多层.tar.gz", gzip.compress(gzip.compress(gzip.compress(_tar([("甲.txt", seeds.TEXT.encode())]))))
