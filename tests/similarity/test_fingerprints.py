import numpy as np

from pipeline.settings import load_settings
from pipeline.similarity.fingerprints import candidates, remaining, shingles
from pipeline.similarity.own_text import BREAK
from pipeline.similarity.template import background, outside_background
from tests.similarity.factories import sentences

THRESHOLDS = load_settings().thresholds


def prints(*texts: str) -> list[np.ndarray]:
    return [shingles(text, 8)[0] for text in texts]


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
    assert not len(shingles("甲乙丙", 4)[0])


def test_reports_with_a_shared_paragraph_meet_and_strangers_do_not():
    shared = sentences(3, 1)
    texts = [sentences(20, seed) for seed in range(2, 30)]
    texts[4] += shared
    texts[21] += shared
    assert candidates(prints(*texts), 0.5, 100) == [(4, 21)]


def test_no_reports_no_candidates():
    assert candidates([], 0.5, 100) == []
    assert candidates(prints("", "短"), 0.5, 100) == []


def test_background_is_what_a_third_of_a_large_enough_batch_shares():
    template = sentences(2, 1)
    whole = set(shingles(template, 8)[0].tolist())
    for holders, total, expected in (
        (6, 16, whole),
        (5, 16, set()),
        (4, 4, set()),
        (4, 8, set()),
        (5, 5, whole),
    ):
        texts = [sentences(3, 10 + n) + BREAK + (template if n < holders else "") for n in range(total)]
        assert set(background(prints(*texts), THRESHOLDS).tolist()) == expected


def test_only_symbols_inside_background_shingles_are_background():
    text = sentences(1, 2) + sentences(1, 1) + sentences(1, 3)
    known = np.unique(shingles(sentences(1, 1), 8)[0])
    hashes, positions = shingles(text, 8)
    free = outside_background(hashes, positions, len(text), known, 8)
    inside = range(len(sentences(1, 2)), len(sentences(1, 2) + sentences(1, 1)))
    assert np.flatnonzero(~free).tolist() == list(inside)
    assert len(remaining([hashes], known)[0]) == len(hashes) - len(known)
