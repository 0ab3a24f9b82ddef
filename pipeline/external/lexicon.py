"""The words of ledgers (configs/lexicon/ledger.toml), compiled once."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.settings import config_root, read_toml

MONEY_FIELDS = ("budget_initial", "budget_change", "budget_full", "spent")
WORD_FIELDS = ("review_grade", "warning", "audit", "exempt")
TARGET_FIELDS = ("indicator", "level2", "target", "weight")


@cache
def ledger_lexicon() -> Mapping[str, Any]:
    """The whole file."""
    return read_toml(config_root() / "lexicon" / "ledger.toml")


@cache
def head_names() -> Mapping[str, tuple[str, ...]]:
    """By field, the spellings of its head, the best first."""
    return {field: tuple(names) for field, names in ledger_lexicon()["heads"].items()}


@cache
def head_patterns() -> Mapping[str, re.Pattern[str]]:
    """By field, what a head may contain where no spelling fits."""
    return {field: re.compile("|".join(parts)) for field, parts in ledger_lexicon()["contains"].items()}


@cache
def field_title(field: str) -> str:
    """The Chinese name of a ledger field."""
    return str(ledger_lexicon()["names"].get(field, field))


@cache
def row_words(key: str) -> tuple[str, ...]:
    """A list of [rows]."""
    return tuple(ledger_lexicon()["rows"][key])


@cache
def telling_pattern() -> re.Pattern[str]:
    """What tells two projects apart however alike their names are."""
    return re.compile(ledger_lexicon()["rows"]["telling"])
