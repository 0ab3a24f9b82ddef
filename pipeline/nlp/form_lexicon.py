"""The words of the 自评表 (configs/lexicon/forms.toml): column heads, row names and labels."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline.settings import config_root, read_toml

MONEY_COLUMNS = ("budget_initial", "budget_full", "spent")
FUND_COLUMNS = (*MONEY_COLUMNS, "weight", "rate", "score")
INDICATOR_COLUMNS = ("target", "actual", "weight", "score", "reason")
_FUND_ROLES = ("total", "fiscal", "carryover", "other")
LEVELS = ("level1", "level2", "level3")

_SPACE = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
_BRACKETED = re.compile(r"[（(\[【〔][^（）()\[\]【】〔〕]*(?:[）)\]】〕]|$)")
_LABEL_CHARACTERS = 400  # no label is longer; keeps a hostile cell cheap
_POINTS = re.compile(r"\s*[（(]\s*\d+(?:\.\d+)?\s*分?\s*[)）]$")
_EDGES = ":：;；,，。.、*★☆▲△●◆#－-—_“”\"'"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class Head:
    """One way to recognise a column head (表头)."""

    field: str
    words: frozenset[str]
    contains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormWords:
    """The lexicon of the 自评表, as the readers use it."""

    head_characters: int
    title_characters: int
    lines_above: int
    gap_characters: int
    default_unit: str
    default_unit_confidence: float
    glued_confidence: float
    ambiguous_confidence: float
    unsure_confidence: float
    ticks: frozenset[str]
    remark_words: tuple[str, ...]
    part_year_heads: tuple[str, ...]
    name_heads: frozenset[str]
    grouped_totals: frozenset[str]
    heads: tuple[Head, ...]
    sub_columns: Mapping[str, str]
    generic_project_heads: frozenset[str]
    not_projects: tuple[str, ...]
    remark_heads: frozenset[str]
    adjusted_heads: tuple[str, ...]
    fund_roles: Mapping[str, str]
    part_contains: tuple[str, ...]
    first_level: frozenset[str]
    second_level: frozenset[str]
    block_contains: tuple[str, ...]
    indicator_total: frozenset[str]
    indicator_subtotal: tuple[str, ...]
    spare: frozenset[str]
    execution: frozenset[str]
    level1: tuple[str, ...]
    level2: tuple[str, ...]
    levels: frozenset[str]
    """First and second level names together."""
    qualitative: tuple[str, ...]
    template_notes: tuple[str, ...]
    grades: Mapping[str, str]
    operators: tuple[tuple[str, str], ...]
    """(written, normalised), longest first."""
    qualities: frozenset[str]
    """What stands in place of an operator: 定性, 正向."""
    suffix_operators: tuple[tuple[str, str], ...]
    header_labels: Mapping[str, str]
    text_labels: Mapping[str, str]
    private_labels: frozenset[str]
    glued_heads: tuple[str, ...]
    glued_decimals: int
    glued_unit_characters: int
    glued_combinations: int


def narrow(text: str) -> str:
    """Full-width ASCII as half-width, one character for one."""
    return text.translate(_FULL_WIDTH)


def squeezed(text: str) -> str:
    """Text without any white space, for comparing with the lexicon."""
    return _SPACE.sub("", text) if _SPACE.search(text) else text


def bare(text: str) -> str:
    """A label as the lexicon spells it, without white space, bracketed words and edge punctuation."""
    plain = squeezed(text[:_LABEL_CHARACTERS])
    while (shorter := _BRACKETED.sub("", plain)) != plain:
        plain = shorter
    return plain.strip(_EDGES)


def level_name(text: str) -> str:
    """A level's name without the points that some forms print behind it: 产出指标（50分）."""
    return _POINTS.sub("", squeezed(text))


@cache
def form_words() -> FormWords:
    """The lexicon, read once."""
    table = read_toml(config_root() / "lexicon" / "forms.toml")
    return FormWords(**_measures(table), **_head_words(table), **_row_words(table), **_label_words(table))


def _measures(table: Mapping[str, Any]) -> dict[str, Any]:
    glued = ("heads", "decimals", "unit_characters", "combinations")
    plain = (
        *("head_characters", "title_characters", "lines_above", "gap_characters"),
        *(
            "default_unit",
            "default_unit_confidence",
            "glued_confidence",
            "ambiguous_confidence",
            "unsure_confidence",
        ),
    )
    return {
        **{key: table[key] for key in plain},
        **{f"glued_{key}": table["glued"][key] for key in glued if key != "heads"},
        "glued_heads": _longest_first(table["glued"]["heads"]),
    }


def _head_words(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "heads": tuple(_head(entry) for entry in table["column"]),
        "sub_columns": _inverse(table["sub_columns"]),
        "generic_project_heads": frozenset(table["projects"]["generic_heads"]),
        "not_projects": tuple(table["projects"]["not_projects"]),
        "remark_heads": frozenset(table["remark_heads"]),
        "adjusted_heads": tuple(table["adjusted_heads"]),
        "ticks": frozenset(table["ticks"]),
        "remark_words": tuple(table["remark_words"]),
        "part_year_heads": tuple(table["part_year_heads"]),
        "name_heads": frozenset(table["name_heads"]),
        "grouped_totals": frozenset(table["grouped_totals"]),
    }


def _row_words(table: Mapping[str, Any]) -> dict[str, Any]:
    funds, rows = table["fund_rows"], table["indicator_rows"]
    return {
        "fund_roles": {word: role for role in _FUND_ROLES for word in funds[role]},
        "part_contains": tuple(funds["part_contains"]),
        "first_level": frozenset(funds["first_level"]),
        "second_level": frozenset(funds["second_level"]),
        "block_contains": tuple(funds["block_contains"]),
        "indicator_total": frozenset(rows["total"]),
        "indicator_subtotal": tuple(rows["subtotal"]),
        "spare": frozenset(rows["spare"]),
        "execution": frozenset(rows["execution"]),
        "level1": _longest_first(rows["level1"]),
        "level2": _longest_first(rows["level2"]),
        "levels": frozenset([*rows["level1"], *rows["level2"]]),
        "qualitative": tuple(rows["qualitative"]),
        "qualities": frozenset(rows["qualities"]),
        "template_notes": tuple(rows["template_notes"]),
    }


def _label_words(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "grades": _inverse(table["grades"]),
        "operators": _pairs(table["operators"]),
        "suffix_operators": _pairs(table["suffix_operators"]),
        "header_labels": {bare(word): key for word, key in _inverse(table["header_labels"]).items()},
        "text_labels": {bare(word): key for word, key in _inverse(table["text_labels"]).items()},
        "private_labels": frozenset(table["private_labels"]),
    }


@lru_cache(maxsize=16_384)
def column_of(text: str) -> str | None:
    """The column that a head names, or None if the cell is no head."""
    words = form_words()
    if len(text) > 4 * words.head_characters:
        return None
    plain = bare(text)
    full = squeezed(narrow(text)).translate(str.maketrans("", "", "()[]"))
    if not plain or len(plain) > words.head_characters:
        return None
    for head in words.heads:
        if plain in head.words or full in head.words:
            return head.field
        # 得分（10分×执行率）: what a rate's bracket says of another head makes no rate of it.
        if any(word in plain or (word in full and head.field != "rate") for word in head.contains):
            return head.field
    return None


def grade_of(text: str) -> str | None:
    """The normalised grade 优/良/中/差 that a cell states, or None."""
    plain = squeezed(narrow(text)).strip(_EDGES + "()（）")
    return form_words().grades.get(plain)


def fund_role(label: str) -> str | None:
    """The role of a fund row by its label (total, fiscal, carryover, other, part), else None."""
    words = form_words()
    plain = fund_name(label)
    if plain in words.fund_roles:
        return words.fund_roles[plain]
    if any(word in plain for word in words.part_contains):
        return "part"
    return None


def is_source(text: str) -> bool:
    """Whether a cell names a source of money or all of them together: no block (资金来源), no measure, no figure."""
    words = form_words()
    if any(word in bare(text) for word in words.block_contains) or column_of(text) is not None:
        return False
    return bare(text) in words.grouped_totals or fund_role(text) is not None


def is_whole(text: str) -> bool:
    """Whether a head or row names all sources together (合计, 小计)."""
    return fund_role(text) == "total" or bare(text) in form_words().grouped_totals


def fund_name(label: str) -> str:
    """A fund row's label without 其中 and edge punctuation."""
    plain = bare(label)
    return re.sub(r"^(?:其中|含|①|②|③|④|[1-9][.、)])+[:：、]?", "", plain).strip(_EDGES)


def is_title(text: str) -> bool:
    """Whether a line is the title of a form (表名)."""
    plain = squeezed(text)
    if not plain or len(plain) > form_words().title_characters or plain[-1] in "。；;，":
        return False
    return bool(
        re.search(r"(自评|评价|评分|绩效)[^，。；]{0,16}表(?:$|[（(：:—－-]|(?:金额)?单位)|指标体系$", plain)
    )


def _head(entry: Mapping[str, Any]) -> Head:
    return Head(entry["field"], frozenset(entry.get("words", ())), tuple(entry.get("contains", ())))


def _inverse(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {word: key for key, words in groups.items() for word in words}


def _pairs(groups: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    pairs = [(word, key) for key, words in groups.items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _longest_first(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))
