"""Builds reports from the small readable notation of the rule pages: facts in, findings out.

标题行 `# 角色｜标题`；正文一行一段，金额等写作【280万元：批复预算，年度=2022】；
表格用竖线，表头含“三级指标”的是指标表，含“全年执行数”的是资金表，其余是普通表格。
"""

import re
from dataclasses import replace

from pipeline.model import (
    Batch,
    BlockKind,
    Document,
    Kind,
    Modality,
    Pair,
    Passage,
    Report,
    Section,
    Source,
    Value,
    place_of,
)
from tests.validation.drafting import Draft
from tests.validation.forms import funds_of, indicators_of
from tests.validation.outside import laid_beside, outside_of
from tests.validation.values import value_of, with_option


def batch_of(source: str) -> tuple[Batch, tuple[Pair, ...], list[str]]:
    """The batch, the pairs and the `--set` assignments that a notation block describes."""
    source, beside = outside_of(source)
    parts = re.split(r"^另一份$", source, flags=re.M)
    reports = tuple(report_of(part, f"r{number}") for number, part in enumerate(parts, 1))
    assignments = re.findall(r"^设置：(.+)$", source, flags=re.M)
    pairs = tuple(_pair(reports, line) for line in re.findall(r"^雷同：(.+)$", source, flags=re.M))
    return laid_beside(Batch((), reports), beside, report_of), pairs, assignments


def report_of(source: str, identifier: str = "r1") -> Report:
    """One report from its notation."""
    draft = Draft(identifier, {})
    table: list[str] = []
    for line in [*source.strip("\n").splitlines(), ""]:
        if line.startswith("|"):
            if table and ("三级指标" in line or "全年执行数" in line):
                draft.table(table)
                table = []
            table.append(line)
            continue
        if table:
            draft.table(table)
            table = []
        header = re.match(
            r"^(单位|项目|年度|类型|标题|项目清单|设置|雷同|期望|期望文字|材料|属性|同时)：(.*)$", line
        )
        if header:
            draft.head[header[1]] = header[2].strip()
        elif line.startswith("# "):
            role, _, title = line[2:].partition("｜")
            start, end = draft.paragraph(title or role, BlockKind.HEADING)
            draft.headings.append((start, end, role, title or role))
        elif line.strip():
            draft.paragraph(line.strip())
    return _finished(draft)


def _finished(draft: Draft) -> Report:
    head = draft.head
    name = f"{draft.id}.docx"
    source = Source(name, draft.id, 1, "docx")
    stated = (entry.partition("=") for entry in head.get("属性", "").split("；") if "=" in entry)
    document = Document(
        source,
        draft.text,
        tuple(draft.blocks),
        tuple(draft.tables),
        properties={name: text for name, _, text in stated},
    )
    stated_year = head.get("年度", "2023")
    year = int(stated_year) if stated_year else None
    report = Report(
        id=draft.id,
        document=document,
        spans=((0, len(draft.text)),),
        kind=head.get("类型", "项目自评报告"),
        title=head.get("标题", f"{head.get('单位', '某单位')}绩效自评报告"),
        unit=head.get("单位", "青石镇人民政府"),
        project=head.get("项目", "农村公路养护"),
        projects=tuple(head["项目清单"].split("、"))
        if "项目清单" in head
        else (head.get("项目", "农村公路养护"),),
        year=year,
        bundle=head.get("材料", draft.id),
        profile="general",
    )
    sections = _sections(draft, document)
    values = [_marked(draft, document, report, mark) for mark in draft.marks]
    funds, fund_values = funds_of(draft, document, report)
    indicators, form_values = indicators_of(draft, document, report)
    everything = [*values, *fund_values, *form_values]
    slots = tuple(value for value in everything if value.field == "year_slot")
    return replace(
        report,
        sections=sections,
        values=tuple(value for value in everything if value.field != "year_slot"),
        funds=funds,
        indicators=indicators,
        summary=_summary(everything),
        year_slots=slots,
    )


def _summary(values: list[Value]) -> dict[str, Value]:
    whole = [v for v in values if v.project is None and v.modality is Modality.ASSERTED]
    return {
        name: next(v for v in whole if v.field == name)
        for name in ("total_score", "full_score")
        if any(v.field == name and v.kind is Kind.SCORE for v in whole)
    }


def _sections(draft: Draft, document: Document) -> tuple[Section, ...]:
    starts = [start for start, *_ in draft.headings]
    ends = [*starts[1:], len(draft.text)]
    return tuple(
        Section(title, "", 1, role, (), start, end + 1, stop, place_of(document, start, end))
        for (start, end, role, title), stop in zip(draft.headings, ends, strict=False)
    )


def _marked(draft: Draft, document: Document, report: Report, mark: tuple[int, int, str, list[str]]) -> Value:
    start, end, words, (name, *options) = mark
    value = value_of(report, place_of(document, start, end), words, name.strip())
    for option in options:
        value = with_option(value, option.strip())
    section = next((s.title for s in _sections(draft, document) if s.start <= start < s.end), None)
    return replace(value, section=section)


def _pair(reports: tuple[Report, ...], line: str) -> Pair:
    """`copied 0.62`: what the first two reports share; passages are their equal paragraphs; then names left over."""
    kind, score, *leftover = line.split()
    first, second = reports[:2]
    texts = {second.document.text[b.start : b.end]: b for b in second.document.blocks}
    passages = []
    for block in first.document.blocks:
        other = texts.get(first.document.text[block.start : block.end])
        if other is not None:
            passages.append(Passage(block.start, block.end, other.start, other.end))
    shared = sum(one.a_end - one.a_start for one in passages)
    return Pair(
        first.id, second.id, kind, float(score), shared, tuple(passages), leftover_names=tuple(leftover)
    )
