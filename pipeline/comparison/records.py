"""The results of a run read back from its OUT (读回成果): checked line by line against the contract, or refused."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.errors import UsageError, cause_of
from pipeline.outputs import DATA, RECEIPT


class PlaceRow(msgspec.Struct, frozen=True):
    """A place (出处) as the contract writes it."""

    path: str
    start: int
    end: int
    quote: str
    page: int | None
    paragraph: int | None
    sheet: str | None
    table: int | None
    row: int | None
    column: int | None


class ReportRow(msgspec.Struct, frozen=True):
    """What identifies a report."""

    report: str
    path: str
    sha256: str
    kind: str
    title: str
    unit: str | None
    project: str | None
    year: int | None


class ValueRow(msgspec.Struct, frozen=True):
    """A number that means something."""

    value: str
    report: str
    kind: str
    field: str
    number: str | None
    unit: str | None
    raw: str
    modality: str
    project: str | None
    year: int | None
    section: str | None
    where: str
    place: PlaceRow


class FundRow(msgspec.Struct, frozen=True):
    """A row of the form's fund block."""

    report: str
    row: str
    budget_initial: str | None
    budget_full: str | None
    spent: str | None
    weight: str | None
    rate: str | None
    score: str | None
    places: dict[str, PlaceRow | None]


class IndicatorRow(msgspec.Struct, frozen=True):
    """An indicator of the form."""

    report: str
    level1: str | None
    level2: str | None
    level3: str | None
    target: str | None
    actual: str | None
    weight: str | None
    score: str | None
    places: dict[str, PlaceRow | None]


_CLEARED = "已消除"


class FindingRow(msgspec.Struct, frozen=True):
    """A finding (疑点)."""

    finding: str
    rule: str
    title: str
    level: str
    report: str | None
    unit: str | None
    project: str | None
    year: int | None
    message: str
    expected: str | None
    actual: str | None
    difference: str | None
    places: list[PlaceRow]
    verdict: str | None
    note: str | None
    status: str = ""


class CheckRow(msgspec.Struct, frozen=True):
    """What a rule said of a report."""

    rule: str
    report: str
    outcome: str
    why: str


class _Output(msgspec.Struct, frozen=True):
    path: str
    sha256: str
    rows: int


class _Receipt(msgspec.Struct, frozen=True):
    generated: str
    title: str
    profile: str
    settings_digest: str
    versions: dict[str, str]
    outputs: list[_Output]


@dataclass(frozen=True, slots=True)
class Round:
    """One run as it stands in its OUT (一轮)."""

    folder: Path
    generated: str
    title: str
    version: str
    settings: str
    """Profile and digest of the settings."""
    reports: tuple[ReportRow, ...]
    values: tuple[ValueRow, ...]
    funds: tuple[FundRow, ...]
    indicators: tuple[IndicatorRow, ...]
    findings: tuple[FindingRow, ...]
    suppressed: frozenset[str]
    """Fingerprints of the findings set aside by the exceptions file."""
    checks: tuple[CheckRow, ...]


_Row = TypeVar("_Row", bound=msgspec.Struct)
_SUPPRESSED = "suppressed.jsonl"


def read_round(out: Path) -> Round:
    """The results in `out`; raises UsageError where they are damaged, unfinished or not ours."""
    receipt = _receipt(out)
    hashes = {output.path: output.sha256 for output in receipt.outputs}
    suppressed = _rows(out, _SUPPRESSED, FindingRow, hashes) if f"{DATA}/{_SUPPRESSED}" in hashes else ()
    return Round(
        folder=out,
        generated=receipt.generated,
        title=receipt.title,
        version=receipt.versions.get("heji", ""),
        settings=f"{receipt.profile} {receipt.settings_digest}",
        reports=_rows(out, "reports.jsonl", ReportRow, hashes),
        values=_rows(out, "values.jsonl", ValueRow, hashes),
        funds=_rows(out, "funds.jsonl", FundRow, hashes),
        indicators=_rows(out, "indicators.jsonl", IndicatorRow, hashes),
        findings=_standing(_rows(out, "findings.jsonl", FindingRow, hashes)),
        suppressed=frozenset(row.finding for row in suppressed),
        checks=_rows(out, "checks.jsonl", CheckRow, hashes),
    )


def _receipt(out: Path) -> _Receipt:
    path = out / RECEIPT
    if not path.is_file():
        raise UsageError(f"“{out}”里没有 {RECEIPT}，不是 heji run 写出的结果文件夹。")
    try:
        return _decoded(path.read_bytes(), msgspec.json.Decoder(_Receipt))
    except OSError as error:
        raise UsageError(f"“{path}”读不出来：{cause_of(error)}。") from error
    except ValueError as error:
        raise UsageError(f"“{path}”不是 heji run 写出的样子或已损坏，请重新运行 heji run。") from error


def _decoded(content: bytes, decoder: msgspec.json.Decoder[_Row]) -> _Row:
    """One object of this kind; raises ValueError. Only json reads back what a lone surrogate was written as."""
    if b"\\ud" in content:
        return msgspec.convert(json.loads(content), decoder.type)
    return decoder.decode(content)


def _standing(rows: tuple[FindingRow, ...]) -> tuple[FindingRow, ...]:
    """The findings that a round makes; those that it lists as cleared (已消除) stood in the round before."""
    return tuple(row for row in rows if row.status != _CLEARED)


def _rows(out: Path, name: str, kind: type[_Row], hashes: dict[str, str]) -> tuple[_Row, ...]:
    """The rows of a data file, which must be the one that the receipt speaks of."""
    path = out / DATA / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"“{out}”里没有 {DATA}/{name} 或读不出来，结果不完整，请重新运行 heji run。"
        ) from error
    decoder = msgspec.json.Decoder(kind)
    rows = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            rows.append(_decoded(line, decoder))
        except ValueError as error:
            raise UsageError(
                f"“{path}”第 {number} 行不是 heji run 写出的样子，结果已损坏，请重新运行 heji run。"
            ) from error
    if hashes.get(f"{DATA}/{name}") != hashlib.sha256(content).hexdigest():
        raise UsageError(f"“{path}”与 {RECEIPT} 所记的不符，被改动过或没有写完，请重新运行 heji run。")
    return tuple(rows)
