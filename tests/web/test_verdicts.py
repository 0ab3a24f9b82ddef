"""Verdicts over the wire: stored at once, checked strictly, told to whoever opens the page again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import open_store
from pipeline.web import open_desk
from tests.outputs.page_samples import finding_at, place_in, written
from tests.outputs.samples import report, results
from tests.web.serving import Open, desk_in, serving

KNOWN = "a" * 64
GOOD = {
    "finding": KNOWN,
    "verdict": "属实",
    "note": "已核",
    "reviewer": "审核员乙",
    "decided": "2024-04-02T10:00:00+08:00",
}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    own = report()
    written(results([own], [finding_at(own, place_in(own.document, "95.86%"), fingerprint=KNOWN)]), tmp_path)
    with serving(desk_in(tmp_path)) as opened:
        yield opened


def post(opened: Open, **changes: object) -> tuple[int, str]:
    answer = opened.ask("POST", "/verdicts", body=json.dumps(GOOD | changes).encode())
    return answer.status, answer.text


def test_a_verdict_is_stored_at_once(opened: Open) -> None:
    assert post(opened)[0] == 200
    with open_store(opened.desk.out) as store:
        (entry,) = store.verdicts()
    assert (entry.verdict, entry.note, entry.reviewer, entry.reviewed_on) == (
        "属实",
        "已核",
        "审核员乙",
        "2024-04-02",
    )
    assert entry.origin == "serve"
    assert entry.taken_at


def test_the_last_word_on_a_finding_is_told_again(opened: Open) -> None:
    post(opened)
    post(opened, verdict="误报", note=None)
    told = json.loads(opened.ask("GET", "/verdicts").text)["verdicts"]
    assert [(one["finding"], one["verdict"], one["note"]) for one in told] == [(KNOWN, "误报", None)]
    with open_store(opened.desk.out) as store:
        assert [entry.verdict for entry in store.verdicts()] == ["属实", "误报"]


@pytest.mark.parametrize(
    "changes",
    [{"finding": "b" * 64}, {"verdict": "<b>"}, {"note": "长" * 2_001}, {"extra": 1}, {"decided": ""}],
)
def test_what_is_no_verdict_on_these_findings_is_refused(opened: Open, changes: dict[str, object]) -> None:
    status, text = post(opened, **changes)
    assert status == 400
    assert "message" in text
    assert json.loads(opened.ask("GET", "/verdicts").text)["verdicts"] == []


def test_too_long_a_body_is_refused(opened: Open) -> None:
    assert opened.ask("POST", "/verdicts", body=b"x" * 70_000).status == 413


def test_a_file_of_verdicts_is_taken_in_and_what_is_foreign_is_told(opened: Open) -> None:
    content = {
        "format": "heji-verdicts",
        "version": 1,
        "batch": "x",
        "saved": "2024-04-02T11:00:00+08:00",
        "verdicts": [GOOD, GOOD | {"finding": "c" * 64}],
    }
    answer = opened.ask("POST", "/verdicts/file", body=json.dumps(content).encode())
    assert answer.status == 200
    assert "读入审核意见 1 条；1 条对不上" in answer.message
    assert opened.ask("POST", "/verdicts/file", body=b"{}").status == 400


def test_files_laid_beside_the_results_are_taken_in_once_when_the_page_opens(opened: Open) -> None:
    content = {"format": "heji-verdicts", "version": 1, "batch": "x", "saved": "2024-04-02T11:00:00+08:00"}
    out = opened.desk.out
    (out / "审核意见.json").write_text(json.dumps(content | {"verdicts": [GOOD]}), encoding="utf-8")
    open_desk(out)
    assert post(opened, verdict="误报")[0] == 200
    open_desk(out)
    with open_store(out) as store:
        assert [(entry.verdict, entry.origin) for entry in store.verdicts()] == [
            ("属实", "page"),
            ("误报", "serve"),
        ]


def test_the_review_page_comes_with_a_policy_of_its_own(opened: Open) -> None:
    answer = opened.ask("GET", "/review/%E5%A4%8D%E6%A0%B8.html")
    assert answer.status == 200
    assert 'data-mode="serve"' in answer.text
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert opened.ask("GET", "/review/%E5%A4%8D%E6%A0%B8/7.html").status == 404
