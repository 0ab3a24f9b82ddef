"""PDF files with too many pages, pages in a circle, streams that unfold without end; pictures of any size."""

import io
import struct
import zlib
from collections.abc import Iterator, Sequence

from PIL import Image

from tests.hostile.damage import Named
from tests.ingestion.drawn_pdf import DrawnPdf

_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_SHEET = "/MediaBox [0 0 595 842]"


def hostile_pages() -> Iterator[Named]:
    yield "十万页.pdf", raw_pdf(_tree(100_000))
    yield "一页引用十万次.pdf", raw_pdf(
        ["<< /Type /Catalog /Pages 2 0 R >>",
         f"<< /Type /Pages /Kids [{'3 0 R ' * 100_000}] /Count 100000 {_SHEET} >>",
         "<< /Type /Page /Parent 2 0 R >>"]
    )  # fmt: skip
    yield from _circles()
    yield from _contents()
    yield from _pictures()


def raw_pdf(bodies: Sequence[str | bytes]) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    out, offsets = [b"%PDF-1.4\n"], []
    length = len(out[0])
    for number, body in enumerate(bodies, start=1):
        offsets.append(length)
        piece = b"%d 0 obj\n" % number + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n"
        out.append(piece)
        length += len(piece)
    out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.extend(b"%010d 00000 n \n" % offset for offset in offsets)
    out.append(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, length))
    return b"".join(out)


def _tree(pages: int) -> list[str]:
    kids = " ".join(f"{number + 3} 0 R" for number in range(pages))
    return [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} {_SHEET} >>",
        *["<< /Type /Page /Parent 2 0 R >>"] * pages,
    ]


def _circles() -> Iterator[Named]:
    catalogue = "<< /Type /Catalog /Pages 2 0 R >>"
    circle = f"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 {_SHEET} >>"
    yield "页树循环.pdf", raw_pdf([catalogue, circle])
    yield "父子循环.pdf", raw_pdf(
        [catalogue, "<< /Type /Pages /Kids [3 0 R] /Count 9 /Parent 3 0 R >>",
         "<< /Type /Pages /Kids [2 0 R] /Count 9 /Parent 2 0 R >>"]
    )  # fmt: skip
    yield (
        "谎报页数.pdf",
        raw_pdf(
            [
                catalogue,
                f"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 {_SHEET} >>",
                "<< /Type /Page /Parent 2 0 R >>",
            ]
        ),
    )
    yield "负页数.pdf", raw_pdf([catalogue, f"<< /Type /Pages /Kids [] /Count -7 {_SHEET} >>"])
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 4 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream"
    page = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /X 4 0 R >> >> >>"
    yield (
        "图形循环.pdf",
        raw_pdf([catalogue, f"<< /Type /Pages /Kids [3 0 R] /Count 1 {_SHEET} >>", page, form]),
    )
    yield "长度循环.pdf", raw_pdf(
        [catalogue, f"<< /Type /Pages /Kids [3 0 R] /Count 1 {_SHEET} >>",
         "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>", b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"]
    )  # fmt: skip
    yield "前表循环.pdf", raw_pdf([catalogue, circle]).replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9")
    doubled = ["<< /Type /Catalog /Pages 2 0 R >>"]
    for level in range(40):
        below = level + 3
        doubled.append(
            f"<< /Type /Pages /Kids [{below} 0 R {below} 0 R] /Count {1 << min(30, 40 - level)} {_SHEET} >>"
        )
    yield "页树翻倍.pdf", raw_pdf([*doubled, "<< /Type /Page /Parent 2 0 R >>"])


def _one_page(content: bytes, filters: str = "", media: str = _SHEET) -> bytes:
    return raw_pdf(
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
         f"<< /Type /Page /Parent 2 0 R {media} /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
         b"<< /Length %d %s >>\nstream\n" % (len(content), filters.encode()) + content + b"\nendstream", _FONT]
    )  # fmt: skip


def _contents() -> Iterator[Named]:
    bomb = zlib.compress(bytes(40 << 20), 9)
    yield "流-弹.pdf", _one_page(bomb, "/Filter /FlateDecode")
    yield "流-双弹.pdf", _one_page(zlib.compress(bomb, 9), "/Filter [/FlateDecode /FlateDecode]")
    yield "流-叠百层.pdf", _one_page(bomb, f"/Filter [{'/FlateDecode ' * 100}]")
    yield "许多字.pdf", _one_page(b"BT /F 1 Tf 1 1 Td " + b"(2023 98.5% 100) Tj 1 0 Td " * 20_000 + b"ET")
    yield (
        "许多线.pdf",
        _one_page(b"BT /F 9 Tf 72 700 Td (budget 100) Tj ET " + b"10 10 m 500 500 l S " * 30_000),
    )
    grid = b"".join(b"%d 0 m %d 800 l S 0 %d m 590 %d l S " % (n, n, n, n) for n in range(0, 590, 2))
    yield (
        "密格.pdf",
        _one_page(
            grid
            + b"BT /F 2 Tf "
            + b"".join(
                b"1 0 0 1 %d %d Tm (1) Tj " % (x, y) for x in range(0, 590, 12) for y in range(0, 800, 12)
            )
            + b"ET"
        ),
    )
    yield (
        "满页数字.pdf",
        _one_page(
            b"BT /F 6 Tf "
            + b"".join(
                b"1 0 0 1 %d %d Tm (%d.5) Tj " % (x, y, x * y % 1000)
                for x in range(0, 590, 9)
                for y in range(0, 840, 9)
            )
            + b"ET"
        ),
    )
    yield "深括号.pdf", _one_page(b"q " * 50_000 + b"BT /F 9 Tf (x) Tj ET " + b"Q " * 50_000)
    yield "深字典.pdf", raw_pdf(["<< /A " * 20_000 + ">>" * 20_000])
    yield "深数组.pdf", raw_pdf(["[" * 100_000 + "]" * 100_000])
    yield "页面巨大.pdf", _one_page(b"BT /F 9 Tf (x) Tj ET", media="/MediaBox [0 0 1e9 1e9]")
    yield "页面倒置.pdf", _one_page(b"BT /F 9 Tf (x) Tj ET", media="/MediaBox [500 500 -1 0]")
    yield (
        "页面无穷.pdf",
        _one_page(b"BT /F 9e99 Tf 1e38 1e38 Td (x 2023) Tj ET", media="/MediaBox [0 0 nan inf]"),
    )
    yield (
        "脚本.pdf",
        raw_pdf(
            [
                "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
                "<< /Type /Pages /Kids [] /Count 0 >>",
            ]
        ),
    )
    many = DrawnPdf(invariant=1)
    for number in range(60):
        many.lines(80, [f"第{number}页  预算{number}万元"]).next_page()
    yield "六十页.pdf", many.content()


def _pictures() -> Iterator[Named]:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    for name, (width, height) in {"巨图": (60_000, 60_000), "零图": (0, 0), "长条": (2_000_000, 1)}.items():
        head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
        yield f"{name}.png", b"\x89PNG\r\n\x1a\n" + body
    frames = [Image.new("1", (10, 10), n % 2) for n in range(300)]
    for kind in ("tiff", "gif"):
        target = io.BytesIO()
        frames[0].save(target, kind, save_all=True, append_images=frames[1:])
        yield f"三百帧.{kind}", target.getvalue()
    yield "循环.tiff", b"II*\0\x08\0\0\0\0\0\x08\0\0\0"
