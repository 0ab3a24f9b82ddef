"""Invented reports as the Chinese stage would hand them on, for stages that are measured without files."""

import random

from pipeline.bench.corpus import COPY_EVERY, COPY_OF, theme_of
from pipeline.bench.drafts import own_words
from pipeline.bench.facts import YEAR, Facts, invented
from pipeline.bench.grammar import Pen, grammar
from pipeline.model import Batch, Block, BlockKind, Document, Place, Report, Section, Source

_SECTIONS = (
    ("基本情况", "background", 400),
    ("管理情况", "managed", 400),
    ("指标分析", "quantity", 500),
    ("指标分析", "benefit", 500),
    ("存在问题", "problems", 350),
    ("改进建议", "remedies", 350),
)
"""Role, what it is written from, characters: 2 500 in all, an ordinary narrative."""


def invented_batch(count: int) -> Batch:
    """So many reports; every 25th is another's text with names and figures changed."""
    return Batch((), tuple(_report(number) for number in range(count)))


def _report(number: int) -> Report:
    words = number - COPY_OF if number % COPY_EVERY == COPY_EVERY - 1 else number
    facts = invented(number, theme_of(words))
    text, blocks, sections = "", [], []
    for position, (role, body) in enumerate(_written(words, facts), start=1):
        start, number_text = len(text), f"{position}、"
        heading = number_text + role
        blocks.append(Block(BlockKind.HEADING, start, start + len(heading)))
        text += heading + "\n"
        blocks.append(Block(BlockKind.PARAGRAPH, len(text), len(text) + len(body)))
        text += body + "\n"
        place = Place("", start, start + len(heading), heading)
        sections.append(
            Section(heading, number_text, 1, role, (), start, start + len(heading), len(text), place)
        )
    name = f"{number:06d}"
    return Report(
        id=name,
        document=Document(Source(f"{name}.txt", "", len(text), "txt"), text, tuple(blocks), ()),
        spans=((0, len(text)),),
        kind="项目自评报告",
        title=f"{facts.unit}{facts.project}项目绩效自评报告",
        unit=facts.unit,
        project=facts.project,
        projects=(),
        year=YEAR,
        bundle=name,
        profile="general",
        sections=tuple(sections),
    )


def _written(words: int, facts: Facts) -> list[tuple[str, str]]:
    pen = Pen(random.Random(f"invented {words}"), grammar().words, own_words(facts))
    return [(role, pen.sentences(grammar().sentences[name], size)) for role, name, size in _SECTIONS]
