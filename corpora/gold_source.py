"""The gold that stands inside a source: marks in the text and lines under it, taken off before rendering.

`⟦280万元~bf⟧` states the meaning of a figure, `§2资金情况§` begins a heading (`¶` ends it when the text runs
on), `!gold` before a table names its columns and `F>` / `I>` its rows, `§§` begins the next report of the
file, and what follows `@@gold` are the lines that no mark can carry. See README.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from corpora.markup import MERGE_LEFT, MERGE_UP

MONEY = {
    "bi": "budget_initial", "bc": "budget_change", "bf": "budget_full", "ba": "budget_approved",
    "ci": "carryover_in", "rc": "received", "sp": "spent", "su": "surplus", "rt": "returned",
    "so": "source_part", "us": "use_part", "pe": "periodic", "ti": "total_investment", "ct": "contract",
    "ly": "last_year", "mo": "other",
}  # fmt: skip
RATES = {
    "er": "execution_rate", "rr": "receipt_rate", "cr": "completion_rate", "sa": "satisfaction",
    "gr": "growth", "sh": "share", "tg": "target", "ro": "other",
}  # fmt: skip
SCORES = {
    "ts": "total_score", "fs": "full_score", "is": "item_score", "iw": "item_weight",
    "es": "execution_score", "de": "deduction", "sx": "other",
}  # fmt: skip
SUMMARY = {"bi": "budget_initial", "bf": "budget_full", "rc": "received", "sp": "spent", "su": "surplus"}
FUNDS = {
    "bi": "budget_initial", "bf": "budget_full", "sp": "spent", "w": "weight", "r": "rate", "s": "score",
}  # fmt: skip
UNITS = {"元": 1, "千元": 10**3, "万元": 10**4, "万": 10**4, "亿元": 10**8, "亿": 10**8}
_VALUE = re.compile(r"⟦([^~⟧]+)~([^⟧]+)⟧")
_HEADING = re.compile(r"§(\d)([^§|]*)(?:\|([^§]*))?§")
_FOLD = str.maketrans("０１２３４５６７８９．，％－", "0123456789.,%-")
_BROKEN = "\ue000"
"""A line break inside a marked figure."""
_FOOTNOTE = re.compile(r"\[\[fn:(.+?)\]\]")
_FORMATTED = re.compile(r"(-?\d+(?:\.\d+)?)\{([^}]+)\}")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Stated:
    """A marked figure: its words, the meaning in short, text or table, which occurrence in the file."""

    words: str
    meaning: str
    where: str
    nth: int


@dataclass
class Gold:
    """The gold of one report, as it is gathered."""

    sections: list[dict[str, Any]] = field(default_factory=list)
    values: list["Stated"] = field(default_factory=list)
    funds: list[dict[str, str]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Marked:
    """A source split into what is printed and what is gold."""

    lines: list[str]
    reports: list[Gold]
    notes: list[str]


def plain(number: Decimal) -> str:
    """A decimal as the gold writes it: no exponent, no trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(cell: str) -> str:
    """The words that a cell shows: `0.973{0.0%}` is 97.3%."""
    found = _FORMATTED.fullmatch(cell)
    if found is None:
        return cell
    value, form = Decimal(found[1]), found[2]
    percent = form.endswith("%")
    places = len(form.rstrip("%").partition(".")[2])
    value = (value * 100 if percent else value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{value:,}" if "#,##" in form else f"{value}"
    return text + ("%" if percent else "")


def figure(text: str) -> Decimal | None:
    """The number at the beginning of a cell; None for a blank or a dash."""
    found = re.match(r"-?[\d,]+(?:\.\d+)?", text.strip().translate(_FOLD).removeprefix("¥"))
    return Decimal(found[0].replace(",", "")) if found else None


def yuan(words: str) -> Decimal:
    """The amount that plainly written words state; anything less plain is written out by hand."""
    found = re.fullmatch(r"(-?[\d,]+(?:\.\d+)?) ?(元|千元|万元|亿元|万|亿)", words.translate(_FOLD))
    if found is None:
        raise ValueError(f"state the amount of {words!r} by hand")
    return Decimal(found[1].replace(",", "")) * UNITS[found[2]]


def _headings(line: str, gold: Gold) -> str:
    """Take the heading marks off a line, one after the other, and remember the headings."""
    while found := _HEADING.search(line):
        title, _, rest = line[found.end() :].partition("¶")
        words = _TAG.sub("", _VALUE.sub(r"\1", title)).strip()
        entry: dict[str, Any] = {"title": (found[3] or "") + words, "level": int(found[1])}
        if found[2]:
            entry["role"] = found[2]
        gold.sections.append(entry)
        line = line[: found.start()] + title + rest
    return line


class _Reading:
    """Reads a body line by line: what is printed, and the gold of each report."""

    def __init__(self) -> None:
        self.reports = [Gold()]
        self.lines: list[str] = []
        self.marked: list[str] = []
        self.columns: dict[str, list[str]] = {}
        self.unit = 1
        self.above: list[str] = []
        self.in_table = False

    def take(self, line: str) -> None:
        """Read one line."""
        if line == "§§":
            self.reports.append(Gold())
        elif line.startswith("!gold "):
            self.columns, self.unit = _columns(line)
        else:
            self.in_table = (
                self.in_table or line == "!table" or line.startswith("!sheet")
            ) and line != "!end"
            self._print(line)

    def _print(self, line: str) -> None:
        text = _headings(line, self.reports[-1])
        kind = text[0] if text[1:2] == ">" and text[0] in "FI" else ""
        text = text[2:] if kind else text
        where = "table" if self.in_table else "text"
        self.marked.append(_VALUE.sub(rf"⟦\1~\2~{where}~{len(self.reports) - 1}⟧", text))
        bare = _VALUE.sub(r"\1", text)
        self.lines.append(bare.replace(_BROKEN, "\n"))
        if self.in_table:
            cells = [
                self.above[i] if cell == MERGE_UP and i < len(self.above) else shown(cell)
                for i, cell in enumerate(bare.split("|"))
            ]
            if kind:
                _row(kind, self.columns[kind], cells, self.unit, self.reports[-1])
            self.above = cells


def split(text: str) -> Marked:
    """Part a source body into printed lines and gold."""
    body, _, notes = text.partition("\n@@gold\n")
    reading = _Reading()
    for line in _VALUE.sub(lambda found: found[0].replace("\n", _BROKEN), body).split("\n"):
        reading.take(line)
    for report, value in _stated_figures(_printed(reading.marked).replace(_BROKEN, "\n")):
        reading.reports[report].values.append(value)
    return Marked(reading.lines, reading.reports, [note for note in notes.split("\n") if note.strip()])


def _stated_figures(text: str) -> Iterator[tuple[int, Stated]]:
    """Each marked figure with the report that it belongs to, in the order of the file."""
    read = ""
    for i, piece in enumerate(re.split(r"⟦([^⟧]+)⟧", text)):
        if i % 2:
            words, meaning, where, report = piece.split("~")
            read += words
            yield int(report), Stated(words, meaning, where, _occurrences(words, read))
        else:
            read += piece


def _occurrences(words: str, text: str) -> int:
    """How often the words occur, overlapping ones included, as a search from each hit onwards counts."""
    return len(re.findall(f"(?={re.escape(words)})", text))


def _columns(line: str) -> tuple[dict[str, list[str]], int]:
    parts = dict(part.split("=", 1) for part in line.split()[1:])
    unit = UNITS[parts.pop("unit", "元")]
    return {kind: names.split(",") for kind, names in parts.items()}, unit


def _row(kind: str, names: list[str], cells: list[str], unit: int, gold: Gold) -> None:
    row: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and name != "_" and cell != MERGE_LEFT:
            row[name] = row.get(name, "") + cell
    if kind == "F":
        gold.funds.append(funds_row(row, unit))
    else:
        gold.indicators.append(indicator_row(row))


def funds_row(row: dict[str, str], unit: int) -> dict[str, str]:
    """A row of the fund block in the gold's keys."""
    entry = {"row": row["row"].strip()}
    for name, key in FUNDS.items():
        number = figure(row.get(name, ""))
        if number is not None:
            entry[key] = plain(number * unit if name in ("bi", "bf", "sp") else number)
    return entry


def indicator_row(row: dict[str, str]) -> dict[str, Any]:
    """An indicator in the gold's keys."""
    weight, score = (figure(row.get(name, "")) for name in ("w", "s"))
    return {
        "level1": row.get("l1", ""),
        "level2": row.get("l2", ""),
        "name": row["name"],
        "target": row.get("t", ""),
        "actual": row.get("a") or None,
        "weight": None if weight is None else plain(weight),
        "score": None if score is None else plain(score),
        "reason": row.get("why", ""),
    }


def _printed(lines: list[str]) -> str:
    """The words of the file in order, for counting occurrences: footnotes come last, tags not at all."""
    kept = (line for line in lines if not re.match(r"!(table|end|cols|page|header|footer|sheet)\b|%=", line))
    text = "\n".join(
        "\n".join(shown(cell) for cell in line.split("|")) if "|" in line else line for line in kept
    )
    notes = "\n".join(_FOOTNOTE.findall(text))
    return _TAG.sub("", _FOOTNOTE.sub("", text) + "\n" + notes)


def entry_of(value: Stated, year: int) -> tuple[str, dict[str, Any]]:
    """A marked figure as (list of the gold, its entry)."""
    meaning, _, project = value.meaning.partition("#")
    meaning, _, when = meaning.partition("@")
    code, _, number = meaning.partition("=")
    raw: dict[str, Any] = {"raw": value.words}
    where = {"where": value.where}
    if code in MONEY:
        low, _, high = number.partition("..")
        raw["yuan"] = plain(Decimal(low) if low else yuan(value.words))
        if high:
            raw["yuan_to"] = plain(Decimal(high))
        of: dict[str, Any] = {"field": MONEY[code], "project": project or None}
        of["year"] = year if not when else int(when) if when.isdigit() else None
        return "money", raw | of | {"nth": value.nth} | where
    if code in RATES:
        return "rates", raw | {"percent": _hand(number, value), "field": RATES[code]} | where
    if code in SCORES:
        return "scores", raw | {"points": _hand(number, value), "field": SCORES[code]} | where
    if code[:1] == "g" and code[1:] in ("优", "良", "中", "差"):
        return "grades", raw | {"grade": code[1:]} | where
    raise ValueError(f"no such meaning: {value.meaning!r} of {value.words!r}")


def _hand(number: str, value: Stated) -> str:
    read = Decimal(number) if number else figure(value.words)
    if read is None:
        raise ValueError(f"state the number of {value.words!r} by hand")
    return plain(read)
