"""Honest reports of the comparison corpus (对比语料), composed clause by clause, each by itself."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Report
from tests.similarity import corpus_words as words
from tests.similarity.corpus_fields import FIELDS

ROLES = ("基本情况", "绩效目标", "资金情况", "完成情况", "存在问题", "改进建议")
SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with slots still open; `origin` is the same for a sentence and its copies, None if honest."""

    text: str
    fill: tuple[str, ...]
    origin: str
    copied: bool = False


@dataclass(frozen=True)
class Draft:
    """A report before it is set: who writes, and sections of paragraphs of sentences."""

    id: str
    field: str
    place: str
    body: str
    project: str
    year: int
    sections: tuple[tuple[str, tuple[tuple[Sentence, ...], ...]], ...]
    keep: str = ""
    """A name of the source that the copier forgot, put into one copied sentence."""


@dataclass
class Planted:
    """A corpus: reports, the pairs that are to be found by relation, and what was copied where."""

    reports: list[Report] = field(default_factory=list)
    pairs: dict[tuple[str, str], str] = field(default_factory=dict)
    spans: dict[str, dict[str, list[tuple[int, int]]]] = field(default_factory=dict)
    """Report → origin of a copied sentence → its ranges there."""
    leftovers: dict[str, str] = field(default_factory=dict)


def honest(chance: random.Random, name: str, size: float = 1.0, field_name: str = "") -> Draft:
    """A report that was composed by itself."""
    field_name = field_name or chance.choice(list(FIELDS))
    body, projects, *_ = FIELDS[field_name]
    place = chance.choice(words.PLACES) + chance.choice(words.LEVELS)
    draft = Draft(
        name, field_name, place, body, chance.choice(projects), chance.choice((2022, 2023, 2024)), ()
    )
    plan = (
        ("基本情况", words.BACKGROUND, 3), ("绩效目标", words.BACKGROUND, 2), ("资金情况", words.MONEY, 5),
        ("完成情况", words.DONE, 14), ("存在问题", words.FAULTS, 6), ("改进建议", words.REMEDIES, 5),
    )  # fmt: skip
    sections = []
    for role, bank, many in plan:
        count = max(1, round(many * size * chance.uniform(0.6, 1.5)))
        chosen = [one for _ in range(-(-count // len(bank))) for one in chance.sample(bank, len(bank))][
            :count
        ]
        told = [a_sentence(chance, draft, one, f"{name}/{role}/{n}") for n, one in enumerate(chosen)]
        if chance.random() < 0.6:
            told.insert(chance.randint(0, len(told)), _formula(chance, draft, f"{name}/{role}"))
        sections.append((role, _paragraphs(chance, told)))
    return replace(draft, sections=tuple(sections))


def _formula(chance: random.Random, draft: Draft, name: str) -> Sentence:
    return a_sentence(chance, draft, chance.choice(words.FORMULAS), f"{name}/套话")


def _paragraphs(chance: random.Random, told: Sequence[Sentence]) -> tuple[tuple[Sentence, ...], ...]:
    found, at = [], 0
    while at < len(told):
        step = chance.randint(2, 5)
        found.append(tuple(told[at : at + step]))
        at += step
    return tuple(found)


def a_sentence(chance: random.Random, draft: Draft, pattern: str, origin: str) -> Sentence:
    """Words are chosen at once; names and figures stay slots, which every report fills by itself."""
    _, _, objects, acts, gains, faults, causes, remedies = FIELDS[draft.field]
    banks = {
        "t": words.TIMES, "o": objects, "act": acts, "gain": gains, "fault": faults, "cause": causes,
        "remedy": remedies, "c": words.COUNTS, "who": words.WHO, "deed": words.DEEDS, "check": words.CHECKS,
        "link": words.LINKS,
    }  # fmt: skip
    while any(slot in banks for slot in SLOT.findall(pattern)):
        pattern = SLOT.sub(lambda m: chance.choice(banks[m[1]]) if m[1] in banks else m[0], pattern)
    return Sentence(pattern, filled_slots(chance, pattern), origin)


def filled_slots(chance: random.Random, pattern: str) -> tuple[str, ...]:
    filled = []
    for slot in SLOT.findall(pattern):
        if slot == "n":
            digits = chance.choice((1, 2, 3, 4))
            number = str(chance.randint(10 ** (digits - 1), 10**digits))
            filled.append(number + (f".{chance.randint(1, 99):02}" if chance.random() < 0.3 else ""))
        elif slot == "v":
            filled.append(chance.choice(words.VILLAGES))
        else:
            filled.append("")
    return tuple(filled)
