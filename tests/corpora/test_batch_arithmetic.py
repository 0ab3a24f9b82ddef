"""The sample batch as figures: honest reports add up, faulty ones are wrong as planted and not otherwise."""

from decimal import Decimal

import openpyxl
import pytest

from corpora.build import ARCHIVE, batch_sources
from corpora.forms import deviations
from corpora.markup import Grid, broken_equations
from tests.corpora.reading import BATCH, CORPORA, plain, planted, text_of

PLANTED = planted()
SOURCES = batch_sources()
IN_FORMS = {"ZJ-01", "ZX-01", "ZX-02", "DF-01", "DF-02", "DF-03", "DF-05", "WZ-03"}
ASKED = """
ZJ-01 ZJ-02 ZJ-04 ZX-01 ZX-02 DF-01 DF-02 DF-03 DF-05 DF-08
DJ-01 DJ-03 MD-01 WZ-02 WZ-03 WZ-05 ZB-09 NF-01 LT-01
"""


def entries(source):
    folder, _, name = source.head["out"].partition("/")
    path = f"{ARCHIVE.removeprefix('batch/')}!/{name}" if folder == "parts" else name
    return [entry for entry in PLANTED["files"] if entry["file"] == path and folder != "last_year"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.path.stem)
def test_every_equation_beside_a_text_holds(source):
    assert broken_equations(source) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.path.stem)
def test_the_forms_deviate_only_as_planted(source):
    found = {line.split()[0] for line in deviations(source)}
    wrong = {finding["rule"] for entry in entries(source) for finding in entry["findings"]} & IN_FORMS
    accepted = {row["rule"] for entry in entries(source) for row in entry["allowed"]}
    assert wrong <= found <= wrong | accepted


@pytest.mark.parametrize("source", [s for s in SOURCES if entries(s)], ids=lambda source: source.path.stem)
def test_the_committed_file_says_what_its_source_says(source):
    text = text_of(entries(source)[0]["file"])
    lines = [line for mark, line in source.body if mark == "p" and not isinstance(line, Grid)]
    if source.head["out"].endswith((".docx", ".pdf")):
        assert [line for line in lines if "[[" not in line and plain(line) not in text] == []


def test_every_rule_asked_for_is_planted_and_half_is_honest():
    rules = {finding["rule"] for entry in PLANTED["files"] for finding in entry["findings"]}
    assert rules == set(ASKED.split())
    honest = [entry for entry in PLANTED["files"] if entry["honest"]]
    assert 0.4 < len(honest) / len(PLANTED["files"]) < 0.6
    assert all(entry["honest"] == (not entry["findings"]) for entry in PLANTED["files"])


def test_no_rule_is_both_wanted_or_allowed_and_forbidden():
    for entry in PLANTED["files"]:
        wanted = {row["rule"] for row in entry["findings"] + entry["allowed"]}
        assert not wanted & {row["rule"] for row in entry["must_not"]}, entry["file"]


def test_the_ledger_adds_up_and_agrees_with_the_reports():
    rows = (
        openpyxl.load_workbook(CORPORA / "ledger.xlsx").worksheets[0].iter_rows(min_row=3, values_only=True)
    )
    ledger = {}
    for _, unit, project, initial, change, full, paid, _ in rows:
        assert Decimal(str(initial)) + Decimal(str(change)) == Decimal(str(full))
        ledger[unit, project] = Decimal(str(full)), Decimal(str(paid))
    for entry in PLANTED["files"]:
        full, paid = ledger[entry["unit"], entry["project"] or "部门整体支出"]
        assert Decimal(entry["summary"]["budget_full"]) == full, entry["file"]
        if "ZJ-04" not in {finding["rule"] for finding in entry["findings"]}:
            assert Decimal(entry["summary"]["spent"]) == paid, entry["file"]


def test_only_the_copied_pair_shares_text():
    narratives = sorted(entry["file"] for entry in PLANTED["files"] if entry["kind"] != "自评表")
    texts = {path: text_of(path) for path in narratives}
    shingles = {path: {text[i : i + 8] for i in range(len(text) - 7)} for path, text in texts.items()}
    pairs = {
        (a, b)
        for a in shingles
        for b in shingles
        if a < b and len(shingles[a] & shingles[b]) > 0.25 * min(len(shingles[a]), len(shingles[b]))
    }
    assert pairs == {tuple(sorted(pair)) for pair in PLANTED["similar"]}


def test_last_year_carries_over_into_this_year():
    assert "结转186.40万元至2023年使用" in "".join(
        str(line) for source in SOURCES if source.path.stem == "y2_shuili2022" for _, line in source.body
    )
    assert "2022年结转资金186.40万元" in text_of("鹭湾区/鹭湾区水利局2023年项目绩效自评（柳陂河二期）.pdf")
    assert (BATCH.parent / "last_year").is_dir()
