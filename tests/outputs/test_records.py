import dataclasses
import json
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.model import Results
from pipeline.outputs.digest import digest_of
from pipeline.outputs.json_lines import json_line
from pipeline.outputs.numerals import plain_decimal, plain_share
from pipeline.outputs.records import write_records
from tests.outputs import samples


def written(results: Results, folder: Path) -> dict[str, list[dict[str, object]]]:
    write_records(results, digest_of(results), folder)
    return {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
        for path in folder.iterdir()
    }


KEYS = {
    "files": "path sha256 bytes format status reason message pages characters tables ocr_pages reports",
    "reports": "report path sha256 kind title unit project projects year bundle profile"
    " budget_initial budget_full budget_approved received spent surplus carryover_in"
    " execution_rate total_score full_score grade numbers_found numbers_claimed checks",
    "sections": "report title number level role path place",
    "values": "value report kind field number unit raw exactness modality project year section where place"
    " confidence used_by",
    "funds": "report row budget_initial budget_full spent weight rate score places",
    "indicators": "report level1 level2 level3 operator target target_unit actual actual_unit weight score"
    " reason qualitative places",
    "findings": "finding rule title level report unit project year message expected actual difference"
    " tolerance calculation affects_conclusion suspect places basis verdict note status",
    "checks": "rule report outcome why",
    "similar": "a b kind score shared_characters passages changed leftover_names",
    "clusters": "cluster reports kind",
}


def test_every_file_has_the_keys_of_the_contract_in_order(tmp_path: Path) -> None:
    rows = written(samples.results(), tmp_path)
    assert {name: " ".join(found[0]) for name, found in rows.items()} == KEYS
    place = rows["findings"][0]["places"][0]
    assert " ".join(place) == "path start end page paragraph sheet table row column quote"


def test_rows_are_sorted_and_equal_over_runs(tmp_path: Path) -> None:
    first = samples.results()
    turned = dataclasses.replace(
        first,
        batch=dataclasses.replace(
            first.batch, files=first.batch.files[::-1], reports=first.batch.reports[::-1]
        ),
        findings=first.findings[::-1],
        checks=first.checks[::-1],
    )
    rows = written(first, tmp_path / "a")
    written(turned, tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert [row["path"] for row in rows["files"]] == ["a/加密.pdf", "b.docx", "绿地养护.docx"]
    assert [row["report"] for row in rows["reports"]] == ["R1", "R2"]
    assert [row["finding"] for row in rows["findings"]] == ["f1", "f2"]
    assert [row["value"] for row in rows["values"]] == sorted(row["value"] for row in rows["values"])


def test_numbers_are_plain_decimals_and_what_is_not_stated_is_null(tmp_path: Path) -> None:
    rows = written(samples.results(), tmp_path)
    report = rows["reports"][0]
    assert report["budget_initial"]["value"] == "3005000"
    assert report["budget_full"] | {"place": None} == {"value": "2800000", "raw": "280万元", "place": None}
    assert report["total_score"]["value"] == "98.5"
    assert report["grade"]["value"] == "优" and report["grade"]["raw"] == "优秀"
    assert report["received"] is None and report["full_score"] is None
    fund = rows["funds"][0]
    assert fund["spent"] == "2600000" and fund["budget_initial"] is None and fund["score"] is None
    assert rows["indicators"][0]["reason"] is None
    assert rows["similar"][0]["score"] == "0.9877"
    assert rows["files"][1]["pages"] is None


def test_counts_of_checks_name_every_outcome(tmp_path: Path) -> None:
    reports = written(samples.results(), tmp_path)["reports"]
    assert reports[0]["checks"] == {"通过": 1, "触发": 1, "不适用": 0, "待核": 0, "出错": 0}
    assert reports[1]["checks"] == {"通过": 0, "触发": 0, "不适用": 1, "待核": 1, "出错": 0}


def test_used_by_gathers_rules_of_checks_and_findings(tmp_path: Path) -> None:
    first = samples.results()
    found = dataclasses.replace(first.findings[0], rule="DJ-01", fingerprint="f9", values=("R1-rate",))
    rows = written(dataclasses.replace(first, findings=(*first.findings, found)), tmp_path)
    used = {row["value"]: row["used_by"] for row in rows["values"]}
    assert used["R1-rate"] == ["DJ-01", "ZX-01"]
    assert used["R1-spent"] == ["ZX-01"]
    assert used["R1-grade"] == []


def test_values_that_stand_only_in_the_form_are_listed_once(tmp_path: Path) -> None:
    values = [row["value"] for row in written(samples.results(), tmp_path)["values"]]
    assert values.count("R1-w") == 1 and values.count("R1-spent") == 1


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("2.8E+6", "2800000"),
        ("2805000.00", "2805000"),
        ("100", "100"),
        ("0.10", "0.1"),
        ("-0.0", "0"),
        ("0E-7", "0"),
        ("-12.50", "-12.5"),
        ("1E-7", "0.0000001"),
        ("12345678901234567890.12", "12345678901234567890.12"),
    ],
)
def test_plain_decimal(number: str, text: str) -> None:
    assert plain_decimal(Decimal(number)) == text


def test_share_has_at_most_four_places() -> None:
    assert [plain_share(share) for share in (1.0, 0.98765, 1e-9, 0.5)] == ["1", "0.9877", "0", "0.5"]


@pytest.mark.parametrize(
    "text", ["\ud800", "a\u2028b\u2029c\x85d", "\x1b[31m", "第一行\n第二行", "\ufeff表", "😀"]
)
def test_any_text_stays_one_line_and_comes_back_whole(text: str) -> None:
    line = json_line({"quote": text})
    assert len(line.splitlines()) == 1
    assert json.loads(line.encode("utf-8")) == {"quote": text}


def test_chinese_stays_readable() -> None:
    assert json_line({"单位": "湖心区"}) == '{"单位":"湖心区"}'
