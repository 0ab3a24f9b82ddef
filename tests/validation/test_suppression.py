"""Exceptions: applied by scope, never in silence, and each that does not hold is said."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.model import Finding, Level
from pipeline.settings import config_root
from pipeline.validation.suppression import read_exemptions, without_exempted

TODAY = date(2024, 6, 30)


def finding(
    rule: str = "ZX-01", unit: str = "青石县水利局", print_: str = "ab" * 32, year: int = 2023
) -> Finding:
    return Finding(print_, rule, "题", Level.ERROR, "r1", unit, "渠道清淤", year, "甲", (), "依据")


def exceptions(folder: Path, *lines: str) -> Path:
    path = folder / "例外.toml"
    path.write_text("\n".join(("[[suppress]]", *lines)), encoding="utf-8")
    return path


WHOLE = ('rule = "ZX-01"', 'unit = "青石县水利局"', 'reason = "已另行核实"', "until = 2024-12-31")


def settled(path: Path, *findings: Finding, today: date = TODAY) -> tuple[int, int, list[str]]:
    kept, suppressed, problems = without_exempted(findings, read_exemptions(path), today)
    return len(kept), len(suppressed), [one.problem for one in problems]


def test_an_entry_takes_out_its_rule_and_unit_and_keeps_the_reason(tmp_path: Path) -> None:
    findings = (finding(), finding("ZX-02"), finding(unit="河口县水利局"), finding(year=2022))
    kept, suppressed, problems = without_exempted(
        findings, read_exemptions(exceptions(tmp_path, *WHOLE, "year = 2023")), TODAY
    )
    assert kept == findings[1:]
    assert [(one.finding, one.exemption.reason) for one in suppressed] == [(findings[0], "已另行核实")]
    assert not problems


@pytest.mark.parametrize(
    ("scope", "hit"),
    [
        ('unit = " 青石县 水利局"', True),
        ('project = "渠道清淤"', True),
        ('project = "泵站维修"', False),
        (f'fingerprint = "{"ab" * 32}"', True),
        (f'fingerprint = "{"AB" * 8}"', True),
        (f'fingerprint = "{"cd" * 32}"', False),
    ],
)
def test_scopes(tmp_path: Path, scope: str, hit: bool) -> None:
    path = exceptions(tmp_path, 'rule = "ZX-01"', scope, 'reason = "核实"', "until = 2024-12-31")
    assert settled(path, finding()) == ((0, 1, []) if hit else (1, 0, ["unused"]))


@pytest.mark.parametrize(
    ("without", "problem"), [("reason", "no_reason"), ("until", "no_expiry"), ("unit", "no_scope")]
)
def test_an_entry_that_lacks_something_is_not_applied_and_said(
    tmp_path: Path, without: str, problem: str
) -> None:
    lines = [line for line in WHOLE if not line.startswith(without)]
    assert settled(exceptions(tmp_path, *lines), finding()) == (1, 0, [problem])


def test_a_blank_reason_and_a_short_fingerprint_do_not_count(tmp_path: Path) -> None:
    blank = [line.replace("已另行核实", "  ") for line in WHOLE]
    assert settled(exceptions(tmp_path, *blank), finding())[2] == ["no_reason"]
    short = ('rule = "ZX-01"', 'fingerprint = "ab"', 'reason = "核实"', "until = 2024-12-31")
    assert settled(exceptions(tmp_path, *short), finding()) == (1, 0, ["no_scope"])


@pytest.mark.parametrize(("today", "kept"), [(date(2024, 12, 31), 0), (date(2025, 1, 1), 1)])
def test_the_last_day_still_holds(tmp_path: Path, today: date, kept: int) -> None:
    assert settled(exceptions(tmp_path, *WHOLE), finding(), today=today)[0] == kept


def test_an_expired_entry_is_said_once(tmp_path: Path) -> None:
    assert settled(exceptions(tmp_path, *WHOLE), finding(), today=date(2025, 1, 1))[2] == ["expired"]


def test_an_entry_covered_by_an_earlier_one_is_not_called_unused(tmp_path: Path) -> None:
    path = exceptions(tmp_path, *WHOLE, "[[suppress]]", *WHOLE)
    assert settled(path, finding()) == (0, 1, [])


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((*WHOLE, 'reasn = "x"'), "是不是“reason”"),
        (('rule = "ZX-99"', *WHOLE[1:]), "没有规则“ZX-99”"),
        ((*WHOLE[:3], 'until = "明年"'), "until"),
        (WHOLE[1:], "rule"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, lines: tuple[str, ...], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_exemptions(exceptions(tmp_path, *lines))


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "例外.toml"
    path.write_text('[[supress]]\nrule = "ZX-01"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="是不是“suppress”"):
        read_exemptions(path)


def test_the_shipped_example_reads() -> None:
    entries = read_exemptions(config_root() / "exceptions.example.toml")
    assert [one.rule for one in entries] == ["BD-04", "ZX-01"]
    assert all(one.reason and one.until for one in entries)
