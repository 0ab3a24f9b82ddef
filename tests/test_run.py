"""The main job on the sample submission folder, held against what was planted there."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.nlp.project_names import project_key
from pipeline.run import RunOptions, run_batch

ROOT = Path(__file__).parent.parent
BATCH = ROOT / "corpora" / "batch"
PLANTED = json.loads((BATCH / "planted.json").read_text(encoding="utf-8"))


class Silent:
    """A progress that says nothing."""

    def start(self, total: int) -> None:
        self.total = total

    def advance(self, path: str, status: str) -> None:
        self.last = (path, status)

    def stage(self, name: str) -> None:
        self.name = name

    def finish(self) -> None:
        self.total = 0


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "结果"
    run_batch([BATCH], folder, RunOptions(workers=2), Silent())
    return folder


def rows(out: Path, name: str) -> list[dict]:
    return [
        json.loads(line) for line in (out / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def report_of(out: Path, entry: dict) -> dict:
    """The report that an entry of planted.json speaks of."""
    reports = [report for report in rows(out, "reports") if report["path"] == entry["file"]]
    if len(reports) > 1:
        reports = [
            report
            for report in reports
            if report["project"] and project_key(report["project"]) == project_key(entry["project"])
        ]
    (report,) = reports
    return report


@pytest.mark.parametrize(
    "entry", PLANTED["files"], ids=lambda entry: f"{entry['file']}{entry.get('sheet', '')}"
)
def test_report_is_known_for_what_it_is(out: Path, entry: dict) -> None:
    report = report_of(out, entry)
    assert (report["kind"], report["unit"], report["year"]) == (entry["kind"], entry["unit"], entry["year"])
    assert project_key(report["project"] or "") == project_key(entry["project"] or "")


@pytest.mark.parametrize(
    "entry", PLANTED["files"], ids=lambda entry: f"{entry['file']}{entry.get('sheet', '')}"
)
def test_summary_says_what_the_report_says(out: Path, entry: dict) -> None:
    report = report_of(out, entry)
    found = {field: report[field] and report[field]["value"] for field in entry["summary"]}
    as_number = {
        field: value if field == "grade" or value is None else Decimal(value)
        for field, value in found.items()
    }
    wanted = {
        field: value if field == "grade" or value is None else Decimal(value)
        for field, value in entry["summary"].items()
    }
    assert as_number == wanted


@pytest.mark.parametrize(
    "entry", PLANTED["files"], ids=lambda entry: f"{entry['file']}{entry.get('sheet', '')}"
)
def test_planted_faults_are_found_and_nothing_else_accused(out: Path, entry: dict) -> None:
    report = report_of(out, entry)
    found = [finding for finding in rows(out, "findings") if finding["report"] == report["report"]]
    planted = {finding["rule"] for finding in entry["findings"]}
    allowed = {finding["rule"] for finding in entry["allowed"]}
    rules = {finding["rule"] for finding in found}
    assert planted <= rules
    assert rules <= planted | allowed
    if entry["honest"]:
        assert [finding for finding in found if finding["level"] == "错误"] == []


def test_every_file_has_its_row_and_reason(out: Path) -> None:
    files = {row["path"]: row for row in rows(out, "files")}
    for entry in PLANTED["unreadable"]:
        row = files[entry["file"]]
        # A file whose end is lost is read as far as it goes; the others are not read at all.
        assert row["status"] in ({"partial"} if entry["reason"] == "damaged" else {"failed", "skipped"})
        assert row["reason"] == entry["reason"]
        assert row["message"]
    for entry in PLANTED["files"]:
        assert files[entry["file"]]["status"] == "ok"


def test_every_value_is_the_text_at_its_place(out: Path) -> None:
    for value in rows(out, "values"):
        place = value["place"]
        assert place["quote"] == value["raw"]
        assert place["end"] - place["start"] == len(value["raw"])


def test_every_rule_looked_at_every_report(out: Path) -> None:
    checks = {(row["rule"], row["report"]) for row in rows(out, "checks")}
    rules = {rule for rule, _ in checks}
    reports = {row["report"] for row in rows(out, "reports")}
    assert checks == {(rule, report) for rule in rules for report in reports}
    assert len(rows(out, "checks")) == len(checks)


def test_only_the_copied_pair_is_alike(out: Path) -> None:
    paths = {row["report"]: row["path"] for row in rows(out, "reports")}
    pairs = {frozenset((paths[row["a"]], paths[row["b"]])) for row in rows(out, "similar")}
    assert pairs == {frozenset(pair) for pair in PLANTED["similar"]}


def digests(out: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((out / "data").iterdir())
    }


def test_a_second_run_gives_the_same_bytes_whatever_the_workers(out: Path, tmp_path: Path) -> None:
    again = tmp_path / "结果"
    run_batch([BATCH], again, RunOptions(workers=1), Silent())
    assert digests(again) == digests(out)
