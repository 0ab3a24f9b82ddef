"""Score and grade that stand in labelled cells of the form's head (评价等级｜优秀)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Kind, Place, Value
from pipeline.nlp.fold import folded
from pipeline.nlp.forms import Forms
from pipeline.nlp.grades import grade_of


def headed_values(forms: Forms, report: str, year: int | None) -> Iterator[Value]:
    """The values of the head's 自评得分 and 自评等级 cells, where they hold a figure or a grade and nothing else."""
    if "自评得分" in forms.header:
        yield from _headed_score(*forms.header["自评得分"], report, year)
    if "自评等级" in forms.header:
        yield from _headed_grade(*forms.header["自评等级"], report, year)


def _headed_score(text: str, place: Place, report: str, year: int | None) -> Iterator[Value]:
    written = re.fullmatch(r"\s*(\d+)(\.\d+)?\s?分?\s*", folded(text))
    if written is None:
        return
    places = len(written.group(2) or ".") - 1
    yield Value(
        id="",
        report=report,
        kind=Kind.SCORE,
        field="total_score",
        raw=text,
        place=place,
        number=Decimal(written.group(1) + (written.group(2) or "")),
        unit="分",
        ulp=Decimal(1).scaleb(-places),
        year=year,
        where="table",
        why="表头：自评得分",
    )


def _headed_grade(text: str, place: Place, report: str, year: int | None) -> Iterator[Value]:
    grade = grade_of(text)
    if grade is None:
        return
    yield Value(
        id="",
        report=report,
        kind=Kind.GRADE,
        field="grade",
        raw=text,
        place=place,
        grade=grade,
        year=year,
        where="table",
        why="表头：自评等级",
    )
