"""Results for the page: an ordinary run, and one in which every word that a report can set is hostile."""

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.model import (
    Block,
    BlockKind,
    Cell,
    Document,
    Finding,
    Level,
    Place,
    Report,
    Results,
    Source,
    Table,
    place_of,
)
from pipeline.outputs.digest import digest_of
from pipeline.outputs.page import write_page
from pipeline.outputs.unchecked import unchecked_in
from tests.outputs.samples import finding, results
from tests.outputs.samples import report as sample

NASTY = (
    "</script></style><script>window.hurt=1</script><img src=http://evil.example/x onerror=window.hurt=1>"
    '"\' onmouseover="window.hurt=1" x=\'&lt;b&gt;&amp;#60;{{7*7}}{% raw %}]]>-->\u202e0821\u202c\u200f\x00\x1b\ud800\ufffe${1}`'
)
GENERATED = "2024-04-02T10:00:00+08:00"


def written(results: Results, folder: Path, generated: str = GENERATED) -> str:
    """The page of these results."""
    write_page(results, digest_of(results), unchecked_in(results), folder, generated)
    return (folder / "复核.html").read_text(encoding="utf-8")


def form_document(
    cells: list[tuple[int, int, int, int, str]], path: str = "表.docx", lead: str = ""
) -> Document:
    """A document of one table; cells are row, column, row span, column span, words."""
    blocks: list[Block] = []
    made: list[Cell] = []
    text = lead + "\n" if lead else ""
    if lead:
        blocks.append(Block(BlockKind.PARAGRAPH, 0, len(lead), page=1, paragraph=1))
    begin = len(text)
    for row, column, rows, columns, words in cells:
        start, end = len(text), len(text) + len(words)
        made.append(Cell(row, column, start, end, rows, columns))
        if words:
            blocks.append(Block(BlockKind.CELL, start, end, page=2, table=1, row=row, column=column))
        text += words + "\t"
    height = max(cell.row + cell.row_span - 1 for cell in made)
    width = max(cell.column + cell.column_span - 1 for cell in made)
    table = Table(1, begin, len(text), height, width, tuple(made), page=2)
    return Document(Source(path, "ab" * 32, 2048, "docx"), text, tuple(blocks), (table,), pages=2)


def report_on(document: Document, **changes: Any) -> Report:
    """A report that is the whole of a document and claims nothing."""
    bare = replace(
        sample(),
        document=document,
        spans=((0, len(document.text)),),
        sections=(),
        values=(),
        funds=(),
        indicators=(),
    )
    return replace(bare, **({"summary": {}, "identity": {}, "unclaimed": ()} | changes))


def finding_at(report: Report, *places: Place, **changes: Any) -> Finding:
    """A finding with these places."""
    own = {"report": report.id, "unit": report.unit, "project": report.project}
    return replace(finding(sample()), **own, places=tuple(places), values=(), **changes)


def place_in(document: Document, quote: str) -> Place:
    """Where a quote stands first."""
    start = document.text.index(quote)
    return place_of(document, start, start + len(quote))


def hostile_results() -> Results:
    """A run in which every string is hostile, that of the report's own text among them."""
    text = NASTY.replace("\x00", "").replace("\ud800", "")
    document = form_document([(1, 1, 1, 2, text), (2, 1, 1, 1, "280" + text), (2, 2, 1, 1, "")], NASTY, text)
    whole = place_of(document, 0, len(document.text))
    figure = place_in(document, "280")
    own = report_on(document, id=NASTY, title=NASTY, unit=NASTY, project=NASTY, unclaimed=(figure,))
    blank = Place(document.source.path, len(document.text) - 1, len(document.text) - 1, "", row=2, column=2)
    doubt = finding_at(own, whole, figure, blank, fingerprint="f" * 64, level=Level.ERROR)
    spoilt = replace(doubt, **dict.fromkeys(_string_fields(doubt), NASTY))
    plain = results([own], [spoilt])
    return replace(plain, title=NASTY, pairs=(), clusters=(), checks=(), rules=())


def _string_fields(thing: object) -> list[str]:
    assert is_dataclass(thing)
    kept = {"level", "fingerprint", "report", "year"}
    found = [field.name for field in fields(thing) if field.name not in kept]
    return [name for name in found if isinstance(getattr(thing, name), str | None)]
