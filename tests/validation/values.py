"""Values of the example notation: names of the field, numbers as written, options."""

import re
from dataclasses import replace
from decimal import Decimal

from pipeline.model import Exactness, Kind, Modality, Place, Report, Value

MONEY = {
    "年初预算": "budget_initial",
    "全年预算": "budget_full",
    "批复预算": "budget_approved",
    "预算调整": "budget_change",
    "到位": "received",
    "支出": "spent",
    "结余": "surplus",
    "上年结转": "carryover_in",
    "来源分项": "source_part",
    "用途分项": "use_part",
    "单价": "periodic",
    "总投资": "total_investment",
    "上年金额": "last_year",
    "其他金额": "other",
    "上年数": "last_year",
}
RATES = {
    "执行率": "execution_rate",
    "满意度": "satisfaction",
    "增减率": "growth",
    "占比": "share",
    "到位率": "receipt_rate",
    "其他比率": "other",
}
SCORES = {
    "总分": "total_score",
    "满分": "full_score",
    "单项得分": "item_score",
    "单项分值": "item_weight",
    "执行率得分": "execution_score",
    "扣分": "deduction",
    "其他得分": "other",
}
GRADES = {
    "优": ("优秀", "优", "一等"),
    "良": ("良好", "良", "二等"),
    "中": ("合格", "一般", "中", "三等"),
    "差": ("不合格", "差"),
}
EXACTNESS = {"约数": Exactness.ABOUT, "至少": Exactness.AT_LEAST}
MODALITY = {
    "标准": Modality.STANDARD,
    "目标": Modality.TARGET,
    "假设": Modality.HYPOTHETICAL,
    "否定": Modality.NEGATED,
}
UNITS = {"亿元": 10**8, "万元": 10**4, "万": 10**4, "元": 1}


def number_of(words: str) -> tuple[Decimal | None, Decimal]:
    """The number in a text and the unit in its last place."""
    found = re.search(r"-?\d[\d,]*(\.\d+)?", words)
    if not found:
        return None, Decimal(0)
    number = Decimal(found[0].replace(",", ""))
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return number, Decimal(1).scaleb(exponent)


def _scaled(words: str, unit: str) -> tuple[Decimal | None, Decimal]:
    number, ulp = number_of(words)
    factor = Decimal(UNITS[unit])
    return (None if number is None else (number * factor).normalize() + 0, ulp * factor)


def _unit_of(words: str, default: str = "元") -> str:
    return next((unit for unit in UNITS if words.endswith(unit)), default)


def value_of(report: Report, place: Place, words: str, name: str, unit: str = "") -> Value:
    base = {"id": f"{report.id}-{place.start}", "report": report.id, "raw": words, "place": place}
    where = "table" if place.row is not None else "text"
    if name in MONEY:
        unit = _unit_of(words, unit or "元")
        number, ulp = _scaled(words, unit)
        return Value(
            **base, kind=Kind.MONEY, field=MONEY[name], number=number, ulp=ulp, unit=unit, where=where
        )
    if name == "等级":
        grade = next(g for g, spelled in GRADES.items() if words.strip('“”"') in spelled)
        return Value(**base, kind=Kind.GRADE, field="grade", grade=grade, where=where)
    number, ulp = number_of(words)
    if name == "数量":
        counted = re.sub(r"^[\d.,]+\s*", "", words)
        return Value(
            **base, kind=Kind.COUNT, field="other", number=number, ulp=ulp, unit=counted, where=where
        )
    if name == "评价年度":
        return Value(**base, kind=Kind.DATE, field="year_slot", number=number, where=where)
    kind, names, unit = (Kind.RATE, RATES, "%") if name in RATES else (Kind.SCORE, SCORES, "分")
    return Value(**base, kind=kind, field=names[name], number=number, ulp=ulp, unit=unit, where=where)


def with_option(value: Value, option: str) -> Value:
    key, _, text = option.partition("=")
    if option in EXACTNESS:
        return replace(value, exactness=EXACTNESS[option])
    if option in MODALITY:
        return replace(value, modality=MODALITY[option])
    changes = {
        "年度": {"year": int(text) if key == "年度" else 0},
        "项目": {"project": text},
        "来源": {"source": text},
        "时点": {"as_of": text},
        "把握": {"confidence": float(text) if key == "把握" else 1.0},
    }[key]
    return replace(value, **changes)  # type: ignore[arg-type]
