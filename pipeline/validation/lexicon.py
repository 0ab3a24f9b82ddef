"""The word lists that rules work with (configs/lexicon), compiled once."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.settings import config_root, read_toml


@cache
def _table(name: str) -> Mapping[str, Any]:
    return read_toml(config_root() / "lexicon" / f"{name}.toml")


@cache
def cues(name: str, key: str) -> re.Pattern[str]:
    """One pattern that finds any entry of a list (each entry is a regular expression)."""
    return re.compile("|".join(f"(?:{entry})" for entry in _table(name)[key]))


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """The entries of a list as they stand."""
    return tuple(_table(name)[key])


@cache
def mapping(name: str, key: str) -> Mapping[str, Any]:
    """A table of the lexicon, such as spellings by class."""
    return dict(_table(name)[key])


@cache
def entries(name: str, key: str) -> tuple[Mapping[str, Any], ...]:
    """The tables of a list of tables, in their order."""
    return tuple(_table(name)[key])


@cache
def text_entry(name: str, key: str) -> str:
    """One entry that is a text of its own."""
    return str(_table(name)[key])
