"""Words and measures of the comparison, read from configs/lexicon/similarity.toml."""

import re
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
    superiors: frozenset[str]
    spots: tuple[str, ...]
    no_place: str
    surnames: str
    person_labels: tuple[str, ...]
    person_titles: tuple[str, ...]
    measures: tuple[str, ...]


class Template(_Strict):
    """What tells printed text from written text."""

    note_openers: tuple[str, ...]
    title_characters: int
    heading_characters: int
    prose_cell_characters: int


class Quotation(_Strict):
    """How a report passes on what a superior body said; each a list of patterns."""

    openers: tuple[str, ...]
    norms: tuple[str, ...]
    own_words: tuple[str, ...]

    def opens(self, sentence: str) -> bool:
        """Whether it begins to quote."""
        return _any_found(self.openers, sentence)

    def lays_down(self, sentence: str) -> bool:
        """Whether it lays down what is to be done."""
        return _any_found(self.norms, sentence)

    def speaks_of_itself(self, sentence: str) -> bool:
        """Whether the unit speaks of itself in it."""
        return _any_found(self.own_words, sentence)


class Generic(_Strict):
    """What tells the prose of a form from what a unit wrote into it."""

    words: tuple[str, ...]
    share: float
    share_of_three: float
    told_roles: frozenset[str]
    told: tuple[str, ...]
    standing: tuple[str, ...]
    deeds: tuple[str, ...]
    blanks: int
    blank_characters: int
    frame_blank_characters: int
    free_share: float
    free_copied: float
    free_most: float
    frame_score: float
    frame_share: float
    frame_renamed: float
    whole_score: float

    def tells(self, sentence: str) -> bool:
        """Whether it says what was wrong, or what is to be done about it."""
        return _any_found(self.told, sentence)

    def is_standing(self, sentence: str) -> bool:
        """Whether it says how something is always done, and not that it was."""
        return _any_found(self.standing, sentence) and not _any_found(self.deeds, sentence)


class Sections(_Strict):
    """Roles of sections in which shared text is to be expected."""

    background: frozenset[str]
    siblings: frozenset[str]


class Measure(_Strict):
    """From what length on shared text means something, and from how many reports on it means nothing."""

    passage_characters: int
    sentence_characters: int
    telling_characters: int
    single_strength: float
    evidence_characters: int
    least_strength: float
    copied_strength: float
    partial_share: float
    gap_characters: int
    runs_looked_back: int
    dense_share: float
    least_weight: float
    listed_weight: float
    whole_score: float
    template_weight: float
    template_share: float
    formula_share: float
    smallest_batch: int
    small_batch_share: float
    ring_reports: int
    ring_share: float
    family_share: float
    largest_family: int
    changed_share: float
    changed_shown: int
    leftover_margin: int
    leftover_characters: Mapping[str, int]


class Sequences(_Strict):
    """When shingles in a row tell by their order."""

    shingles: int
    few: int
    many: int
    own_share: float


class Rewording(_Strict):
    """When sentences in other words are taken for the same."""

    smallest_batch: int
    sentence_characters: int
    least_sentences: int
    least_weight: float
    near_share: float
    together: float
    alike_length: float
    alike: float
    alike_small: float
    share: float
    in_order: float
    near_sentences: int
    discount: float


class Figures(_Strict):
    """What the same figures in shared text tell."""

    digits: int
    strength: float
    counted: int
    verbatim: int
    verbatim_share: float
    passage_characters: int


class Candidates(_Strict):
    """Which pairs are worth a closer look, and what finding them may cost."""

    share: float
    least: float
    least_of_all: float
    closest: int
    close_share: float
    certain_share: float
    row_gap: int
    row_characters: int
    promise_slack: float
    order_reach: int
    order_share: float
    neighbours: int
    crowd: int
    crowd_neighbours: int
    partition: int
    listed: int


class Forms(_Strict):
    """When what a report shares with its nearest is their form."""

    near_share: float
    fewest: int
    most: int
    fewest_holders: int
    third_share: float
    copy_share: float
    third_of_weight: float
    holders_share: float


class Emptiness(_Strict):
    """What a sentence of substance holds (套话)."""

    concrete: tuple[str, ...]
    least_characters: int


class Lexicon(_Strict):
    """All of the file."""

    names: Names
    template: Template
    quotation: Quotation
    generic: Generic
    sections: Sections
    measure: Measure
    figures: Figures
    rewording: Rewording
    sequences: Sequences
    candidates: Candidates
    forms: Forms
    emptiness: Emptiness


def _any_found(patterns: tuple[str, ...], text: str) -> bool:
    # One by one: each begins with characters that are quickly looked for, all joined do not.
    return any(pattern.search(text) for pattern in _compiled(patterns))


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple["re.Pattern[str]", ...]:
    return tuple(map(re.compile, patterns))


@cache
def lexicon() -> Lexicon:
    """The shipped words and measures."""
    return Lexicon.model_validate(read_toml(config_root() / "lexicon" / "similarity.toml"))
