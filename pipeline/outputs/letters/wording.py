"""The words of letters and replies (用语), from configs/templates/wording.toml."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import UsageError
from pipeline.settings import config_root, read_toml

FOLDER = "templates"
_SAME_ROOT = re.compile(r"同一根源还引起 [A-Z]{2}-\d{2}：")


class ReplyWords(BaseModel):
    """How a returned reply table is recognised and read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: tuple[str, ...]
    answer: tuple[str, ...]
    explanation: tuple[str, ...]
    corrected: tuple[str, ...]
    ticked: str
    unticked: str
    answers: tuple[tuple[str, tuple[str, ...]], ...]
    note: str
    unanswered: str
    note_explanation: str
    note_corrected: str


class _Conclusions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...]


class Wording(BaseModel):
    """All words that letters are made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    categories: Mapping[str, str]
    titles: Mapping[str, str]
    sentences: Mapping[str, str]
    ask: Mapping[str, str]
    reply: ReplyWords
    conclusions: _Conclusions

    def says(self, sentence: str, **words: object) -> str:
        """A sentence with its blanks filled; what is filled in is never itself a pattern."""
        return self.sentences[sentence].format(**words)

    def name(self, rule: str, title: str) -> str:
        """A finding's name in a letter: a doubt, whatever the rule is called."""
        return self.says("finding", title=self.titles.get(rule, title))

    def fact(self, message: str) -> str:
        """A finding's message without the numbers of our rules, which mean nothing to a unit."""
        return _SAME_ROOT.sub(lambda found: self.says("same_root", rest=""), message)

    def asked(self, rule: str) -> str:
        """What a unit is asked to do about a finding of this rule."""
        return self.ask.get(rule) or self.ask[rule.partition("-")[0]]


@cache
def letter_wording() -> Wording:
    """The words as shipped."""
    path = template_folder() / "wording.toml"
    try:
        return Wording.model_validate(read_toml(path))
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UsageError(f"设置文件 {path.name} 的 {key} 不合要求。") from error


def template_folder() -> Path:
    """Where the shipped templates lie."""
    return config_root() / FOLDER
