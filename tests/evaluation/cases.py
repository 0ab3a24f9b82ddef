"""Small gold cases, written into a folder of the test's own."""

import copy
import json
from pathlib import Path
from typing import Any

FILE = "某县茶叶局机采推广自评.txt"
TEXT = """霜岭县茶叶局2023年机采推广补助项目绩效自评报告
一、项目概况
2023年批复预算150万元，其中省级120万元、县级30万元。
二、资金使用情况
全年实际支出141万元，预算执行率94%，结余9万元。
三、自评结论
自评得分92分，自评等级为“优”。
"""
REPORT: dict[str, Any] = {
    "file": FILE,
    "kind": "项目自评报告",
    "unit": "霜岭县茶叶局",
    "project": "机采推广补助",
    "year": 2023,
    "projects": ["机采推广补助"],
    "sections": [
        {"title": "一、项目概况", "level": 1, "role": "基本情况"},
        {"title": "二、资金使用情况", "level": 1, "role": "资金情况"},
        {"title": "三、自评结论", "level": 1, "role": "评价结论"},
    ],
    "money": [
        {"raw": "150万元", "yuan": "1500000", "field": "budget_approved", "where": "text"},
        {"raw": "120万元", "yuan": "1200000", "field": "source_part", "where": "text"},
        {"raw": "30万元", "yuan": "300000", "field": "source_part", "where": "text"},
        {"raw": "141万元", "yuan": "1410000", "field": "spent", "where": "text"},
        {"raw": "9万元", "yuan": "90000", "field": "surplus", "where": "text"},
    ],
    "rates": [{"raw": "94%", "percent": "94", "field": "execution_rate", "where": "text"}],
    "scores": [{"raw": "92分", "points": "92", "field": "total_score", "where": "text"}],
    "grades": [{"raw": "优", "grade": "优", "where": "text"}],
    "summary": {
        "budget_initial": None,
        "budget_full": "1500000",
        "received": None,
        "spent": "1410000",
        "surplus": "90000",
        "execution_rate": "94",
        "total_score": "92",
        "grade": "优",
    },
    "funds": [],
    "indicators": [],
    "findings": [
        {"rule": "WZ-05", "level": "警告", "why": "没有评分表", "quotes": ["92分"], "certain": False},
    ],
    "must_not": [{"rule": "DJ-01", "why": "92分评优相符"}],
}
MUTATION = {
    "file": FILE,
    "replace": "等级为“优”",
    "with": "等级为“中”",
    "nth": 1,
    "expect": "DJ-01",
    "why": "92分不是中",
}


def gold(**changes: Any) -> dict[str, Any]:
    """The gold of one case; `changes` replace parts of its only report."""
    report = copy.deepcopy(REPORT) | changes
    return {
        "case": "甲1",
        "files": [FILE],
        "about": "一份没有差错的短报告",
        "reports": [report],
        "batch": {},
        "mutations": [MUTATION],
    }


def corpus_at(folder: Path, case: dict[str, Any] | None = None, text: str = TEXT) -> Path:
    """A corpus of one case in `folder`."""
    case = gold() if case is None else case
    place = folder / "语料" / "甲1"
    place.mkdir(parents=True, exist_ok=True)
    (place / FILE).write_text(text, encoding="utf-8")
    (place / "gold.json").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    return place.parent
