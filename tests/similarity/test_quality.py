"""The comparison held against the corpus of known relations (tests.similarity.figures prints the figures)."""

from collections.abc import Mapping

import pytest

from pipeline.model import Batch, Pair
from pipeline.settings import load_settings
from pipeline.similarity import find_pairs
from tests.similarity.corpus import Planted, a_corpus
from tests.similarity.figures import Marked, marked

SETTINGS = load_settings()


def compared(planted: Planted) -> Mapping[tuple[str, str], Pair]:
    pairs, _ = find_pairs(Batch((), tuple(planted.reports)), SETTINGS)
    return {(pair.a, pair.b): pair for pair in pairs}


@pytest.fixture(scope="module")
def planted() -> Planted:
    return a_corpus(80, 6, 40, seed=5)


@pytest.fixture(scope="module")
def found(planted: Planted) -> Mapping[tuple[str, str], Pair]:
    return compared(planted)


def test_the_planted_pairs_are_found_and_no_others(planted, found):
    assert len(found.keys() - planted.pairs.keys()) == 0
    missed = planted.pairs.keys() - found.keys()
    assert {planted.pairs[pair] for pair in missed} <= {"part30_short"}
    assert len(missed) <= 1


def test_kinds(planted, found):
    kinds = {"exact": {"exact"}, "masked": {"masked"}, "masked_moved": {"masked"}, "last_year": {"last_year"}}
    for pair, relation in planted.pairs.items():
        if relation in kinds:
            assert found[pair].kind in kinds[relation], pair
    heavy = [found[pair] for pair, relation in planted.pairs.items() if relation == "heavy"]
    assert all(one.score < 0.95 for one in heavy)


def test_passages_hold_what_was_copied_and_nothing_else(planted, found):
    """Relation by relation: the many whole copies must not make up for the partial ones."""
    whole: dict[str, Marked] = {}
    for pair, relation in planted.pairs.items():
        # Of a text in other words there is no such thing as copied characters.
        if pair in found and relation not in ("light", "heavy"):
            whole[relation] = whole.get(relation, Marked(0, 0, 0)) + marked(planted, found[pair])
    for relation, one in whole.items():
        assert one.right >= 0.95 * one.copied, relation
        assert one.right >= 0.97 * one.shown, relation


def test_names_left_over_are_told(planted, found):
    for report, name in planted.leftovers.items():
        told = [pair.leftover_names for pair in found.values() if report in (pair.a, pair.b)]
        assert any(name in one or one in name for names in told for one in names), name


@pytest.mark.parametrize("seed", range(4))
def test_a_small_batch_of_honest_reports_has_no_pair(seed):
    assert not compared(a_corpus(2 + 3 * seed, 0, 0, seed=seed))


def test_honest_reports_on_one_heavy_form_have_no_pair():
    assert not compared(a_corpus(0, 0, 75, seed=9))


def test_a_corpus_is_the_same_every_time():
    one, other = a_corpus(3, 1, 2, seed=4), a_corpus(3, 1, 2, seed=4)
    assert [report.document.text for report in one.reports] == [
        report.document.text for report in other.reports
    ]
