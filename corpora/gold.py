"""Builds corpora/gold: the cases' files from their sources, and gold.json from the marks in the sources."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from corpora.gold_source import SUMMARY, UNITS, Marked, entry_of, funds_row, indicator_row, plain, split
from corpora.markup import Source, load_text


@dataclass(frozen=True)
class GoldSource:
    """One file of a gold case: what is printed, and what is gold."""

    source: Source
    marked: Marked

    @property
    def case(self) -> str:
        """The id of the case: the folder."""
        return self.source.head["out"].split("/")[1]

    @property
    def file(self) -> str:
        """The name of the file inside the case."""
        return self.source.head["out"].split("/", 2)[2]


def load_gold(path: Path) -> GoldSource:
    """Read one source of a gold case."""
    text = path.read_text("utf-8")
    head = re.match(r"(?:@(?!@).*\n)+", text)
    if head is None:
        raise ValueError(f"{path.name}: no head")
    marked = split(text[head.end() :].replace("\r\n", "\n"))
    return GoldSource(load_text(path, head[0] + "\n".join(marked.lines).rstrip("\n") + "\n"), marked)


def case_gold(sources: Iterable[GoldSource]) -> dict[str, Any]:
    """The gold.json of one case."""
    parts = list(sources)
    case: dict[str, Any] = {
        "case": parts[0].case,
        "files": [part.file for part in parts],
        "about": parts[0].source.head["about"],
        "reports": [],
        "batch": {},
        "mutations": [],
    }
    if "profile" in parts[0].source.head:
        case["profile"] = parts[0].source.head["profile"]
    for part in parts:
        blocks = _blocks(part.marked.notes)
        if len(blocks) != len(part.marked.reports):
            raise ValueError(
                f"{part.case}/{part.file}: {len(blocks)} notes for {len(part.marked.reports)} reports"
            )
        for gold, notes in zip(part.marked.reports, blocks, strict=True):
            report = _identity(part.file, notes[0]) | {"sections": gold.sections}
            report |= {"money": [], "rates": [], "scores": [], "grades": []}
            for value in gold.values:
                name, entry = entry_of(value, report["year"])
                report[name].append(entry)
            report |= {"summary": _summary(""), "funds": gold.funds, "indicators": gold.indicators}
            report |= {"findings": [], "must_not": []}
            for note in notes[1:]:
                _note(note, part.file, report, case)
            case["reports"].append(report)
    return case


def _blocks(notes: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = []
    for note in notes:
        if note.startswith("R "):
            blocks.append([])
        blocks[-1].append(note)
    return blocks


def _identity(file: str, note: str) -> dict[str, Any]:
    """`R kind | unit | project | year | projects`: what the report is and whose."""
    kind, unit, project, year, projects = [part.strip() for part in (note[2:] + "|").split("|")][:5]
    listed = projects.split("、") if projects else [project] if project else []
    identity = {"file": file, "kind": kind, "unit": unit, "project": project or None, "year": int(year)}
    return identity | {"projects": listed}


def _summary(note: str) -> dict[str, str | None]:
    """`S bf=280万 sp=279.5万 er=99.82 ts=98 g=优`: the report on one line; what is missing is not stated."""
    said = dict(part.split("=") for part in note.split())
    amounts: dict[str, str | None] = {}
    for code, key in SUMMARY.items():
        found = re.fullmatch(r"(-?[\d.]+)(万|亿|)", said[code]) if code in said else None
        amounts[key] = plain(Decimal(found[1]) * UNITS.get(found[2], 1)) if found else None
    rest = {"execution_rate": said.get("er"), "total_score": said.get("ts"), "grade": said.get("g")}
    return amounts | rest


def _note(note: str, file: str, report: dict[str, Any], case: dict[str, Any]) -> None:
    mark, _, content = note.partition(" ")
    if mark == "S":
        report["summary"] = _summary(content)
    elif mark in ("!", "?"):
        rule, level, why, *quotes = [part.strip() for part in content.split("‖")]
        finding = {"rule": rule, "level": level, "why": why, "quotes": quotes, "certain": mark == "!"}
        report["findings"].append(finding)
    elif mark == "x":
        rule, _, why = content.partition(" ")
        report["must_not"].append({"rule": rule, "why": why})
    elif mark == "~":
        rule, old, new, why, nth = [part.strip() for part in (content + "‖1").split("‖")][:5]
        mutation = {"file": file, "replace": old, "with": new, "nth": int(nth), "expect": rule, "why": why}
        case["mutations"].append(mutation)
    elif mark == "F":
        row = dict(zip(("row", "bi", "bf", "sp", "w", "r", "s"), _cells(content), strict=True))
        report["funds"].append(funds_row(row, UNITS["万元"]))
    elif mark == "I":
        row = dict(zip(("l1", "l2", "name", "t", "a", "w", "s", "why"), _cells(content), strict=True))
        report["indicators"].append(indicator_row(row))
    elif mark == "B":
        first, second, kind = _cells(content)
        case["batch"].setdefault("similar", []).append([first, second, kind])
    else:
        raise ValueError(f"{file}: {note}")


def _cells(content: str) -> list[str]:
    return [part.strip() for part in content.split("|")]


def gold_json(case: dict[str, Any]) -> bytes:
    """The bytes of gold.json."""
    return (json.dumps(case, ensure_ascii=False, indent=1) + "\n").encode()
