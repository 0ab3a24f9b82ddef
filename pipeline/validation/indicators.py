"""Indicators claimed without evidence (指标)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Indicator, Level, Place, Report, sections_of_role, shown_title
from pipeline.validation.base import (
    Comparison,
    Context,
    Doubt,
    fired_elsewhere,
    not_applicable,
    passed,
    rule,
)
from pipeline.validation.guards import bundle_mates, same_material, settled, speaks_for
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import own_sentences
from pipeline.validation.remembering import remembered
from pipeline.validation.wording import excerpt, spot, stated


@dataclass(frozen=True, slots=True)
class Claim:
    """A place where the report says that people are satisfied."""

    words: str
    place: Place
    certainty: float = 1.0


@rule(
    "ZB-09",
    "满意度无调查依据",
    Level.WARNING,
    basis="绩效评价工作要求：满意度指标应有问卷、测评等调查资料",
    needs="有得分的满意度指标，或正文对满意的断言",
    scope="batch",
)
def satisfaction_without_survey(report: Report, context: Context) -> Iterator[Comparison]:
    """Satisfaction scored or claimed, and no questionnaire, poll or call-back in the report or its bundle."""
    claims = satisfaction_claims(report)
    if not claims:
        yield not_applicable("没有有得分的满意度指标，正文也没有断言满意")
        return
    mates = bundle_mates(report, context.batch)
    for owner in (report, *same_material(report, context.batch)):
        evidence = survey_evidence(owner)
        if evidence is not None:
            yield passed(
                f"满意度有调查依据：“{excerpt(evidence.words, 40)}”（{spot(owner, evidence.place)}）"
            )
            return
    speaker = speaks_for(report, [mate for mate in mates if satisfaction_claims(mate)])
    if speaker.id != report.id:
        yield fired_elsewhere(f"满意度无调查依据，疑点列在同一项目的《{shown_title(speaker)}》")
        return
    yield settled(context, _doubt(report, claims), [], *(claim.certainty for claim in claims))


def satisfaction_claims(report: Report) -> list[Claim]:
    """Scored satisfaction rows first, then assertions of the running text."""
    return list(_claims(report))


@remembered
def _claims(report: Report) -> list[Claim]:
    rows = [_row_claim(report, row) for row in report.indicators if _claims_satisfaction(row)]
    goals = [(section.start, section.end) for section in sections_of_role(report, "绩效目标")]
    cells = {place.start for row in report.indicators for place in row.places.values()}
    told: list[Claim] = []
    for sentence in own_sentences(report):
        found = cues("survey_evidence", "claim").search(sentence.text)
        aimed = found and cues("survey_evidence", "wish").search(_clause(sentence.text, found.start()))
        in_goals = any(start <= sentence.start < end for start, end in goals)
        if found and not aimed and not in_goals and sentence.start not in cells:
            told.append(Claim(sentence.text, sentence.place(report)))
    return [*rows, *told]


def _claims_satisfaction(row: Indicator) -> bool:
    named = "满意" in f"{row.level1}{row.level2}{row.level3}"
    if row.score is not None and row.score.number is not None:
        return named and row.score.number > 0
    return named and "score" not in row.columns and bool(row.actual.strip())


def _row_claim(report: Report, row: Indicator) -> Claim:
    place = row.score.place if row.score is not None else next(iter(row.places.values()))
    score = f"，得 {stated(report, row.score)}" if row.score is not None else f"（{spot(report, place)}）"
    return Claim(f"“{row.level3 or row.level2}”完成值 {row.actual or '空白'}{score}", place, row.confidence)


def _clause(text: str, offset: int) -> str:
    start = max(text.rfind(mark, 0, offset) for mark in "，。；,;") + 1
    ends = [text.find(mark, offset) for mark in "，。；,;"]
    return text[start : min((end for end in ends if end >= 0), default=len(text))]


def survey_evidence(report: Report) -> Claim | None:
    """The first words that show a survey was made: not planned, not denied, not an indicator's name."""
    return next(_evidence(report), None)


@remembered
def _evidence(report: Report) -> list[Claim]:
    first = _first_evidence(report)
    return [first] if first is not None else []


def _first_evidence(report: Report) -> Claim | None:
    names = sorted(
        (place.start, place.end)
        for row in report.indicators
        for column, place in row.places.items()
        if column in ("level1", "level2", "level3", "target")
    )
    for sentence in own_sentences(report):
        # 工作表里一行是一句：指标名之后的单元格（原因、备注）写有问卷份数的，算依据。
        within = slice(bisect_left(names, (sentence.start,)), bisect_left(names, (sentence.end,)))
        named = [end for _, end in names[within]]
        text = report.document.text[max(named, default=sentence.start) : sentence.end]
        found = cues("survey_evidence", "evidence").search(text)
        if found and not cues("survey_evidence", "unreal").search(_clause(text, found.start())):
            return Claim(sentence.text, sentence.place(report))
    return _counted_in_name(report)


def _counted_in_name(report: Report) -> Claim | None:
    """A satisfaction indicator whose name itself says how many were asked: 市民满意度（抽样调查300人）."""
    for row in report.indicators:
        asides = re.findall(r"[（(]([^（）()]*\d[^（）()]*)[）)]", row.level3) if "满意" in row.level3 else []
        place = row.places.get("level3")
        if place is not None and any(cues("survey_evidence", "evidence").search(one) for one in asides):
            return Claim(row.level3, place)
    return None


def _doubt(report: Report, claims: Sequence[Claim]) -> Doubt:
    excuse = next(
        (one for one in own_sentences(report) if cues("survey_evidence", "no_complaint").search(one.text)),
        None,
    )
    shown = "；".join(
        claim.words
        if claim.words.startswith("“")
        else f"“{excerpt(claim.words)}”（{spot(report, claim.place)}）"
        for claim in claims[:3]
    )
    message = f"报告称满意：{shown}；但本报告及同一项目的其他材料没有问卷、测评、回访、样本数等调查依据。"
    if excuse is not None:
        message += (
            f"“{excerpt(excuse.text, 40)}”（{spot(report, excuse.place(report))}）说明没有投诉，不等于满意。"
        )
    return Doubt(
        fact="satisfaction",
        message=message,
        places=tuple(dict.fromkeys(claim.place for claim in claims)),
        expected="写明调查方式、样本数和结果，或附调查资料",
        actual="无调查依据",
    )
