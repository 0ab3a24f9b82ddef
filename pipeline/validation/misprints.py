"""Slips of the pen: wrong characters, doubled words, broken brackets, field codes (错字残句)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.model import Block, BlockKind, Level, Place, Report, place_of
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.lexicon import cues, entries, words
from pipeline.validation.prose import own_blocks
from pipeline.validation.wording import spot

_DOUBLED = re.compile(r"(?P<word>[\u4e00-\u9fff]{2,4})(?P=word)")
_NUMERALS = frozenset("一二三四五六七八九十百千万亿零〇两几某")
# 文号的六角括号由 WB-05 管。
_PAIRS = {"《": "》", "【": "】"}
_ROUND = "（("
_LONGEST = 2_000
_SHOWN = 6
_AROUND = 12


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: what is wrong, and where."""

    what: str
    place: Place


@rule(
    "WB-03",
    "错字、残句、重复词、域代码",
    Level.HINT,
    basis="公文文字规范；规则手册所列实例",
    needs="正文",
)
def slips_of_the_pen(report: Report, context: Context) -> Iterator[Comparison]:
    """Listed wrong words, words written twice, brackets that never close, field codes, broken characters."""
    blocks = [block for block in own_blocks(report) if block.end - block.start <= _LONGEST]
    if not blocks:
        yield not_applicable("没有读到正文")
        return
    slips = [slip for block in blocks for slip in _slips(report, block)]
    if not slips:
        yield passed(f"{len(blocks)} 个段落、单元格没有发现错字、残句、重复词或域代码")
        return
    shown = "；".join(f"{slip.what}（{spot(report, slip.place)}）" for slip in slips[:_SHOWN])
    more = f"等 {len(slips)} 处" if len(slips) > _SHOWN else ""
    yield fired(
        Doubt(
            fact="slips_of_the_pen",
            message=f"文字疑有 {len(slips)} 处差错：{shown}{more}。",
            places=tuple(dict.fromkeys(slip.place for slip in slips)),
            expected="更正",
            actual=f"{len(slips)} 处",
        )
    )
    del context


def slips_of(report: Report) -> Iterator[Slip]:
    """Every slip of the pen in the report."""
    for block in own_blocks(report):
        if block.end - block.start <= _LONGEST:
            yield from _slips(report, block)


def _slips(report: Report, block: Block) -> Iterator[Slip]:
    text = report.document.text[block.start : block.end]

    def slip(what: str, start: int, end: int) -> Slip:
        return Slip(what, place_of(report.document, block.start + start, block.start + end))

    for pattern, right in _wrong_words() if _any_wrong_word().search(text) else ():
        for found in pattern.finditer(text):
            yield slip(f"“{found.group()}”应为“{right}”", found.start(), found.end())
    for found in cues("misprints", "damage").finditer(text):
        yield slip(f"残留“{found.group()}”", found.start(), found.end())
    for found in cues("misprints", "doubled_mark").finditer(text):
        around = text[max(0, found.start() - _AROUND) : found.end() + 2]
        yield slip(f"“{around.strip()}”标点重复", found.start(), found.end())
    for found in cues("misprints", "fragment").finditer(text):
        around = text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        yield slip(f"“{around.strip()}”语句残缺", found.start(), found.end())
    if block.kind is BlockKind.PARAGRAPH:
        yield from (slip(what, start, end) for what, start, end in (*_doubled(text), *_unclosed(text)))


@cache
def _wrong_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(entry["wrong"]), entry["right"]) for entry in entries("misprints", "word"))


@cache
def _any_wrong_word() -> re.Pattern[str]:
    """Finds whether any listed word is there: nearly every paragraph has none."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _wrong_words()))


def _doubled(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _DOUBLED.finditer(text):
        word = found["word"]
        listed = word in words("misprints", "doubled_ok") or word in words("misprints", "joined")
        if not listed and len(set(word)) > 1 and not _NUMERALS & set(word):
            yield f"“{found.group()}”重复", found.start(), found.end()


def _unclosed(text: str) -> Iterator[tuple[str, int, int]]:
    """An opening bracket without its partner up to the end of the paragraph."""
    for opening, closing in _PAIRS.items():
        at = text.rfind(opening)
        if at >= 0 and closing not in text[at:]:
            yield f"“{text[at : at + _AROUND].strip()}”括号不成对", at, min(at + _AROUND, len(text))
    at = max(text.rfind(mark) for mark in _ROUND)
    if at >= 0 and not re.search(r"[）)]", text[at:]):
        yield f"“{text[at : at + _AROUND].strip()}”括号不成对", at, min(at + _AROUND, len(text))
