"""Claims of compliance against facts, problems against suggestions (断言与事实、问题与建议)."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.model import Level, Report, Section, sections_of_role
from pipeline.validation.base import Comparison, Context, Doubt, fired, lowered, not_applicable, passed, rule
from pipeline.validation.contradictions import problem_sentences
from pipeline.validation.guards import advised, hedged, other_year
from pipeline.validation.lexicon import cues, words
from pipeline.validation.prose import Sentence, own_sentences, sentences
from pipeline.validation.wording import excerpt, spot

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LEAST_PROBLEM = 12
_LEAST_ADVICE = 8


@rule(
    "MD-06",
    "合规断言与违规事实并存",
    Level.WARNING,
    basis="绩效自评须真实、准确",
    needs="资金管理合规的断言，以及审计、检查查出的事实",
)
def clean_claim_contradicted(report: Report, context: Context) -> Iterator[Comparison]:
    """Money said to be free of violations, and a violation of this year told as a fact (G6)."""
    told = list(own_sentences(report))
    claims = [one for one in told if cues("contradiction_cues", "clean_claim").search(one.text)]
    claims = [one for one in claims if not _is_fact(report, one)]
    facts = [one for one in told if _is_fact(report, one)]
    if not claims or not facts:
        yield not_applicable("没有合规断言，或没有写查出的违规事实")
        return
    yield fired(_dirty(report, claims[0], facts))
    del context


def _is_fact(report: Report, sentence: Sentence) -> bool:
    text = sentence.text
    found = cues("contradiction_cues", "violation").search(text)
    if found is None or cues("contradiction_cues", "rule_text").search(_around(text, found)):
        return False
    ruled = cues("contradiction_cues", "conditional").search(text)
    return not (ruled or advised(text) or hedged(text) or other_year(report, text))


def _around(text: str, found: re.Match[str]) -> str:
    """The clause in which the words begin, up to their end."""
    start = max(text.rfind(mark, 0, found.start()) for mark in "，。；,;") + 1
    return text[start : found.end()]


def _dirty(report: Report, claim: Sentence, facts: list[Sentence]) -> Doubt:
    remedied = all(cues("contradiction_cues", "rectified").search(one.text) for one in facts)
    quoted = "；".join(f"“{excerpt(one.text)}”（{spot(report, one.place(report))}）" for one in facts[:3])
    return Doubt(
        fact="clean_claim_contradicted",
        message=(
            f"“{excerpt(claim.text)}”（{spot(report, claim.place(report))}）断言合规，"
            f"报告却又写 {quoted}，前后矛盾。" + ("问题称已整改，降一级列出。" if remedied else "")
        ),
        places=(claim.place(report), *(one.place(report) for one in facts[:3])),
        level=lowered(Level.WARNING) if remedied else None,
        expected="前后一致",
        actual="断言合规，另有违规事实",
    )


@rule(
    "MD-08",
    "问题与建议互不对应",
    Level.HINT,
    basis="绩效评价报告要求：建议针对存在的问题提出",
    needs="存在问题、改进建议两部分的正文",
)
def suggestions_miss_problems(report: Report, context: Context) -> Iterator[Comparison]:
    """Problems are told, and no suggestion shares a topic word with any of them."""
    problems = [one for one in problem_sentences(report) if len(one.text) >= _LEAST_PROBLEM]
    advice = [one for section in _advice_sections(report) for one in _body(report, section)]
    heard = {one.start for one in advice}
    problems = [one for one in problems if one.start not in heard and not advised(one.text)]
    if not problems or sum(len(one.text) for one in advice) < _LEAST_ADVICE:
        yield not_applicable("没有读到问题或建议的正文")
        return
    topics = {pair for one in problems for pair in topic_pairs(one.text)}
    shared = topics & {pair for one in advice for pair in topic_pairs(one.text)}
    if shared or not topics:
        yield passed(f"建议与问题有共同话题（{'、'.join(sorted(shared)[:5])}）")
        return
    if any(mark.isdigit() for one in advice for mark in one.text):
        # 写了数量、期限的是具体措施，用词不同也可能正是回应。
        yield passed("建议写有具体数量或期限，用词与问题不同，是否对应由人判断")
        return
    yield fired(_unanswered(report, problems, advice))
    del context


def _unanswered(report: Report, problems: list[Sentence], advice: list[Sentence]) -> Doubt:
    first, answer = problems[0], advice[0]
    return Doubt(
        fact="suggestions_miss_problems",
        message=(
            f"问题讲“{excerpt(first.text)}”（{spot(report, first.place(report))}）等 {len(problems)} 处，"
            f"建议讲“{excerpt(answer.text)}”（{spot(report, answer.place(report))}），没有一处涉及所列问题。"
        ),
        places=(first.place(report), answer.place(report)),
        expected="建议逐条回应所列问题",
        actual="建议与问题没有共同话题",
    )


def _advice_sections(report: Report) -> tuple[Section, ...]:
    """Sections of suggestions; one titled 问题及建议 holds both and cannot be told apart."""
    return tuple(one for one in sections_of_role(report, "改进建议") if "问题" not in one.title)


def _body(report: Report, section: Section) -> list[Sentence]:
    told = sentences(report, section.body, section.end)
    # 末节之后的落款也在这一节的范围里，日期不是措施的期限。
    return [one for one in told if not cues("contradiction_cues", "signature").search(one.text)]


def topic_pairs(text: str) -> set[str]:
    """Neighbouring characters of the text without the words that every report has."""
    rest = _common().sub(" ", text)
    return {run[at : at + 2] for run in _HAN.findall(rest) for at in range(len(run) - 1)}


@cache
def _common() -> re.Pattern[str]:
    listed = sorted(words("contradiction_cues", "common_words"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, listed)))
