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
    (("pdf",), True, "须有文字层；只有图片的页会注明未读"),
    (("xlsx",), True, ""),
    (("txt", "csv"), True, "UTF-8、UTF-16、GB18030 编码均可"),
    (("html",), True, ""),
    (("zip",), True, "其中的文件逐个读取"),
    (("doc", "wps", "rtf"), False, "用 Word 或 WPS 另存为 docx"),
    (("xls", "et"), False, "用 Excel 或 WPS 另存为 xlsx"),
    (("ofd",), False, "请报送单位提供 docx、xlsx，或转换为带文字的 pdf"),
    (("image",), False, "请报送单位提供可复制文字的电子版"),
    (("rar", "7z"), False, "解压后交给 heji，或改用 zip 压缩"),
)

_PROGRAMS = (
    ("LibreOffice", ("soffice", "libreoffice"), "可把 doc、wps、rtf 批量另存为 docx"),
    ("unar", ("unar",), "可解压 rar、7z"),
    ("7-Zip", ("7z", "7zz", "7za"), "可解压 7z、rar"),
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


def _formats() -> Table:
    table = _table("文件格式", "格式", "能否读取", "说明")
    for codes, works, words in FORMATS:
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
