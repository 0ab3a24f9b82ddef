"""The figures of a finding (应为, 实为, 差额) as numbers with their unit."""

import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline.model import Finding, Kind, Value
from pipeline.outputs.digest import Digest
from pipeline.outputs.numerals import in_wan, numeral_in
from pipeline.outputs.sheet import Cell, Styled

_UNITS: dict[Kind | None, str] = {Kind.MONEY: "wan_unit", Kind.RATE: "rate_unit", Kind.SCORE: "score_unit"}
_WORDS = {"rate_unit": "%", "points_unit": "个百分点", "score_unit": "分"}
# Unit as rules write it → exponent of ten that turns it into the unit shown, and the style that shows it.
_UNIT_WORDS = {
    "元": (-4, "wan_unit"),
    "万元": (0, "wan_unit"),
    "亿元": (4, "wan_unit"),
    "%": (0, "rate_unit"),
    "％": (0, "rate_unit"),
    "个百分点": (0, "points_unit"),
    "分": (0, "score_unit"),
}
_WITH_UNIT = re.compile(rf"([+-]?[\d,]+(?:\.\d+)?)\s*({'|'.join(_UNIT_WORDS)})")


def figure_cell(text: str | None, kind: Kind | None) -> Cell:
    """An expected or actual figure as a number with its unit (money in 万元); other words stay words."""
    found = _figure(text, kind)
    return Styled(*found) if found else text


def difference_cell(text: str | None, kind: Kind | None) -> Cell:
    """A difference under the head 差额（万元）: money as a number; other differences as words with their unit."""
    found = _figure(text, kind)
    if found is None or text is None:
        return Styled(text, "wrap") if text else None
    number, style = found
    if style == "wan_unit":
        return number
    unit = _WORDS.get(style, "")
    return Styled(text.strip() if text.strip().endswith(unit) else f"{text.strip()}{unit}", "wrap")


def money_involved(finding: Finding, digest: Digest) -> Decimal | None:
    """The finding's difference in 万元, without sign; None where it is not one of money."""
    found = _figure(finding.difference, kind_compared(finding, digest))
    return abs(found[0]) if found and found[1] == "wan_unit" else None


def kind_compared(finding: Finding, digest: Digest) -> Kind | None:
    """What the bare figures of a finding count: the kind of a compared value that one of them equals."""
    figures = {numeral_in(finding.actual), numeral_in(finding.expected)} - {None}
    values = [digest.values[key] for key in finding.values if key in digest.values]
    for value in values:
        if value.number in figures:
            return value.kind
    return _only_kind(values)


def _figure(text: str | None, kind: Kind | None) -> tuple[Decimal, str] | None:
    written = _WITH_UNIT.fullmatch((text or "").strip().replace("−", "-"))
    number = numeral_in(written[1] if written else text)
    if number is None:
        return None
    if written is not None:
        power, style = _UNIT_WORDS[written[2]]
        return number.scaleb(power), style
    return (in_wan(number) if kind == Kind.MONEY else number), _UNITS.get(kind, "general")


def _only_kind(values: Sequence[Value]) -> Kind | None:
    kinds = {value.kind for value in values}
    return kinds.pop() if len(kinds) == 1 else None
