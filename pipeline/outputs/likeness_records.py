"""Rows of the data files about likeness: what is shared section by section, and how much is 套话."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Results
from pipeline.outputs.numerals import plain_decimal

Row = dict[str, object]


def section_share_rows(results: Results) -> Iterator[Row]:
    """similar_sections.jsonl: of every similar pair how much of each section stands in the other report."""
    for pair in sorted(results.pairs, key=lambda pair: (pair.a, pair.b, pair.kind)):
        for one in pair.coverage:
            yield {
                "a": pair.a,
                "b": pair.b,
                "report": one.report,
                "title": one.title,
                "role": one.role,
                "start": one.start,
                "characters": one.characters,
                "copied": one.copied,
                "share": _share(one.copied, one.characters),
                "reworded": pair.reworded,
            }


def boilerplate_rows(results: Results) -> Iterator[Row]:
    """boilerplate.jsonl: of every report (no title) and section the 套话 in it."""
    for one in sorted(results.batch.boilerplate, key=lambda one: (one.report, bool(one.title), one.start)):
        yield {
            "report": one.report,
            "title": one.title or None,
            "role": one.role or None,
            "start": one.start,
            "characters": one.characters,
            "common": one.common,
            "common_share": _share(one.common, one.characters),
            "sentences": one.sentences,
            "empty": one.empty,
            "empty_share": _share(one.empty, one.sentences),
        }


def _share(part: int, whole: int) -> str | None:
    return plain_decimal((Decimal(part) / whole).quantize(Decimal("0.0001"))) if whole else None
