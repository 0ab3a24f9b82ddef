"""The reporting unit (填报单位): its official name as far as the text gives it, with the words that show it.

Sources in order: the title, the form's header, statements in the text, the signature, 我局 and the like, the
file's name. A later source that spells the same name more fully (州大数据中心 → 澜山州大数据中心) wins.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePosixPath

from pipeline.model import BlockKind, Document, Place, place_of
from pipeline.nlp.lexicon import alternatives
from pipeline.nlp.once import once_per_document
from pipeline.nlp.text_lines import RUNNING_KINDS, TextLine, lines_of
from pipeline.nlp.titles import Title
from pipeline.nlp.unit_endings import (
    NAME,
    Named,
    clean_unit,
    closed_unit,
    is_firm,
    is_outsider,
    loose_unit,
    title_seat,
    title_unit,
    unit_end,
    unit_endings,
    unit_words,
)
from pipeline.nlp.unit_statements import (
    is_addressee,
    is_commissioned,
    responsible_units,
    spoken_units,
    spoken_word,
    stated_units,
)

_LABEL = re.compile(
    r"(?:填报|填表|报告|编报|自评|报送|项目)?(?:单位|部门)(?:名称)?(?:[（(]盖?公?章[）)])?\s*[：:]\s*(\S+)"
)
_SERIAL = re.compile(r"^(?:附件|附表)?\s*\d{1,2}\s*[.、．_：:-]\s*|^[（(]\d{1,2}[）)]\s*")
"""The number that a file has among its fellows: 1.甲县司法局….docx."""
_ALONE = re.compile(rf"({NAME}{{3,30}}?)(?:\s+|$)")
_DATE = re.compile(
    r"(?:20\d\d|二[〇零○][一二三四五六七八九〇零○]{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月"
)


def find_unit(
    document: Document,
    spans: Sequence[tuple[int, int]],
    title: Title | None,
    form_header: Mapping[str, tuple[str, Place]],
) -> Named | None:
    """The reporting unit of the report in the spans, or None if nothing names it."""
    lines = lines_of(document, spans, (*RUNNING_KINDS, BlockKind.CELL))
    known = list(_candidates(document, lines, title, form_header))
    if not known:
        return None
    chosen = known[0]
    fuller = [other for other in known[1:] if _is_fuller(other.name, chosen.name)]
    if fuller:
        return fuller[0]
    full = _with_region(chosen.name, "\n".join(line.text for line in lines), title.text if title else "")
    return Named(full, chosen.place)


def _candidates(
    document: Document,
    lines: Sequence[TextLine],
    title: Title | None,
    form_header: Mapping[str, tuple[str, Place]],
) -> Iterator[Named]:
    """The names that the sources give, the surest source first."""
    commissioned = is_commissioned(lines)
    word = None if commissioned else spoken_word(lines)
    yield from _titled(document, title, closed_unit)
    if word in unit_words()["seats"]:
        yield from _titled(document, title, title_seat)
    papers = chain(
        _on_cover(document, lines, title),
        _labelled(document, lines),
        _signed(document, lines),
        _titled(document, title, title_unit),
        _titled(document, title, title_seat) if word is None and not commissioned else (),
        _letterhead(document),
        _from_form(form_header, document.source.path),
    )
    # What a firm was commissioned to write carries the firm's name on its cover and at its end.
    yield from (named for named in papers if not (commissioned and is_firm(named.name)))
    yield from stated_units(document, lines, "stated")
    yield from responsible_units(document, lines)
    yield from stated_units(document, lines, "carried_out")
    if not commissioned:
        yield from spoken_units(document, lines)
    yield from _titled(document, title, loose_unit)
    yield from _in_file_name(document.source.path)


def _in_file_name(path: str) -> Iterator[Named]:
    """The unit that the file's own name begins with, its number among its fellows left out."""
    stem = _SERIAL.sub("", PurePosixPath(path.rpartition("!/")[2]).stem)
    name = title_unit(stem) or title_seat(stem)
    if name and len(name) >= 4:
        yield Named(name, Place(path, 0, 0, ""))


def _titled(document: Document, title: Title | None, reading: Callable[[str], str | None]) -> Iterator[Named]:
    if title and (name := reading(title.text)):
        yield Named(name, place_of(document, title.start, title.end))


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
    for line in lines:
        match = _LABEL.match(line.text)
        name = clean_unit(match.group(1)) if match else None
        if match and name and unit_end().search(name):
            yield Named(name, place_of(document, line.start + match.start(1), line.start + match.end(1)))


def _on_cover(document: Document, lines: Sequence[TextLine], title: Title | None) -> Iterator[Named]:
    """A unit alone on a line next to the title, as on a cover."""
    if title is None:
        return
    around = [line for line in lines if line.block.kind is not BlockKind.CELL and not is_addressee(line)]
    behind = [line for line in around if line.start >= title.end][:2]
    for line in [line for line in around if line.end <= title.start][-2:] + behind:
        name = clean_unit(line.text)
        if name and title_unit(name) == name:
            yield Named(name, place_of(document, line.start, line.end))


@once_per_document
def _letterhead(document: Document) -> tuple[Named, ...]:
    """The units of running heads or red letterheads: 甲县水务局文件."""
    return tuple(_letterheads(document))


def _letterheads(document: Document) -> Iterator[Named]:
    for line in lines_of(document, [(0, len(document.text))], (*RUNNING_KINDS, BlockKind.HEADER)):
        text = line.text.removesuffix("文件")
        if text == line.text and line.block.kind is not BlockKind.HEADER:
            continue
        name = title_unit(text)
        if name and not is_outsider(name) and (text == name or line.block.kind is BlockKind.HEADER):
            yield Named(name, place_of(document, line.start, line.start + len(name)))


def _signed(document: Document, lines: Sequence[TextLine]) -> Iterator[Named]:
    """The signature: a unit alone on a line before a date, or on one line with it."""
    for position, line in enumerate(lines):
        if line.block.kind is BlockKind.CELL:
            continue
        text = line.text
        after = lines[position + 1].text if position + 1 < len(lines) else ""
        match = _ALONE.match(text)
        if match is None or not match.group(1).endswith(unit_endings()):
            continue
        behind = text[match.end() :].strip() or after
        if _DATE.match(behind) and len(behind) <= 14 and (name := clean_unit(match.group(1))):
            yield Named(name, place_of(document, line.start, line.start + match.end(1)))


def _is_fuller(other: str, name: str) -> bool:
    """Whether the other name is the same with its region in front."""
    return len(name) < len(other) <= len(name) + 12 and other.endswith(name) and other[0] not in "年度月日"


def _with_region(name: str, text: str, title: str) -> str:
    """省住房和城乡建设厅 with the province that the same text or its title names: 江东省……"""
    level = name[0]
    if level not in "省市县区州镇乡" or name.startswith((level + level, "市场", "区域", "县域", "市政")):
        return name
    pattern = (
        r"(?:^|[^\u4e00-\u9fff]|[由受在经据对为和向])"
        rf"([^\W由受在经据对为和向会同与及报请的]{{1,3}}{level})(?=[\u4e00-\u9fff]{{0,14}}?(?:{unit_end().pattern}))"
    )
    regions = Counter(
        match for match in re.findall(pattern, text, re.MULTILINE) if not _names_no_region(match)
    )
    if regions:
        return f"{regions.most_common(1)[0][0]}{name[1:]}"
    leading = re.match(rf"[\u4e00-\u9fff]{{1,3}}{level}(?=20|二)", title)
    return f"{leading.group()}{name[1:]}" if leading and not _names_no_region(leading.group()) else name


def _names_no_region(words: str) -> bool:
    return bool(re.match(f"(?:{alternatives(unit_words()['no_region'])})", words))
