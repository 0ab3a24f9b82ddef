"""Dates and times as a spreadsheet displays them (日期格式), Chinese formats included."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<elapsed>h+|m+|s+)\]|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<code>y+|e+|m+|d+|a{3,}|h+|s+)|(?P<subsecond>\.0+)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_SILENT = re.compile(r'"[^"]*"?|[\\!_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_EXPONENT = re.compile("e[+-]", re.IGNORECASE)
_WEEKDAYS = "一二三四五六日"
_LAST_DAY = 2_958_466  # the day after 9999-12-31

LOCAL_FORMATS = {
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Built-in formats that a Chinese system shows in its own way (ISO/IEC 29500-1, 18.8.30, zh-cn)."""


def is_date_format(section: str) -> bool:
    """Whether a format section has date or time letters outside its literals."""
    letters = _SILENT.sub("", section)
    if re.search("general|通用格式", letters, re.IGNORECASE) or _EXPONENT.search(letters):
        return False
    return re.search("[ymdhs]|a{3}|^e", letters, re.IGNORECASE) is not None


def display_date(value: Decimal, section: str, *, epoch_1904: bool) -> str | None:
    """The serial number as a date or time, or None if it lies outside the calendar."""
    days = value + 1462 if epoch_1904 else value
    if not 0 <= days < _LAST_DAY:
        return None
    # Serial 60 is the day that never was, 29 February 1900; before it the calendar runs one day behind.
    start = datetime(1899, 12, 31) if days < 60 else datetime(1899, 12, 30)
    moment = start + timedelta(seconds=round(float(days) * 86_400))
    matches = list(_TOKEN.finditer(section))
    twelve = any(match["half"] for match in matches)
    return "".join(
        _shown(match, matches, place, moment, float(days), twelve) for place, match in enumerate(matches)
    ).strip()


def _shown(
    match: re.Match[str],
    matches: Sequence[re.Match[str]],
    place: int,
    moment: datetime,
    days: float,
    twelve: bool,
) -> str:
    if match["half"]:
        return _half_day(match["half"], moment)
    if match["elapsed"]:
        unit = {"h": 3600, "m": 60, "s": 1}[match["elapsed"][0].lower()]
        return str(int(round(days * 86_400) // unit)).zfill(len(match["elapsed"]))
    if match["subsecond"]:
        return ""
    code = match["code"]
    if not code:
        return next((match[kind] for kind in ("quoted", "escaped", "currency", "plain") if match[kind]), "")
    letter = code[0].lower()
    if letter == "m" and _is_minute(matches, place):
        return str(moment.minute).zfill(min(len(code), 2))
    if letter == "h" and twelve:
        return str((moment.hour - 1) % 12 + 1).zfill(min(len(code), 2))
    return _PARTS[letter](moment, len(code))


def _is_minute(matches: Sequence[re.Match[str]], place: int) -> bool:
    """An m is a minute right after an hour or right before a second."""
    before = next((match for match in reversed(matches[:place]) if match["code"] or match["elapsed"]), None)
    after = next((match for match in matches[place + 1 :] if match["code"] or match["elapsed"]), None)
    hour = before is not None and (before["code"] or before["elapsed"])[0].lower() == "h"
    second = after is not None and (after["code"] or after["elapsed"])[0].lower() == "s"
    return hour or second


def _half_day(written: str, moment: datetime) -> str:
    morning, _, afternoon = written.partition("/")
    return morning if moment.hour < 12 else afternoon


def _year(moment: datetime, width: int) -> str:
    return f"{moment.year % 100:02d}" if width <= 2 else f"{moment.year:04d}"


def _month(moment: datetime, width: int) -> str:
    return (
        moment.strftime({3: "%b", 4: "%B"}.get(width, "%m")) if width > 2 else str(moment.month).zfill(width)
    )


def _day(moment: datetime, width: int) -> str:
    return moment.strftime("%a" if width == 3 else "%A") if width > 2 else str(moment.day).zfill(width)


def _weekday(moment: datetime, width: int) -> str:
    return ("星期" if width > 3 else "") + _WEEKDAYS[moment.weekday()]


_PARTS: dict[str, Callable[[datetime, int], str]] = {
    "y": _year,
    "e": lambda moment, _: str(moment.year),
    "m": _month,
    "d": _day,
    "a": _weekday,
    "h": lambda moment, width: str(moment.hour).zfill(min(width, 2)),
    "s": lambda moment, width: str(moment.second).zfill(min(width, 2)),
}
