"""Automatic numbering (自动编号) as Word shows it: definitions, overrides, restarts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from pipeline.ingestion.list_numbers import list_number
from pipeline.ingestion.package import whole_number
from pipeline.ingestion.symbols import is_symbol_font, symbols
from pipeline.ingestion.word_styles import ListPlace, StyleSheet
from pipeline.ingestion.word_xml import ALTERNATE, W, branch, descend, is_on, number_of, value_of

_PLACEHOLDER = re.compile("%([1-9])")
_BOXES = frozenset("☐☑☒√□×")


@dataclass(frozen=True, slots=True)
class LevelRule:
    """How one level of a list is numbered."""

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    separator: str = ""
    """A space where the list asks for one; a tab shows as nothing, as in 一、总体情况."""
    restart_after: int | None = None
    """0: never restarts; n: only after level n or a higher one; None: after any higher level."""
    all_decimal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class ListRules:
    """A list: the definition that it shares counters with, its levels, its own first values."""

    shared: str
    levels: Mapping[int, LevelRule]
    first_values: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as shown, and what stands between it and the text."""

    text: str
    separator: str = ""


class Numbering:
    """Counts the paragraphs of each list in document order."""

    def __init__(self, root: etree._Element | None, styles: StyleSheet) -> None:
        self._lists = {} if root is None else _lists(root, styles)
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    @classmethod
    def of_lists(cls, lists: Mapping[str, ListRules]) -> "Numbering":
        """Counters for lists that another format than docx defines."""
        numbering = cls(None, StyleSheet(None))
        numbering._lists = dict(lists)
        return numbering

    def level_of_style(self, list_id: str, style_id: str) -> int | None:
        """The level of a list that is tied to a paragraph style."""
        rules = self._lists.get(list_id)
        levels = rules.levels if rules else {}
        return next((level for level, rule in levels.items() if rule.style == style_id), None)

    def advance(self, place: ListPlace) -> Shown | None:
        """Count one paragraph and give its number; None for bullets and lists that are not defined."""
        rules = self._lists.get(place.list_id)
        if rules is None or place.level not in rules.levels:
            return None
        counters = self._counters.setdefault(rules.shared, {})
        counters[place.level] = self._next_value(place, rules, counters)
        for deeper in [level for level in counters if level > place.level]:
            restart = rules.levels[deeper].restart_after if deeper in rules.levels else None
            if restart is None or place.level < restart:
                del counters[deeper]
        rule = rules.levels[place.level]
        text = _bullet(rule) if rule.number_format == "bullet" else _shown(rules, place.level, counters)
        return Shown(text, rule.separator) if text.strip() else None

    def _next_value(self, place: ListPlace, rules: ListRules, counters: dict[int, int]) -> int:
        first = rules.first_values.get(place.level)
        fresh = (place.list_id, place.level) not in self._begun
        self._begun.add((place.list_id, place.level))
        if first is not None and fresh:
            return first
        if place.level in counters:
            return counters[place.level] + 1
        return rules.levels[place.level].start if first is None else first


def _shown(rules: ListRules, level: int, counters: Mapping[int, int]) -> str:
    own = rules.levels[level]

    def numeral(match: re.Match[str]) -> str:
        shown = int(match[1]) - 1
        rule = rules.levels.get(shown, LevelRule())
        return list_number(
            counters.get(shown, rule.start), "decimal" if own.all_decimal else rule.number_format
        )

    return _PLACEHOLDER.sub(numeral, own.text)


def _bullet(rule: LevelRule) -> str:
    """A bullet is decoration and shows as nothing, unless it is a box to tick."""
    return rule.text if rule.text in _BOXES else ""


@dataclass(slots=True)
class _Definitions:
    abstract: dict[str, etree._Element] = field(default_factory=dict)
    by_style: dict[str, etree._Element] = field(default_factory=dict)
    numbers: dict[str, etree._Element] = field(default_factory=dict)


def _lists(root: etree._Element, styles: StyleSheet) -> dict[str, ListRules]:
    known = _Definitions()
    for definition in root.iterfind(f"{W}abstractNum"):
        known.abstract[definition.get(f"{W}abstractNumId", "")] = definition
        style_link = value_of(definition, "styleLink")
        if style_link:
            known.by_style[style_link] = definition
    for number in root.iterfind(f"{W}num"):
        known.numbers[number.get(f"{W}numId", "")] = number
    rules = {list_id: _list_rules(number, known, styles) for list_id, number in known.numbers.items()}
    return {list_id: rule for list_id, rule in rules.items() if rule is not None}


def _list_rules(number: etree._Element, known: _Definitions, styles: StyleSheet) -> ListRules | None:
    definition = known.abstract.get(value_of(number, "abstractNumId") or "")
    if definition is None:
        return None
    link = value_of(definition, "numStyleLink")
    linked = _linked(link, known, styles) if link else None
    definition = definition if linked is None else linked
    levels = {_level_index(level): _level_rule(level) for level in definition.iterfind(f"{W}lvl")}
    first_values: dict[int, int] = {}
    for override in number.iterfind(f"{W}lvlOverride"):
        index = _level_index(override)
        own = override.find(f"{W}lvl")
        if own is not None:
            levels[index] = _level_rule(own)
        if override.find(f"{W}startOverride") is not None:
            first_values[index] = number_of(override, "startOverride", 1)
    return ListRules(definition.get(f"{W}abstractNumId", ""), levels, first_values)


def _linked(link: str, known: _Definitions, styles: StyleSheet) -> etree._Element | None:
    """The definition behind a list style (列表样式)."""
    if link in known.by_style:
        return known.by_style[link]
    target = known.numbers.get(styles.list_of_style(link) or "")
    return known.abstract.get(value_of(target, "abstractNumId") or "")


def _level_index(element: etree._Element) -> int:
    return whole_number(element.get(f"{W}ilvl"), 0)


def _level_rule(level: etree._Element) -> LevelRule:
    text = value_of(level, "lvlText") or ""
    fonts = descend(level, "rPr/rFonts")
    font = None if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")
    restart = value_of(level, "lvlRestart")
    return LevelRule(
        number_format=_number_format(level),
        text=symbols(text, font) if is_symbol_font(font) and "%" not in text else text,
        start=number_of(level, "start", 1),
        separator=" " if value_of(level, "suff") == "space" else "",
        restart_after=None if restart is None else whole_number(restart, 0),
        all_decimal=is_on(level.find(f"{W}isLgl")),
        style=value_of(level, "pStyle"),
    )


def _number_format(level: etree._Element) -> str:
    alternate = level.find(ALTERNATE)
    if alternate is not None and level.find(f"{W}numFmt") is None:
        return value_of(branch(alternate), "numFmt") or "decimal"
    return value_of(level, "numFmt") or "decimal"
