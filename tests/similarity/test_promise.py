import numpy as np
import pytest

from pipeline.settings import load_settings
from pipeline.similarity.fingerprints import sampled, shingles
from pipeline.similarity.promise import Keys, is_promising, keeps_order, listed_keys
from pipeline.similarity.template import Commonness, commonness, empty_table
from tests.similarity.factories import sentences

THRESHOLDS = load_settings().thresholds
LENGTH = THRESHOLDS.shingle_characters
RARE = commonness(empty_table(1000), 200, [], THRESHOLDS)


def keys(text: str, fraction: int = 1) -> Keys:
    return listed_keys(*shingles(text, LENGTH), fraction)


def promising(one: str, other: str, whole: float, fraction: int = 1, common: Commonness = RARE) -> bool:
    return is_promising(keys(one, fraction), keys(other, fraction), whole, fraction, common, THRESHOLDS)


def scattered(text: str, piece: int, seed: int) -> str:
    """The text in pieces, each among words of its own, in another order."""
    pieces = [text[at : at + piece] for at in range(0, len(text), piece)]
    order = np.random.default_rng(seed).permutation(len(pieces))
    return "".join(pieces[at] + sentences(1, 1000 + seed + int(at)) for at in order)


@pytest.mark.parametrize("fraction", [1, 2, 8])
def test_what_stands_in_a_row_is_promising_and_the_same_in_scattered_pieces_is_not(fraction):
    shared = sentences(12, 1)
    one, copy = sentences(30, 2) + shared, sentences(9, 3) + shared + sentences(20, 4)
    assert promising(one, copy, 2400, fraction)
    assert not promising(one, scattered(shared, 9, 5), 2400, fraction)


def test_a_moved_and_lightly_edited_passage_is_promising():
    shared = sentences(12, 1)
    edited = shared[:100] + "另加几字" + shared[104:230] + shared[236:]
    assert promising(sentences(8, 2) + shared, edited + sentences(8, 3), 1500)


def test_a_short_report_is_always_looked_at():
    one, other = sentences(10, 1), sentences(10, 2)
    assert promising(one, other, 300)
    assert not promising(one, other, 1500)


def test_the_keys_are_those_that_sampling_chooses_with_the_first_place_of_each():
    text = sentences(4, 1) * 2
    hashes, places = shingles(text, LENGTH)
    found = keys(text, 4)
    assert found.hashes.tolist() == sampled(hashes, 4).tolist()
    assert all(hashes[places == place][0] == one for one, place in zip(*found, strict=True))
    assert found.places.max() < len(text) // 2


def test_nothing_listed_promises_nothing():
    assert not promising("", sentences(3, 1), 1500)


def test_a_table_has_room_for_as_many_reports_as_there_are():
    assert np.iinfo(empty_table(10, 65_535).dtype).max == 65_535
    assert np.iinfo(empty_table(10, 65_536).dtype).max > 65_535


def test_pieces_in_their_order_may_be_reworded_and_shuffled_ones_not():
    shared = sentences(20, 1)
    pieces = [shared[at : at + 9] for at in range(0, len(shared), 12)]
    reworded = "".join(piece + sentences(1, 2000 + at)[:6] for at, piece in enumerate(pieces))
    assert keeps_order(keys(shared), keys(reworded))
    assert not keeps_order(keys(shared), keys(scattered(shared, 9, 5)))
    assert keeps_order(keys(shared), keys(sentences(9, 9)))
