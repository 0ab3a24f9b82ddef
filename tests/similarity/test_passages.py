from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.model import Report
from pipeline.settings import load_settings
from pipeline.similarity import find_pairs
from pipeline.similarity.masking import slotted
from pipeline.similarity.own_text import BREAK
from pipeline.similarity.passages import Match, shared_passages
from tests.similarity.factories import a_batch, a_report, quotes, sentences

SETTINGS = load_settings()


def test_a_run_of_the_least_length_is_found_and_a_shorter_one_is_not():
    assert shared_passages("天地玄黄宇宙洪荒", "甲乙天地玄黄宇宙", 3, 6) == (Match(0, 2, 6),)
    assert shared_passages("天地玄黄宇宙洪荒", "甲乙天地玄黄宇宙", 3, 7) == ()


def test_of_several_places_the_longest_run_wins():
    assert shared_passages("天地玄黄宇宙", "天地玄黄，天地玄黄宇宙", 3, 4) == (Match(0, 5, 6),)


def test_equal_runs_go_to_the_place_that_follows_on():
    other = "日月盈昃，天地玄黄，日月盈昃"
    assert shared_passages("天地玄黄、日月盈昃", other, 3, 4) == (Match(0, 5, 4), Match(5, 10, 4))


def test_no_passage_runs_across_a_break():
    text = f"天地玄黄{BREAK}宇宙洪荒"
    assert shared_passages(text, text, 3, 4) == (Match(0, 0, 4), Match(5, 5, 4))


def test_a_text_that_repeats_itself_ends_in_reasonable_time():
    found = shared_passages("甲" * 5000, "甲" * 4000, 8, 16)
    assert sum(match.length for match in found) > 5000 - 16


words = st.text(alphabet="天地玄黄宇宙洪荒，。" + BREAK, max_size=40)


@given(words, words)
def test_passages_are_the_same_on_both_sides_and_do_not_overlap(one: str, other: str):
    position = 0
    for match in shared_passages(one, other, 2, 3):
        run = one[match.a : match.a + match.length]
        assert run == other[match.b : match.b + match.length]
        assert BREAK not in run
        assert match.length >= 3
        assert match.a >= position
        position = match.a + match.length


@given(words, words)
def test_every_common_run_is_touched(one: str, other: str):
    covered = {
        position
        for match in shared_passages(one, other, 2, 3)
        for position in range(match.a, match.a + match.length)
    }
    for start in range(len(one) - 2):
        run = one[start : start + 3]
        if BREAK not in run and run in other:
            assert covered & set(range(start, start + 3))


# Sentences that a copier fills in anew, and joints that differ between the two files.
places = st.sampled_from(["青屏区", "禾川县", "石湾市", "云渡州"])
units = st.sampled_from(["水务局", "农业农村局", "残疾人联合会"])
figures = st.sampled_from(["3", "12", "280", "1,280.50", "99.57", "二百八十"])
years = st.sampled_from(["2021", "2022", "2023"])
joints = st.lists(
    st.sampled_from(["", "\n", " ", "\u3000", "《办法》规定，应当自评。", "12", "另有情况如下："]),
    min_size=6,
    max_size=6,
)
TEMPLATES = [
    "{year}年度{place}{unit}投入{figure}万元，" + sentences(2, 1),
    "我局会同{place}财政局检查{figure}次，" + sentences(1, 2),
    sentences(2, 3) + "{place}共有{figure}户受益，",
    "截至{year}年12月31日，{unit}完成{figure}处，" + sentences(1, 4),
    sentences(3, 5),
    "全{level}满意率{figure}%，" + sentences(1, 6),
]


@st.composite
def versions(draw: st.DrawFn, name: str) -> Report:
    place, unit, year = draw(places), draw(units), draw(years)
    order = draw(st.permutations(range(len(TEMPLATES))))
    text = ""
    for joint, position in zip(draw(joints), order, strict=True):
        filled = TEMPLATES[position].format(
            year=year, place=place, unit=unit, figure=draw(figures), level=place[-1]
        )
        text += joint + filled
    return a_report(name, [("完成情况", text)], unit=place + unit, project="渠道清淤项目", year=int(year))


@given(versions("a"), versions("b"))
def test_the_quotes_of_a_passage_are_alike_after_masking(one: Report, other: Report):
    reports = {"a": one, "b": other}
    (pair,) = find_pairs(a_batch(one, other), SETTINGS)[0]
    assert pair.score >= 0.7
    for passage in pair.passages:
        left, right = quotes(reports, pair, passage)
        assert not left[0].isspace()
        assert not left[-1].isspace()
        assert fuzz.ratio(slotted(left), slotted(right)) >= 60
