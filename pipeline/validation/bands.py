"""Which grade a score earns: by the report's own bands, else the profile's, else the default (档次)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from pipeline.errors import UsageError
from pipeline.model import Report, report_text
from pipeline.settings import Settings, load_settings, profile_names
from pipeline.validation.lexicon import mapping

_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_INCLUSION = r"(?:[（(][^（）()]{0,6}[）)])?"
_LINK = r"(?:的|之间|评?定?为|属于?|等级为|等次为|是|[:：，、])*\s*[“\"‘]?"
_RANGE = (
    rf"{_NUMBER}\s*分?\s*{_INCLUSION}\s*(?:[-—–~～－至到]|≤得分<|≤X<){{1,2}}\s*{_NUMBER}\s*分?\s*{_INCLUSION}"
)
_AT_LEAST = rf"(?:≥\s*{_NUMBER}\s*分?|{_NUMBER}\s*分?\s*{_INCLUSION}\s*(?:及|或)?以上{_INCLUSION})"
_BELOW = (
    rf"(?:[<＜]\s*{_NUMBER}\s*分?|{_NUMBER}\s*分?\s*{_INCLUSION}\s*以下{_INCLUSION}|低于\s*{_NUMBER}\s*分?)"
)


@dataclass(frozen=True, slots=True)
class StatedBand:
    """A grade and the lowest score that earns it; `highest` where the report prints the upper end."""

    grade: str
    lowest: Decimal
    highest: Decimal | None = None


@cache
def grade_spellings() -> dict[str, str]:
    """Every spelling of a grade and its class 优/良/中/差."""
    return {word: grade for grade, words in mapping("grade_words", "classes").items() for word in words}


@cache
def _band_patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    words = "|".join(sorted(map(re.escape, grade_spellings()), key=len, reverse=True))
    grade = rf"(?P<grade>{words})"
    scores = rf"(?:(?P<range>{_RANGE})|(?P<least>{_AT_LEAST})|(?P<below>{_BELOW}))"
    behind = re.compile(rf"{scores}\s*{_LINK}{grade}")
    before = re.compile(rf"{grade}[”\"’]?\s*(?:等|级|档)?\s*(?:[（(：:]|为)\s*(?:得分)?\s*{scores}")
    return ((before, True), (behind, False))


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[StatedBand, ...]:
    best: tuple[StatedBand, ...] = ()
    for pattern, _ in _band_patterns():
        found: dict[str, StatedBand] = {}
        for match in pattern.finditer(text):
            band = _band(match)
            found.setdefault(band.grade, band)
        bands = tuple(sorted(found.values(), key=lambda band: band.lowest, reverse=True))
        if len(bands) > len(best):
            best = bands
    descending = len({band.lowest for band in best}) == len(best)
    top = bool(best) and best[0].grade == "优"
    return best if len(best) >= 2 and descending and top else ()


def _band(match: re.Match[str]) -> StatedBand:
    grade = grade_spellings()[match.group("grade")]
    if match.group("range"):
        ends = sorted(
            Decimal(number) for number in re.findall(r"\d{1,3}(?:\.\d+)?", _bare(match.group("range")))
        )
        return StatedBand(grade, ends[0], ends[-1])
    if match.group("least"):
        return StatedBand(grade, Decimal(re.findall(r"\d{1,3}(?:\.\d+)?", match.group("least"))[0]))
    limit = Decimal(re.findall(r"\d{1,3}(?:\.\d+)?", match.group("below"))[0])
    return StatedBand(grade, Decimal(0), limit)


def _bare(text: str) -> str:
    return re.sub(r"[（(][^（）()]*[）)]", "", text)


def stated_bands(report: Report) -> tuple[StatedBand, ...]:
    """The bands that the report itself states (90分（含）以上为优 …), highest first; () if none."""
    return _parsed(re.sub(r"\s", "", report_text(report)))


def bands_for(report: Report, settings: Settings) -> tuple[tuple[StatedBand, ...], str]:
    """The bands that hold for a report and where they come from."""
    own = stated_bands(report)
    if own:
        return own, "报告自列档次"
    return tuple(StatedBand(band.grade, band.lowest) for band in settings.scoring.bands), "本次运行的地区口径"


def grade_in(bands: tuple[StatedBand, ...], score: Decimal) -> str | None:
    """The grade of a score; None in a gap that the bands leave (89.5 of 80-89 and 90-100)."""
    for position, band in enumerate(bands):
        if score >= band.lowest:
            above = bands[position - 1].lowest if position else None
            gap = band.highest is not None and above is not None and band.highest < score < above
            return None if gap and band.highest != _whole(score) else band.grade
    return None


def _whole(score: Decimal) -> Decimal:
    """The integer part: 80-89分 covers 88.85, and by common use 89.4 as well, but not 89.5 and more."""
    return (score + Decimal("0.5")) // 1


def band_of(report: Report, settings: Settings, score: Decimal | None) -> str | None:
    """The grade that a score earns in this report."""
    return None if score is None else grade_in(bands_for(report, settings)[0], score)


@cache
def known_bands() -> dict[str, tuple[StatedBand, ...]]:
    """The bands of every enabled profile and the variants known from elsewhere, by name."""
    found: dict[str, tuple[StatedBand, ...]] = {}
    for name in profile_names():
        try:
            scoring = load_settings(name).scoring
        except UsageError:  # a profile that is shipped disabled says nothing about bands
            continue
        found[f"地区口径 {name}"] = tuple(StatedBand(band.grade, band.lowest) for band in scoring.bands)
    for name, bands in mapping("grade_words", "known").items():
        found[name] = tuple(StatedBand(grade, Decimal(lowest)) for grade, lowest in bands)
    return found


def admitted_elsewhere(score: Decimal, grade: str) -> str | None:
    """A known set of bands by which the pair would be right, or None."""
    return next((name for name, bands in known_bands().items() if grade_in(bands, score) == grade), None)
