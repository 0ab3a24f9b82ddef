"""Parts that a report owes: sections, problems, limits, its own kind (必备内容与文种)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Block, BlockKind, Level, Place, Report, report_text, sections_of_role
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.facts import subject
from pipeline.validation.guards import is_form
from pipeline.validation.lexicon import cues, entries, mapping
from pipeline.validation.prose import block_place, block_text, own_blocks, own_sentences
from pipeline.validation.rows import own_reason, place_of_row, row_name
from pipeline.validation.score_tables import own_totals
from pipeline.validation.wording import excerpt, plain, spot

_SELF_SAYINGS = 2
# 转移支付自评的提纲没有“存在问题”一节。
_OWN_REPORTS = ("项目自评报告", "整体自评报告")
_LOW_TOTAL = 95
_LOW_RATE = 90
_SIGNATURE = 30


@rule(
    "WZ-01",
    "必备章节缺失",
    Level.WARNING,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）所附报告提纲",
    needs="有章节的自评或评价报告",
)
def section_missing(report: Report, context: Context) -> Iterator[Comparison]:
    """A full report in which neither a title nor the text speaks of a required part."""
    own = report.kind in _OWN_REPORTS
    if not _is_outlined(report, own):
        yield not_applicable("不是分章节的完整报告，或是自评表，不检查章节")
        return
    text = report_text(report)
    parts = [entry for entry in entries("report_outline", "part") if entry["own"] or not own]
    missing = [entry["name"] for entry in parts if not re.search("|".join(entry["words"]), text)]
    # 自评报告的提纲各地不一，也有把问题写进措施、把措施写进问题的：两样都没有才是缺。章节另有叫法（不足、短板）也是写了。
    told = own and sections_of_role(report, "存在问题", "改进建议")
    if not missing or told or (own and len(missing) < len(parts)):
        yield passed(f"{'、'.join(entry['name'] for entry in parts)}各部分齐备，或并入了其他章节")
        return
    place = report.sections[0].place
    yield fired(
        Doubt(
            fact="section_missing",
            message=(
                f"报告共 {len(report.sections)} 个章节，标题和正文都没有写：{'、'.join(missing)}"
                f"（自“{excerpt(report.sections[0].title, 20)}”起查阅）。"
            ),
            places=(place,),
            level=Level.HINT if own else None,
            expected="按提纲写全",
            actual=f"缺 {'、'.join(missing)}",
        )
    )
    del context


def _is_outlined(report: Report, own: bool) -> bool:
    """Long enough and parted enough to owe the outline's parts; forms never are."""
    kind = "own" if own else "full"
    long_enough = len(report_text(report)) >= int(mapping("report_outline", "least_characters")[kind])
    least = int(mapping("report_outline", "least_sections")[kind])
    return (own or report.kind == "重点评价报告") and long_enough and len(report.sections) >= least


@rule(
    "WZ-04",
    "问题或改进措施填“无”",
    Level.WARNING,
    basis="自评表填报要求：未达满分或执行率偏低的应说明问题和改进措施",
    needs="存在问题、改进措施栏或章节",
)
def problems_said_to_be_none(report: Report, context: Context) -> Iterator[Comparison]:
    """Problems or measures answered with 无 while the total or the execution rate says otherwise."""
    told = list(_empty_answers(report))
    if not told:
        yield not_applicable("没有存在问题、改进措施栏，或已写明内容")
        return
    score, rate = _total(report), _rate(report)
    full = score is not None and score >= (context.settings.scoring.full_score)
    if cues("report_outline", "wages").search(f"{report.project or ''}{report.title}") and full:
        yield passed("工资、社保类项目满分，问题填“无”可以接受")
        return
    low = (score is not None and score < _LOW_TOTAL) or (rate is not None and rate < _LOW_RATE)
    figures = [
        f"总分 {plain(score)} 分" if score is not None else "",
        f"执行率 {plain(rate)}%" if rate is not None else "",
    ]
    shown = "；".join(f"“{label}”填“{answer}”（{spot(report, place)}）" for label, answer, place in told[:4])
    yield fired(
        Doubt(
            fact="problems_none",
            message=f"{shown}；而{'、'.join(one for one in figures if one) or '得分、执行率不明'}，请写明问题和改进措施。",
            places=tuple(place for _, _, place in told[:4]),
            level=None if low else Level.HINT,
            expected="写明问题、原因和措施",
            actual="无",
        )
    )


def _total(report: Report) -> Decimal | None:
    whole = [value for value in own_totals(report) if not subject(report, value)]
    return whole[0].number if whole else None


def _rate(report: Report) -> Decimal | None:
    value = report.summary.get("execution_rate")
    return value.number if value is not None else None


def _empty_answers(report: Report) -> Iterator[tuple[str, str, Place]]:
    blocks = list(own_blocks(report))
    for block, beside in zip(blocks, [*blocks[1:], None], strict=False):
        label = "".join(block_text(report, block).split())
        if cues("report_outline", "nothing_inline").search(label):
            yield label.partition("：")[0] or label, label[-3:].strip("：:。"), block_place(report, block)
        if beside is None or block.kind is not BlockKind.CELL or not _same_row(block, beside):
            continue
        answer = block_text(report, beside)
        if cues("report_outline", "nothing_label").search(label) and _is_nothing(answer):
            yield label, answer, block_place(report, beside)
    for section in sections_of_role(report, "存在问题", "改进建议"):
        body, *signed = report.document.text[section.body : section.end].strip().split("\n")
        # 末节之后的落款也在这一节的范围里。
        if any("。" in line or len(line) > _SIGNATURE for line in signed):
            continue
        if _is_nothing(body) and "其他" not in section.title and "评价管理" not in section.title:
            yield excerpt(section.title, 20), body, section.place


def _same_row(one: Block, other: Block) -> bool:
    return (one.table, one.row, one.sheet) == (other.table, other.row, other.sheet)


def _is_nothing(text: str) -> bool:
    return bool(cues("report_outline", "nothing").search("".join(text.split())))


@rule(
    "WZ-06",
    "字数、签章、负责人不合要求",
    Level.HINT,
    basis="地区自评表填报要求（profiles）",
    needs="地区口径规定的字数上限或签章栏",
    settings=("form.reason_characters", "form.text_characters", "form.signatures"),
)
def form_limits_broken(report: Report, context: Context) -> Iterator[Comparison]:
    """Only where the profile sets limits: reasons and free cells too long, names left blank."""
    form = context.settings.form
    if not form.reason_characters and not form.text_characters and not form.signatures:
        yield not_applicable("所用地区口径没有规定字数和签章要求")
        return
    faults = [
        *_long_reasons(report, form.reason_characters),
        *_cells(report, form.text_characters, form.signatures),
    ]
    if not faults:
        yield passed("字数、签章符合所用口径的要求")
        return
    shown = "；".join(f"{what}（{spot(report, place)}）" for what, place in faults[:6])
    yield fired(
        Doubt(
            fact="form_limits",
            message=f"有 {len(faults)} 处不合填报要求：{shown}。",
            places=tuple(place for _, place in faults),
            expected="符合地区口径的字数、签章要求",
            actual=f"{len(faults)} 处",
        )
    )


def _long_reasons(report: Report, limit: int) -> Iterator[tuple[str, Place]]:
    for row in report.indicators:
        place = place_of_row(row, "reason")
        written = len("".join(own_reason(row).split()))
        if limit and place is not None and written > limit:
            yield f"“{row_name(row)}”的原因说明 {written} 字，超过 {limit} 字", place


def _cells(report: Report, limit: int, signatures: Sequence[str]) -> Iterator[tuple[str, Place]]:
    blocks = [block for block in own_blocks(report) if block.kind is BlockKind.CELL]
    for block, beside in zip(blocks, [*blocks[1:], None], strict=False):
        label = re.sub(r"[\s：:（）()]", "", block_text(report, block))
        alone = beside is None or not _same_row(block, beside)
        answer = "" if alone or beside is None else block_text(report, beside)
        signed = next((name for name in signatures if label.startswith(name)), None)
        if signed and (label == signed and not answer):
            yield f"“{signed}”空白", block_place(report, block)
        long = len("".join(answer.split())) > limit > 0
        if long and cues("report_outline", "limited_labels").search(label) and beside is not None:
            yield f"“{label}” {len(''.join(answer.split()))} 字，超过 {limit} 字", block_place(report, beside)


@rule(
    "WZ-07",
    "文种混用",
    Level.HINT,
    basis="自评、部门评价、财政评价是三种不同的评价方式",
    needs="标题所写的文种和正文自称",
)
def kinds_of_report_mixed(report: Report, context: Context) -> Iterator[Comparison]:
    """A title of one kind over a text that calls itself another, without the independence that is asked."""
    focused = cues("report_outline", "focus_title").search(report.title) or report.kind == "重点评价报告"
    told = list(own_sentences(report))
    if is_form(report) or not told:
        yield not_applicable("没有正文，或是自评表，没有文种之分")
        return
    lists, excuse = (
        (("self_words",), "independence") if focused else (("focus_words", "outside_words"), "second_look")
    )
    sayings = [one for one in told if any(cues("report_outline", name).search(one.text) for name in lists)]
    excused = any(cues("report_outline", excuse).search(one.text) for one in told)
    if len(sayings) < _SELF_SAYINGS or excused:
        yield passed("标题与正文的文种一致，或写明了与自评的关系")
        return
    kind, other = ("重点（部门）评价", "自评") if focused else ("自评", "重点（部门）评价")
    shown = "；".join(
        f"“{excerpt(one.text, 50)}”（{spot(report, one.place(report))}）" for one in sayings[:3]
    )
    yield fired(
        Doubt(
            fact="kinds_mixed",
            message=(
                f"报告为{kind}{_titled(report)}，正文却自称{other}：{shown}，"
                f"{'也没有写明评价组的独立性' if focused else '写的是评价别的单位'}，请确认文种。"
            ),
            places=tuple(one.place(report) for one in sayings[:3]),
            expected=f"按{kind}的要求撰写",
            actual=f"自称{other} {len(sayings)} 处",
        )
    )
    del context


def _titled(report: Report) -> str:
    return f"（《{excerpt(report.title, 30)}》）" if report.title else ""
