"""Limits and words of the page, from configs/page.toml (界限)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.settings import config_root, read_toml


@dataclass(frozen=True, slots=True)
class PageLimits:
    """How much one page holds, and how much of one thing is shown."""

    single_page_characters: int
    single_page_reports: int
    table_rows: int
    statements: int
    passages: int
    verdict_file_bytes: int
    note_characters: int
    list_at_once: int


@cache
def page_limits() -> PageLimits:
    """The limits as shipped."""
    return PageLimits(**read_toml(config_root() / "page.toml")["limits"])


@cache
def verdict_keys() -> Mapping[str, str]:
    """The verdicts (审核意见) by the key that chooses them, in the order of the buttons."""
    return dict(read_toml(config_root() / "page.toml")["verdicts"])


@cache
def manner_words(group: str) -> Mapping[str, str]:
    """Words for how a figure is stated, where it is not plainly asserted; group: exactness or modality."""
    return dict(read_toml(config_root() / "page.toml")[group])
