"""Known text (已知套话): formulas and statutory sentences of the lexicon, and templates that the office gives."""

import re
from collections.abc import Iterable
from functools import cache

import numpy as np

from pipeline.settings import config_root, read_toml
from pipeline.similarity.fingerprints import shingles
from pipeline.similarity.masking import slotted
from pipeline.similarity.own_text import BREAK
from pipeline.similarity.template import Hashes

# What a template leaves open: ××, ____, ……, empty brackets, a blank before a unit of measure.
_OPEN = re.compile(r"[×xXＸ*＊]{2,}|[_＿]{2,}|…+|\.{3,}|[（(]\s*[)）]|[\s　]{3,}")


def known_shingles(templates: Iterable[str], length: int) -> list[Hashes]:
    """The shingles of the lexicon's sentences and of the given templates."""
    return [_of_lexicon(length), *(_of_text(template, length) for template in templates)]


@cache
def formula_text() -> str:
    """The sentences of the lexicon, a line each, names and figures taken out."""
    listed = read_toml(config_root() / "lexicon" / "formulas.toml")
    return "\n".join(slotted(sentence) for group in listed["group"] for sentence in group["sentences"])


@cache
def _of_lexicon(length: int) -> Hashes:
    return np.unique(shingles(formula_text().replace("\n", BREAK), length)[0])


def _of_text(text: str, length: int) -> Hashes:
    parts = (slotted(part) for line in text.split("\n") for part in _OPEN.split(line))
    return shingles(BREAK.join(parts), length)[0]
