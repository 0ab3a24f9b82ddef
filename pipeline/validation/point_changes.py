"""Changes stated in percentage points, held against the two rates of the sentence (百分点)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Report
from pipeline.validation.base import Comparison, Doubt, fired, passed
from pipeline.validation.prose import Sentence, own_sentences
from pipeline.validation.table_reading import plain_figure
from pipeline.validation.wording import excerpt, plain, spot

_N = r"\d{1,3}(?:\.\d+)?"
# 巩固率达到99.2%，比上年的98.9%提高0.3个百分点
_CHANGE = re.compile(
    rf"(?P<new>{_N})[%％][，,]?(?:同?比|较)(?:上年|去年|上一年|20\d\d年)(?:同期|度)?的?(?P<old>{_N})[%％]"
    rf"[，,]?(?P<way>提高|上升|增加|增长|提升|下降|降低|减少)了?(?P<points>{_N})个?百分点"
)
# 就业率由2021年的88.5%提高到91.2%，提高2.7个百分点
_FROM_TO = re.compile(
    rf"[由从](?:上年|去年|上一年|20\d\d年|年初)?(?:同期|度|末|底)?的?(?P<old>{_N})[%％]"
    rf"(?:提高|上升|增加|增长|提升|下降|降低|减少|降|升)[到至为](?P<new>{_N})[%％]"
    rf"[，,](?:同比|共)?(?P<way>提高|上升|增加|增长|提升|下降|降低|减少)了?(?P<points>{_N})个?百分点"
)
_UP = ("提高", "上升", "增加", "增长", "提升")


def point_changes(report: Report) -> Iterator[Comparison]:
    """New − old in points, each rate rounded to its own last place."""
    for sentence in own_sentences(report):
        for pattern in (_CHANGE, _FROM_TO) if "百分点" in sentence.text else ():
            yield from (_held(report, sentence, found) for found in pattern.finditer(sentence.text))


def _held(report: Report, sentence: Sentence, found: re.Match[str]) -> Comparison:
    new, old, points = (plain_figure(found[name]) for name in ("new", "old", "points"))
    if new is None or old is None or points is None:
        raise ValueError(f"{found.group()} holds no figures")
    true = (new.number - old.number) * (1 if found["way"] in _UP else -1)
    allowed = (new.quantum + old.quantum + points.quantum) / 2
    calculation = f"{plain(new.number)}−{plain(old.number)}={plain(new.number - old.number)}"
    exact = new.quantum == old.quantum == points.quantum
    if abs(true - points.number) <= (Decimal(0) if exact else allowed):
        return passed(f"“{excerpt(found.group(), 40)}”百分点相符")
    place = sentence.place(report)
    return fired(
        Doubt(
            fact=f"points/{found['new']}/{found['old']}",
            message=(
                f"“{excerpt(found.group(), 80)}”（{spot(report, place)}）：{calculation}，"
                f"应为{found['way'] if true > 0 else '相反方向变动'} {plain(abs(true))} 个百分点，"
                f"写成 {plain(points.number)} 个百分点。"
            ),
            places=(place,),
            expected=f"{plain(true)}个百分点",
            actual=f"{plain(points.number)}个百分点",
            difference=f"{plain(points.number - true)}个百分点",
            tolerance="各数位数相同的须完全相等；位数不同的各容许半个末位",
            calculation=calculation,
            suspect=f"{plain(points.number)}个百分点",
        )
    )
