"""Forms handed in with the template's words, with blanks, or without a form at all (完整性与模板)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.model import (
    Batch,
    Block,
    BlockKind,
    FundRow,
    Indicator,
    Kind,
    Level,
    Place,
    Report,
    Value,
    cell_text,
    in_spans,
    report_text,
)
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, pending, rule
from pipeline.validation.facts import asserted, subject
from pipeline.validation.guards import is_form, same_material, settled
from pipeline.validation.lexicon import cues, words
from pipeline.validation.prose import block_place, block_text, own_blocks
from pipeline.validation.remembering import once_a_batch
from pipeline.validation.score_tables import is_blank, own_totals
from pipeline.validation.wording import excerpt, plain, spot, written

_PUNCTUATION = re.compile(r"[\s。.，,；;：:、（）()【】\[\]“”\"]")


@rule(
    "WZ-02",
    "填写说明、占位符未替换",
    Level.WARNING,
    basis="自评表填报要求：表样中的填写说明应替换为实际内容",
    needs="正文段落或表格",
)
def template_text_left(report: Report, context: Context) -> Iterator[Comparison]:
    """A cell or paragraph that is only the template's instruction or placeholder, after G8."""
    blocks = list(own_blocks(report))
    if not blocks:
        yield not_applicable("没有读到正文或表格")
        return
    left = [block for index, block in enumerate(blocks) if _unreplaced(report, blocks, index)]
    if not left:
        yield passed(f"{len(blocks)} 个段落、单元格中没有未替换的填写说明或占位符")
        return
    places = tuple(block_place(report, block) for block in left)
    quoted = "；".join(
        f"“{excerpt(block_text(report, block), 60)}”（{spot(report, place)}）"
        for block, place in list(zip(left, places, strict=True))[:8]
    )
    doubt = Doubt(
        fact="template_text",
        message=f"有 {len(left)} 处仍是表样的填写说明或占位符，没有填写实际内容：{quoted}。",
        places=places,
        expected="填写实际内容",
        actual=f"{len(left)} 处未替换",
    )
    yield fired(doubt)


def _unreplaced(report: Report, blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    text = block_text(report, block)
    if cues("template_hints", "printed_note").search(text):
        return False
    if cues("template_hints", "placeholder").search(text) and not _masks_names(report):
        return True
    return is_instruction(text) and not _answered(report, blocks, index)


def is_instruction(text: str) -> bool:
    """Whether nothing is left of a text once the template's instructions are taken out."""
    flat = "".join(text.split())
    if not flat or not cues("template_hints", "instruction").search(flat):
        return False
    rest = cues("template_hints", "instruction").sub("", flat)
    return len(_PUNCTUATION.sub("", rest)) <= 2


def _masks_names(report: Report) -> bool:
    """A report whose names of places and offices are struck out was anonymised on purpose."""
    found = cues("template_hints", "masked").findall(report_text(report))
    return len(found) >= int(words("template_hints", "masked_pieces")[0])


def _answered(report: Report, blocks: Sequence[Block], index: int) -> bool:
    """A printed hint with its answer behind it: in the next cell of the row, or below the heading (G8)."""
    block = blocks[index]
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if following is None:
        return False
    answer = block_text(report, following)
    if block.kind is BlockKind.CELL:
        beside = (following.table, following.row, following.sheet) == (block.table, block.row, block.sheet)
        first = block.column is None or block.column <= 1
        return beside and bool(answer) and not is_instruction(answer) and (first or len(answer) <= 12)
    filled = bool(answer) and not is_instruction(answer) and not _is_heading(report, following)
    return filled and _is_heading(report, block)


def _is_heading(report: Report, block: Block) -> bool:
    begins = any(block.start <= section.start < block.end for section in report.sections)
    return block.kind is BlockKind.HEADING or begins


@rule(
    "WZ-03",
    "关键单元格空白",
    Level.ERROR,
    basis="自评表填报要求：完成值、得分为必填项",
    needs="自评表的指标行，或资金栏的执行数、得分格",
)
def key_cells_blank(report: Report, context: Context) -> Iterator[Comparison]:
    """V or S blank where A and W are filled; E, Se or Stot blank. One finding a form."""
    if not report.indicators and not report.funds:
        yield not_applicable("没有自评表")
        return
    blanks = [*_blank_indicators(report), *_blank_funds(report), *_blank_totals(report)]
    columns = {column for row in report.indicators for column in row.columns}
    columns |= {column for fund in report.funds for column in fund.columns}
    if not blanks and not columns & {"actual", "score", "spent"}:
        yield not_applicable("表中没有完成值、得分、执行数栏")
        return
    if not blanks:
        yield passed(f"{len(report.indicators)} 项指标及资金栏的必填格均已填写")
        return
    yield _blank_doubt(report, context, blanks)


Blank = tuple[str, str, Place | None, float]
"""Row name, what is blank, where, and how surely the row was read."""


def _blank_indicators(report: Report) -> Iterator[Blank]:
    for row in report.indicators:
        weighed = row.weight is not None or "weight" not in row.columns
        if not row.target.strip() or not weighed:
            continue
        for column, name in (("actual", "完成值"), ("score", "得分")):
            if is_blank(row, column) and not (column == "score" and row.score is not None):
                yield (
                    row.level3 or row.level2,
                    name,
                    row.places.get(column) or _any_place(row),
                    row.confidence,
                )


def _any_place(row: Indicator) -> Place | None:
    return next(iter(row.places.values()), None)


def _blank_funds(report: Report) -> Iterator[Blank]:
    scored_elsewhere = any(row.role == "execution" and row.score is not None for row in report.indicators)
    for row in report.funds:
        if row.level != 0 or row.role != "total":
            continue
        if (
            row.spent is None
            and "spent" in row.blank
            and row.budget_full is not None
            and row.budget_full.number
        ):
            yield (row.row, "全年执行数", row.blank["spent"], row.confidence)
        if row.score is None and "score" in row.blank and _weighed(row) and not scored_elsewhere:
            yield (row.row, "执行率得分", row.blank["score"], row.confidence)


def _weighed(row: FundRow) -> bool:
    return row.weight is not None or "weight" not in row.columns


def _blank_totals(report: Report) -> Iterator[Blank]:
    """A printed sum of weights whose row holds no total score, in a form that asks for scores."""
    if not any("score" in row.columns for row in report.indicators):
        return
    rows = {(v.place.sheet, v.place.table, v.place.row) for v in report.values if v.field == "total_score"}
    for value in report.values:
        printed = value.kind is Kind.SCORE and value.field == "full_score" and value.where == "table"
        if (
            printed
            and (value.place.sheet, value.place.table, value.place.row) not in rows
            and not own_totals(report)
        ):
            yield ("合计", "总分", value.place, value.confidence)


def _blank_doubt(report: Report, context: Context, blanks: Sequence[Blank]) -> Comparison:
    by_row: dict[str, list[str]] = {}
    for name, what, _, _ in blanks:
        by_row.setdefault(name, []).append(what)
    listed = "；".join(f"“{name}”{'、'.join(whats)}" for name, whats in list(by_row.items())[:12])
    both = any({"完成值", "得分"} <= set(whats) for whats in by_row.values())
    vital = both or any(what not in ("完成值", "得分") for _, what, _, _ in blanks)
    # Text that lost its table may have lost what stood in a cell: there, blank is no certainty.
    vital = vital and all(certainty == 1 for _, _, _, certainty in blanks)
    where = next((spot(report, place) for _, _, place, _ in blanks if place is not None), "自评表")
    more = f"等 {len(by_row)} 行" if len(by_row) > 12 else ""
    doubt = Doubt(
        fact="blank_cells",
        message=(
            f"自评表有 {len(blanks)} 个必填格空白（自{where}起）：{listed}{more}。"
            "指标值、分值已填而完成情况空白，无法核对。"
        ),
        places=tuple(dict.fromkeys(place for _, _, place, _ in blanks if place is not None)),
        level=None if vital else Level.WARNING,
        expected="填写；不适用的填“/”并说明",
        actual=f"{len(blanks)} 格空白",
    )
    return settled(context, doubt, [], *(certainty for _, _, _, certainty in blanks))


@rule(
    "WZ-05",
    "只有总分，没有评分表或扣分依据",
    Level.WARNING,
    basis="绩效评价报告应当依据充分，评价结论附评分表",
    needs="总分",
    scope="batch",
)
def total_without_scoring_table(report: Report, context: Context) -> Iterator[Comparison]:
    """A total score, and no indicator table here, in the bundle or in an attached form, and no deductions."""
    totals = own_totals(report)
    if not totals:
        yield not_applicable("没有写总分")
        return
    ids = [value.id for value in totals]
    if report.indicators:
        yield passed(f"有 {len(report.indicators)} 行评分指标", ids)
        return
    attached = _attached_table(report, context)
    if attached is not None:
        yield passed(f"评分表另见《{attached.title}》", ids)
        return
    explained = [value for value in report.values if _explains(report, value)]
    if explained:
        yield passed(f"正文写有分类得分或扣分（{written(explained[0])}等 {len(explained)} 处）", ids)
        return
    if is_form(report) or _unread_table(report):
        yield pending("有疑似评分表的表格未能读成指标行，请对照原件", ids)
        return
    yield settled(context, _missing_table(report, totals), totals)


def _attached_table(report: Report, context: Context) -> Report | None:
    mates = same_material(report, context.batch)
    forms = (
        other
        for other in (_tables(context.batch).get(report.unit, ()) if report.unit else ())
        if other.id != report.id and other.year in (None, report.year)
        if not other.project or other.project in (report.project, *report.projects)
    )
    return next((other for other in (*mates, *forms) if other.indicators), None)


@once_a_batch
def _tables(batch: Batch) -> Mapping[str | None, Sequence[Report]]:
    """The forms with indicators by their unit."""
    tables: dict[str | None, list[Report]] = {}
    for report in batch.reports:
        if report.indicators and is_form(report):
            tables.setdefault(report.unit, []).append(report)
    return tables


def _explains(report: Report, value: Value) -> bool:
    fields = ("item_score", "execution_score", "deduction")
    return (
        value.kind is Kind.SCORE
        and value.field in fields
        and asserted(report, value)
        and value.number != Decimal(0)
    )


def _unread_table(report: Report) -> bool:
    """A table (or its flattened text) that looks like a scoring table but gave no indicator rows."""
    for table in report.document.tables:
        if in_spans(report, table.start):
            text = "".join(cell_text(report.document, cell) for cell in table.cells)
            if "指标" in text and ("得分" in text or "分值" in text):
                return True
    text = report_text(report)
    return "三级指标" in text and "分值" in text


def _missing_table(report: Report, totals: Sequence[Value]) -> Doubt:
    attachment = re.search(r"(详见|见|附)附[件表]\s*\d*", report_text(report))
    promised = f"正文写“{attachment.group()}”，但同批材料中没有找到。" if attachment else ""
    shown = "、".join(
        dict.fromkeys(f"{written(value)}（{spot(report, value.place)}）" for value in totals[:3])
    )
    several = f"等 {len(totals)} 个总分" if len(totals) > 3 else ""
    return Doubt(
        fact=f"no_scoring_table/{subject(report, totals[0])}",
        message=(
            f"报告写总分 {shown}{several}，但本报告及同一项目的其他材料都没有评分表、"
            f"各类得分或扣分说明，总分无从核对。{promised}"
        ),
        places=tuple(value.place for value in totals[:3]),
        expected="附指标评分表，或写明各项得分与扣分理由",
        actual=f"只有总分 {plain(totals[0].number or Decimal(0))} 分",
    )
