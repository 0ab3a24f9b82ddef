"""How often each rule was right so far, by what people decided (规则命中率)."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.model import RulePrecision, VerdictEntry

CONFIRMING = ("属实", "已整改")
REFUTING = ("误报",)


def precision_of(rules: Mapping[str, str], decided: Iterable[VerdictEntry]) -> tuple[RulePrecision, ...]:
    """Confirmed and refuted findings of each rule; `rules` by fingerprint, `decided` one entry a finding."""
    confirmed: Counter[str] = Counter()
    refuted: Counter[str] = Counter()
    for entry in decided:
        rule = rules.get(entry.fingerprint)
        if rule is None:
            continue
        confirmed[rule] += entry.verdict in CONFIRMING
        refuted[rule] += entry.verdict in REFUTING
    return tuple(
        RulePrecision(rule, confirmed[rule], refuted[rule])
        for rule in sorted(confirmed.keys() | refuted.keys())
        if confirmed[rule] or refuted[rule]
    )
