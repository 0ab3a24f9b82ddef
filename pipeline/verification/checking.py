"""Verifies a finished run (复核成果): hashes, quotes against the files read again, numbers against the quotes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.model.external import BESIDE, LAST_YEAR
from pipeline.outputs import DATA
from pipeline.settings import Limits
from pipeline.verification.expected import PlaceRow, ValueRow, difference_in, unit_from_head
from pipeline.verification.records import Receipt, Row, data_rows, file_hash, places_in, read_receipt
from pipeline.verification.sources import Sources, found_sources

_NUMBERS = {
    "funds.jsonl": ("budget_initial", "budget_full", "spent", "weight", "rate", "score"),
    "indicators.jsonl": ("weight", "score"),
}


_GONE = "已消除"
"""Status of a finding of the round before, whose places are in the files of that round."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not hold: where, the words, what was exported, what should stand there, and why."""

    path: str
    problem: str
    place: PlaceRow | None = None
    exported: str | None = None
    derived: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and every difference."""

    values: int
    places: int
    files: int
    differences: tuple[Difference, ...]
    read_again: bool
    """Whether the submitted files were at hand; without them no quote was held against its source."""


def verify(out: Path, inputs: Sequence[Path], limits: Limits) -> Verification:
    """Check everything in a result folder that can be checked without trusting the program that wrote it."""
    receipt = read_receipt(out)
    differences = list(_output_differences(out, receipt))
    rows = {stated.path: list(_rows(out, stated.path, differences)) for stated in receipt.outputs}
    places = list(_places(rows, differences))
    values = list(_value_rows(rows.get(f"{DATA}/values.jsonl", ()), differences))
    differences += _value_differences(values)
    differences += _cell_differences(rows, values)
    if inputs:
        stated = {entry.path: entry.sha256 for entry in receipt.inputs}
        needed = {stated.get(place.path, "") for place in places}
        sources = found_sources(inputs, needed, limits, out)
        differences += _input_differences(receipt, sources)
        differences += _quote_differences(places, stated, sources)
        differences += _unit_differences(values, stated, sources)
    return Verification(
        values=len(values),
        places=len(places),
        files=len(receipt.inputs),
        differences=tuple(dict.fromkeys(differences)),
        read_again=bool(inputs),
    )


def _output_differences(out: Path, receipt: Receipt) -> Iterator[Difference]:
    for stated in receipt.outputs:
        path = out / stated.path
        if not path.resolve().is_relative_to(out.resolve()) or not path.is_file():
            yield Difference(stated.path, "回执列出的数据文件不在结果文件夹里")
        elif (found := file_hash(path)) != stated.sha256:
            yield Difference(stated.path, "数据文件与回执的哈希不符", exported=stated.sha256, derived=found)


def _rows(out: Path, stated: str, differences: list[Difference]) -> Iterator[Row]:
    for number, row in data_rows(out, Path(stated).name):
        if row is None:
            differences.append(Difference(stated, f"第 {number} 行不是合格的 JSON"))
        else:
            yield row


def _places(rows: Mapping[str, Sequence[Row]], differences: list[Difference]) -> Iterator[PlaceRow]:
    for stated, content in rows.items():
        for number, row in enumerate(content, start=1):
            if row.get("status") == _GONE:
                continue
            for place in places_in(row):
                if place is None:
                    differences.append(Difference(stated, f"第 {number} 行的出处写法不合要求"))
                else:
                    yield place


def _value_rows(rows: Iterable[Row], differences: list[Difference]) -> Iterator[ValueRow]:
    for row in rows:
        try:
            yield ValueRow.model_validate(row)
        except ValidationError as error:
            where = error.errors()[0]["loc"]
            differences.append(
                Difference(f"{DATA}/values.jsonl", f"{row.get('value')} 的 {where[0]} 不合要求")
            )


def _value_differences(values: Iterable[ValueRow]) -> Iterator[Difference]:
    for row in values:
        found = difference_in(row)
        if found is not None:
            derived, problem = found
            yield Difference(row.place.path, problem, row.place, row.number, derived)


def _cell_differences(rows: Mapping[str, Sequence[Row]], values: Iterable[ValueRow]) -> Iterator[Difference]:
    """Numbers of the other files must be among the values of the same report, which are checked one by one."""
    known: dict[str, set[str | None]] = defaultdict(set)
    for value in values:
        known[value.report].add(value.number)
    for name, columns in _NUMBERS.items():
        for row in rows.get(f"{DATA}/{name}", ()):
            for column in columns:
                if row.get(column) is not None and row[column] not in known[str(row.get("report"))]:
                    yield Difference(f"{DATA}/{name}", f"{column} 在数值表里没有对应", None, row[column])
    for row in rows.get(f"{DATA}/reports.jsonl", ()):
        for column, stated in row.items():
            told = stated.get("value") if isinstance(stated, dict) and "place" in stated else None
            if told is not None and told not in known[str(row.get("report"))]:
                place = next(places_in(stated), None)
                yield Difference(str(row.get("path")), f"一行数 {column} 在数值表里没有对应", place, told)


def _input_differences(receipt: Receipt, sources: Sources) -> Iterator[Difference]:
    for entry in receipt.inputs:
        if not entry.sha256 or entry.sha256 in sources.hashes:
            continue
        now = sources.by_path.get(entry.path)
        problem = "送审文件已经改动" if now else "在所给的文件夹里找不到这个送审文件"
        yield Difference(entry.path, problem, exported=entry.sha256, derived=now)


def _quote_differences(
    places: Iterable[PlaceRow], stated: Mapping[str, str], sources: Sources
) -> Iterator[Difference]:
    silent: set[str] = set()
    for place in places:
        if place.path.startswith((BESIDE, LAST_YEAR)):
            continue  # given beside the submission, not submitted
        again = sources.texts.get(stated.get(place.path, ""))
        if again is None or again.text is None:
            if place.path not in silent:
                silent.add(place.path)
                reason = again.message if again is not None else "没有找到这份原文"
                yield Difference(place.path, f"引文未能核对：{reason}")
            continue
        found = again.text[place.start : place.end]
        if found != place.quote:
            yield Difference(place.path, "引文与重读的原文不符", place, place.quote, found)


def _unit_differences(
    values: Iterable[ValueRow], stated: Mapping[str, str], sources: Sources
) -> Iterator[Difference]:
    """The unit of a bare number must be written somewhere in its file: nothing else bears the amount out."""
    for row in values:
        unit = unit_from_head(row)
        again = sources.texts.get(stated.get(row.place.path, ""))
        if unit is not None and again is not None and again.text is not None and unit not in again.text:
            yield Difference(row.place.path, f"单位“{unit}”在原文中没有出现", row.place, row.number)
