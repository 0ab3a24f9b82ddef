"""Other units and places where only the report's own name can stand (混入其他单位)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.model import Batch, BlockKind, Level, Place, Report, place_of
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.lexicon import cues, text_entry
from pipeline.validation.likeness import by_id, pairs_of
from pipeline.validation.prose import Sentence, block_text, own_blocks, own_sentences
from pipeline.validation.remembering import once_a_batch
from pipeline.validation.wording import excerpt, spot

_HEAD_BLOCKS = 6
_TAIL_BLOCKS = 4
_CLAUSE = re.compile(r"[^，。；;：:、！？\n]+")
_SAME_BODY = {
    "人民政府": "(?:党委[、和]?)?(?:人民政府|政府|党委)",
    "街道办事处": "(?:党工委[、和]?)?(?:街道办事处|办事处|党工委)",
}


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
    needs="报告单位名称，以及自述单位的位置、雷同片段里的名称",
    scope="batch",
)
def foreign_name_in_own_slot(report: Report, context: Context) -> Iterator[Comparison]:
    """A body of the same kind and level from another place as the subject, or another unit as 本级."""
    if not report.unit or not report.document.text.strip():
        yield not_applicable("没有读到报告单位或正文，不能判断哪些是别的单位")
        return
    own = _own_words(report)
    strangers = [*_strangers(report, context), *_left_over(report, context)]
    found = [one for one in strangers if not _is_own(one.name, own)]
    if not found:
        yield passed(f"自述位置没有出现“{report.unit}”以外的单位")
        return
    for name in dict.fromkeys(one.name for one in found):
        yield fired(_doubt(report, [one for one in found if one.name == name]))


def _left_over(report: Report, context: Context) -> Iterator[Stranger]:
    """Names of the report that this one was copied from, which were not replaced (遗留名称)."""
    for pair in pairs_of(context).get(report.id, ()):
        other = by_id(context.batch).get(pair.b if pair.a == report.id else pair.a)
        if other is None or canonical_name(other.unit) == canonical_name(report.unit):
            continue
        theirs = canonical_name(f"{other.unit or ''}{other.project or ''}{''.join(other.projects)}")
        for name in pair.leftover_names:
            if canonical_name(name) in theirs:
                yield from _mentions(report, name)


def _mentions(report: Report, name: str) -> Iterator[Stranger]:
    for sentence in own_sentences(report):
        at = sentence.text.find(name)
        if at >= 0 and not cues("own_slots", "lawful").search(sentence.text):
            start = sentence.start + at
            place = place_of(report.document, start, start + len(name))
            yield Stranger(name, sentence, place, False)


def _own_words(report: Report) -> str:
    """Where the report names itself: title, file name, opening, labels of the form, signature."""
    blocks = list(own_blocks(report))
    chosen = [*blocks[:_HEAD_BLOCKS], *blocks[-_TAIL_BLOCKS:]]
    # 开头、落款里成句的正文不是自报家门。
    ends = [text for one in chosen if not re.search("[。，；]", text := block_text(report, one))]
    labels = [block_text(report, one) for one in blocks if one.kind in (BlockKind.CELL, BlockKind.HEADING)]
    named = (report.title, report.unit or "", report.document.source.path, *ends, *labels)
    return canonical_name("".join(named))


def _is_own(name: str, own: str) -> bool:
    return canonical_name(name) in own


def _strangers(report: Report, context: Context) -> Iterator[Stranger]:
    own = body_of(report.unit)
    others = _OtherUnits(canonical_name(report.unit), _submitters(context.batch))
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
        found = _subject_pattern(own).match(text, clause.start())
        if found is None or found["place"].endswith(own.place) or own.place.endswith(found["place"]):
            continue
        start, end = sentence.start + found.start("name"), sentence.start + found.end("name")
        yield Stranger(found["name"], sentence, place_of(report.document, start, end), True)


@cache
def _subject_pattern(own: Body) -> re.Pattern[str]:
    kind = next((body for tail, body in _SAME_BODY.items() if own.kind == tail), re.escape(own.kind))
    leads, acts = cues("own_slots", "leads").pattern, cues("own_slots", "acts").pattern
    by, out = cues("own_slots", "carried_out_by").pattern, cues("own_slots", "carries_out").pattern
    return re.compile(
        rf"\s*(?:{leads}|(?P<by>{by}))(?P<name>(?P<place>(?![\u4e00-\u9fff]{{0,3}}[由经向对和与将把在本我全该各为从及等的])[\u4e00-\u9fff]{{2,5}}?{own.level}){kind})(?=(?:也|还|均|在)?(?:{acts})|(?(by){out}|(?!)))"
    )


@dataclass(frozen=True, slots=True)
class _OtherUnits:
    """The batch's other submitters by full and short name, none that is this unit's own or its superior."""

    mine: str
    submitters: Mapping[str, set[str]]

    def __contains__(self, name: str) -> bool:
        foreign = self.submitters.get(name, set()) - {self.mine}
        return bool(foreign) and canonical_name(name) not in self.mine


@once_a_batch
def _submitters(batch: Batch) -> Mapping[str, set[str]]:
    """Every name of a submitter, full and short, with the canonical names of the units that bear it."""
    names: dict[str, set[str]] = {}
    for unit in dict.fromkeys(report.unit for report in batch.reports if report.unit):
        body = body_of(unit)
        for name in (unit, body.kind) if body is not None else (unit,):
            names.setdefault(name, set()).add(canonical_name(unit))
    return names


def _at_level(report: Report, sentence: Sentence, others: _OtherUnits) -> Iterator[Stranger]:
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
