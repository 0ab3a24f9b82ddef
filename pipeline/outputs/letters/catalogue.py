"""The fields that a letter template may hold (模板字段), and what each is filled with."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scope:
    """What one region of a template is filled with: its own fields, and the lists its inner regions repeat."""

    fields: Mapping[str, str]
    lists: Mapping[str, tuple["Scope", ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegionKind:
    """A repeated region: the marks that open and close it, and the kinds of region it may stand in."""

    opening: str
    closing: str
    parents: tuple[str, ...]


LETTER = "函"
FINDING = "疑点"

REGIONS: Mapping[str, RegionKind] = {
    "材料": RegionKind("每份材料", "材料完", (LETTER,)),
    "项目": RegionKind("每个项目", "项目完", (LETTER,)),
    FINDING: RegionKind("每条疑点", "疑点完", (LETTER, "项目")),
    "出处": RegionKind("每处出处", "出处完", (FINDING,)),
    "附件": RegionKind("每个附件", "附件完", (FINDING,)),
    "未核查": RegionKind("每项未核查", "未核查完", (LETTER,)),
}

FIELDS: Mapping[str, Mapping[str, str]] = {
    LETTER: {
        "单位": "报送单位全称",
        "年度": "评价年度，如“2023年度”；涉及几个年度的并列",
        "批次": "本次送审材料的名称",
        "发函单位": "设置 letters.office",
        "发文字号": "设置 letters.number",
        "成文日期": "设置 letters.date；没有设置的为生成之日",
        "期限": "设置 letters.deadline",
        "联系方式": "设置 letters.contact",
        "核对依据": "设置 letters.basis 所列文件",
        "材料份数": "本单位的报告和自评表份数",
        "项目数": "有疑点的项目个数",
        "疑点数": "函中所列疑点的个数",
        "分类数": "各类疑点的个数，如“数据不符类3项、说明不足类2项”",
    },
    "材料": {
        "材料序号": "从1起",
        "材料名称": "报告或自评表的标题",
        "材料文件": "报送时的文件名",
    },
    "项目": {
        "项目序号": "汉字，从一起",
        "项目": "项目名称；不针对项目的为“单位整体”",
        "项目疑点数": "这个项目的疑点个数",
    },
    FINDING: {
        "序号": "从1起，全函连续",
        "编号": "回复时凭以对应的疑点编号，请勿改动",
        "疑点": "疑点名称",
        "类别": "数据不符类、说明不足类、提请注意类",
        "规则": "规则编号",
        "所属项目": "项目名称",
        "摘要": "一句话的疑点，供回复表使用",
        "事实": "材料中的表述和比对情况",
        "所写": "材料所写的数值",
        "推算": "按材料所列数据推算的数值",
        "差额": "两者之差",
        "对照": "一句话写出所写、推算、差额和计算式；与数值无关的为空",
        "计算": "计算式，逐项列出",
        "请核实": "请单位做什么",
        "疑点依据": "核对这一项的依据",
        "单位意见": "已经读回的单位回复",
    },
    "出处": {
        "出处": "文件、页、段或表格行列，以及原文（数值以【】标出）",
    },
    "附件": {
        "附件序号": "从1起",
        "附件名称": "证据所在的文件",
        "附件校验码": "文件的 SHA-256 前16位",
    },
    "未核查": {
        "未核查事项": "没有核对的事项和原因",
    },
}

OPENINGS: Mapping[str, str] = {kind.opening: name for name, kind in REGIONS.items()}
CLOSINGS: Mapping[str, str] = {kind.closing: name for name, kind in REGIONS.items()}
LEVEL_OF: Mapping[str, str] = {name: level for level, fields in FIELDS.items() for name in fields}


def known_words() -> tuple[str, ...]:
    """Everything that may stand between double braces."""
    return (*LEVEL_OF, *OPENINGS, *CLOSINGS)


def ancestors(level: str) -> frozenset[str]:
    """The levels whose fields may be used inside a region of this level, itself included."""
    if level == LETTER:
        return frozenset({LETTER})
    return frozenset({level}).union(*(ancestors(parent) for parent in REGIONS[level].parents))
