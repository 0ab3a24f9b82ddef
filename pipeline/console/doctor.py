"""What is installed and which formats work here, with what to do about those that do not (自检)."""

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline import __version__
from pipeline.outputs.names import chinese_name

PACKAGES = (
    "spacy",
    "jieba",
    "python-docx",
    "pypdfium2",
    "pdfplumber",
    "python-calamine",
    "olefile",
    "xlrd",
    "openpyxl",
    "msoffcrypto-tool",
    "lxml",
    "pandas",
    "XlsxWriter",
    "pydantic",
    "rich",
)

# Formats by their codes, whether they are read, and what to know or to do.
FORMATS = (
    (("docx",), True, ""),
    (("pdf",), True, "没有文字层的页按图片识别，见下"),
    (("xlsx",), True, ""),
    (("txt", "csv"), True, "UTF-8、UTF-16、GB18030 编码均可"),
    (("html",), True, "含单个文件网页（mht）"),
    (("zip",), True, "其中的文件逐个读取"),
    (
        ("doc", "wps"),
        True,
        "文字和表格直接读取，不需要其他程序；Word 6.0/95 和损坏的文件装有 LibreOffice 时转换后读出",
    ),
    (("rtf",), True, ""),
    (("xls", "et"), True, "Excel 5.0 及以后；更早的须另存为 xlsx"),
    (("ofd",), True, ""),
    (("tar",), True, "含 tar.gz、gz、bz2、xz"),
)
_SCANS = (("image",), "扫描的 pdf、ofd 页和图片的文字识别", '运行 pip install "heji[ocr]"')
_PACKED = (("rar", "7z"), "", "安装 7-Zip，或解压后交给 heji、改用 zip 压缩")

_PROGRAMS = (
    (
        "LibreOffice",
        ("soffice", "libreoffice"),
        "可读 Word 6.0/95 和损坏的 doc、wps（转换后读出，注明须核对）",
    ),
    ("7-Zip", ("7zz", "7z", "7za"), "可展开 7z、rar"),
    ("bsdtar", ("bsdtar",), "可展开 7z、rar"),
)


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something that keeps the program from working, and the remedy."""

    what: str
    remedy: str


def ailments() -> tuple[Ailment, ...]:
    """Everything required that is missing."""
    missing = (name for name in PACKAGES if _version(name) is None)
    return tuple(Ailment(f"缺少软件包 {name}", f"运行 pip install {name}") for name in missing)


def doctor_report() -> RenderableType:
    """The whole report, as tables."""
    found = ailments()
    verdict = Text("可以使用。" if not found else "不能正常使用：", style="bold")
    lines = [Text(f"  {ailment.what}。{ailment.remedy}。") for ailment in found]
    return Group(_environment(), "", _formats(), "", _programs(), "", verdict, *lines)


def _environment() -> Table:
    table = _table("环境", "项目", "版本")
    table.add_row("核绩 heji", __version__)
    table.add_row("Python", platform.python_version())
    table.add_row("系统", f"{platform.system()} {platform.machine()}")
    for name in PACKAGES:
        table.add_row(name, _version(name) or "未安装")
    return table


def formats_here() -> tuple[tuple[tuple[str, ...], bool, str], ...]:
    """The formats with whether they are read on this machine, and what to know or to do."""
    from pipeline.ingestion.archive_programs import unpackers  # noqa: PLC0415 — the stage is slow to load
    from pipeline.ingestion.ocr_models import is_available  # noqa: PLC0415

    optional = ((_SCANS, is_available()), (_PACKED, bool(unpackers())))
    return (
        *FORMATS,
        *((codes, works, known if works else missing) for (codes, known, missing), works in optional),
    )


def _formats() -> Table:
    table = _table("文件格式", "格式", "能否读取", "说明")
    for codes, works, words in formats_here():
        names = "、".join(f"{chinese_name('format', code)}（{code}）" for code in codes)
        table.add_row(names, "可以" if works else "暂不支持", words)
    return table


def _programs() -> Table:
    table = _table("可选程序（没有也能运行）", "程序", "情况", "用处")
    for name, path, use in _found_programs():
        table.add_row(name, path or "未安装", use)
    return table


def _found_programs() -> Iterator[tuple[str, str | None, str]]:
    for name, commands, use in _PROGRAMS:
        paths = (shutil.which(command) for command in commands)
        yield name, next((path for path in paths if path), None), use


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
