"""The unit as sentences give it: who carries a project out (由……组织实施, 主管部门为……), who 我局 must be."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.model import BlockKind, Document, Place, place_of
from pipeline.nlp.lexicon import alternatives
from pipeline.nlp.text_lines import TextLine
from pipeline.nlp.unit_endings import (
    NAME,
    Named,
    is_outsider,
    unit_end,
    unit_endings,
    unit_words,
    with_seat,
)

_LONGEST = 30
"""Characters that a unit's name may have."""


def stated_units(document: Document, lines: Sequence[TextLine], saying: str) -> Iterator[Named]:
    """The unit in front of 提交的自评 and the like (`stated`), or of 组织实施 (`carried_out`)."""
    cue = _cue(saying)
    for line in lines:
        for match in cue.finditer(line.plain):
            if found := _name_before(document, line, match.start()):
                yield found


@cache
def _cue(saying: str) -> re.Pattern[str]:
    return re.compile("|".join(unit_words()[saying]))


def responsible_units(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    """The department that the text calls responsible: 主管部门为……, ……为项目主管部门; the most telling label first."""
    labels = _cue("responsible_labels")
    marked = [line for line in lines if labels.search(line.plain)]
    for behind, before in _responsible():
        for line in marked:
            for match in behind.finditer(line.plain):
                if found := _named(document, line, *match.span(1)):
                    yield found
            for match in before.finditer(line.plain):
                if found := _name_before(document, line, match.start()):
                    yield found


@cache
def _responsible() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """For each label the name behind it (主管部门为……) and the words that show the name in front (……为主管部门)."""
    name = rf"({NAME}{{1,24}}?(?:{unit_end().pattern}))"
    return tuple(
        (
            re.compile(rf"{label}(?:名称)?\s*(?:是|为|系|[：:])\s*{name}(?=[，,。；;、()\s]|$)"),
            re.compile(rf"(?:作为|为|是|系)(?:本|该)?(?:项目|资金)?的?{label}"),
        )
        for label in unit_words()["responsible_labels"]
    )


def _name_before(document: Document, line: TextLine, end: int) -> Named | None:
    """The unit whose name ends here, looked for backwards: sentences are long and cues are rare."""
    words = re.search(rf"{NAME}+$", line.plain[max(0, end - _LONGEST) : end])
    if words is None or not words.group().endswith(unit_endings()):
        return None
    return _named(document, line, end - len(words.group()), end)


def _named(document: Document, line: TextLine, begin: int, end: int) -> Named | None:
    """The name in the range, the words of the sentence in front of it taken off; None for an outsider."""
    name = _bare_name(line.plain[begin:end])
    if name is None or is_outsider(name) or name in unit_words()["generic"]:
        return None
    start = line.start + end - len(name)
    return Named(document.text[start : line.start + end], place_of(document, start, line.start + end))


def spoken_word(lines: Sequence[TextLine]) -> str | None:
    """What the report calls itself most often: 局 in 我局, 镇 in 我镇."""
    selves = Counter(
        match
        for line in lines
        if line.block.kind is not BlockKind.CELL and "我" in line.plain
        for match in _self().findall(line.plain)
    )
    return selves.most_common(1)[0][0] if selves else None


@cache
def _self() -> re.Pattern[str]:
    return re.compile(f"我({alternatives(list(unit_words()['self_words']))})")


def spoken_units(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    """The unit that 我局, 我部 … must be: the name with that ending that the text uses most."""
    word = spoken_word(lines)
    if word is None:
        return
    endings = unit_words()["self_words"][word]
    spoken = re.compile(
        rf"({NAME}{{1,20}}?(?:{alternatives(endings)}))(?![\u4e00-\u9fff]?门|{unit_words()['not_ended']})"
    )
    names: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for line in lines:
        # Without one of the endings the expression would still try twenty lengths at every character.
        told = any(ending in line.plain for ending in endings)
        if line.block.kind is BlockKind.CELL or not told or is_addressee(line):
            continue
        for match in spoken.finditer(line.plain):
            found = _named(document, line, *match.span(1))
            if found and len(found.name) >= 4:
                names[found.name] += 1
                first.setdefault(found.name, found.place)
    if names:
        most = max(names, key=lambda name: (names[name], len(name)))
        yield Named(with_seat(most), first[most])


def is_addressee(line: TextLine) -> bool:
    """Whether the line only names whom the report is sent to: 县财政局："""
    if not line.plain.endswith(("：", ":")):
        return False
    return re.sub(r"\s", "", line.plain)[:-1].endswith(unit_endings())


def _bare_name(text: str) -> str | None:
    """The name without the words of the sentence in front of it."""
    name = re.sub(r"^[和与及]", "", _lead_in().sub("", text))
    return name if len(name) >= 3 and "我" not in name and "各" not in name else None


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(f".*(?:{'|'.join(unit_words()['sentence_words'])})")


def is_commissioned(lines: Sequence[TextLine]) -> bool:
    """Whether somebody else wrote the report, so that 我所 is not the unit."""
    return any(mark in line.plain for line in lines for mark in unit_words()["commissioned"])
