"""Words and measures of the comparison, read from configs/lexicon/similarity.toml."""

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from pipeline.settings import config_root, read_toml


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Names(_Strict):
    """Words around names of places, units and projects."""

    levels: tuple[str, ...]
    oneself: tuple[str, ...]
    oneself_heads: tuple[str, ...]
    project_tails: tuple[str, ...]


class Template(_Strict):
    """What tells printed text from written text."""

    note_openers: tuple[str, ...]
    title_characters: int
    heading_characters: int
    prose_cell_characters: int


class Sections(_Strict):
    """Roles of sections in which shared text counts, or is to be expected."""

    content: frozenset[str]
    background: frozenset[str]


class Measure(_Strict):
    """From what length on shared text means something."""

    passage_characters: int
    sentence_characters: int
    evidence_characters: int
    changed_share: float
    changed_shown: int
    leftover_characters: Mapping[str, int]


class Lexicon(_Strict):
    """All of the file."""

    names: Names
    template: Template
    sections: Sections
    measure: Measure


@cache
def lexicon() -> Lexicon:
    """The shipped words and measures."""
    return Lexicon.model_validate(read_toml(config_root() / "lexicon" / "similarity.toml"))
