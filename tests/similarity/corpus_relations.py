"""How one report of the comparison corpus is made from another, and which look alike and are honest."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from tests.similarity import corpus_words as words
from tests.similarity.corpus_drafts import ROLES, Draft, Sentence, a_sentence, filled_slots, honest
from tests.similarity.corpus_fields import FIELDS

_NOISE = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"


def renamed(chance: random.Random, source: Draft, name: str, *, figures: bool = True) -> Draft:
    """The source with another unit, place, project, year, and other figures."""
    place = chance.choice([p + lv for p in words.PLACES for lv in ("县", "区") if p + lv != source.place])
    fields = [one for one in FIELDS if one != source.field]
    other = chance.choice(fields)
    body, projects, *_ = FIELDS[other]
    sections = tuple(
        (role, tuple(tuple(_copied(chance, one, figures=figures) for one in part) for part in parts))
        for role, parts in source.sections
    )
    return Draft(name, other, place, body, chance.choice(projects), source.year - 1, sections)


def _copied(chance: random.Random, sentence: Sentence, *, figures: bool) -> Sentence:
    fill = filled_slots(chance, sentence.text) if figures else sentence.fill
    return replace(sentence, fill=fill, copied=True)


def partly(chance: random.Random, source: Draft, name: str, share: float, *, figures: bool = False) -> Draft:
    """An honest report of about the same length in which so large a share of paragraphs is the source's."""
    own = honest(chance, name, field_name=chance.choice([source.field, *FIELDS]))
    sections = []
    for (role, parts), (_, theirs) in zip(own.sections, source.sections, strict=True):
        kept = list(parts)
        for at, part in enumerate(theirs):
            if chance.random() < share:
                copied = tuple(_copied(chance, one, figures=figures) for one in part)
                kept[at : at + 1] = [copied]
        sections.append((role, tuple(kept)))
    return _at_least(chance, replace(own, sections=tuple(sections)), source, share)


def _at_least(chance: random.Random, draft: Draft, source: Draft, share: float) -> Draft:
    """The share is meant in characters: paragraphs are added in moved places until it is reached."""
    sections = [(role, list(parts)) for role, parts in draft.sections]
    left = [part for _, parts in source.sections for part in parts]
    chance.shuffle(left)
    while left and _share(sections) < share:
        part = left.pop()
        if any(one.origin == part[0].origin for _, parts in sections for p in parts for one in p):
            continue
        parts = sections[chance.randrange(2, len(sections))][1]
        parts.insert(
            chance.randint(0, len(parts)), tuple(_copied(chance, one, figures=False) for one in part)
        )
    return replace(draft, sections=tuple((role, tuple(parts)) for role, parts in sections))


def _share(sections: Sequence[tuple[str, Sequence[Sequence[Sentence]]]]) -> float:
    every = [one for _, parts in sections for part in parts for one in part]
    return sum(len(one.text) for one in every if one.copied) / max(1, sum(len(one.text) for one in every))


def moved(chance: random.Random, source: Draft, name: str) -> Draft:
    """The source's paragraphs in another order, among sections, everything renamed."""
    copy = renamed(chance, source, name)
    parts = [part for _, several in copy.sections for part in several]
    chance.shuffle(parts)
    step = -(-len(parts) // len(ROLES))
    sections = tuple((role, tuple(parts[n * step : (n + 1) * step])) for n, role in enumerate(ROLES))
    return replace(copy, sections=sections)


def reworded(chance: random.Random, source: Draft, name: str, share: float, *, reorder: bool) -> Draft:
    """Synonyms for so large a share of the words that have one; clauses and sentences in another order."""
    copy = renamed(chance, source, name)
    sections = []
    for role, parts in copy.sections:
        written = []
        for part in parts:
            told = [_reworded(chance, one, share, reorder=reorder) for one in part]
            if reorder:
                chance.shuffle(told)
            written.append(tuple(told))
        sections.append((role, tuple(written)))
    return replace(copy, sections=tuple(sections))


_SYNONYM = re.compile("|".join(sorted(words.SYNONYMS, key=len, reverse=True)))


def _reworded(chance: random.Random, sentence: Sentence, share: float, *, reorder: bool) -> Sentence:
    text = _SYNONYM.sub(lambda m: words.SYNONYMS[m[0]] if chance.random() < share else m[0], sentence.text)
    clauses = text.rstrip("。").split("，")
    if reorder and len(clauses) > 2 and chance.random() < 0.7:
        clauses = [*clauses[1:], clauses[0]]
    text = "，".join(clauses) + "。"
    return replace(sentence, text=text, fill=filled_slots(chance, text))


def blurred(chance: random.Random, text: str, rate: float) -> str:
    """The text as a poor scan gives it: so many characters wrong, some lost."""
    out = []
    for character in text:
        if character == "\n" or chance.random() >= rate:
            out.append(character)
        elif chance.random() < 0.8:
            out.append(chance.choice(_NOISE))
    return "".join(out)


def on_form(
    chance: random.Random,
    name: str,
    size: float,
    edits: float = 0.0,
    *,
    form: Sequence[str] = words.FORM,
    field_name: str = "",
) -> Draft:
    """An honest report on a heavy form; with `edits` each sentence of it may have been touched."""
    own = honest(chance, name, size, field_name)
    lines = [_edited(chance, line) if chance.random() < edits else line for line in form]
    if edits:
        lines = [line for line in lines if chance.random() > 0.1]
    told = [a_sentence(chance, own, line, f"{name}/表样") for line in lines]
    third = -(-len(told) // 3)
    sections = [
        (role, (*((tuple(told[n * third : (n + 1) * third]),) if n < 3 else ()), *parts))
        for n, (role, parts) in enumerate(own.sections)
    ]
    return replace(own, sections=tuple(sections))


_EDITS = (
    ("评价", "自评"), ("重点考察", "主要查看"), ("按照", "依据"), ("小组", "工作组"), ("资料", "材料"),
    ("首先", "先行"), ("由", "均由"), ("并", "同时"), ("相应", "对应"), ("是否", "有无"), ("计算", "测算"),
    ("年度", "年"), ("报送", "上报"), ("自评得", "得"),
)  # fmt: skip
_INSERTS = ("原则上", "一般", "结合实际", "据实", "逐项", "认真", "在规定时间内", "经研究")


def _edited(chance: random.Random, line: str) -> str:
    clauses = line.rstrip("。").split("，")
    way = chance.randrange(3)
    if way == 0 and len(clauses) > 2:
        del clauses[chance.randrange(1, len(clauses))]
    elif way == 1:
        at = chance.randrange(len(clauses))
        clauses[at] = chance.choice(_INSERTS) + clauses[at]
    text = "，".join(clauses) + "。"
    for old, new in chance.sample(_EDITS, 5):
        text = text.replace(old, new, 1)
    return text


def sister(chance: random.Random, source: Draft, name: str) -> Draft:
    """Another project of the same unit: background, targets and rules are the unit's, the rest is its own."""
    own = honest(chance, name, field_name=source.field)
    shared = source.sections[:2]
    projects = [one for one in FIELDS[source.field][1] if one != source.project]
    return replace(
        own, place=source.place, body=source.body, project=chance.choice(projects), year=source.year,
        sections=(*shared, *own.sections[2:]),
    )  # fmt: skip


def quoting(chance: random.Random, name: str, policy: int) -> Draft:
    """An honest report that quotes a policy at length."""
    own = honest(chance, name, 0.7)
    told = tuple(a_sentence(chance, own, line, f"{name}/政策") for line in words.POLICIES[policy])
    told = tuple(replace(one, text=one.text.replace("{place}", "青屏市"), fill=()) for one in told)
    (role, parts), *rest = own.sections
    return replace(own, sections=((role, (told, *parts)), *rest))
