"""The kinds of files that are measured, each made by its producer from reports of known content."""

import io
import unicodedata
from collections.abc import Callable, Sequence

import pypdfium2

from tests.ingestion.measure.drawn import as_ofd, drawn, scanned
from tests.ingestion.measure.producers import converted, page, printed, word, workbook
from tests.ingestion.measure.truth import TrueReport, TrueTable, report

_RADICALS = {ord(unicodedata.normalize("NFKC", chr(code))): code for code in range(0x2F00, 0x2FD6)}
_SHADED = "td{background:#dde}body{-webkit-print-color-adjust:exact}"
Made = tuple[TrueReport, bytes]
Maker = Callable[[Sequence[int]], list[Made]]


def _each(write: Callable[[TrueReport, int], bytes], **size: int) -> Maker:
    return lambda seeds: [(truth, write(truth, seed)) for seed in seeds for truth in [report(seed, **size)]]


def _office(write: Callable[[TrueReport, int], bytes], suffix: str, wanted: str, **size: int) -> Maker:
    def made(seeds: Sequence[int]) -> list[Made]:
        reports = [report(seed, **size) for seed in seeds]
        sources = [write(truth, seed) for truth, seed in zip(reports, seeds, strict=True)]
        return list(zip(reports, converted(sources, suffix, wanted), strict=True))

    return made


def _web(**style: str | int) -> Maker:
    def made(seeds: Sequence[int]) -> list[Made]:
        reports = [report(seed) for seed in seeds]
        return list(zip(reports, printed([page(truth, **style) for truth in reports]), strict=True))  # type: ignore[arg-type]

    return made


def _disguised(seeds: Sequence[int]) -> list[Made]:
    """Web pages whose letters are Kangxi radicals wherever there is one that looks alike, as some fonts say."""
    reports = [report(seed) for seed in seeds]
    return list(zip(reports, printed([page(truth).translate(_RADICALS) for truth in reports]), strict=True))


def _turned(seeds: Sequence[int]) -> list[Made]:
    """Pages of which every other one lies on its side (/Rotate), as after scanning or merging files."""
    made = []
    for seed in seeds:
        truth = report(seed)
        opened = pypdfium2.PdfDocument(drawn(truth))
        for index in range(0, len(opened), 2):
            opened[index].set_rotation(90 if seed % 2 else 270)
        buffer = io.BytesIO()
        opened.save(buffer)
        made.append((truth, buffer.getvalue()))
    return made


def _tables_only(maker: Maker) -> Maker:
    """Of a workbook only the tables are known."""
    return lambda seeds: [
        (TrueReport(tuple(item for item in truth.items if isinstance(item, TrueTable))), content)
        for truth, content in maker(seeds)
    ]


def _plain_word(truth: TrueReport, seed: int) -> bytes:
    return word(truth, header="某局绩效自评" if seed % 2 else "")


def _long_word(truth: TrueReport, seed: int) -> bytes:
    return word(truth, repeated_heads=seed % 2 == 0)


CASES: dict[str, tuple[str, Maker]] = {
    "docx": ("docx", _each(_plain_word)),
    "doc": ("doc", _office(_plain_word, "docx", "doc")),
    "rtf": ("rtf", _office(_plain_word, "docx", "rtf")),
    "html": ("html", _each(lambda truth, _: page(truth).encode())),
    "html-gbk": ("html", _each(lambda truth, _: page(truth).replace("utf-8", "gb2312").encode("gb18030"))),
    "html-office": ("html", _office(_plain_word, "docx", "html")),
    "xlsx": ("xlsx", _tables_only(_each(workbook))),
    "xls": ("xls", _tables_only(_office(workbook, "xlsx", "xls"))),
    "pdf-office": ("pdf", _office(_plain_word, "docx", "pdf")),
    "pdf-office-long": ("pdf", _office(_long_word, "docx", "pdf", rows=45)),
    "pdf-sheet": ("pdf", _tables_only(_office(workbook, "xlsx", "pdf"))),
    "pdf-web": ("pdf", _web()),
    "pdf-web-dashed": ("pdf", _web(rule="1px dashed #555")),
    "pdf-web-double": ("pdf", _web(rule="3px double #000")),
    "pdf-web-dotted": ("pdf", _web(rule="1px dotted #000")),
    "pdf-web-separate": ("pdf", _web(style="table{border-collapse:separate;border:1px solid}")),
    "pdf-web-shaded": ("pdf", _web(rule="1px solid #fff", style=_SHADED)),
    "pdf-web-radicals": ("pdf", _disguised),
    "pdf-turned": ("pdf", _turned),
    "pdf-web-columns": ("pdf", _web(columns=2, style="table{column-span:all}")),
    "pdf-grid": ("pdf", _each(lambda truth, _: drawn(truth))),
    "pdf-long": ("pdf", _each(lambda truth, _: drawn(truth), rows=60)),
    "pdf-dashed": ("pdf", _each(lambda truth, _: drawn(truth, "dashed"))),
    "pdf-double": ("pdf", _each(lambda truth, _: drawn(truth, "double"))),
    "pdf-filled": ("pdf", _each(lambda truth, _: drawn(truth, "filled", wide=True))),
    "pdf-open": ("pdf", _each(lambda truth, _: drawn(truth, "open"))),
    "pdf-columns": ("pdf", _each(lambda truth, _: drawn(truth, columns=2), simple_columns=4)),
    "pdf-three": ("pdf", _each(lambda truth, _: drawn(truth, "three"), simple_columns=5)),
    "pdf-three-long": ("pdf", _each(lambda truth, _: drawn(truth, "three"), simple_columns=6, rows=50)),
    "pdf-three-columns": ("pdf", _each(lambda truth, _: drawn(truth, "three", columns=2), simple_columns=4)),
    "ofd": ("ofd", _each(lambda truth, _: as_ofd(drawn(truth)))),
    "ofd-long": ("ofd", _each(lambda truth, _: as_ofd(drawn(truth, "double")), rows=60)),
    "scan": ("pdf", _each(lambda truth, seed: scanned(drawn(truth), seed), paragraphs=1, tables=2)),
}
"""Name of the case: suffix of its files, and what makes them."""
