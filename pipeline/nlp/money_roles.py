"""What an amount of money means (口径): budget, change, received, spent, surplus, part of a whole …

Cases, in the order in which they are tried: a price for one of something; a difference or change; another
year's figure; a part of an enumeration; a total that closes one; the cue words before it; those after it.
What none of them decides is `other`, with the reason: never guessed.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipeline.nlp.clauses import Surroundings, clauses_backwards
from pipeline.nlp.cues import Cue, cue_patterns, nearest_cue, pattern
from pipeline.nlp.listed_items import item_name, names_funds, names_source, opening, source_follows
from pipeline.nlp.quantities import Quantity
from pipeline.nlp.time_scope import TimeScope

_LEXICON = "money_roles"
_BY_TIME = re.compile(r"每(?:个)?(?:季度|季|月|年|学期|半年)")
_DIVIDED_AGAIN = re.compile(r"[，。；]?\s?其中")
_TOTALS = frozenset(
    {
        "budget_initial",
        "budget_full",
        "budget_approved",
        "received",
        "spent",
        "total_investment",
        "budget_change",
        "other",
    }
)
_WHOLE_FIELDS = frozenset({"budget_initial", "budget_full", "budget_approved", "received", "spent"})
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


@dataclass(frozen=True, slots=True)
class Role:
    """A figure's field, what decided it, and the source of funds where one is named."""

    field: str
    why: str
    source: str | None = None
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What the report is known to be about: its year and its projects, folded."""

    year: int | None
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enumeration:
    """What the paragraph has said so far: the whole being divided and whether its parts are being listed."""

    whole: Role | None = None
    number: Decimal | None = None
    open: bool = False
    part: str = "use_part"
    listed: Decimal = Decimal(0)
    """Sum of the parts listed so far, those inside brackets left out."""
    seen: tuple[tuple[Decimal, str], ...] = ()
    """Amounts of this paragraph that have a field of their own, for totals said again."""
    last: str = ""
    """The field of the amount before this one."""


def money_role(
    quantity: Quantity, around: Surroundings, scope: TimeScope, listing: Enumeration, known: Known
) -> Role:
    """The role of one amount, given the words around it, its year and the enumeration it may stand in."""
    cue = _cue(around)
    proposed = pattern(_LEXICON, "years", "proposal").search(around.sentence) is not None
    if proposed and cue is not None and (cue.field in _WHOLE_FIELDS or cue.word.startswith("每年")):
        return Role("other", "建议或打算，不是已有的数")
    if quantity.per or _is_price(around, cue):
        return Role("periodic", f"单价或标准：{cue.word if cue else quantity.per}")
    again = _same_again(quantity, around, listing)
    if again is not None:
        return again
    if listing.last == "periodic" and _is_product(around):
        return Role("use_part", "单价与数量之积")
    changed = _change(around, cue, scope)
    if changed is not None:
        return changed
    other_year = _other_year(scope, known.year, cue)
    if other_year is not None:
        return other_year
    said_again = _closing_total(quantity, around, cue, listing)
    if said_again is not None:
        return said_again
    part = _part(around, cue, listing, known)
    if part is not None:
        return part
    return _by_cue(around, cue)


def _cue(around: Surroundings) -> Cue | None:
    """The deciding cue: the nearest clause that has one, strong words before medium before weak."""
    for clause in clauses_backwards(around.lead):
        for group in ("strong", "medium", "weak"):
            found = nearest_cue(clause, cue_patterns(_LEXICON, group), group)
            if found is not None:
                return found
    return None


def _is_product(around: Surroundings) -> bool:
    """Whether the amount is a price times a number of things (每套46元，计6.52万元), not a rate of pay over time."""
    if pattern(_LEXICON, "parts", "product").search(around.lead.strip()) is None:
        return False
    return _DIVIDED_AGAIN.match(around.rest) is None and _BY_TIME.search(around.sentence) is None


def _is_price(around: Surroundings, cue: Cue | None) -> bool:
    if cue is None or cue.field != "periodic":
        return False
    found = nearest_cue(around.near, cue_patterns(_LEXICON, "strong"))
    return found is not None and found.field == "periodic" and len(around.near) - found.end <= 6


def _change(around: Surroundings, cue: Cue | None, scope: TimeScope) -> Role | None:
    """The difference itself (增加189万元), or the state after it (由12万元增加到15万元)."""
    near = around.near
    if re.search(rf"(?:{pattern(_LEXICON, 'difference', 'reached').pattern})$", near):
        before = _cue_before_change(around)
        if before is None or scope.year is not None:
            return None
        return Role(before.field, f"变动后的数额：{before.word}")
    if re.search(rf"(?:{pattern(_LEXICON, 'difference', 'change').pattern})$", near):
        budget = cue is not None and cue.field == "budget_change"
        reduced = pattern(_LEXICON, "difference", "reduce").search(near)
        if budget or "预算" in near or ("财政" in near and reduced):
            return Role("budget_change", f"预算调整：{near[-10:]}", sign=-1 if reduced else 1)
        return Role("other", f"增减额：{near[-10:]}")
    if cue is not None and cue.field == "budget_change" and cue.word in near:
        sign = -1 if pattern(_LEXICON, "difference", "reduce").search(near) else 1
        return Role("budget_change", f"口径词：{cue.word}", sign=sign)
    if re.search(r"[由从]$", near) and re.match(
        r"(?:增加|提高|减少|调整|下降|降低|上升|压减)(?:到|至|为)", around.after
    ):
        compared = pattern(_LEXICON, "years", "compare").search(around.sentence) and (
            re.search(r"(?:19|20)\d{2}\s?年|上年|去年", around.sentence)
        )
        if compared:
            return Role("last_year", "与上年相比的上年数")
    return None


def _cue_before_change(around: Surroundings) -> Cue | None:
    found: Cue | None = None
    for clause in clauses_backwards(around.sentence):
        stripped = pattern(_LEXICON, "difference", "reached").sub("", clause)
        for group in ("strong", "weak"):
            found = nearest_cue(stripped, cue_patterns(_LEXICON, group), group)
            if found is not None:
                return found
    return found


def _other_year(scope: TimeScope, evaluated: int | None, cue: Cue | None) -> Role | None:
    if cue is not None and cue.field == "carryover_in":
        return None
    if scope.as_of is not None and cue is not None and cue.field in {"spent", "surplus"}:
        return Role("other", f"截至{scope.as_of}，不是评价年度年末的时点")
    if scope.year is None or evaluated is None:
        return None
    if scope.year < evaluated:
        if cue is not None and cue.field in {"total_investment", "contract"}:
            return None
        return Role("last_year", f"{scope.year}年的数")
    if scope.as_of is not None:
        return Role("other", f"截至{scope.as_of}，不是评价年度年末的时点")
    return Role("other", f"{scope.year}年的计划或预计数")


def _of_component(around: Surroundings) -> bool:
    """Whether the sentence so far speaks of one component (公用经费预算…，支出…), not of the whole."""
    if pattern(_LEXICON, "parts", "whole_budget").search(around.near):
        return False
    last = [match.end() for match in pattern(_LEXICON, "parts", "components").finditer(around.sentence)]
    return bool(last) and not re.search(
        r"全年(?:总)?支出|整体支出|合计|总支出", around.sentence[last[-1] :] + around.near
    )


def _same_again(quantity: Quantity, around: Surroundings, listing: Enumeration) -> Role | None:
    """The amount before it in another unit or in digits: 4752600元，折合475.26万元; 玖拾万元整（¥900000）."""
    beside = not around.first and around.lead.strip() == "("
    if not beside and pattern(_LEXICON, "parts", "same_again").search(around.near) is None:
        return None
    for number, field in reversed(listing.seen):
        if number == quantity.number:
            return Role(field, "同一数额换了单位")
    return None


def _source_series(around: Surroundings) -> bool:
    """Whether the sentence adds up sources without saying so first: 下达…，配套…，共计…."""
    sentence = around.sentence[-60:] + "0" + around.rest
    return pattern(_LEXICON, "parts", "series").search(sentence) is not None


def _of_one_activity(cue: Cue, around: Surroundings) -> bool:
    """Whether the clause before a bare 支出 tells of one activity and how much of it (开展培训8场，支出3.2万元)."""
    if around.near.strip("，, ") != cue.word or pattern(_LEXICON, "parts", "total_words").search(cue.word):
        return False
    before = around.lead[: around.lead.rfind(around.near)].rstrip("，,、 ")
    return pattern(_LEXICON, "parts", "activity").search(before) is not None


def _of_one_item(cue: Cue, around: Surroundings) -> bool:
    """Whether a noun of its own stands before 支出 in a sentence that adds such items up (民居修缮支出…，合计…)."""
    if pattern(_LEXICON, "parts", "rate_follows").match(around.rest):
        return False  # what the rate of execution is reckoned from is the whole
    if _of_one_activity(cue, around):
        return True
    if cue.word not in around.near:
        return False
    if _pays_items(around):
        return True
    if _of_contract(around) and not cue.word.startswith(("全年", "当年", "本年")):
        return True
    whole = pattern(_LEXICON, "parts", "total_words").search(around.near) is not None
    if not whole and pattern(_LEXICON, "parts", "unit_price").search(around.sentence):
        return True
    if around.near[: around.near.rfind(cue.word)].endswith("等"):
        return True
    if not pattern(_LEXICON, "parts", "closing").search(around.rest):
        return False
    subject = around.near[: around.near.rfind(cue.word)].strip()
    return len(subject) >= 2 and pattern(_LEXICON, "parts", "whole_subject").match(subject) is None


def _pays_items(around: Surroundings) -> bool:
    """Whether a payment is told item by item (支付改造款…、监理费…), so that this figure is the first of them."""
    if pattern(_LEXICON, "parts", "total_words").search(around.near):
        return False
    found = nearest_cue(around.near, cue_patterns(_LEXICON, "strong"))
    items = pattern(_LEXICON, "parts", "items_follow").match(around.rest)
    return found is not None and found.field == "spent" and items is not None


def _of_contract(around: Surroundings) -> bool:
    """Whether the sentence speaks of a contract, and has not come back to the budget since."""
    contracts = list(pattern(_LEXICON, "parts", "contracted").finditer(around.sentence))
    return bool(contracts) and "预算" not in around.sentence[contracts[-1].end() :]


def _closing_total(
    quantity: Quantity, around: Surroundings, cue: Cue | None, listing: Enumeration
) -> Role | None:
    """合计, 共计 after a list: the whole said again, or the field that the same amount had before."""
    closing = re.search(
        rf"(?:{pattern(_LEXICON, 'parts', 'closing').pattern})(?:为|金额|资金|是)?$", around.near
    )
    if closing is None or (
        cue is not None and cue.group == "strong" and cue.word in around.near and not listing.open
    ):
        return None
    if not listing.open and cue is not None and cue.group == "strong" and cue.field in {"spent", "received"}:
        return Role(cue.field, f"合计：{cue.word}")
    own = cue.field if cue is not None and cue.word in around.near and cue.field in _WHOLE_FIELDS else None
    for number, field in reversed(listing.seen):
        if number == quantity.number:
            return Role(field if field in _WHOLE_FIELDS else own or field, "合计数与前文同一数额")
    if _source_series(around):
        return Role("budget_full", f"各来源的合计：{closing.group()}")
    if listing.open and listing.whole is not None and listing.whole.field in _TOTALS:
        return Role(listing.whole.field, f"列举的合计：{closing.group()}")
    if listing.open:
        return Role(listing.part, f"分项的合计：{closing.group()}")
    after = nearest_cue(around.after[:22], _at_beginning())
    if after is not None:
        return Role(after.field, f"后文：{after.word}")
    for clause in clauses_backwards(around.sentence):
        earlier = nearest_cue(clause, cue_patterns(_LEXICON, "strong"), "strong")
        if earlier is not None and earlier.field != "periodic":
            return Role(earlier.field, f"合计：{earlier.word}")
    return None


def _part(around: Surroundings, cue: Cue | None, listing: Enumeration, known: Known) -> Role | None:
    """A part of a whole, where the words open a list or one is open; sources by their names, the rest by use."""
    name, opened = item_name(around), opening(around)
    if opened == "用于" and pattern(_LEXICON, "parts", "used_whole").search(around.near):
        return None  # 资金用于甲和乙共计x万元: what it is used for is told before the whole
    # 其中500万元为中央资金: the name that stands behind the amount is a source's.
    source = names_source(name) or (bool(name) and around.after.startswith(("为" + name, "是" + name)))
    levelled = pattern(_LEXICON, "parts", "levelled").fullmatch(name) is not None
    by_source = (
        source
        or _continues_sources(opened, around, listing)
        or (levelled and source_follows(around))
        or (opened and names_funds(name) and source_follows(around))
    )
    if (
        not opened
        and (not listing.open or _source_series(around))
        and not (source and source_follows(around))
    ):
        return _unopened_part(name, around, cue, listing)
    in_near = cue is not None and cue.word in around.near
    if (
        cue is not None
        and in_near
        and cue.group == "strong"
        and not by_source
        and _stands_alone(cue, around, known)
    ):
        return None
    if in_near and opened == "其中" and listing.whole is None and around.first and not by_source:
        return None
    if by_source:
        return Role("source_part", f"按来源分：{name[-16:]}", source=name)
    return Role("use_part", f"按用途分：{name[-16:] or '列举项'}")


def _continues_sources(opened: str, around: Surroundings, listing: Enumeration) -> bool:
    """Whether the list is one of sources whatever this item is called: 资金来源为…, or the next after a source."""
    if pattern(_LEXICON, "parts", "all_sources").search(opened):
        return True
    joined = re.match(r"\s*[、和及与]", around.lead) is not None
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
        and _source_series(around)
        and (cue is None or cue.field in {"budget_full", "budget_approved", "received"})
    ):
        return Role("source_part", f"按来源分：{name[-16:]}", source=name)
    if cue is None and re.search(r"合计|共计|总计", around.rest):
        return Role("use_part", f"按用途分：{name[-16:] or '列举项'}")
    return None


def _stands_alone(cue: Cue, around: Surroundings, known: Known) -> bool:
    """Whether a strong cue in the item's own clause outweighs the list: another role, a total, a project's own."""
    if cue.field in _UNBENT_IN_PARTS or "预算" in cue.word:
        return True
    if cue.field not in {"spent", "received"}:
        return False
    total = re.match(rf"即?(?:{pattern(_LEXICON, 'parts', 'total_words').pattern})", around.near) is not None
    return total or any(project in around.near for project in known.projects)


def _by_cue(around: Surroundings, cue: Cue | None) -> Role:
    if pattern(_LEXICON, "parts", "one_source").search(around.near):
        return Role("source_part", f"按来源分：{item_name(around)[-16:]}", source=item_name(around))
    after = nearest_cue(around.after[:22], _at_beginning())
    if after is not None and (cue is None or cue.group != "strong" or cue.word not in around.near):
        return Role(after.field, f"后文：{after.word}")
    if cue is None:
        return Role("other", "前后没有口径词")
    if cue.field == "budget_change":
        sign = -1 if pattern(_LEXICON, "difference", "reduce").search(cue.word) else 1
        return Role(cue.field, f"口径词：{cue.word}", sign=sign)
    return Role(_refined(cue, around), f"口径词：{cue.word}")


def _refined(cue: Cue, around: Surroundings) -> str:
    """Three words that their company changes: 预算 beside 批复, 批复 beside 年初, 发放 of one named thing."""
    field = cue.field
    if field in _WHOLE_FIELDS and (_of_component(around) or (field == "spent" and _of_one_item(cue, around))):
        return "use_part"
    if field == "surplus" and _of_contract(around):
        return "other"  # what is left of a contract, not of the budget
    if cue.word.startswith("拨付") and pattern(_LEXICON, "parts", "then_spent").match(around.rest):
        return "received" if field == "spent" else field
    if field == "surplus" and pattern(_LEXICON, "parts", "given_out").match(around.after):
        return "other"  # what was left over at first and then given out
    if cue.group == "weak" and nearest_cue(around.near, cue_patterns(_LEXICON, "medium")) is not None:
        field = "budget_approved"
    if field == "budget_approved" and "年初" in around.lead:
        return "budget_initial"
    paid_for = (
        around.near[cue.end :].strip("共计为约：: ")
        if around.near.find(cue.word) == cue.end - len(cue.word)
        else ""
    )
    paid_for = re.sub(r"^(?:20\d{2}年)?[\d.,]+[万]?[人户个家件名次]+", "", paid_for)
    verb = pattern(_LEXICON, "parts", "object_verbs").search(cue.word)
    if (
        field == "spent"
        and verb
        and paid_for
        and not pattern(_LEXICON, "parts", "total_words").search(around.near)
    ):
        return "use_part"
    return field


@cache
def _at_beginning() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (field, re.compile(f"^(?:{said.pattern})")) for field, said in cue_patterns(_LEXICON, "after")
    )


def listing_after(listing: Enumeration, quantity: Quantity, role: Role, around: Surroundings) -> Enumeration:
    """The state of the enumeration once this amount has been read."""
    seen = (
        listing.seen
        if role.field in {"use_part", "source_part", "other"}
        else (*listing.seen, (quantity.number, role.field))
    )
    if role.field in {"use_part", "source_part"}:
        aside = around.sentence.count("(") > around.sentence.count(")")
        listed = listing.listed + (Decimal(0) if aside else quantity.number)
        # A whole that its parts make up has nothing left to list.
        left = listing.number is None or listed != listing.number
        paid = not listing.open and _pays_items(around)
        whole = Role("spent", "逐项列举的支付") if paid else listing.whole
        return Enumeration(
            whole, None if paid else listing.number, left or paid, role.field, listed, seen, role.field
        )
    opens = (
        re.match(rf"[^。\d]{{0,16}}?(?:{pattern(_LEXICON, 'parts', 'opening').pattern})", around.rest)
        is not None
    )
    if role.field in _TOTALS and quantity.number != listing.number:
        return Enumeration(role, quantity.number, opens, seen=seen, last=role.field)
    return replace(listing, seen=seen, last=role.field)
