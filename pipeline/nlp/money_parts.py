"""The parts of a whole amount (分项): by source or by use, where words open a list or one is open."""

import re

from pipeline.nlp.clauses import Surroundings
from pipeline.nlp.cues import Cue, pattern
from pipeline.nlp.listed_items import item_name, names_funds, names_source, opening, source_follows
from pipeline.nlp.money_items import adds_up_sources
from pipeline.nlp.money_lists import Enumeration, Known, pays_items
from pipeline.nlp.roles import Role

_LEXICON = "money_roles"
_JOINED = re.compile(r"\s*[、和及与]")

_UNBENT_IN_PARTS = frozenset(
    {
        "budget_initial",
        "budget_change",
        "carryover_in",
        "surplus",
        "returned",
        "contract",
        "total_investment",
        "other",
    }
)


def part_of_change(around: Surroundings, listing: Enumeration) -> Role | None:
    """An item of what was added to the budget: 追加90万元，包括人员增资60万元、医疗补助等其他追加30万元."""
    divides = listing.open and listing.whole is not None and listing.whole.field == "budget_change"
    if not divides or _JOINED.match(around.lead) is None:
        return None
    name = item_name(around)
    return None if names_source(name) else Role("use_part", f"按用途分：{name[-16:] or '列举项'}")


def part_of_whole(around: Surroundings, cue: Cue | None, listing: Enumeration, known: Known) -> Role | None:
    """A part of a whole, where the words open a list or one is open; sources by their names, the rest by use."""
    name, opened = item_name(around), opening(around)
    if opened == "用于" and pattern(_LEXICON, "parts", "used_whole").search(around.near):
        return None  # 资金用于甲和乙共计x万元: what it is used for is told before the whole
    # 其中500万元为中央资金: the name that stands behind the amount is a source's.
    source = names_source(name) or (bool(name) and around.after.startswith(("为" + name, "是" + name)))
    closed = not listing.open or adds_up_sources(around)
    if not opened and closed and not (source and source_follows(around)):
        return _unopened_part(name, around, cue, listing)
    if source or _by_source(name, opened, around, listing, cue):
        return Role("source_part", f"按来源分：{name[-16:]}", source=name)
    if cue is not None and cue.word in around.near:
        if cue.group == "strong" and _stands_alone(cue, around, known):
            return None
        if opened == "其中" and listing.whole is None and around.first:
            return None
    return Role("use_part", f"按用途分：{name[-16:] or '列举项'}")


def _by_source(name: str, opened: str, around: Surroundings, listing: Enumeration, cue: Cue | None) -> bool:
    """Whether the list divides by source although this item's name does not say so by itself."""
    if _continues_sources(opened, around, listing, cue):
        return True
    levelled = pattern(_LEXICON, "parts", "levelled").fullmatch(name) is not None
    return (levelled or bool(opened and names_funds(name))) and source_follows(around)


def _continues_sources(opened: str, around: Surroundings, listing: Enumeration, cue: Cue | None) -> bool:
    """Whether the list is one of sources whatever this item is called: 资金来源为…, or the next after a source."""
    spends = cue is not None and cue.group == "strong" and cue.field in {"spent", "surplus", "returned"}
    if spends and cue is not None and cue.word in around.near:
        return False  # 资金来源为县级资金，实际支付x万元: the clause has gone on to what became of it
    if pattern(_LEXICON, "parts", "all_sources").search(opened):
        return True
    joined = _JOINED.match(around.lead) is not None
    return not opened and listing.part == "source_part" and joined


def _unopened_part(name: str, around: Surroundings, cue: Cue | None, listing: Enumeration) -> Role | None:
    """Parts that no word announces: sources added up (下达…，配套…，共计…), bare names before a 合计."""
    if listing.listed and around.sentence.count("(") > around.sentence.count(")"):
        if names_source(name):
            return Role("source_part", f"按来源分：{name[-16:]}", source=name)
        if cue is None:
            return Role("use_part", f"括号内的细项：{name[-16:] or '列举项'}")
    totals = re.search(r"合计|共计|总计", around.near) is not None
    if (
        not totals
        and adds_up_sources(around)
        and (cue is None or cue.field in {"budget_full", "budget_approved", "received"})
    ):
        return Role("source_part", f"按来源分：{name[-16:]}", source=name)
    if cue is None and re.search(r"合计|共计|总计", around.rest):
        if names_source(name):
            return Role("source_part", f"按来源分：{name[-16:]}", source=name)
        return Role("use_part", f"按用途分：{name[-16:] or '列举项'}")
    return None


def _stands_alone(cue: Cue, around: Surroundings, known: Known) -> bool:
    """Whether a strong cue in the item's own clause outweighs the list: another role, a total, a project's own."""
    if cue.field in _UNBENT_IN_PARTS or "预算" in cue.word:
        return True
    if cue.field not in {"spent", "received"}:
        return False
    if pays_items(around):
        return False
    total = re.match(rf"即?(?:{pattern(_LEXICON, 'parts', 'total_words').pattern})", around.near) is not None
    return total or any(project in around.near for project in known.projects)
