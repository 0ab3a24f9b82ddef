"""Documents cited under a wrong name, a wrong number or after their repeal (政策名称与文号)."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pipeline.model import Level, Place, Report, place_of
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.lexicon import entries, text_entry, words
from pipeline.validation.prose import own_blocks
from pipeline.validation.wording import spot

_OPEN, _CLOSE = "〔", "〕"
_ISSUER = re.compile(r"^(中共中央|国务院办公厅|国务院|财政部|中办|国办|、)+(关于)?(印发|发布)?")
_SHOWN = 6


@rule(
    "WB-05",
    "政策名称、文号引用错误或已废止",
    Level.HINT,
    basis="公文引用应当准确；名称与文号见 configs/lexicon/documents.toml",
    needs="写有文号的引用",
)
def citation_wrong(report: Report, context: Context) -> Iterator[Comparison]:
    """A known number under another name or a known name under another number; repealed; broken brackets."""
    faults: dict[str, tuple[str, Place]] = {}
    seen = 0
    for block in own_blocks(report):
        text = report.document.text[block.start : block.end]
        if "号" not in text:
            continue
        for found in _number_pattern().finditer(text):
            seen += 1
            place = place_of(report.document, block.start + found.start(), block.start + found.end())
            for what in _format_faults(found):
                faults.setdefault(what, (what, place))
        for found in _citation_pattern().finditer(text):
            place = place_of(report.document, block.start + found.start(), block.start + found.end())
            for what in _content_faults(report, found):
                faults.setdefault(what, (what, place))
    if not seen:
        yield not_applicable("没有引用文号")
    elif not faults:
        yield passed(f"引用的 {seen} 个文号与已知文件相符，写法完整")
    else:
        yield fired(_doubt(report, list(faults.values())))
    del context


@cache
def _number_pattern() -> re.Pattern[str]:
    return re.compile(text_entry("documents", "number"))


@cache
def _citation_pattern() -> re.Pattern[str]:
    return re.compile(text_entry("documents", "citation"))


def _format_faults(found: re.Match[str]) -> Iterator[str]:
    """A year whose brackets are missing or do not match; [2020] and (2020) count as one finding."""
    opening, closing = found["open"], found["close"]
    office = found["office"].strip()
    if not office.endswith(
        ("发", "字", "预", "财", "绩", "函", "办", "政", "行", "建", "社", "教", "农", "监", "规", "通")
    ):
        return
    if (opening == "") != (closing == ""):
        yield f"文号“{found.group()}”括号残缺"


def _content_faults(report: Report, found: re.Match[str]) -> Iterator[str]:
    number = _canonical(found["number"])
    title = found["title"].strip()
    known = _by_number().get(number)
    if known is not None:
        if not _named(title, known["title"]):
            yield f"“{title}”（{found['number']}）：{known['number']}的名称是《{known['title']}》"
        elif report.year is not None and report.year > known.get("abolished", report.year):
            yield f"《{known['title']}》（{known['number']}）已于 {known['abolished']} 年废止，现行为{known['replaced']}"
        return
    national = number.startswith(words("documents", "national"))
    other = _by_title().get(_plain(title))
    if other is not None and national:
        yield f"“{title}”写作{found['number']}，应为{other['number']}"


def _named(title: str, known: str) -> bool:
    """Whether the cited name holds the document's (关于印发〈…〉的通知) or is its ending without the issuer."""
    one, other = _plain(title), _plain(known)
    return other in one or (other.endswith(one) and len(one) >= len(other) - 3)


def _plain(title: str) -> str:
    bare = re.sub(r"[\s《》〈〉<>“”、的]", "", title)
    return re.sub(r"^关于", "", _ISSUER.sub("", bare))


def _canonical(number: str) -> str:
    flat = re.sub(r"[\[【﹝(（]", _OPEN, re.sub(r"\s|第", "", number))
    return re.sub(r"[\]】﹞)）]", _CLOSE, flat)


@cache
def _by_number() -> Mapping[str, Mapping[str, Any]]:
    return {entry["number"]: entry for entry in entries("documents", "document")}


@cache
def _by_title() -> Mapping[str, Mapping[str, Any]]:
    return {_plain(entry["title"]): entry for entry in entries("documents", "document")}


def _doubt(report: Report, faults: list[tuple[str, Place]]) -> Doubt:
    shown = "；".join(f"{what}（{spot(report, place)}）" for what, place in faults[:_SHOWN])
    more = f"等 {len(faults)} 处" if len(faults) > _SHOWN else ""
    return Doubt(
        fact="citation_wrong",
        message=f"政策文件引用疑有 {len(faults)} 处不准确：{shown}{more}。",
        places=tuple(dict.fromkeys(place for _, place in faults)),
        expected="名称、文号与原文件一致",
        actual=f"{len(faults)} 处",
    )
