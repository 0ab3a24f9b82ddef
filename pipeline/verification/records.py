"""Reads back what a run wrote: the receipt, and the rows of its data files (读回成果)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import UsageError
from pipeline.outputs import DATA, RECEIPT
from pipeline.verification.expected import PlaceRow

Row = Mapping[str, Any]


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class StatedInput(_Stated):
    """An input as the receipt states it; no hash if its bytes were never read."""

    path: str
    sha256: str
    bytes: int
    status: str


class StatedOutput(_Stated):
    """A data file as the receipt states it."""

    path: str
    sha256: str
    rows: int


class Receipt(_Stated):
    """The parts of 回执.json that can be held against files."""

    inputs: list[StatedInput]
    outputs: list[StatedOutput]


def read_receipt(out: Path) -> Receipt:
    """The receipt of a run; raises UsageError when the folder is no result of a run."""
    path = out / RECEIPT
    if not path.is_file():
        raise UsageError(f"“{out}”里没有 {RECEIPT}，不是一次运行的结果文件夹。")
    try:
        return Receipt.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} 不合格，无法核对：{str(error).splitlines()[0]}。") from error


def data_rows(out: Path, name: str) -> Iterator[tuple[int, Row | None]]:
    """Line number and object of each line of a data file; None for a line that is no JSON object."""
    path = out / DATA / name
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            yield number, _object(line)


def places_in(value: object) -> Iterator[PlaceRow | None]:
    """Every place anywhere inside a row; None for one that is not written as the contract says."""
    if isinstance(value, dict):
        if {"path", "start", "end", "quote"} <= value.keys():
            yield _place(value)
            return
        for inner in value.values():
            yield from places_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from places_in(inner)


def _place(value: Row) -> PlaceRow | None:
    try:
        return PlaceRow.model_validate(value)
    except ValidationError:
        return None


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _object(line: str) -> Row | None:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None
