"""Findings set aside by the auditor's exceptions file (例外), and the entries that did not hold."""

import difflib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import UsageError
from pipeline.model import Exemption, ExemptionProblem, Finding, Suppressed
from pipeline.settings import read_toml
from pipeline.validation.base import registered
from pipeline.validation.fingerprints import canonical_name

TABLE = "suppress"
_LEAST_FINGERPRINT = 12


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    reason: str = ""
    until: date | None = None
    fingerprint: str | None = None
    unit: str | None = None
    project: str | None = None
    year: int | None = None
    by: str | None = None


def read_exemptions(path: Path) -> tuple[Exemption, ...]:
    """The entries of an exceptions file; unknown rules and keys are refused with a suggestion."""
    if not path.is_file():
        raise UsageError(f"找不到例外文件“{path}”。请检查路径。")
    values = read_toml(path)
    _refuse_unknown(path, "", values, (TABLE,))
    entries = values.get(TABLE, [])
    if not isinstance(entries, list):
        raise UsageError(f"例外文件“{path.name}”里每一条要写成 [[{TABLE}]]。")
    return tuple(_exemption(path, number, entry) for number, entry in enumerate(entries, 1))


def without_exempted(
    findings: Sequence[Finding], exemptions: Sequence[Exemption], today: date
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...], tuple[ExemptionProblem, ...]]:
    """The findings that stay, those set aside, and every entry that was not applied or matched nothing."""
    refused = [problem for one in exemptions if (problem := _refusal(one, today)) is not None]
    out_of_use = {problem.exemption.number for problem in refused}
    valid = [one for one in exemptions if one.number not in out_of_use]
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        entry = next((one for one in valid if _covers(one, finding)), None)
        if entry is None:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(finding, entry))
    # An entry is of use when it covers a finding, even where one before it covers the same.
    unused = [
        _problem(one, "unused", "没有对上任何疑点，可能已经改正，或范围写得不对；请核实后删去")
        for one in valid
        if not any(_covers(one, finding) for finding in findings)
    ]
    problems = sorted((*refused, *unused), key=lambda problem: problem.exemption.number)
    return tuple(kept), tuple(suppressed), tuple(problems)


def _exemption(path: Path, number: int, values: object) -> Exemption:
    where = f"第 {number} 条"
    if not isinstance(values, dict):
        raise UsageError(f"例外文件“{path.name}”{where}写法有误。")
    _refuse_unknown(path, where, values, tuple(_Entry.model_fields))
    try:
        entry = _Entry.model_validate(values)
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UsageError(
            f"例外文件“{path.name}”{where}的 {key} 缺少或不合要求（until 写成 2024-12-31 这样的日期）。"
        ) from error
    rules = [one.info.id for one in registered()]
    if entry.rule not in rules:
        raise UsageError(
            f"例外文件“{path.name}”{where}：没有规则“{entry.rule}”。{_nearest(entry.rule, rules)}"
        )
    return Exemption(number=number, **(entry.model_dump() | {"reason": entry.reason.strip()}))


def _refuse_unknown(path: Path, where: str, values: dict[str, Any], known: Sequence[str]) -> None:
    for key in values:
        if key not in known:
            raise UsageError(f"例外文件“{path.name}”{where}没有“{key}”这一项。{_nearest(key, known)}")


def _nearest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"是不是“{close[0]}”？" if close else f"可用的有：{'、'.join(known)}。"


def _refusal(one: Exemption, today: date) -> ExemptionProblem | None:
    if not one.reason:
        return _problem(one, "no_reason", "没有写理由（reason），未采用")
    if not (one.fingerprint or one.unit or one.project):
        return _problem(one, "no_scope", "没有写范围（unit、project 或 fingerprint），未采用")
    if one.fingerprint and len(one.fingerprint) < _LEAST_FINGERPRINT:
        return _problem(one, "no_scope", f"指纹至少写 {_LEAST_FINGERPRINT} 位，未采用")
    if one.until is None:
        return _problem(one, "no_expiry", "没有写有效期（until），未采用")
    if one.until < today:
        return _problem(one, "expired", f"有效期到 {one.until.isoformat()}，已过期，未采用")
    return None


def _problem(one: Exemption, code: str, words: str) -> ExemptionProblem:
    return ExemptionProblem(one, code, f"例外{one.label()}：{words}。")


def _covers(one: Exemption, finding: Finding) -> bool:
    if one.rule != finding.rule:
        return False
    return all(_scope(one, finding))


def _scope(one: Exemption, finding: Finding) -> Iterator[bool]:
    if one.fingerprint:
        yield finding.fingerprint.startswith(one.fingerprint.strip().lower())
    if one.unit:
        yield canonical_name(one.unit) == canonical_name(finding.unit)
    if one.project:
        yield canonical_name(one.project) == canonical_name(finding.project)
    if one.year is not None:
        yield one.year == finding.year
