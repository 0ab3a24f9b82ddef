"""Chinese names of fields, kinds and codes, from configs/fields.toml (名称)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.settings import config_root, read_toml


@cache
def name_table() -> Mapping[str, Mapping[str, str]]:
    """All names as group → code → Chinese name; an entry is a string or a table with `name`."""
    table: dict[str, dict[str, str]] = {}
    for group, entries in read_toml(config_root() / "fields.toml").items():
        table[group] = {code: _name(group, code, entry) for code, entry in entries.items()}
    return table


def chinese_name(group: str, code: str | None) -> str:
    """The Chinese name of a code; an unknown code stands for itself, so that nothing is lost."""
    if code is None:
        return ""
    return name_table().get(group, {}).get(str(code), str(code))


def field_name(kind: str, field: str) -> str:
    """The Chinese name of a value's field (字段); where a kind has no such field, the kind's name."""
    known = name_table().get(str(kind), {})
    if field in known:
        return known[field]
    return chinese_name("kind", kind) if field in ("", str(kind)) else field


def summary_name(field: str) -> str:
    """The Chinese name of a summary figure, whichever kind of value its field belongs to."""
    for kind in name_table()["kind"]:
        if field in name_table().get(kind, {}):
            return name_table()[kind][field]
    return field


def profile_name(profile: str) -> str:
    """The Chinese name of a province profile (地区口径), its code beside it."""
    path = Path(profile) if profile.endswith(".toml") else config_root() / "profiles" / f"{profile}.toml"
    name = read_toml(path).get("profile", {}).get("name") if path.is_file() else None
    return f"{name}（{profile}）" if name else profile


def _name(group: str, code: str, entry: object) -> str:
    name = entry.get("name") if isinstance(entry, dict) else entry
    if not isinstance(name, str) or not name:
        raise UsageError(f"设置文件 fields.toml 的 {group}.{code} 没有写 name。请补上中文名称。")
    return name
