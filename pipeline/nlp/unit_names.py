"""The reporting unit (填报单位): its official name as far as the text gives it, with the words that show it.

Sources in order: the title, the form's header, statements in the text, the signature, 我局 and the like, the
file's name. A later source that spells the same name more fully (州大数据中心 → 澜山州大数据中心) wins.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from pipeline.model import BlockKind, Document, Place, place_of
from pipeline.nlp.fold import folded
from pipeline.nlp.lexicon import alternatives, lexicon
from pipeline.nlp.text_lines import RUNNING_KINDS, TextLine, lines_of
from pipeline.nlp.titles import Title

_NAME = r"[\u4e00-\u9fff（）()、]"
_CODE = re.compile(r"^[\dA-Za-z]{3,}\s*[-—－_]\s*|^[（(\[][\dA-Za-z]{3,}[）)\]]\s*|^\d{3,}\s*")
_DATE = re.compile(
    r"(?:20\d\d|二[〇零○][一二三四五六七八九〇零○]{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name and where it stands."""

    name: str
    place: Place


@cache
def unit_words() -> dict[str, Any]:
    """The table [unit] of the lexicon."""
    return dict(lexicon("identity")["unit"])


@cache
def _unit_end() -> re.Pattern[str]:
    return re.compile(alternatives(unit_words()["endings"]))


def find_unit(
    document: Document,
    spans: Sequence[tuple[int, int]],
    title: Title | None,
    form_header: Mapping[str, tuple[str, Place]],
) -> Named | None:
    """The reporting unit of the report in the spans, or None if nothing names it."""
    lines = list(lines_of(document, spans, (*RUNNING_KINDS, BlockKind.CELL)))
    known = list(_candidates(document, lines, title, form_header))
    if not known:
        return None
    chosen = known[0]
    fuller = [other for other in known[1:] if _is_fuller(other.name, chosen.name)]
    if fuller:
        return fuller[0]
    full = _with_region(chosen.name, "\n".join(line.text for line in lines))
    return Named(full, chosen.place)


def _candidates(
    document: Document,
    lines: Sequence[TextLine],
    title: Title | None,
    form_header: Mapping[str, tuple[str, Place]],
) -> Iterator[Named]:
    if title and (name := title_unit(title.text)):
        yield Named(name, place_of(document, title.start, title.end))
    yield from _on_cover(document, lines, title)
    yield from _labelled(document, lines)
    yield from _signed(document, lines)
    yield from _letterhead(document)
    yield from _from_form(form_header, document.source.path)
    yield from _stated(document, lines)
    if not _is_commissioned(lines):
        yield from _spoken(document, lines)
    name = title_unit(PurePosixPath(document.source.path.rpartition("!/")[2]).stem)
    if name and len(name) >= 4:
        yield Named(name, Place(document.source.path, 0, 0, ""))


def title_unit(text: str) -> str | None:
    """The unit that a title begins with: up to the first unit ending behind which the name is over."""
    words = unit_words()
    text = re.sub(r"^(?:关于|附件\d*[：:\s]*)", "", text)
    best = None
    for match in _unit_end().finditer(text):
        name, rest = text[: match.end()], folded(text[match.end() :])
        if not re.fullmatch(f"{_NAME}+", name) or re.search(r"项目|资金|经费", name):
            break
        if best is None:
            best = name
        if not rest or rest.startswith(tuple(words["followers"])):
            best = name
            break
    return best if best and len(best) >= 3 and best not in words["generic"] else None


def clean_unit(text: str) -> str | None:
    """A unit as a form's cell gives it, without code and 本级; None for several units or none."""
    name = _CODE.sub("", re.sub(r"\s", "", text))
    name = re.sub(r"[（(](?:盖章|公章|签章|本级|机关)[）)]|(?:本级|机关本级)$", "", name).strip("：:")
    if not 3 <= len(name) <= 40 or re.search(r"[、，,；;/]|等$|^各", name):
        return None
    return name


def _from_form(form_header: Mapping[str, tuple[str, Place]], path: str) -> Iterator[Named]:
    """The units of the form's header; first the one whose name, region apart, the file's name repeats."""
    units = [
        Named(name, form_header[label][1])
        for label in unit_words()["form_labels"]
        if label in form_header and (name := clean_unit(form_header[label][0]))
    ]
    yield from sorted(units, key=lambda unit: not _is_named_in(unit.name, path))


def _is_named_in(name: str, path: str) -> bool:
    """Whether the path repeats the name, with its region or without."""
    return any(len(name) - cut >= 4 and name[cut:] in path for cut in (0, 1, 2, 3, 4))


def _labelled(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    """单位：…… and 填报单位（盖章）：…… on a line of their own."""
    label = re.compile(
        r"(?:填报|填表|报告|编报|自评|报送|项目)?(?:单位|部门)(?:名称)?(?:[（(]盖?公?章[）)])?\s*[：:]\s*(\S+)"
    )
    for line in lines:
        match = label.match(line.text)
        name = clean_unit(match.group(1)) if match else None
        if match and name and _unit_end().search(name):
            yield Named(name, place_of(document, line.start + match.start(1), line.start + match.end(1)))


def _on_cover(document: Document, lines: Sequence[TextLine], title: Title | None) -> Iterator[Named]:
    """A unit alone on a line next to the title, as on a cover."""
    if title is None:
        return
    around = [line for line in lines if line.block.kind is not BlockKind.CELL]
    behind = [line for line in around if line.start >= title.end][:2]
    for line in [line for line in around if line.end <= title.start][-2:] + behind:
        name = clean_unit(line.text)
        if name and title_unit(name) == name:
            yield Named(name, place_of(document, line.start, line.end))


def _letterhead(document: Document) -> Iterator[Named]:
    """The unit of a running head or red letterhead: 甲县水务局文件."""
    for line in lines_of(document, [(0, len(document.text))], (*RUNNING_KINDS, BlockKind.HEADER)):
        text = line.text.removesuffix("文件")
        if text == line.text and line.block.kind is not BlockKind.HEADER:
            continue
        name = title_unit(text)
        if name and not _is_other(name) and (text == name or line.block.kind is BlockKind.HEADER):
            yield Named(name, place_of(document, line.start, line.start + len(name)))


def _signed(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    """The signature: a unit alone on a line before a date, or on one line with it."""
    for position, line in enumerate(lines):
        if line.block.kind is BlockKind.CELL:
            continue
        text = line.text
        after = lines[position + 1].text if position + 1 < len(lines) else ""
        match = re.match(rf"({_NAME}{{3,30}}?)(?:\s+|$)", text)
        if match is None or not re.search(f"(?:{_unit_end().pattern})$", match.group(1)):
            continue
        behind = text[match.end() :].strip() or after
        if _DATE.match(behind) and len(behind) <= 14 and (name := clean_unit(match.group(1))):
            yield Named(name, place_of(document, line.start, line.start + match.end(1)))


def _stated(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    words = unit_words()
    after = alternatives(words["stated_after"])
    ending = _unit_end().pattern
    pattern = re.compile(rf"({_NAME}{{2,24}}?(?:{ending}))(?={after})")
    for line in lines:
        for match in pattern.finditer(line.text):
            name = _bare_name(match.group(1))
            if name and not _is_other(name):
                start = line.start + match.end(1) - len(name)
                yield Named(name, place_of(document, start, start + len(name)))


def _spoken(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    """The unit that 我局, 我部 … must be: the name with that ending that the text uses most."""
    running = [line for line in lines if line.block.kind is not BlockKind.CELL]
    words = unit_words()["self_words"]
    selves = Counter(
        match for line in running for match in re.findall(f"我({alternatives(list(words))})", line.text)
    )
    if not selves:
        return
    ending = alternatives(words[selves.most_common(1)[0][0]])
    names: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for line in running:
        for match in re.finditer(rf"({_NAME}{{1,20}}?(?:{ending}))(?![\u4e00-\u9fff]?门)", line.text):
            name = _bare_name(match.group(1))
            if not name or len(name) < 4 or _is_other(name) or name in unit_words()["generic"]:
                continue
            start = line.start + match.end(1) - len(name)
            names[name] += 1
            first.setdefault(name, place_of(document, start, start + len(name)))
    if names:
        most = max(names, key=lambda name: (names[name], len(name)))
        yield Named(most, first[most])


def _bare_name(text: str) -> str | None:
    """The name without the words of the sentence in front of it."""
    name = re.sub(r"^[和与及]", "", _lead_in().sub("", text))
    return name if len(name) >= 3 and "我" not in name and "各" not in name else None


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(f".*(?:{'|'.join(unit_words()['sentence_words'])})")


def _is_other(name: str) -> bool:
    return any(word in name for word in unit_words()["others"])


def _is_commissioned(lines: Sequence[TextLine]) -> bool:
    """Whether somebody else wrote the report, so that 我所 is not the unit."""
    return any(mark in line.text for line in lines for mark in unit_words()["commissioned"])


def _is_fuller(other: str, name: str) -> bool:
    """Whether the other name is the same with its region in front."""
    return len(name) < len(other) <= len(name) + 12 and other.endswith(name)


def _with_region(name: str, text: str) -> str:
    """省住房和城乡建设厅 with the province that the same text names: 江东省……"""
    level = name[0]
    if level not in "省市县区州镇乡" or name.startswith((level + level, "市场", "区域", "县域", "市政")):
        return name
    ending = _unit_end().pattern
    pattern = (
        r"(?:^|[^\u4e00-\u9fff]|[由受在经据对为和向])"
        rf"([^\W由受在经据对为和向会同与及报请的]{{1,3}}{level})(?=[\u4e00-\u9fff]{{0,14}}?(?:{ending}))"
    )
    regions = Counter(
        match
        for match in re.findall(pattern, text, re.MULTILINE)
        if not re.match(f"(?:{alternatives(unit_words()['no_region'])})", match)
    )
    return f"{regions.most_common(1)[0][0]}{name[1:]}" if regions else name
