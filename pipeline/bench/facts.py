"""The figures of an invented project (虚构项目): money, indicators and scores that agree with one another."""

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipeline.bench.grammar import Theme, grammar

YEAR = 2023
_CENT = Decimal("0.01")
_GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
_OUTPUT_WEIGHT, _BENEFIT_WEIGHT, _SATISFACTION_WEIGHT = 5, 5, 10
_NUMBER_OF_BENEFITS = 6


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the 自评表: target, result, weight and score."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: Decimal
    score: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an invented report states: whose it is, amounts in 万元, indicators."""

    place: str
    unit: str
    project: str
    theme: Theme
    initial: Decimal
    """年初预算, in 万元; so are all amounts."""
    full: Decimal
    carried: Decimal
    spent: Decimal
    carried_spent: Decimal
    indicators: tuple[Indicator, ...]

    @property
    def rate(self) -> Decimal:
        """执行率 in percent, two decimals."""
        return _rounded(self.spent / self.full * 100)

    @property
    def execution_score(self) -> Decimal:
        """10 分 in proportion to the execution rate."""
        return _rounded(self.spent / self.full * 10)

    @property
    def total_score(self) -> Decimal:
        """The sum of all rows."""
        return self.execution_score + sum((one.score for one in self.indicators), Decimal(0))

    @property
    def grade(self) -> str:
        """The grade that the total earns."""
        return next(name for lowest, name in _GRADES if self.total_score >= lowest)

    def score_of(self, level1: str) -> Decimal:
        """The sum of a first level's rows."""
        return sum((one.score for one in self.indicators if one.level1 == level1), Decimal(0))


def invented(number: int, theme: Theme) -> Facts:
    """The facts of report `number`; the same number and theme give the same facts."""
    chance = random.Random(f"facts {number}")
    places = grammar().places
    place = (
        chance.choice(places["first"])
        + places["second"][number % len(places["second"])]
        + chance.choice(places["kind"])
    )
    initial = _money(chance, 30, 1800)
    carried = _money(chance, 2, 60) if chance.random() < 0.4 else Decimal(0)
    full = initial + carried
    spent = full if chance.random() < 0.3 else _rounded(full * Decimal(chance.randint(900, 999)) / 1000)
    return Facts(
        place=place,
        unit=place + theme.unit,
        project=chance.choice(theme.project),
        theme=theme,
        initial=initial,
        full=full,
        carried=carried,
        spent=spent,
        carried_spent=min(carried, spent),
        indicators=tuple(_indicators(chance, theme)),
    )


def _indicators(chance: random.Random, theme: Theme) -> list[Indicator]:
    rows = [
        _row(chance, ("产出指标", "数量指标"), name, unit, bounds)
        for name, unit, bounds in map(_parted, theme.counts)
    ]
    first, second, third, fourth = theme.work[:4]
    rows += [
        _percentage(chance, ("产出指标", "质量指标"), f"{first}验收合格率", 95),
        _percentage(chance, ("产出指标", "质量指标"), f"{second}质量达标率", 92),
        _percentage(chance, ("产出指标", "时效指标"), f"{third}按期完成率", 95),
        _percentage(chance, ("产出指标", "时效指标"), "资金拨付及时率", 98),
        _capped(chance, ("产出指标", "成本指标"), f"{first}单位成本", "元"),
        _capped(chance, ("产出指标", "成本指标"), f"{fourth}单次成本", "元"),
    ]
    seconds = (
        "经济效益指标",
        "社会效益指标",
        "社会效益指标",
        "生态效益指标",
        "可持续影响指标",
        "可持续影响指标",
    )
    names = [*theme.effects, "管护制度健全率", "长效机制落实率"]
    rows += [
        _percentage(chance, ("效益指标", level2), name, 80)
        for level2, name in zip(seconds, names, strict=True)
    ]
    who = f"{theme.people[0]}满意度"
    return [*rows, _percentage(chance, ("满意度指标", "服务对象满意度指标"), who, 88, _SATISFACTION_WEIGHT)]


def _row(chance: random.Random, levels: tuple[str, str], name: str, unit: str, bounds: str) -> Indicator:
    low, high = map(int, bounds.split("-"))
    target = chance.randint(low, high)
    short = chance.random() < 0.12
    actual = (
        target * chance.randint(90, 99) // 100 if short else target + chance.randint(0, max(target // 9, 1))
    )
    weight = Decimal(_OUTPUT_WEIGHT)
    score = _rounded(weight * actual / target) if actual < target else weight
    reason = "受天气和用地影响，个别点位推迟到次年一季度实施" if actual < target else ""
    return Indicator(*levels, name, f"≥{target}{unit}", f"{actual}{unit}", weight, score, reason)


def _percentage(
    chance: random.Random, levels: tuple[str, str], name: str, lowest: int, points: int = _BENEFIT_WEIGHT
) -> Indicator:
    target = chance.randint(lowest, 98)
    actual = target + Decimal(chance.randint(0, (100 - target) * 10)) / 10
    return Indicator(
        *levels, name, f"≥{target}%", f"{actual.normalize():f}%", Decimal(points), Decimal(points)
    )


def _capped(chance: random.Random, levels: tuple[str, str], name: str, unit: str) -> Indicator:
    target = chance.randint(20, 900) * 10
    actual = target - chance.randint(0, target // 8)
    weight = Decimal(_OUTPUT_WEIGHT)
    return Indicator(*levels, name, f"≤{target}{unit}", f"{actual}{unit}", weight, weight)


def _parted(line: str) -> tuple[str, str, str]:
    name, unit, bounds = line.split("|")
    return name, unit, bounds


def _money(chance: random.Random, low: int, high: int) -> Decimal:
    return Decimal(chance.randint(low * 100, high * 100)) / 100


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_CENT, ROUND_HALF_UP)
