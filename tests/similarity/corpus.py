"""A corpus of reports with known relations, for measuring the comparison: deterministic, any size.

Honest reports are composed clause by clause, each by itself, from the words of one of twelve fields, with the
formulas that all reports share. Relations are planted: copies renamed, in parts, reworded, blurred by OCR, and
look-alikes that are honest: one form, the form edited, sister projects of one unit, one policy quoted.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

from pipeline.model import Block, BlockKind, Document, Place, Report, Section, Source
from tests.similarity import corpus_words as words
from tests.similarity.corpus_drafts import SLOT, Draft, Planted, Sentence, honest
from tests.similarity.corpus_relations import (
    blurred,
    moved,
    on_form,
    partly,
    quoting,
    renamed,
    reworded,
    sister,
)

# ---- setting ---------------------------------------------------------------------------------------------------


def set_report(
    draft: Draft, planted: Planted, chance: random.Random | None = None, noise: float = 0
) -> Report:
    """The report as the Chinese stage would hand it on; where copied sentences stand is noted."""
    unit, title = draft.place + draft.body, f"{draft.year}年{draft.project}项目支出绩效自评报告"
    text, blocks, sections = "", [], []
    text = _block(text, blocks, BlockKind.PARAGRAPH, f"{unit}{title}")
    spans = planted.spans.setdefault(draft.id, {})
    for number, (role, parts) in enumerate(draft.sections):
        start = len(text)
        text = _block(text, blocks, BlockKind.HEADING, f"{'一二三四五六七'[number]}、{role}")
        body = len(text)
        for part in parts:
            line = ""
            for sentence in part:
                words_set = _written(sentence, draft)
                if noise and chance:
                    words_set = blurred(chance, words_set, noise)
                at = len(text) + len(line)
                if not sentence.origin.endswith(("表样", "政策")):
                    spans.setdefault(sentence.origin, []).append((at, at + len(words_set)))
                line += words_set
            text = _block(text, blocks, BlockKind.PARAGRAPH, line)
        heading = text[start:body].strip()
        place = Place(draft.id, start, start + len(heading), heading)
        sections.append(Section(heading, heading[:2], 1, role, (), start, body, len(text), place))
    document = Document(Source(f"{draft.id}.txt", "0" * 64, len(text), "txt"), text, tuple(blocks), ())
    return Report(
        id=draft.id, document=document, spans=((0, len(text)),), kind="项目自评报告", title=title, unit=unit,
        project=draft.project, projects=(draft.project,), year=draft.year,
        bundle=f"{unit}|{draft.project}|{draft.year}", profile="general", sections=tuple(sections),
    )  # fmt: skip


def _block(text: str, blocks: list[Block], kind: BlockKind, line: str) -> str:
    blocks.append(Block(kind, len(text), len(text) + len(line), paragraph=len(blocks) + 1))
    return f"{text}{line}\n"


def _written(sentence: Sentence, draft: Draft) -> str:
    filled = iter(sentence.fill)
    names = {"place": draft.place, "body": draft.body, "project": draft.project, "year": str(draft.year)}
    return SLOT.sub(lambda m: next(filled, "") or names.get(m[1], ""), sentence.text)


# ---- the corpus ------------------------------------------------------------------------------------------------

RELATIONS = (
    "exact", "masked", "masked_moved", "part30", "part30_short", "part50", "part70", "light", "heavy", "last_year",
    "ocr1", "ocr5", "leftover",
)  # fmt: skip


def a_corpus(
    honest_reports: int = 100, each: int = 10, forms: int = 30, seed: int = 1, size: float = 1.0
) -> Planted:
    """Honest reports, look-alikes, and `each` pairs of every relation."""
    chance, planted = random.Random(seed), Planted()
    for n in range(honest_reports):
        _add(planted, honest(chance, f"h{n:05}", size * chance.choice((0.5, 1, 1, 1.6))))
    for relation in RELATIONS:
        for n in range(each):
            _relate(chance, planted, relation, f"{relation}{n:04}", size)
    _look_alikes(chance, planted, forms, each, size)
    planted.reports.sort(key=lambda report: report.id)
    return planted


def _look_alikes(chance: random.Random, planted: Planted, forms: int, each: int, size: float) -> None:
    for n in range(forms):
        _add(planted, on_form(chance, f"form{n:04}", 0.4 * size))
        _add(planted, on_form(chance, f"edit{n:04}", 0.4 * size, 0.7))
    for n in range(each):
        source = honest(chance, f"unit{n:04}a", size)
        _add(planted, source)
        _add(planted, sister(chance, source, f"unit{n:04}b"))
        _add(planted, quoting(chance, f"policy{n:04}", n % len(words.POLICIES)))


def _relate(chance: random.Random, planted: Planted, relation: str, name: str, size: float) -> None:
    source = honest(chance, f"{name}a", 0.45 * size if relation.endswith("short") else size)
    copy_name = f"{name}b"
    noise = {"ocr1": 0.01, "ocr5": 0.05}.get(relation, 0.0)
    copy = _copy(chance, relation, source, copy_name)
    if relation == "leftover":
        copy, planted.leftovers[copy_name] = _with_leftover(chance, copy, source)
    _add(planted, source)
    planted.reports.append(set_report(copy, planted, chance, noise))
    planted.pairs[source.id, copy.id] = relation


def _copy(chance: random.Random, relation: str, source: Draft, name: str) -> Draft:
    if relation == "exact":
        return replace(renamed(chance, source, name, figures=False), place=source.place, body=source.body,
                       project=source.project, year=source.year)  # fmt: skip
    if relation.startswith("part"):
        return partly(chance, source, name, int(relation[4:6]) / 100)
    if relation in ("light", "heavy"):
        return reworded(
            chance, source, name, 0.35 if relation == "light" else 0.8, reorder=relation == "heavy"
        )
    if relation == "masked_moved":
        return moved(chance, source, name)
    if relation.startswith("ocr"):
        return renamed(chance, source, name, figures=False)
    copy = renamed(chance, source, name)
    if relation == "last_year":
        copy = replace(copy, place=source.place, body=source.body, project=source.project)
    return copy


def _with_leftover(chance: random.Random, copy: Draft, source: Draft) -> tuple[Draft, str]:
    """The copy with one name of the source put back into a copied sentence."""
    name = chance.choice((source.place, source.place + source.body, source.body, source.project))
    sections = [(role, [list(part) for part in parts]) for role, parts in copy.sections]
    told = [(part, n) for _, parts in sections for part in parts for n, one in enumerate(part) if one.copied]
    part, at = chance.choice(told)
    text = chance.choice(("{name}" + part[at].text, part[at].text.replace("，", "，{name}", 1)))
    part[at] = replace(part[at], text=text.replace("{name}", name))
    return replace(copy, sections=tuple((role, tuple(map(tuple, parts))) for role, parts in sections)), name


def _add(planted: Planted, draft: Draft) -> None:
    planted.reports.append(set_report(draft, planted))


def copied_characters(
    planted: Planted, one: str, other: str, *, formulas: bool = False
) -> Iterator[tuple[int, int]]:
    """Where in `one` sentences stand that `other` has, too: of its own, or the formulas copied along with them."""
    for origin, ranges in planted.spans[one].items():
        if origin in planted.spans[other] and origin.endswith("套话") == formulas:
            yield from ranges
