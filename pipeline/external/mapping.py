"""台账列对应.toml: which head of the ledger is which field, written for the auditor to correct."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import UsageError, cause_of
from pipeline.external.lexicon import field_title, head_names
from pipeline.settings import read_toml

MAPPING = "台账列对应.toml"
_UNITS = ("", "元", "千元", "万元", "亿元")


class ColumnMapping(BaseModel):
    """What the auditor has set down: heads by field, the unit of amounts, the year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str = ""
    year: int = 0
    columns: Mapping[str, str] = Field(default_factory=dict)

    def chosen(self) -> dict[str, str]:
        """Heads by field; an empty one says that the ledger has no such column."""
        return dict(self.columns)


def read_mapping(path: Path) -> ColumnMapping:
    """The auditor's mapping, or an empty one; unknown keys are refused with a suggestion."""
    if not path.is_file():
        return ColumnMapping()
    values = read_toml(path)
    _refuse_unknown(path, values, ("unit", "year", "columns"))
    columns = values.get("columns", {})
    if isinstance(columns, dict):
        _refuse_unknown(path, columns, tuple(head_names()))
    try:
        mapping = ColumnMapping.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"“{path}”中 {key} 的值不合要求，请改正后重新运行。") from error
    if mapping.unit not in _UNITS:
        raise UsageError(f"“{path}”中 unit 只能写 元、千元、万元、亿元，或留空。")
    return mapping


def write_mapping(
    path: Path, ledger: str, mapping: ColumnMapping, found: Mapping[str, str], heads: Sequence[str]
) -> None:
    """Writes the file with what was found, for the auditor to complete."""
    lines = [
        f'# 台账《{_comment(ledger)}》的列对应。等号右边照抄台账表头的原文；没有这一列的写空引号 ""；',
        "# 不确定的整行删去，由程序按名称辨认。改好后用同样的命令重新运行。",
        f"# 台账里的表头有：{_comment('、'.join(heads)) or '（没有认出表头）'}",
        "",
        "# 金额单位：元、千元、万元、亿元；表头里已写明的留空。",
        f"unit = {_quoted(mapping.unit)}",
        "# 台账年度；表里已写明的写 0。",
        f"year = {mapping.year}",
        "",
        "[columns]",
    ]
    for field in head_names():
        given = mapping.columns.get(field, found.get(field))
        mark = "" if given is not None else "# "
        lines.append(f"{mark}{field} = {_quoted(given or '')}  # {field_title(field)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"“{path}”不能写入：{cause_of(error)}。请检查结果文件夹的权限。") from error


def _refuse_unknown(path: Path, values: Mapping[str, object], known: Sequence[str]) -> None:
    for key in values:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"是不是“{close[0]}”？" if close else f"可用的有：{'、'.join(known)}。"
            raise UsageError(f"“{path}”中没有“{key}”这一项。{hint}")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else " " for letter in escaped) + '"'


def _comment(text: str) -> str:
    """Words from the ledger on one comment line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
