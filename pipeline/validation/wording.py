"""How a finding speaks: figures as written, where they stand, arithmetic with operands (计算式)."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import Kind, Place, Report, Value, section_at

UNIT_YUAN = {"亿元": Decimal(100_000_000), "亿": Decimal(100_000_000), "万元": Decimal(10_000)}
UNIT_YUAN |= {"万": Decimal(10_000), "千元": Decimal(1_000), "元": Decimal(1)}


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def rounded(number: Decimal, places: int = 2) -> str:
    """A computed number at a fixed number of decimals, half up."""
    return f"{number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"


def money(number: Decimal, unit: str = "万元") -> str:
    """An amount of 元 in the unit in which the report speaks."""
    base = UNIT_YUAN.get(unit, Decimal(1))
    name = {"万": "万元", "亿": "亿元"}.get(unit, unit if unit in UNIT_YUAN else "元")
    return f"{plain(number / base)}{name}"


def written(value: Value) -> str:
    """A value as written, its unit added where the cell leaves it to the header."""
    raw = value.raw.strip()
    if value.kind is Kind.MONEY and "元" not in raw and not raw.endswith(("万", "亿")):
        return f"{raw}{value.unit or '元'}"
    if value.kind is Kind.SCORE and "分" not in raw:
        return f"{raw}分"
    return f"{raw}%" if value.kind is Kind.RATE and value.unit == "%" and raw[-1:] not in "%％" else raw


def spot(report: Report, place: Place, *, name_file: bool = False) -> str:
    """Where something stands, as an auditor would look it up: page, sheet, table cell, section."""
    parts = [f"《{place.path.rsplit('/', 1)[-1]}》"] if name_file else []
    if place.page is not None:
        parts.append(f"第{place.page}页")
    if place.sheet:
        parts.append(f"工作表“{place.sheet}”")
    if place.row is not None:
        table = f"表{place.table}" if place.table is not None and not place.sheet else ""
        column = f"第{place.column}列" if place.column is not None else ""
        parts.append(f"{table}第{place.row}行{column}")
    elif place.paragraph is not None:
        parts.append(f"第{place.paragraph}段")
    section = section_at(report, place.start)
    if section is not None and place.row is None:
        parts.append(f"“{_short(section.title)}”一节")
    return "".join(parts) or "正文"


def stated(report: Report, value: Value, *, name_file: bool = False) -> str:
    """A value as written and where it stands."""
    return f"{written(value)}（{spot(report, value.place, name_file=name_file)}）"


def added(terms: Iterable[str]) -> str:
    """Operands joined by plus signs, negative ones in brackets."""
    return "+".join(f"（{term}）" if term.startswith("-") else term for term in terms)


def excerpt(text: str, limit: int = 80) -> str:
    """A quotation short enough for a message, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit]}…"


def _short(title: str, limit: int = 20) -> str:
    return title if len(title) <= limit else f"{title[:limit]}…"
