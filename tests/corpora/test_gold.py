"""The gold cases: complete in form, every word found in its file, honest figures add up, edits can be made."""

import hashlib
import json
import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from corpora.build import gold_sources
from corpora.gold import case_gold, gold_json
from corpora.gold_source import MONEY, RATES, SCORES
from corpora.markup import broken_equations
from pipeline.errors import Unreadable
from pipeline.ingestion import read_document
from pipeline.ingestion.sniff import sniff
from pipeline.model import Source
from pipeline.settings import load_settings
from tests.corpora.reading import CORPORA

GOLD = CORPORA / "gold"
CASES = {path.parent.name: json.loads(path.read_text("utf-8")) for path in sorted(GOLD.glob("*/gold.json"))}
OWN = [name for name in CASES if name.startswith("G")]
PARTS = gold_sources()
RULES = {"ZJ": 9, "ZX": 7, "DF": 11, "DJ": 4, "ZB": 12, "WB": 5, "NF": 4, "WZ": 7, "LT": 5, "MD": 8, "BD": 7}
ROLES = [
    "评价组织",
    "基本情况",
    "绩效目标",
    "资金情况",
    "管理情况",
    "完成情况",
    "指标分析",
    "评价结论",
    "存在问题",
    "改进建议",
    "其他",
]
KINDS = [
    "项目自评报告",
    "整体自评报告",
    "转移支付自评报告",
    "重点评价报告",
    "自评表",
    "整体自评表",
    "转移支付自评表",
    "其他",
]
NEEDS_OTHER_PROGRAMS = {".doc", ".xls", ".rtf"}
SCANNED = {"D18"}
REPORTS = [(name, report) for name, case in CASES.items() for report in case["reports"]]
OWN_REPORTS = [(name, report) for name, report in REPORTS if name in OWN]


def named(pair):
    return f"{pair[0]}:{pair[1]['file'][:12]}"


@cache
def document(case, file):
    """The document as the product reads it; None where this installation has no reader for the format."""
    path = GOLD / case / file
    content = path.read_bytes()
    source = Source(file, hashlib.sha256(content).hexdigest(), len(content), sniff(content, file))
    try:
        return read_document(source, content, load_settings().limits)
    except Unreadable as error:
        assert error.reason == "unsupported", (file, error.reason)
        assert path.suffix in NEEDS_OTHER_PROGRAMS, file
        return None


def certain(report):
    return {finding["rule"] for finding in report["findings"] if finding["certain"]}


def squeezed(text):
    return re.sub(r"\s", "", text)


def number(text):
    return Decimal(text) if text not in (None, "") else None


def fits(stated, exact):
    """Whether a printed figure is the exact one, rounded half up or cut off at its own precision."""
    unit = Decimal(1).scaleb(min(0, int(stated.normalize().as_tuple().exponent)))
    return stated in (exact.quantize(unit, ROUND_HALF_UP), exact.quantize(unit, ROUND_DOWN))


def test_there_are_enough_cases_and_a_third_is_clean():
    assert len(OWN) >= 20
    clean = [name for name in OWN if not any(certain(report) for report in CASES[name]["reports"])]
    assert len(clean) * 3 >= len(OWN)
    assert all(len(CASES[name]["mutations"]) >= 3 for name in clean)
    assert all(CASES[name]["mutations"] for name in OWN)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.source.path.stem)
def test_every_equation_beside_a_gold_text_holds(part):
    assert broken_equations(part.source) == []


@pytest.mark.parametrize("name", OWN)
def test_the_gold_is_what_its_sources_say(name):
    parts = [part for part in PARTS if part.case == name]
    assert gold_json(case_gold(parts)) == (GOLD / name / "gold.json").read_bytes()
    inside = {path.name for path in (GOLD / name).iterdir()}
    # 台账、上年资料不是送审文件，原样放在案例里。
    beside = {one for one in inside if one == "last_year" or one.startswith("ledger.")}
    assert inside - beside == {part.file for part in parts} | {"gold.json"}


@pytest.mark.parametrize("pair", REPORTS, ids=named)
def test_the_gold_uses_the_words_of_its_format(pair):
    report = pair[1]
    assert report["kind"] in KINDS
    assert isinstance(report["year"], int)
    assert {section.get("role") for section in report["sections"] if section["level"] < 3} <= set(ROLES)
    assert {entry["field"] for entry in report["money"]} <= set(MONEY.values())
    assert {entry["field"] for entry in report["rates"]} <= set(RATES.values())
    assert {entry["field"] for entry in report["scores"]} <= set(SCORES.values())
    assert {entry["grade"] for entry in report["grades"]} <= set("优良中差")
    for entry in report["findings"] + report["must_not"]:
        group, _, serial = entry["rule"].partition("-")
        assert 1 <= int(serial) <= RULES[group]
        assert entry["why"] not in ("", "无")
    wanted = {finding["rule"] for finding in report["findings"]}
    if pair[0] in OWN:
        assert not wanted & {row["rule"] for row in report["must_not"]}


@pytest.mark.parametrize("pair", [pair for pair in REPORTS if pair[0] not in SCANNED], ids=named)
def test_every_word_of_the_gold_is_in_the_file(pair):
    name, report = pair
    read = document(name, report["file"])
    if read is None:
        pytest.skip("no reader here for this format")
    for entry in report["money"]:
        starts = [m.start() for m in re.finditer(f"(?={re.escape(entry['raw'])})", read.text)]
        assert len(starts) >= entry["nth"], entry
    words = squeezed(read.text)
    quoted = [quote for finding in report["findings"] for quote in finding["quotes"]]
    raws = [entry["raw"] for key in ("rates", "scores", "grades") for entry in report[key]]
    names = [row["row"] for row in report["funds"]] + [row["name"] for row in report["indicators"]]
    for text in quoted + raws + names + [section["title"] for section in report["sections"]]:
        assert squeezed(text) in words, text


@pytest.mark.parametrize("pair", OWN_REPORTS, ids=named)
def test_amounts_stand_in_the_order_of_the_text(pair):
    read = document(pair[0], pair[1]["file"])
    if read is None:
        pytest.skip("no reader here for this format")
    starts = []
    for entry in pair[1]["money"]:
        found = [m.start() for m in re.finditer(f"(?={re.escape(entry['raw'])})", read.text)]
        starts.append(found[entry["nth"] - 1])
    assert starts == sorted(starts)
    position = 0
    for section in pair[1]["sections"]:
        position = squeezed(read.text).find(squeezed(section["title"]), position)
        assert position >= 0, section["title"]


@pytest.mark.parametrize("pair", OWN_REPORTS, ids=named)
def test_funds_of_the_gold_add_up_unless_planted(pair):
    report, wrong = pair[1], certain(pair[1])
    for row in report["funds"]:
        budget, spent, rate = (number(row.get(key)) for key in ("budget_full", "spent", "rate"))
        if budget and spent and rate is not None and "ZX-01" not in wrong:
            assert fits(rate, spent / budget * 100), row
    for key in ("budget_initial", "budget_full", "spent"):
        stated = [Decimal(row[key]) for row in report["funds"] if key in row]
        if len(stated) > 1 and "ZJ-01" not in wrong:
            assert stated[0] == sum(stated[1:]), (key, stated)


@pytest.mark.parametrize("pair", OWN_REPORTS, ids=named)
def test_scores_of_the_gold_add_up_unless_planted(pair):
    report, wrong = pair[1], certain(pair[1])
    own = [row for row in report["indicators"] if row["score"] is not None]
    if not own:
        return
    execution = [row for row in report["funds"][:1] if "score" in row]
    scores = sum(Decimal(row["score"]) for row in own + execution)
    weights = sum(Decimal(row["weight"]) for row in report["indicators"] + execution if row["weight"])
    if not wrong & {"DF-02", "DF-08"} and report["summary"]["total_score"]:
        assert scores == Decimal(report["summary"]["total_score"])
    full = [entry["points"] for entry in report["scores"] if entry["field"] == "full_score"]
    if "DF-03" not in wrong:
        assert weights == Decimal(full[0] if full else "100")
    over = [row["name"] for row in own if Decimal(row["score"]) > Decimal(row["weight"])]
    assert bool(over) == ("DF-01" in wrong)


@pytest.mark.parametrize("pair", OWN_REPORTS, ids=named)
def test_the_summary_of_the_gold_agrees_with_itself(pair):
    line, wrong = pair[1]["summary"], certain(pair[1])
    budget, spent, surplus = (number(line[key]) for key in ("budget_full", "spent", "surplus"))
    rate = number(line["execution_rate"])
    if budget and spent and rate is not None and "ZX-01" not in wrong:
        assert fits(rate, spent / budget * 100)
    carried = [number(entry["yuan"]) for entry in pair[1]["money"] if entry["field"] == "carryover_in"]
    if None not in (budget, spent, surplus) and not wrong & {"ZJ-05", "ZX-06"}:
        assert budget - spent in {surplus, *(surplus - one for one in carried)}
    stated = {entry["yuan"] for entry in pair[1]["money"]}
    tabled = {
        row[key]
        for row in pair[1]["funds"]
        for key in ("budget_initial", "budget_full", "spent")
        if key in row
    }
    amounts = {line[key] for key in ("budget_initial", "budget_full", "received", "spent", "surplus")}
    assert amounts - {None, "0"} <= stated | tabled


def edits():
    return [(name, edit) for name, case in CASES.items() if name not in SCANNED for edit in case["mutations"]]


@pytest.mark.parametrize(
    "pair", edits(), ids=lambda pair: f"{pair[0]}:{pair[1]['expect']}:{pair[1]['replace'][:12]}"
)
def test_an_edit_touches_one_paragraph_or_cell(pair):
    name, edit = pair
    assert edit["replace"] != edit["with"]
    read = document(name, edit["file"])
    if read is None:
        pytest.skip("no reader here for this format")
    starts = [m.start() for m in re.finditer(re.escape(edit["replace"]), read.text)]
    assert len(starts) >= edit["nth"], edit
    start = starts[edit["nth"] - 1]
    end = start + len(edit["replace"])
    assert any(block.start <= start and end <= block.end for block in read.blocks), edit
