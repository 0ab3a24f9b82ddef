"""The unit as sentences give it: who carries a project out (由……组织实施, 主管部门为……), who 我局 must be."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipeline.model import BlockKind, Document, Place, place_of
from pipeline.nlp.fold import folded
from pipeline.nlp.lexicon import alternatives
from pipeline.nlp.text_lines import TextLine
from pipeline.nlp.unit_endings import NAME, Named, is_outsider, unit_end, unit_words, with_seat

_LONGEST = 30
"""Characters that a unit's name may have."""


def folded_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines with their words folded, as the readings below take them; names come from the document."""
    return [replace(line, text=folded(line.text)) for line in lines]


def stated_units(document: Document, lines: Sequence[TextLine], saying: str) -> Iterator[Named]:
    """The unit in front of 提交的自评 and the like (`stated`), or of 组织实施 (`carried_out`)."""
    cue = re.compile("|".join(unit_words()[saying]))
    for line in lines:
        for match in cue.finditer(line.text):
            if found := _name_before(document, line, match.start()):
                yield found


def responsible_units(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    """The department that the text calls responsible: 主管部门为……, ……为项目主管部门; the most telling label first."""
    labels = unit_words()["responsible_labels"]
    marked = [line for line in lines if re.search("|".join(labels), line.text)]
    name = rf"({NAME}{{1,24}}?(?:{unit_end().pattern}))"
    for label in labels:
        behind = re.compile(rf"{label}(?:名称)?\s*(?:是|为|系|[：:])\s*{name}(?=[，,。；;、()\s]|$)")
        before = re.compile(rf"(?:作为|为|是|系)(?:本|该)?(?:项目|资金)?的?{label}")
        for line in marked:
            for match in behind.finditer(line.text):
                if found := _named(document, line, *match.span(1)):
                    yield found
            for match in before.finditer(line.text):
                if found := _name_before(document, line, match.start()):
                    yield found


def _name_before(document: Document, line: TextLine, end: int) -> Named | None:
    """The unit whose name ends here, looked for backwards: sentences are long and cues are rare."""
    words = re.search(rf"{NAME}+$", line.text[max(0, end - _LONGEST) : end])
    if words is None or not re.search(f"(?:{unit_end().pattern})$", words.group()):
        return None
    return _named(document, line, end - len(words.group()), end)


def _named(document: Document, line: TextLine, begin: int, end: int) -> Named | None:
    """The name in the range, the words of the sentence in front of it taken off; None for an outsider."""
    name = _bare_name(line.text[begin:end])
    if name is None or is_outsider(name) or name in unit_words()["generic"]:
        return None
    start = line.start + end - len(name)
    return Named(document.text[start : line.start + end], place_of(document, start, line.start + end))


def spoken_word(lines: Sequence[TextLine]) -> str | None:
    """What the report calls itself most often: 局 in 我局, 镇 in 我镇."""
    words = alternatives(list(unit_words()["self_words"]))
    selves = Counter(
        match
        for line in lines
        if line.block.kind is not BlockKind.CELL
        for match in re.findall(f"我({words})", line.text)
    )
    return selves.most_common(1)[0][0] if selves else None


def spoken_units(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    """The unit that 我局, 我部 … must be: the name with that ending that the text uses most."""
    word = spoken_word(lines)
    if word is None:
        return
    ending = alternatives(unit_words()["self_words"][word])
    names: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for line in lines:
        if line.block.kind is BlockKind.CELL or is_addressee(line):
            continue
        for match in re.finditer(rf"({NAME}{{1,20}}?(?:{ending}))(?![\u4e00-\u9fff]?门)", line.text):
            found = _named(document, line, *match.span(1))
            if found and len(found.name) >= 4:
                names[found.name] += 1
                first.setdefault(found.name, found.place)
    if names:
        most = max(names, key=lambda name: (names[name], len(name)))
        yield Named(with_seat(most), first[most])


def is_addressee(line: TextLine) -> bool:
    """Whether the line only names whom the report is sent to: 县财政局："""
    plain = re.sub(r"\s", "", line.text)
    return plain.endswith(("：", ":")) and bool(re.search(f"(?:{unit_end().pattern})[：:]$", folded(plain)))


def _bare_name(text: str) -> str | None:
    """The name without the words of the sentence in front of it."""
    name = re.sub(r"^[和与及]", "", _lead_in().sub("", text))
    return name if len(name) >= 3 and "我" not in name and "各" not in name else None


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(f".*(?:{'|'.join(unit_words()['sentence_words'])})")


def is_commissioned(lines: Sequence[TextLine]) -> bool:
    """Whether somebody else wrote the report, so that 我所 is not the unit."""
    return any(mark in line.text for line in lines for mark in unit_words()["commissioned"])
