"""What the bench measured (测得的数): figures with what is wanted of them, as they are shown and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.settings import config_root, read_toml


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `at_least` or `at_most` is what is wanted of it, both None when it is only told."""

    key: str
    name: str
    value: float | None
    """None: not measured, `note` says why."""
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the number is as wanted; None where nothing is wanted."""
        if self.at_least is None and self.at_most is None:
            return None
        if self.value is None:
            return False
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Section:
    """The figures of one part of the bench, and on what they were taken."""

    key: str
    title: str
    on: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: the whole bench, or a small one that only shows that it works."""

    submissions: int = 300
    changed: int = 3
    growth: tuple[int, ...] = (100, 300, 1000)
    files: int = 20
    """Files a format that the readers are compared on."""
    passes: int = 5
    reports: int = 40
    """Reports that the Chinese stage and the rules are measured on."""
    similar: tuple[int, ...] = (300, 1000, 10000)
    judged: bool = True
    """Whether the targets, which are those of the whole bench, hold here."""


WHOLE = Scale()
QUICK = Scale(
    submissions=10, changed=1, growth=(10, 20), files=2, passes=1, reports=2, similar=(20, 40), judged=False
)


@cache
def targets() -> Mapping[str, Mapping[str, Any]]:
    """What is wanted, as configs/bench/targets.toml has it."""
    return read_toml(config_root() / "bench" / "targets.toml")


def wanted(scale: Scale, section: str, key: str) -> float | None:
    """The target of this key, or None where targets do not hold."""
    return float(targets()[section][key]) if scale.judged else None
