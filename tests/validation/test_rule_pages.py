"""The rule pages are the tests: every example fires exactly its rule, every near miss does not."""

import re

import pytest

from pipeline.model import Outcome
from pipeline.settings import load_settings
from pipeline.validation import all_rules, check_batch, rule_page
from tests.validation.factories import batch_of

FENCE = re.compile(r"^```(触发例|边界|不触发例)[^\n]*\n(.*?)^```$", re.M | re.S)
RULES = [info.id for info in all_rules()]
HEADINGS = ("检查什么", "为什么", "公式与容差", "触发例", "边界", "不触发例", "依据", "改版记录")
# Rules that only read what others derive may fire beside an example: a report without its form is one.
# 例子里的表只有几行、问题只有一句，整份报告的线索（缺类、空话）可以同时出现。
COMPANIONS = {"WZ-05", "ZB-12", "LT-03", "ZX-04"}
BESIDE = re.compile(r"^同时：(.+)$", re.M)


def examples() -> list[tuple[str, str, int, str]]:
    found = []
    for rule in RULES:
        counted: dict[str, int] = {}
        for kind, source in FENCE.findall(rule_page(rule)):
            counted[kind] = counted.get(kind, 0) + 1
            found.append((rule, kind, counted[kind], source))
    return found


@pytest.mark.parametrize(("rule", "kind", "number", "source"), examples(), ids=lambda value: str(value)[:12])
def test_example(rule: str, kind: str, number: int, source: str) -> None:
    batch, pairs, assignments = batch_of(source)
    findings, checks = check_batch(batch, pairs, load_settings("general", assignments), "general")
    fired = {finding.rule for finding in findings}
    failed = [check.why for check in checks if check.outcome is Outcome.FAILED]
    assert not failed
    if kind != "触发例":
        assert rule not in fired, [finding.message for finding in findings if finding.rule == rule]
        return
    beside = COMPANIONS | {name for line in BESIDE.findall(source) for name in line.split("、")}
    assert fired - beside <= {rule}, [f.message for f in findings]
    own = [finding for finding in findings if finding.rule == rule]
    assert own
    for words in re.findall(r"^期望文字：(.+)$", source, flags=re.M):
        assert words in own[0].message, own[0].message
    for level in re.findall(r"^期望：(.+)$", source, flags=re.M):
        assert own[0].level == level, own[0].message


@pytest.mark.parametrize("rule", RULES)
def test_page_is_complete(rule: str) -> None:
    page = rule_page(rule)
    missing = [heading for heading in HEADINGS if f"## {heading}" not in page]
    kinds = {kind for kind, _ in FENCE.findall(page)}
    assert not missing
    assert {"触发例", "不触发例"} <= kinds
    assert kinds & {"边界"}
    assert page.startswith(f"# {rule} ")


@pytest.mark.parametrize("rule", RULES)
def test_page_carries_the_rule_title_and_level(rule: str) -> None:
    info = next(info for info in all_rules() if info.id == rule)
    assert rule_page(rule).splitlines()[0] == f"# {rule} {info.title}"
    assert f"级别：{info.level}" in rule_page(rule)


def test_every_page_has_its_rule() -> None:
    from pipeline.settings import config_root

    pages = {path.stem for path in (config_root() / "rules").glob("*.md")}
    assert pages == set(RULES)
