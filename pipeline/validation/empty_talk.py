"""Problems that say nothing (空话): general words throughout, or only what everybody writes."""

import math
import re
from collections.abc import Iterator

from pipeline.model import Batch, Boilerplate, Level, Report
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.contradictions import problem_sentences
from pipeline.validation.guards import is_form
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence
from pipeline.validation.remembering import once_a_batch
from pipeline.validation.wording import excerpt, spot

_ROLE = "存在问题"
_SENTENCE = 10
_SHOWN = 3


@rule(
    "LT-03",
    "问题与建议空话",
    Level.HINT,
    basis="绩效评价报告要求：问题有事实、有数据",
    needs="存在问题部分的正文",
)
def problems_without_facts(report: Report, context: Context) -> Iterator[Comparison]:
    """Not a figure, a place or an event among the problems: all platitudes, or more 套话 than the batch's P95."""
    told = [one for one in problem_sentences(report) if len(one.text) >= _SENTENCE]
    told = [one for one in told if not any(s.start <= one.start < s.body for s in report.sections)]
    if is_form(report) or not told:
        yield not_applicable("没有存在问题的正文")
        return
    concrete = sum(_is_concrete(one.text) for one in told)
    general = sum(_is_platitude(one.text) for one in told)
    most = _unusual_share(report, context)
    if concrete or (general < len(told) and most is None):
        yield passed(f"问题部分 {len(told)} 句中有具体的事实或数据")
        return
    yield fired(_empty_talk(report, context, told, most))


def _empty_talk(report: Report, context: Context, told: list[Sentence], most: int | None) -> Doubt:
    shown = "；".join(f"“{excerpt(one.text)}”（{spot(report, one.place(report))}）" for one in told[:_SHOWN])
    share = _share_of(report, context.batch)
    common = f"该部分 {share}% 的文字与多份报告相同或属通行套话" if share else ""
    if most is not None:
        common += f"，高于本批次 95% 的报告（{most}%）"
    return Doubt(
        fact="problems_without_facts",
        message=(
            f"存在问题部分共 {len(told)} 句，没有一处数据、地点或事由，都是笼统的说法：{shown}。"
            + (f"{common}。" if common else "")
        ),
        places=tuple(one.place(report) for one in told[:_SHOWN]),
        expected="写明问题的事实、数量和原因",
        actual=f"{len(told)} 句均为空话",
    )


def _unusual_share(report: Report, context: Context) -> int | None:
    """The batch's 95th percentile of 套话 in problem sections, if this report's share is above it; else None."""
    limits = context.settings.thresholds
    shares = _shares(context.batch)
    mine = shares.get(report.id)
    if mine is None or len(shares) < limits.boilerplate_reports or mine < limits.boilerplate_share * 100:
        return None
    ordered = sorted(shares.values())
    percentile = ordered[math.ceil(limits.boilerplate_percentile * len(ordered)) - 1]
    return percentile if mine > percentile else None


def _share_of(report: Report, batch: Batch) -> int:
    """How much of the problems' text is 套话, in percent; 0 where that was not measured."""
    return _shares(batch).get(report.id, 0)


@once_a_batch
def _shares(batch: Batch) -> dict[str, int]:
    """Of every report that has a section of problems how much of it is 套话, in percent."""
    rows: dict[str, list[Boilerplate]] = {}
    for one in batch.boilerplate:
        if one.role == _ROLE and one.characters:
            rows.setdefault(one.report, []).append(one)
    return {
        report: round(100 * sum(one.common for one in found) / sum(one.characters for one in found))
        for report, found in rows.items()
    }


def _is_platitude(text: str) -> bool:
    return bool(cues("report_outline", "platitude").search(text))


def _is_concrete(text: str) -> bool:
    bare = re.sub(r"^[一二三四五六七八九十\d]+[、.．是]|[（(][一二三四五六七八九十\d]+[）)]", "", text)
    return bool(cues("report_outline", "concrete").search(bare))
