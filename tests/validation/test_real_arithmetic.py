"""The tolerance regimes over sums and rates of real reports, each with the verdict of a person who rechecked it.

files/arith_vectors.jsonl holds the arithmetic only (figures and verdicts, no text, no names), taken from
publicly posted self-evaluation reports of 20 provinces; conflicts without figures are left out.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.validation.tolerance import (
    Figure,
    SumVerdict,
    assigned_sum_agrees,
    derived_agrees,
    quotient,
    rounded_sum,
    rounds_or_truncates,
)

FILE = Path(__file__).parent / "files" / "arith_vectors.jsonl"
VECTORS = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
SUMS = [one for one in VECTORS if one["type"] == "sum"]
RATES = [one for one in VECTORS if one["type"] == "rate"]
# Scores, pieces and kilometres of a list were assigned or counted (T0); money was rounded (T1).
COUNTED = {"分", "个", "卷件"}
# A person let 30+30+29.99 pass for 89.974; by T1 the parts stand for 30.000, 30.000 and 29.990.
STRICTER = {("89.974", "rounding")}


def written(text):
    return Figure(Decimal(text.rstrip("%")))


def named(vector):
    return f"{vector['what']}:{vector['verdict']}"


def test_the_vectors_are_all_there():
    assert (len(SUMS), len(RATES)) == (69, 24)
    assert {one["verdict"] for one in VECTORS} == {"ok", "rounding", "mismatch"}


@pytest.mark.parametrize("vector", SUMS, ids=named)
def test_a_real_sum_is_judged_as_a_person_judged_it(vector):
    total, parts = written(vector["total"]), [written(part) for part in vector["parts"]]
    if vector["unit"] in COUNTED:
        agrees = assigned_sum_agrees(total, parts)
    else:
        result = rounded_sum(total, parts)
        agrees = result.verdict is not SumVerdict.OFF or rounds_or_truncates(result.computed, total)
    lenient = vector["verdict"] != "mismatch" and (vector["total"], vector["verdict"]) not in STRICTER
    assert agrees == lenient


@pytest.mark.parametrize("vector", [one for one in SUMS if one["verdict"] == "ok"], ids=named)
def test_a_real_sum_with_a_wrong_digit_is_caught(vector):
    total, parts = written(vector["total"]), [written(part) for part in vector["parts"]]
    changed = Figure(total.number + total.quantum * 10 ** len(str(int(total.number))), total.quantum)
    assert rounded_sum(changed, parts).verdict is SumVerdict.OFF
    assert not assigned_sum_agrees(changed, parts)


@pytest.mark.parametrize("vector", RATES, ids=named)
def test_a_real_rate_is_judged_as_a_person_judged_it(vector):
    possible = quotient(written(vector["num"]), written(vector["den"]), Decimal(100))
    assert possible is not None
    assert derived_agrees(written(vector["printed"]), possible) == (vector["verdict"] == "ok")
