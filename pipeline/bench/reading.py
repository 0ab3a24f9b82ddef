"""The readers beside the plain libraries of their formats, in one process over the same files (读取)."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.bench.corpus import Corpus
from pipeline.bench.figures import Figure, Scale, Section, wanted
from pipeline.bench.measuring import median_cpu
from pipeline.bench.plain import read_plainly
from pipeline.ingestion import read_document
from pipeline.model import Source
from pipeline.settings import load_settings

_PLAIN = {"docx": "python-docx 逐段逐表", "pdf": "pdfplumber 取文字和表格", "xlsx": "openpyxl 逐格"}


def reading_section(corpus: Corpus, scale: Scale) -> Section:
    """Pages a second of each reader, and how it stands to the plain library."""
    figures = [
        figure
        for format_name in _PLAIN
        for figure in _of_format(format_name, corpus.paths(format_name)[: scale.files], corpus, scale)
    ]
    on = f"每种格式 {scale.files} 个文件，单进程处理器时间，{scale.passes} 遍取中位数"
    return Section("reading", "读取：与通用库相比", on, tuple(figures))


def _of_format(format_name: str, paths: list[Path], corpus: Corpus, scale: Scale) -> Iterator[Figure]:
    limits = load_settings().limits
    contents = [(path.name, path.read_bytes()) for path in paths]
    pages = sum(one.pages for one in corpus.submissions if corpus.folder / one.path in set(paths))

    def ours() -> None:
        for name, content in contents:
            read_document(Source(name, "", len(content), format_name), content, limits)

    def plainly() -> None:
        for _, content in contents:
            read_plainly(content, format_name)

    # Once outside of the measurement: imports and caches belong to no file.
    read_document(Source(contents[0][0], "", 0, format_name), contents[0][1], limits)
    read_plainly(contents[0][1], format_name)
    own, plain = median_cpu(ours, scale.passes), median_cpu(plainly, scale.passes)
    yield Figure(f"{format_name}_files", f"{format_name} 每秒文件数", len(contents) / own, "个/秒")
    yield Figure(f"{format_name}_pages", f"{format_name} 每秒页数", pages / own, "页/秒")
    yield Figure(
        f"{format_name}_plain_pages", f"{format_name} 通用库（{_PLAIN[format_name]}）", pages / plain, "页/秒"
    )
    if format_name == "docx":
        most = wanted(scale, "reading", "docx_slower")
        yield Figure("docx_slower", "docx 本程序用时 ÷ 通用库", own / plain, "倍", at_most=most)
    else:
        least = wanted(scale, "reading", f"{format_name}_faster")
        yield Figure(
            f"{format_name}_faster", f"{format_name} 通用库用时 ÷ 本程序", plain / own, "倍", at_least=least
        )
