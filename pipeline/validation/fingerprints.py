"""The stable identity of a finding (指纹): no page, no wording, no number in it."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from pipeline.model import Report

_CODE = re.compile(r"^[0-9a-z]{6,}[-—]")
_NOT_NAME = re.compile(r"[^\w]|_")


@lru_cache(maxsize=16_384)
def canonical_name(name: str | None) -> str:
    """A name without width variants, spaces, punctuation and a leading project code."""
    folded = unicodedata.normalize("NFKC", name or "").casefold().strip()
    return _NOT_NAME.sub("", _CODE.sub("", folded))


def canonical_fact(fact: str) -> str:
    """A fact key whose names of rows and columns are spelt as a name is, part by part."""
    return "/".join(canonical_name(part) for part in fact.split("/"))


def fingerprint(rule: str, report: Report, project: str | None, fact: str, apart: str = "") -> str:
    """SHA-256 over rule, unit, project, year, kind of report and fact key.

    `apart` parts the doubts on one fact in several reports of one project. A report that names no unit is
    known by its file's name as well: without it, strangers would answer to one name.
    """
    subject = canonical_name(project or report.project)
    if not report.unit:
        subject = f"{subject or canonical_name(report.title)}/{file_stem(report)}"
    # A form and the narrative beside it are two papers: each keeps its own verdicts when the other is mended.
    paper = "自评表" if report.kind.endswith("表") else ""
    return _digest(
        [rule, canonical_name(report.unit), subject, report.year, canonical_fact(fact), paper, apart]
    )


def fingerprint_of(rule: str, unit: str | None, subject: str | None, year: int | None, fact: str) -> str:
    """The same for a finding that has no report."""
    return _digest([rule, canonical_name(unit), canonical_name(subject), year, canonical_fact(fact), "", ""])


def file_stem(report: Report) -> str:
    """The name of the report's file without folder and extension, which a re-export keeps."""
    return canonical_name(PurePosixPath(report.document.source.path.rsplit("!/", 1)[-1]).stem)


def told_apart(reports: Sequence[Report]) -> tuple[str, ...]:
    """What parts reports that state the same doubt: nothing for the one with the shortest file name, then names.

    A copy or a revision (报告（修改）.docx) lengthens the name of what was there before: the doubt that was
    there before keeps its fingerprint, in whatever order and format the files arrive.
    """

    def order(at: int) -> tuple[int, str, str, int]:
        stem = file_stem(reports[at])
        return len(stem), stem, reports[at].document.source.path, reports[at].spans[0][0]

    marks = [""] * len(reports)
    taken = Counter[str]()
    for at in sorted(range(len(reports)), key=order)[1:]:
        stem = file_stem(reports[at])
        taken[stem] += 1
        marks[at] = f"{stem}#{taken[stem]}"
    return tuple(marks)


def _digest(key: list[object]) -> str:
    return hashlib.sha256(json.dumps(key, ensure_ascii=False).encode()).hexdigest()
