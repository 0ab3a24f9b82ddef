"""What the auditor typed into the workbooks of an earlier run (审核意见), read back by fingerprint."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from python_calamine import CalamineError

from pipeline.model import Finding, Results, VerdictEntry
from pipeline.outputs.review_cells import VERDICTS, Review, verdict_word
from pipeline.outputs.typed_rows import TypedRow, typed_rows

logger = logging.getLogger(__name__)

WORKBOOK = "问题清单.xlsx"
KEPT = "问题清单-旧稿-"
"""Beginning of the names of workbooks kept because something in them could not be read back."""
RECEIPT = "回执.json"
READ = "workbooks_read"
"""Key of the receipt: the workbooks taken in so far, by name, with their SHA-256."""

_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods")


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What the workbooks of a folder say: entries by a person, and what could not be read back."""

    entries: tuple[VerdictEntry, ...] = ()
    problems: tuple[str, ...] = ()
    """Chinese sentences."""
    spoilt: bool = False
    """Whether the workbook that is about to be replaced holds something that was not read back."""
    read: Mapping[str, str] | None = None
    """Name and SHA-256 of every workbook of verdicts that was read now or before."""


def typed_entries(out: Path) -> tuple[VerdictEntry, ...]:
    """Every verdict, note, name or day that a person typed or cleared since heji wrote the workbooks of `out`.

    One entry a finding, with all four cells as they stand now; both None where all was taken back. What heji
    itself wrote is no entry. What cannot be read back is said in the log.
    """
    found = read_back(out)
    for problem in (*found.problems, *open_workbooks(out)):
        logger.warning("%s", problem)
    return found.entries


def read_back(out: Path) -> ReadBack:
    """Reads the workbook of `out` and every renamed copy of it; of two that differ the newer one holds."""
    taken = _taken(out / RECEIPT)
    reviews: dict[str, Review] = {}
    problems: list[str] = []
    read = dict(taken)
    spoilt = False
    for path in _candidates(out):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if path.name != WORKBOOK and taken.get(path.name) == digest:
            continue
        said = len(problems)
        found = _reviews(path.name, content, problems)
        if found is None:
            continue
        read[path.name] = digest
        reviews |= found
        spoilt |= path.name == WORKBOOK and len(problems) > said
    entries = [_entry(fingerprint, review) for fingerprint, review in reviews.items()]
    return ReadBack(tuple(entries), tuple(problems), spoilt, read)


def open_workbooks(out: Path) -> tuple[str, ...]:
    """A sentence for every workbook that another program holds open now, by its lock file."""
    names = [path.name for path in sorted(out.iterdir())] if out.is_dir() else []
    held = [name[2:] for name in names if name.startswith("~$")]
    held += [name[7:-1] for name in names if name.startswith(".~lock.") and name.endswith("#")]
    return tuple(
        f"“{name}”正在别的程序中打开：只读到最近一次保存的内容。"
        "请保存并关闭它，否则新的工作簿可能写不进去，没有保存的意见也带不回来。"
        for name in dict.fromkeys(held)
        if name.endswith(_SUFFIXES)
    )


def with_verdicts(results: Results, entries: Iterable[VerdictEntry]) -> tuple[Results, frozenset[str], bool]:
    """The results with what the log does not hold yet filled in where a finding has no verdict.

    Gives the fingerprints so filled in, and whether every entry has found its place: what the results say
    is not overruled, and an entry may belong to no finding any more.
    """
    logged = {_words(entry) for entry in results.verdict_log}
    pending = {entry.fingerprint: entry for entry in entries if _words(entry) not in logged}
    late: set[str] = set()
    findings = [_filled(finding, pending, late) for finding in results.findings]
    gone = [_filled(finding, pending, late) for finding in results.gone]
    settled = late | {one.fingerprint for one in (*findings, *gone) if _agrees(one, pending)}
    filled = replace(results, findings=tuple(findings), gone=tuple(gone))
    return filled, frozenset(late), set(pending) <= settled


def review_of(finding: Finding) -> Review:
    """What the yellow cells of this finding hold."""
    return Review(finding.verdict, finding.note, finding.reviewer, finding.reviewed_on)


def _candidates(out: Path) -> Iterator[Path]:
    """Workbooks that may hold verdicts, the oldest first, so that the newest has the last word."""
    if not out.is_dir():
        return
    paths = [
        path
        for path in out.iterdir()
        if path.suffix.lower() in _SUFFIXES and path.is_file() and not path.name.startswith(("~$", ".", KEPT))
    ]
    yield from sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name == WORKBOOK, path.name))


def _reviews(name: str, content: bytes, problems: list[str]) -> dict[str, Review] | None:
    """What a person changed in this workbook; None for one that is none of ours."""
    ours = name.startswith("问题清单")
    try:
        rows = typed_rows(content)
    except CalamineError as error:
        logger.info("%s: %s", name, error)
        if ours:
            problems.append(f"“{name}”打不开（已损坏或设有密码），其中的审核意见没有带回。")
        return {} if ours else None
    if rows is None:
        if ours:
            problems.append(f"“{name}”中找不到“审核意见”“指纹”两个列标题，其中的审核意见没有带回。")
        return {} if ours else None
    return _changed(name, rows, problems)


def _changed(name: str, rows: Iterable[TypedRow], problems: list[str]) -> dict[str, Review]:
    found: dict[str, Review] = {}
    clashing: set[str] = set()
    for row in rows:
        if not row.changed:
            continue
        where = f"“{name}”工作表“{row.sheet}”第{row.row}行"
        verdict = verdict_word(row.review.verdict) if row.review.verdict else None
        if not row.fingerprint:
            problems.append(f"{where}写了“{_told(row.review)}”，但隐藏的指纹列已空，对不上疑点。")
        elif row.review.verdict and verdict is None:
            problems.append(
                f"{where}的审核意见“{row.review.verdict[:20]}”不是 {'、'.join(VERDICTS)} 之一，没有带回。"
            )
        elif found.get(row.fingerprint, replace(row.review, verdict=verdict)).mark() != (
            replace(row.review, verdict=verdict).mark()
        ):
            clashing.add(row.fingerprint)
            problems.append(f"{where}与另一行是同一疑点而意见不同，两行都没有带回。")
        else:
            found[row.fingerprint] = replace(row.review, verdict=verdict)
    return {fingerprint: review for fingerprint, review in found.items() if fingerprint not in clashing}


def _told(review: Review) -> str:
    return "，".join(part for part in (review.verdict, review.note, review.reviewer) if part)[:40]


def _entry(fingerprint: str, review: Review) -> VerdictEntry:
    return VerdictEntry(fingerprint, review.verdict, review.note, review.reviewer, review.reviewed_on)


def _words(entry: VerdictEntry) -> tuple[str, str]:
    review = Review(entry.verdict, entry.note, entry.reviewer, entry.reviewed_on)
    return entry.fingerprint, review.mark()


def _filled(finding: Finding, pending: Mapping[str, VerdictEntry], late: set[str]) -> Finding:
    entry = pending.get(finding.fingerprint)
    if entry is None or review_of(finding):
        return finding
    late.add(finding.fingerprint)
    return replace(
        finding,
        verdict=entry.verdict,
        note=entry.note,
        reviewer=entry.reviewer,
        reviewed_on=entry.reviewed_on,
    )


def _agrees(finding: Finding, pending: Mapping[str, VerdictEntry]) -> bool:
    entry = pending.get(finding.fingerprint)
    return entry is not None and _words(entry)[1] == review_of(finding).mark()


def _taken(receipt: Path) -> dict[str, str]:
    """The workbooks that earlier runs have read, by the receipt; a broken receipt means none."""
    if not receipt.is_file():
        return {}
    try:
        told = json.loads(receipt.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    read = told.get(READ) if isinstance(told, dict) else None
    return {str(name): str(digest) for name, digest in read.items()} if isinstance(read, dict) else {}
