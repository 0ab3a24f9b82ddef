"""Rates of counted things, held against the counts of their sentence: shares, changes, what was done of what there is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Report
from pipeline.validation.base import Comparison, Doubt, fired, passed
from pipeline.validation.prose import Sentence, own_sentences
from pipeline.validation.table_reading import plain_figure
from pipeline.validation.tolerance import Figure, Range, derived_agrees
from pipeline.validation.wording import excerpt, plain, rounded, spot

_HUNDRED = Decimal(100)
_N = r"(?<![\d.,])\d[\d,]*(?:\.\d+)?"
_U = r"(?!(?:万|亿)?[年月日号时分元])[万亿]?(?:人次|平方米|平方公里|立方米|[\u4e00-\u9fff])"
_RATE = r"(?P<rate>\d{1,3}(?:\.\d+)?)\s*[%％]"
# 受益人口11.2万人，其中脱贫人口1.35万人，占12.05%
_SHARE = re.compile(
    rf"(?P<base>{_N})(?P<unit>{_U})[，,]?其中[：:]?[^\d，,。；;、（()）]{{1,16}}"
    rf"(?P<part>{_N})(?P=unit)[，,（(]?占(?:比|总数的?|总人数的?)?(?:为)?{_RATE}"
)
# 投诉由上年的120件下降到72件，下降40%
_CHANGE = re.compile(
    rf"[由从](?:上年|去年|上一年|20\d\d年)?(?:同期|度)?的?(?P<base>{_N})(?P<unit>{_U})"
    rf"(?P<way>减少|下降|降低|降|压减|增加|增长|提高|上升|提升|增)[到至为](?P<part>{_N})(?P=unit)"
    rf"[，,](?:同比)?(?:减少|下降|降低|降幅|压减|增加|增长|提高|上升|提升|增幅)了?(?:为|达)?{_RATE}"
)
# 抽检1480次，合格1437次，合格率97.09%
_DONE = re.compile(
    rf"(?P<base>{_N})(?P<unit>{_U})[，,；;]?[^\d。；;，,]{{0,8}}?(?P<verb>合格|达标|办结|整改|通过|完好|回收|成活|就业|签约)"
    rf"(?:完成|到位|的)?(?P<part>{_N})(?P=unit)[，,][^\d。；;，,]{{0,6}}?(?P=verb)率(?:为|达到?)?{_RATE}"
)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A rate with the two counts that it is reckoned from."""

    sentence: Sentence
    words: str
    base: Figure
    part: Figure
    rate: Figure
    change: bool


def counted_rates(report: Report) -> Iterator[Comparison]:
    """T2 of part ÷ base, or of (new − old) ÷ old, by the precision in which the counts are written."""
    for sentence in own_sentences(report):
        text = sentence.text.replace(" ", "")
        for pattern in (_SHARE, _CHANGE, _DONE) if "%" in text or "％" in text else ():
            for found in pattern.finditer(text):
                counted = _read(sentence, found, change=pattern is _CHANGE)
                if counted is not None:
                    yield _held(report, counted)


def _read(sentence: Sentence, found: re.Match[str], *, change: bool) -> _Counted | None:
    base, part, rate = (plain_figure(found[name].replace(",", "")) for name in ("base", "part", "rate"))
    if base is None or part is None or rate is None or base.low <= 0 or part.number <= 0:
        return None
    return _Counted(sentence, found.group(), base, part, rate, change)


def _possible(counted: _Counted) -> Range:
    base, part = counted.base, counted.part
    # 个数是确数；带小数的万人、公里才有半个末位的出入。
    low = part.low / base.high if _rounded(base) or _rounded(part) else part.number / base.number
    high = part.high / base.low if _rounded(base) or _rounded(part) else part.number / base.number
    if not counted.change:
        return Range(low * _HUNDRED, high * _HUNDRED)
    ends = sorted(abs(one - 1) * _HUNDRED for one in (low, high))
    return Range(ends[0], ends[1])


def _rounded(figure: Figure) -> bool:
    return figure.number != figure.number.to_integral_value()


def _held(report: Report, counted: _Counted) -> Comparison:
    base, part = counted.base.number, counted.part.number
    true = (abs(part / base - 1) if counted.change else part / base) * _HUNDRED
    if derived_agrees(counted.rate, _possible(counted)):
        return passed(f"“{excerpt(counted.words, 40)}”比率与个数相符")
    way = f"|{plain(part)}−{plain(base)}|÷{plain(base)}" if counted.change else f"{plain(part)}÷{plain(base)}"
    calculation = f"{way}={rounded(true)}%"
    gap = counted.rate.number - true
    place = counted.sentence.place(report)
    return fired(
        Doubt(
            fact=f"counted_rate/{counted.words[:8]}",
            message=(
                f"“{excerpt(counted.words, 100)}”（{spot(report, place)}）：{calculation}，"
                f"比率写 {plain(counted.rate.number)}%，相差 {rounded(abs(gap))} 个百分点，四舍五入或截尾都不能得到。"
            ),
            places=(place,),
            expected=f"{rounded(true)}%",
            actual=f"{plain(counted.rate.number)}%",
            difference=f"{rounded(gap)}个百分点",
            tolerance="所写位数上四舍五入或截尾（T2）",
            calculation=calculation,
            suspect=f"{plain(counted.rate.number)}%",
        )
    )
