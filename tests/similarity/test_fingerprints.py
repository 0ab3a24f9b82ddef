import numpy as np
import pytest

from pipeline.settings import load_settings
from pipeline.similarity.families import families, signature
from pipeline.similarity.fingerprints import candidates, meetings, sampled, shingles
from pipeline.similarity.own_text import BREAK
from pipeline.similarity.samples import sentence_numbers, symbol_weights
from pipeline.similarity.template import (
    Commonness,
    background_count,
    commonness,
    count_once,
    empty_table,
)
from tests.similarity.factories import sentences

THRESHOLDS = load_settings().thresholds


def prints(*texts: str) -> list[np.ndarray]:
    return [sampled(shingles(text, 8)[0], 1) for text in texts]


def counted(*texts: str, known: tuple[str, ...] = ()) -> Commonness:
    table = empty_table(sum(map(len, texts)))
    for hashes in prints(*texts):
        count_once(table, hashes)
    return commonness(table, len(texts), [shingles(text, 8)[0] for text in known], THRESHOLDS)


def near(*texts: str) -> list[tuple[int, int]]:
    keys, common = prints(*texts), counted(*texts)
    whole = np.array([common.weights(one).sum() for one in keys])
    return sorted(candidates(meetings(keys, common), whole))


def test_equal_runs_have_equal_hashes_wherever_they_stand():
    one, _ = shingles("甲乙丙丁戊己庚辛", 8)
    other, positions = shingles("前言甲乙丙丁戊己庚辛", 8)
    assert one.tolist() == other[positions == 2].tolist()
    assert len(set(other.tolist())) == 3


def test_the_order_of_characters_matters():
    assert shingles("甲乙丙丁戊己庚辛", 8)[0] != shingles("乙甲丙丁戊己庚辛", 8)[0]


def test_hashes_are_the_same_on_every_run():
    assert shingles("甲乙丙丁戊己庚辛", 8)[0].tolist() == [4290853951974151327]


def test_no_shingle_runs_across_a_break():
    assert shingles(f"甲乙丙丁{BREAK}戊己庚辛", 4)[1].tolist() == [0, 5]
    assert shingles(f"甲乙{BREAK}丙丁戊己{BREAK}", 4)[1].tolist() == [3]
    assert not len(shingles("甲乙丙", 4)[0])


def test_reports_with_a_shared_paragraph_meet_and_strangers_do_not():
    shared = sentences(8, 1)
    texts = [sentences(20, seed) for seed in range(2, 30)]
    texts[4] += shared
    texts[21] += shared
    assert near(*texts) == [(4, 21)]


def test_no_reports_no_candidates():
    assert near() == []
    assert near("", "短") == []


def test_a_list_made_in_parts_is_the_same_list(monkeypatch):
    from pipeline.similarity import fingerprints
    from pipeline.similarity.lexicon import lexicon

    shared = sentences(8, 1)
    texts = [sentences(9, seed) + (shared if seed % 5 == 0 else "") for seed in range(2, 40)]
    whole = near(*texts)
    small = lexicon().model_copy(
        update={"candidates": lexicon().candidates.model_copy(update={"partition": 700})}
    )
    monkeypatch.setattr(fingerprints, "lexicon", lambda: small)
    assert near(*texts) == whole
    assert whole


@pytest.mark.parametrize(
    ("reports", "expected"),
    [(2, 0), (3, 3), (4, 4), (5, 4), (6, 4), (7, 5), (8, 5), (14, 5), (15, 6), (30, 11), (300, 102)],
)
def test_a_third_of_the_batch_is_background_and_more_of_a_small_one(reports: int, expected: int):
    assert background_count(reports, THRESHOLDS) == expected


def test_the_weight_falls_with_the_number_of_reports():
    table = empty_table(1000)
    common = commonness(table, 300, [], THRESHOLDS)
    weights = common.weights_of_counts(np.array([1, 2, 6, 7, 30, 101, 102, 300]))
    assert weights[:3].tolist() == [1, 1, 1]
    assert all(np.diff(weights) <= 0)
    assert 0 < weights[5] < 0.05
    assert weights[6:].tolist() == [0, 0]


def test_a_shingle_is_counted_once_a_report_and_can_be_taken_back():
    table = empty_table(100)
    hashes = shingles("甲乙丙丁甲乙丙丁甲乙丙丁", 4)[0]
    count_once(table, hashes)
    count_once(table, hashes)
    assert table.max() == 2
    count_once(table, hashes, -1)
    assert table.max() == 1


def weights(text: str, common: Commonness) -> np.ndarray:
    return symbol_weights(text, shingles(text, 8), sentence_numbers(text), common, 8)


def test_a_sentence_that_is_mostly_template_is_template_even_where_it_was_edited():
    form, own = sentences(1, 1), sentences(1, 2)
    edited = form[:12] + "改动" + form[14:]
    common = counted(*(form + sentences(2, 10 + n) for n in range(9)), edited + own)
    found = weights(edited + own, common)
    assert not found[: len(edited)].any()
    assert found[len(edited) + 8 :].all()


def test_a_sentence_of_a_known_template_counts_nothing_and_a_word_of_it_in_another_sentence_does():
    form, own = sentences(1, 1), sentences(1, 2)
    common = counted(form + own, sentences(3, 3), known=(form,))
    found = weights(form + own[:10] + form[:9] + own[10:], common)
    assert not found[: len(form)].any()
    assert found[len(form) :].all()


def test_near_copies_are_a_family_and_reports_on_one_form_are_not():
    text, form = sentences(30, 1), sentences(12, 2)
    keys = prints(
        text,
        text.replace(text[40:44], "改了几字"),
        sentences(30, 3),
        form + sentences(4, 4),
        form + sentences(4, 5),
    )
    assert families(keys, [signature(one) for one in keys]) == [(0, 1)]
