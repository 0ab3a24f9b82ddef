"""The cells an auditor fills in (审核栏): their headers, their words, and how they compare after a re-save."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.outputs.celltext import cell_words

VERDICT = "审核意见"
NOTE = "审核备注"
REVIEWER = "审核人"
REVIEWED_ON = "日期"
FINGERPRINT = "指纹"
WRITTEN = "写出时"
"""Hidden header of the mark of what these cells held when heji wrote them."""
VERDICTS = ("属实", "误报", "待核", "已整改")

_SPACE = re.compile(r"[\s\u200b-\u200d\ufeff]+")
_STOPS = "。.，,；;！!"
_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
# Day 0 of the serial numbers that spreadsheets count days by.
_EPOCH = datetime(1899, 12, 30)
_SERIALS = range(36526, 73051)
"""2000-01-01 to 2099-12-31: a bare number in the date column means a day only within these."""


@dataclass(frozen=True, slots=True)
class Review:
    """What stands in the four yellow cells of a row; None = blank."""

    verdict: str | None = None
    note: str | None = None
    reviewer: str | None = None
    reviewed_on: str | None = None

    def __bool__(self) -> bool:
        return any((self.verdict, self.note, self.reviewer, self.reviewed_on))

    def mark(self) -> str:
        """A short mark of these words, the same after any re-save; '' where all are blank."""
        if not self:
            return ""
        words = [_plain(one) for one in (self.verdict, self.note, self.reviewer, self.reviewed_on)]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:12]


def verdict_word(text: str) -> str | None:
    """One of the four verdicts, stray spaces and a full stop forgiven; None for any other word."""
    bare = _SPACE.sub("", unicodedata.normalize("NFKC", text)).strip(_STOPS)
    return bare if bare in VERDICTS else None


def cell_text_of(cell: object) -> str | None:
    """A cell as an auditor sees it: whole numbers without a decimal point, None where blank."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip() or None


def day_of(cell: object) -> str | None:
    """The day in a cell as ISO 8601, however it was typed; other words stay as they are."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (int, float)) and int(cell) in _SERIALS:
        return (_EPOCH + timedelta(days=int(cell))).date().isoformat()
    text = cell_text_of(cell)
    found = _DATE.fullmatch(_SPACE.sub("", unicodedata.normalize("NFKC", text))) if text else None
    return _iso(found) or text if found else text


def real_day(text: str | None) -> datetime | None:
    """The day that an ISO date names, as a spreadsheet keeps it; None for other words."""
    found = _DATE.fullmatch(text) if text else None
    iso = _iso(found) if found else None
    return datetime.fromisoformat(iso) if iso else None


def _iso(found: re.Match[str]) -> str | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _plain(text: str | None) -> str:
    # Programs differ in line breaks and blanks at the ends of a cell: neither is a change.
    return _SPACE.sub(" ", cell_words(text or "")).strip()
