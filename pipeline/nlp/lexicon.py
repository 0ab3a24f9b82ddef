"""The word lists of the Chinese stage, read once from configs/lexicon."""

import re
from functools import cache
from typing import Any

from pipeline.settings import config_root, read_toml


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The lexicon file `name`.toml as it stands."""
    return read_toml(config_root() / "lexicon" / f"{name}.toml")


def alternatives(words: list[str] | tuple[str, ...]) -> str:
    """A regular expression for any of the words, longest first so that a longer word is never cut."""
    return _alternatives(tuple(words))


@cache
def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
