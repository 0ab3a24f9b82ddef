"""Other units and places where only the report's own name can stand (混入其他单位)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.model import BlockKind, Level, Place, Report, place_of
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.lexicon import cues, text_entry
from pipeline.validation.prose import Sentence, block_text, own_blocks, own_sentences
from pipeline.validation.wording import excerpt, spot

_HEAD_BLOCKS = 6
_TAIL_BLOCKS = 4
_CLAUSE = re.compile(r"[^，。；;：:、！？\n]+")
_SAME_BODY = {"人民政府": "(?:人民政府|政府|党委)", "街道办事处": "(?:街道办事处|办事处)"}


@dataclass(frozen=True, slots=True)
class Body:
    """A unit's name in its parts: place, level of the place, and what body it is."""

    place: str
    level: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stranger:
    """Another name in a self slot, with the sentence that holds it."""

    name: str
    sentence: Sentence
    place: Place
    strong: bool


def body_of(unit: str | None) -> Body | None:
    """The parts of a unit's name, or None where no place stands in it."""
    found = _body_pattern().match(unit or "")
    return Body(found["place"], found["level"], found["kind"]) if found else None


@cache
def _body_pattern() -> re.Pattern[str]:
    return re.compile(text_entry("own_slots", "place"))


@rule(
    "NF-02",
    "混入其他单位、项目、地名或对象",
    Level.ERROR,
    basis="绩效自评应当反映本单位、本项目实际",
    needs="报告单位名称，以及自述单位的位置",
    scope="batch",
)
def foreign_name_in_own_slot(report: Report, context: Context) -> Iterator[Comparison]:
    """A body of the same kind and level from another place as the subject, or another unit as 本级."""
    if not report.unit or not report.document.text.strip():
        yield not_applicable("没有读到报告单位或正文，不能判断哪些是别的单位")
        return
    own = _own_words(report)
    found = [one for one in _strangers(report, context) if not _is_own(one.name, own)]
    if not found:
        yield passed(f"自述位置没有出现“{report.unit}”以外的单位")
        return
    for name in dict.fromkeys(one.name for one in found):
        yield fired(_doubt(report, [one for one in found if one.name == name]))


def _own_words(report: Report) -> str:
    """Where the report names itself: title, file name, opening, labels of the form, signature."""
    blocks = list(own_blocks(report))
    chosen = [*blocks[:_HEAD_BLOCKS], *blocks[-_TAIL_BLOCKS:]]
    # 开头、落款里成句的正文不是自报家门。
    ends = [block_text(report, one) for one in chosen if "。" not in block_text(report, one)]
    labels = [block_text(report, one) for one in blocks if one.kind in (BlockKind.CELL, BlockKind.HEADING)]
    named = (report.title, report.unit or "", report.document.source.path, *ends, *labels)
    return canonical_name("".join(named))


def _is_own(name: str, own: str) -> bool:
    return canonical_name(name) in own


def _strangers(report: Report, context: Context) -> Iterator[Stranger]:
    own = body_of(report.unit)
    others = _other_units(report, context)
    cells = {place.start for row in report.indicators for place in row.places.values()}
    for sentence in own_sentences(report):
        if sentence.start in cells or cues("own_slots", "lawful").search(sentence.text):
            continue
        yield from _at_level(report, sentence, others)
        if own is not None:
            yield from _subjects(report, sentence, own)


def _subjects(report: Report, sentence: Sentence, own: Body) -> Iterator[Stranger]:
    """The same kind of body of the same level, with another place, as the subject of a clause."""
    text = report.document.text[sentence.start : sentence.end]
    for clause in _CLAUSE.finditer(text):
        found = _subject_pattern(own).match(clause.group())
        if found is None or found["place"].endswith(own.place) or own.place.endswith(found["place"]):
            continue
        start = sentence.start + clause.start() + found.start("name")
        end = sentence.start + clause.start() + found.end("name")
        yield Stranger(found["name"], sentence, place_of(report.document, start, end), True)


@cache
def _subject_pattern(own: Body) -> re.Pattern[str]:
    kind = next((body for tail, body in _SAME_BODY.items() if own.kind == tail), re.escape(own.kind))
    leads, acts = cues("own_slots", "leads").pattern, cues("own_slots", "acts").pattern
    return re.compile(
        rf"^\s*{leads}(?P<name>(?P<place>(?![\u4e00-\u9fff]{{0,3}}[由经向对和与将把在本我全该各为从及等的])[\u4e00-\u9fff]{{2,5}}?{own.level}){kind})(?=(?:也|还|均|在)?(?:{acts}))"
    )


def _other_units(report: Report, context: Context) -> dict[str, str]:
    """The batch's other submitters by full and short name, none that is this unit's own or its superior."""
    names: dict[str, str] = {}
    mine = canonical_name(report.unit)
    for other in context.batch.reports:
        body = body_of(other.unit)
        if other.unit and canonical_name(other.unit) != mine:
            names[other.unit] = other.unit
            if body is not None:
                names.setdefault(body.kind, other.unit)
    return {name: unit for name, unit in names.items() if canonical_name(name) not in mine}


def _at_level(report: Report, sentence: Sentence, others: dict[str, str]) -> Iterator[Stranger]:
    """均为X本级, 我X局: X has to be this unit."""
    body = body_of(report.unit)
    for found in cues("own_slots", "level").finditer(sentence.text):
        name = next(words for words in found.groups() if words)
        alike = body is not None and (name in (report.unit or "") or body.kind.endswith(name))
        known = name in others or re.search(r"(局|委|办|厅|部|委员会|中心|镇|乡|街道)$", name)
        if known and not alike and len(name) > 1 and name not in ("部门", "单位", "我局"):
            yield Stranger(name, sentence, sentence.place(report), name in others or "本级" in found.group())


def _doubt(report: Report, found: list[Stranger]) -> Doubt:
    first = found[0]
    shown = "；".join(
        f"“{excerpt(one.sentence.text)}”（{spot(report, one.sentence.place(report))}）" for one in found[:3]
    )
    return Doubt(
        fact=f"foreign/{canonical_name(first.name)}",
        message=(
            f"报告单位是“{report.unit}”，自述位置却写“{first.name}”：{shown}；"
            "疑由其他单位的报告套改而来，请核实内容和数据是否属于本单位。"
        ),
        places=tuple(dict.fromkeys(one.place for one in found)),
        level=None if first.strong else Level.WARNING,
        expected=report.unit,
        actual=first.name,
        suspect=first.name,
    )
