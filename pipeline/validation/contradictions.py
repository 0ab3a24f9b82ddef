"""Conclusions that the report's own problems contradict (逻辑矛盾)."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import BlockKind, Level, Place, Report, sections_of_role
from pipeline.validation.base import Comparison, Context, Doubt, fired, lowered, not_applicable, passed, rule
from pipeline.validation.facts import subject, unknown_part
from pipeline.validation.guards import advised, hedged, negated, other_year, purposeful
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence, block_text, own_blocks, own_sentences, sentences
from pipeline.validation.remembering import remembered
from pipeline.validation.score_tables import own_totals
from pipeline.validation.wording import excerpt, spot, written


@dataclass(frozen=True, slots=True)
class FullMarks:
    """Where the report gives itself the full score."""

    words: str
    place: Place
    ids: tuple[str, ...]


@rule(
    "MD-01",
    "满分却列实质问题",
    Level.WARNING,
    basis="绩效评价结论应与存在的问题相互印证",
    needs="等于满分的总分，以及存在问题部分",
    settings=("scoring.full_score",),
)
def full_score_contradicts_problems(report: Report, context: Context) -> Iterator[Comparison]:
    """Full score, and a problems section that asserts a defect in execution, output or effect this year."""
    marks = full_marks(report, context)
    if marks is None:
        yield not_applicable("总分不是满分，或没有写总分")
        return
    told = list(problem_sentences(report))
    if not told:
        yield not_applicable("没有读到存在问题部分")
        return
    defects = [sentence for sentence in told if asserts_defect(report, sentence)]
    if not defects:
        yield passed(
            f"总分为满分，问题部分 {len(told)} 句没有断言本项目本年度的执行、产出或效果缺陷", marks.ids
        )
        return
    yield fired(_doubt(report, marks, defects), marks.ids)


def full_marks(report: Report, context: Context) -> FullMarks | None:
    """The total score of the whole report if it is the full score, in figures or in words."""
    stated_full = report.summary.get("full_score")
    full = (stated_full.number if stated_full else None) or context.settings.scoring.full_score
    whole = [v for v in own_totals(report) if not subject(report, v) and not unknown_part(report, v)]
    if whole:
        at_full = [value for value in whole if value.number == full]
        if len(at_full) < len(whole):
            return None
        return FullMarks(written(at_full[0]), at_full[0].place, tuple(value.id for value in at_full))
    for sentence in own_sentences(report):
        if found := cues("problem_cues", "full_marks").search(sentence.text):
            return FullMarks(found.group(), sentence.place(report), ())
    return None


@remembered
def problem_sentences(report: Report) -> Iterator[Sentence]:
    """The sentences in which the report states its problems, up to its suggestions."""
    ranges = [(section.body, section.end) for section in sections_of_role(report, "存在问题")]
    ranges += [found for found in _labelled(report) if not any(a <= found[0] < b for a, b in ranges)]
    for start, end in ranges:
        stopped = False
        for sentence in sentences(report, start, end):
            opens = cues("problem_cues", "problem_start").search(sentence.text)
            if opens:
                stopped = False
            elif cues("problem_cues", "problem_end").search(sentence.text):
                stopped = True
            if not stopped:
                yield sentence


def _labelled(report: Report) -> Iterator[tuple[int, int]]:
    """Problem text outside a section of its own: 存在问题：… paragraphs, and the cell beside such a label."""
    blocks = list(own_blocks(report))
    for index, block in enumerate(blocks):
        text = block_text(report, block)
        if cues("problem_cues", "problem_start").search(text):
            yield (block.start, block.end)
        beside = blocks[index + 1] if index + 1 < len(blocks) else None
        label = block.kind is BlockKind.CELL and cues("problem_cues", "problem_label").search(
            "".join(text.split())
        )
        if label and beside is not None and (beside.table, beside.row) == (block.table, block.row):
            yield (beside.start, beside.end)


def asserts_defect(report: Report, sentence: Sentence) -> bool:
    """Whether a sentence states a defect of this project in this year as a fact (G3, G6)."""
    text = sentence.text
    if advised(text) or purposeful(text) or other_year(report, text):
        return False
    found = cues("problem_cues", "defect").search(text)
    if found is None:
        return False
    consequence = cues("problem_cues", "consequence").search(text)
    if consequence and cues("problem_cues", "defect").search(text, consequence.end()):
        return not negated(text[consequence.end() :])
    beyond = cues("problem_cues", "beyond").search(text)
    return not (beyond or hedged(text) or negated(text))


def _doubt(report: Report, marks: FullMarks, defects: list[Sentence]) -> Doubt:
    quoted = "；".join(f"“{excerpt(one.text)}”（{spot(report, one.place(report))}）" for one in defects[:3])
    more = f"等 {len(defects)} 处" if len(defects) > 3 else ""
    remedied = all(cues("problem_cues", "remedied").search(one.text) for one in defects)
    return Doubt(
        fact="full_score_with_problems",
        message=(
            f"总分写 {marks.words}（{spot(report, marks.place)}），为满分；"
            f"存在问题部分却断言 {quoted}{more}，满分与本项目本年度的缺陷不能并存，应说明为何没有扣分。"
            + ("报告称已整改，降一级列出。" if remedied else "")
        ),
        places=(marks.place, *(one.place(report) for one in defects)),
        level=lowered(Level.WARNING) if remedied else None,
        expected="有缺陷的项目相应扣分，或问题表述与满分一致",
        actual=f"{marks.words}，并列问题 {len(defects)} 处",
        affects_conclusion=True,
    )
