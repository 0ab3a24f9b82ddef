"""Plants one difference into a submitted file: text replaced inside one paragraph or cell (植入差错)."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from pipeline.ingestion.decoding import decode_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the nth occurrence of some words by others."""

    words: str
    by: str
    nth: int = 1


def planted(content: bytes, format_: str, edit: Edit) -> bytes | None:
    """The file with the edit made, or None when the words do not stand in it so often."""
    return _EDITORS[format_](content, edit)


def can_plant(format_: str) -> bool:
    """Whether files of this format can be edited without changing anything else in them."""
    return format_ in _EDITORS


def _plant_text(content: bytes, edit: Edit) -> bytes | None:
    decoded = decode_text(content)
    changed = _replaced(decoded.text, edit)
    if changed is None:
        return None
    mark = content[: len(content) - len(decoded.text.encode(decoded.encoding))]
    return mark + changed.encode(decoded.encoding)


def _plant_html(content: bytes, edit: Edit) -> bytes | None:
    """Words may be cut by tags and entities of white space; the tags are kept, behind the new words."""
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:2048])
    decoded = decode_text(content, declared.group(1).decode("ascii") if declared else None)
    gap = r"(?:<[^<>]*>|&nbsp;)*"
    body = re.search(r"<body\b", decoded.text, re.IGNORECASE)
    pattern = re.compile(gap.join(re.escape(character) for character in edit.words))
    found = list(pattern.finditer(decoded.text, body.start() if body else 0))
    if len(found) < edit.nth:
        return None
    match = found[edit.nth - 1]
    tags = "".join(re.findall(r"<[^<>]*>", match.group()))
    changed = decoded.text[: match.start()] + edit.by + tags + decoded.text[match.end() :]
    mark = content[: len(content) - len(decoded.text.encode(decoded.encoding))]
    return mark + changed.encode(decoded.encoding)


def _plant_docx(content: bytes, edit: Edit) -> bytes | None:
    """Words may be cut by runs; the new ones go into the first run that held the old."""
    return _with_changed_part(
        content, ["word/document.xml"], lambda roots: _plant_in_paragraphs(roots[0], edit)
    )


def _plant_in_paragraphs(root: etree._Element, edit: Edit) -> bool:
    left = edit.nth
    for paragraph in root.iter(f"{_W}p"):
        if any(ancestor.tag == f"{_MC}Fallback" for ancestor in paragraph.iterancestors()):
            continue
        runs = [run for run in paragraph.iter(f"{_W}t") if _paragraph_of(run) is paragraph]
        text = "".join(run.text or "" for run in runs)
        count = text.count(edit.words)
        if count < left:
            left -= count
            continue
        start = _nth_start(text, edit.words, left)
        _rewrite(runs, start, start + len(edit.words), edit.by)
        return True
    return False


def _paragraph_of(run: etree._Element) -> etree._Element | None:
    return next(run.iterancestors(f"{_W}p"), None)


def _rewrite(runs: Iterable[etree._Element], start: int, end: int, by: str) -> None:
    position, written = 0, False
    for run in runs:
        text = run.text or ""
        first, last = max(start - position, 0), min(end - position, len(text))
        if first < last:
            run.text = text[:first] + ("" if written else by) + text[last:]
            run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            written = True
        position += len(text)


def _plant_xlsx(content: bytes, edit: Edit) -> bytes | None:
    """Words of a text cell, or a number cell that shows exactly the number to be replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = _sheet_parts(package)
        strings = _shared_strings(package)
    left = edit.nth

    def plant(sheets: list[etree._Element]) -> bool:
        nonlocal left
        for cell in (cell for sheet in sheets for cell in sheet.iter(f"{_S}c")):
            count = _count_in_cell(cell, strings, edit.words)
            if count < left:
                left -= count
                continue
            _write_cell(cell, strings, Edit(edit.words, edit.by, left))
            return True
        return False

    return _with_changed_part(content, names, plant)


def _sheet_parts(package: zipfile.ZipFile) -> list[str]:
    """The parts of the worksheets, in the workbook's order."""
    relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in relations}
    book = etree.fromstring(package.read("xl/workbook.xml"))
    found = [targets[sheet.get(f"{_R}id")] for sheet in book.iter(f"{_S}sheet")]
    return [name.lstrip("/") if name.startswith("/") else f"xl/{name}" for name in found]


def _shared_strings(package: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    root = etree.fromstring(package.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in entry.iter(f"{_S}t")) for entry in root.iter(f"{_S}si")]


def _cell_words(cell: etree._Element, strings: list[str]) -> str | None:
    """The text of a text cell; None for a number."""
    value = cell.find(f"{_S}v")
    sort = cell.get("t")
    if sort == "s" and value is not None:
        return strings[int(value.text or "0")]
    if sort == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_S}t"))
    return (value.text or "") if sort == "str" and value is not None else None


def _count_in_cell(cell: etree._Element, strings: list[str], words: str) -> int:
    text = _cell_words(cell, strings)
    if text is not None:
        return text.count(words)
    value = cell.find(f"{_S}v")
    if value is None or not value.text or cell.get("t") in ("b", "e") or not _NUMBER.fullmatch(words):
        return 0
    # A workbook stores binary fractions: 0.9935 may be written 0.99350000000000005.
    return int(abs(Decimal(value.text) - _stored(words)) < Decimal("1e-9"))


def _write_cell(cell: etree._Element, strings: list[str], edit: Edit) -> None:
    text = _cell_words(cell, strings)
    value = cell.find(f"{_S}v")
    if text is None and value is not None:
        value.text = str(_stored(edit.by))
        return
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    holder = etree.SubElement(etree.SubElement(cell, f"{_S}is"), f"{_S}t")
    holder.text = _replaced(text or "", edit)


def _stored(words: str) -> Decimal:
    number = Decimal(words.removesuffix("%"))
    return number / 100 if words.endswith("%") else number


def _with_changed_part(
    content: bytes, names: list[str], plant: Callable[[list[etree._Element]], bool]
) -> bytes | None:
    """The package with those XML parts changed and every other byte of its parts as it was."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        roots = [etree.fromstring(package.read(name)) for name in names]
        if not plant(roots):
            return None
        fresh = dict(zip(names, roots, strict=True))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
            for name, data in _parts(package):
                part = fresh.get(name)
                written = (
                    data if part is None else etree.tostring(part, xml_declaration=True, encoding="UTF-8")
                )
                changed.writestr(name, written)
    return out.getvalue()


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for entry in package.infolist():
        yield entry.filename, package.read(entry)


def _replaced(text: str, edit: Edit) -> str | None:
    if text.count(edit.words) < edit.nth:
        return None
    start = _nth_start(text, edit.words, edit.nth)
    return text[:start] + edit.by + text[start + len(edit.words) :]


def _nth_start(text: str, words: str, nth: int) -> int:
    start = -1
    position = 0
    for _ in range(nth):
        start = text.index(words, position)
        position = start + len(words)
    return start


_EDITORS: dict[str, Callable[[bytes, Edit], bytes | None]] = {
    "docx": _plant_docx,
    "xlsx": _plant_xlsx,
    "txt": _plant_text,
    "html": _plant_html,
}
