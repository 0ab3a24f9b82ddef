import copy
from decimal import Decimal

import pytest

from pipeline.errors import UsageError
from pipeline.evaluation import (
    Conditions,
    compared,
    evaluate,
    pinned,
    read_baseline,
    read_corpus,
    write_baseline,
)
from pipeline.settings import load_settings
from tests.evaluation.cases import REPORT, corpus_at, gold

CONDITIONS = Conditions(load_settings())


def evaluated(folder, case=None):
    return evaluate(read_corpus(corpus_at(folder, case)), CONDITIONS, mutations=False)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return evaluated(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def worse(tmp_path_factory):
    money = copy.deepcopy(REPORT["money"])
    money[3]["yuan"] = "1"
    return evaluated(tmp_path_factory.mktemp("worse"), gold(money=money))


def test_an_unchanged_result_holds(good, tmp_path):
    path = tmp_path / "baseline.json"
    write_baseline(pinned(good, None, lower=False), path)
    comparison = compared(good, read_baseline(path))
    assert comparison.holds and not comparison.gained and not comparison.lost


def test_losses_and_gains_are_named_by_case_and_quote(good, worse):
    lost = compared(worse, pinned(good, None, lower=False))
    assert ("甲1", "某县茶叶局机采推广自评.txt｜money_value｜错｜141万元〔1〕") in lost.lost
    assert not lost.gained
    gained = compared(good, pinned(worse, None, lower=False))
    assert gained.gained == lost.lost and not gained.lost


def test_below_a_floor_and_another_corpus_do_not_hold(good, worse):
    comparison = compared(worse, pinned(good, None, lower=False))
    assert not comparison.same_corpus and not comparison.holds
    broken = {(breach.measure, breach.share): (breach.floor, breach.now) for breach in comparison.breaches}
    assert broken["money_value", "recall"] == (Decimal("1.000"), Decimal("0.8000"))


def test_a_measure_that_vanished_is_below_its_floor(good):
    baseline = pinned(good, None, lower=False)
    floors = baseline.floors | {"indicator_cells": baseline.floors["money_value"]}
    comparison = compared(good, baseline.model_copy(update={"floors": floors}))
    assert {breach.measure for breach in comparison.breaches} == {"indicator_cells"}


def test_floors_fall_only_on_purpose(good, worse):
    before = pinned(good, None, lower=False)
    with pytest.raises(UsageError, match=r"下限会降低：金额数值（准确率 1\.000 → 0\.800）"):
        pinned(worse, before, lower=False)
    assert pinned(worse, before, lower=True).floors["money_value"].precision == Decimal("0.800")
    assert pinned(good, pinned(worse, None, lower=False), lower=False).floors == before.floors


def test_no_baseline_yet_and_a_broken_one(tmp_path):
    assert read_baseline(tmp_path / "baseline.json") is None
    (tmp_path / "baseline.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="基线文件"):
        read_baseline(tmp_path / "baseline.json")
