"""Odd figures that stand at the same place say that a sentence was copied."""

import pytest

from pipeline.model import Report
from pipeline.settings import load_settings
from pipeline.similarity import find_pairs
from tests.similarity.factories import a_batch, a_report, quotes, sentences

SETTINGS = load_settings()
SHORT = (
    "沿河步道补种灌木{}株并浇透定根水再铺碎木屑，",
    "给旧楼院换装防滑踏步{}级并在两端贴反光条，",
    "为下沉式窨井加装防坠网{}张并逐一编号拍照建档，",
    "把临街晾衣架迁进内院{}处并留出一米宽通道，",
    "替独居住户检修燃气软管{}根并登记更换日期，",
)


def with_figures(name: str, seed: int, figures: tuple[str, ...]) -> Report:
    own = [sentences(1, seed + n) for n in range(7)]
    told = [short.format(figure) + end for short, figure, end in zip(SHORT, figures, own[2:], strict=True)]
    return a_report(name, [("完成情况", "".join(own[:2]) + "".join(told))])


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [(("3762", "418.9", "1573", "629", "847"), 1), (("5814", "602.3", "2981", "413", "976"), 0)],
)
def test_the_same_odd_figures_make_little_text_a_pair(theirs: tuple[str, ...], expected: int):
    mine = with_figures("a", 100, ("3762", "418.9", "1573", "629", "847"))
    pairs, _ = find_pairs(a_batch(mine, with_figures("b", 200, theirs)), SETTINGS)
    assert len(pairs) == expected


def test_where_figures_were_copied_a_short_sentence_with_others_is_chance():
    shared = "".join(sentences(1, n)[:-1] + f"，共{n}37.{n}1万元。" for n in range(2, 9))
    phrase = "上级补助{}万元，本级配套{}万元，全部列入年初预算。"
    one = a_report("a", [("完成情况", shared + "\n" + sentences(10, 21) + phrase.format(214, 377))])
    other = a_report("b", [("完成情况", shared + "\n" + sentences(10, 22) + phrase.format(586, 129))])
    (pair,) = find_pairs(a_batch(one, other), SETTINGS)[0]
    shown = [quotes({"a": one, "b": other}, pair, passage)[0] for passage in pair.passages]
    assert not any("上级补助" in words for words in shown)
    assert sum(map(len, shown)) >= len(shared)
