"""What a unit's name is (单位名称): its official endings, the name that a title begins with, a town's seat."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.model import Place
from pipeline.nlp.fold import folded
from pipeline.nlp.lexicon import alternatives, lexicon

NAME = r"[\u4e00-\u9fff（）()、]"
_CODE = re.compile(r"^[\dA-Za-z]{3,}\s*[-—－_]\s*|^[（(\[][\dA-Za-z]{3,}[）)\]]\s*|^\d{3,}\s*")


_AND_EACH = re.compile(r"(?:及|和|与|以及)(?:其?(?:所属|下属|直属)|各|有关|相关|全[县市区省])")
"""What follows names no unit but many."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name and where it stands."""

    name: str
    place: Place


@cache
def unit_words() -> dict[str, Any]:
    """The table [unit] of the lexicon."""
    return dict(lexicon("identity")["unit"])


@cache
def unit_end() -> re.Pattern[str]:
    """Any official ending of a unit's name, the longest that fits."""
    return re.compile(alternatives(unit_words()["endings"]))


@cache
def unit_endings() -> tuple[str, ...]:
    """The official endings, for str.endswith: to search for one of a hundred words up to an end is slow."""
    return tuple(unit_words()["endings"])


def title_unit(text: str) -> str | None:
    """The unit that a title begins with, or None."""
    found = _leading_unit(text)
    return found[0] if found else None


def closed_unit(text: str) -> str | None:
    """The unit that a title begins with, where the words behind it show that its name is over."""
    found = _leading_unit(text)
    return found[0] if found and found[1] else None


def _leading_unit(text: str) -> tuple[str, bool] | None:
    """The leading unit and whether the name is surely over: 甲县水务局2023…, but 甲县学校食堂….

    Without such a sign it reaches to the first ending and those that join it (合作社 + 联合社).
    """
    words = unit_words()
    text = _without_mark(text)
    plain = folded(text)
    best, closed = 0, False
    for match in unit_end().finditer(plain):
        name, rest = plain[: match.end()], plain[match.end() :]
        if not re.fullmatch(f"{NAME}+", name) or re.search(r"项目|资金|经费", name):
            break
        if not best or (best == match.start() and plain[:best].endswith(tuple(words["joining"]))):
            best = match.end()
        if not rest or rest.startswith(tuple(words["followers"])):
            best, closed = match.end(), True
            break
    name = text[:best]
    return (name, closed) if len(name) >= 3 and folded(name) not in words["generic"] else None


def _without_mark(text: str) -> str:
    return re.sub(r"^(?:关于|附件\d*[：:\s]*|20\d\d\s*年度?(?=[\u4e00-\u9fff]{1,8}[省市县区州]))", "", text)


def title_seat(text: str) -> str | None:
    """The government of the town that a title begins with: 青溪镇2023年度…… is 青溪镇人民政府's."""
    text = _without_mark(text)
    plain = folded(text)
    seats = unit_words()["seats"]
    over = alternatives(unit_words()["town_followers"])
    town = re.match(rf"[\u4e00-\u9fff]{{1,10}}?(?:{alternatives(list(seats))})(?={over})", plain)
    if town is None or town.group().endswith(tuple(unit_words()["no_town"])):
        return None
    return with_seat(text[: town.end()])


def loose_unit(text: str) -> str | None:
    """What stands in front of a title's year and ends as units may: 甲县古树保护社2023年度……"""
    text = _without_mark(text)
    over = alternatives(unit_words()["town_followers"])
    name = re.match(rf"[\u4e00-\u9fff]{{3,20}}?[{unit_words()['loose_endings']}](?={over})", folded(text))
    return text[: name.end()] if name and not re.search(r"项目|资金|经费", name.group()) else None


def with_seat(name: str) -> str:
    """The official name of a town that is named without its government."""
    seat = next((seat for town, seat in unit_words()["seats"].items() if name.endswith(town)), "")
    return name + seat


def clean_unit(text: str) -> str | None:
    """A unit as a form's cell gives it, without code and 本级; None for several units or none."""
    name = _CODE.sub("", re.sub(r"\s", "", text))
    name = re.sub(r"[（(](?:盖章|公章|签章|本级|机关)[）)]|(?:本级|机关本级)$", "", name).strip("：:。；;")
    several = _AND_EACH.search(name)
    if several is not None and unit_end().search(name, 0, several.start()):
        name = name[: several.start()]  # 甲县水利局及各项目法人: the first is the one that reports
    if not 3 <= len(name) <= 40 or re.search(r"[、，,；;/]|等$|^各", name):
        return None
    return name


def is_outsider(name: str) -> bool:
    """Whether the unit approves, audits or was commissioned, and so never is the one that reports."""
    return any(word in name for word in unit_words()["others"])


def is_firm(name: str) -> bool:
    """Whether the name is a company's or an office of accountants."""
    return name.endswith(tuple(unit_words()["firms"]))
