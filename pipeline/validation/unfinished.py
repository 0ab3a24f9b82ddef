"""Full marks for what the report itself calls unfinished, late or overspent (未完成、延期、超支与满分)."""

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Indicator, Level, Place, Report, sections_of_role
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.facts import of_another_object
from pipeline.validation.guards import (
    advised,
    hedged,
    purposeful,
    settled,
)
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence, own_sentences
from pipeline.validation.remembering import remembered
from pipeline.validation.rows import (
    bare_name,
    full_marks_of,
    place_of_row,
    row_class,
    row_name,
    short_of_marks,
)
from pipeline.validation.wording import excerpt, spot, written

_STEM = 4
_TAIL = (
    "及时率",
    "完成率",
    "合格率",
    "完成时间",
    "完成时限",
    "数量",
    "个数",
    "户数",
    "人数",
    "座数",
    "里程",
    "面积",
    "次数",
    "时间",
    "数",
    "率",
)


@remembered
def told_sentences(report: Report) -> Iterator[Sentence]:
    """Sentences that state facts of this year: no plans, no goals, no cells of the indicator table."""
    cells = {place.start for row in report.indicators for place in row.places.values()}
    aims = [(section.start, section.end) for section in sections_of_role(report, "绩效目标", "改进建议")]
    for sentence in own_sentences(report):
        aimed = any(start <= sentence.start < end for start, end in aims)
        text = sentence.text
        if sentence.start in cells or aimed or advised(text) or purposeful(text) or hedged(text):
            continue
        if not _of_earlier_years(report, text):
            yield sentence


def _of_earlier_years(report: Report, text: str) -> bool:
    """Years before the evaluated one only; a later year is where a delay leads (G3)."""
    years = [int(found) for found in re.findall(r"(?<!\d)(20\d{2})\s*年", text)]
    if years:
        return report.year is not None and max(years) < report.year
    return bool(cues("contradiction_cues", "earlier_year").search(text))


@rule(
    "MD-02",
    "未验收、未完工、未实施却得满分",
    Level.WARNING,
    basis="绩效自评得分应与实际完成情况一致",
    needs="得满分的产出指标，以及未完工、未验收等说明",
)
def unfinished_at_full_marks(report: Report, context: Context) -> Iterator[Comparison]:
    """A remark or sentence calls the task unfinished while its output row has full marks."""
    rows = [row for row in report.indicators if full_marks_of(row) and row_class(row) == "产出"]
    if not rows:
        yield not_applicable("没有得满分的产出指标")
        return
    told = [one for one in _undecorated(report) if cues("contradiction_cues", "unfinished").search(one.text)]
    for row in rows:
        evidence = _remark(report, row) or _sentence_on(row, told, report)
        if evidence is not None:
            yield settled(context, _unfinished(report, row, *evidence), [], row.confidence)
        else:
            yield passed(f"{len(rows)} 项得满分的产出指标没有未完工、未验收的说明")


def _undecorated(report: Report) -> Iterator[Sentence]:
    for sentence in told_sentences(report):
        if not cues("contradiction_cues", "unfinished_excused").search(sentence.text):
            yield sentence


def _remark(report: Report, row: Indicator) -> tuple[str, Place] | None:
    """The row's own words that say the task is not done."""
    for column, text in (("reason", row.reason), ("actual", row.actual)):
        unfinished = cues("contradiction_cues", "unfinished").search(text)
        excused = cues("contradiction_cues", "unfinished_excused").search(text)
        place = place_of_row(row, column)
        if unfinished and not excused and place is not None:
            return text, place
    del report
    return None


def _stem(row: Indicator) -> str:
    name = bare_name(row_name(row))
    for tail in _TAIL:
        if name.endswith(tail) and len(name) - len(tail) >= _STEM:
            return name[: -len(tail)]
    return name


def _sentence_on(row: Indicator, told: Sequence[Sentence], report: Report) -> tuple[str, Place] | None:
    stem = _stem(row)
    for sentence in told:
        if len(stem) >= _STEM and (stem in bare_name(sentence.text) or _not_accepted(stem, sentence.text)):
            return sentence.text, sentence.place(report)
    return None


def _not_accepted(stem: str, text: str) -> bool:
    """设备……未组织验收, for a row on the acceptance of equipment: the sentence names just the head noun."""
    named = cues("contradiction_cues", "acceptance_of").search(stem)
    told = cues("contradiction_cues", "not_accepted").finditer(text) if named is not None else ()
    return any(named is not None and one["thing"] == named["of"] for one in told)


def _unfinished(report: Report, row: Indicator, words: str, place: Place) -> Doubt:
    score = written(row.score) if row.score is not None else ""
    own = place_of_row(row, "score", "actual")
    places = (one for one in (place, own) if one is not None)
    return Doubt(
        fact=f"unfinished/{row_name(row)}",
        message=(
            f"“{excerpt(words)}”（{spot(report, place)}），"
            f"指标“{row_name(row)}”却得满分 {score}：未完成的任务不能得满分，请核实。"
        ),
        places=tuple(dict.fromkeys(places)),
        expected="按实际完成情况扣分",
        actual=f"满分 {score}",
        roots=frozenset({"late"}),
    )


@rule(
    "MD-04",
    "延期、跨年、超支与时效、成本满分矛盾",
    Level.WARNING,
    basis="绩效自评得分应与实际完成情况一致",
    needs="时效、成本指标的得分，以及延期、超支的说明",
    silences=("MD-02",),
)
def delay_at_full_marks(report: Report, context: Context) -> Iterator[Comparison]:
    """Delay into the next year, or overspending, is told while every such row has full marks."""
    timed = [row for row in report.indicators if "时效" in f"{row.level1}{row.level2}" and row.score]
    costed = [row for row in report.indicators if row_class(row) == "成本" and row.score]
    if not timed and not costed:
        told = next((one for one in told_sentences(report) if _late_and_full(report, one.text)), None)
        if told is None:
            yield not_applicable("没有打分的时效、成本指标")
        else:
            yield fired(_in_words(report, told))
        return
    yield from _late(report, context, timed)
    yield from _over(report, context, costed)


def _late_and_full(report: Report, text: str) -> bool:
    """A sentence that tells a delay and the full score for time in one breath."""
    return _is_delay(report, text) and bool(cues("contradiction_cues", "full_time").search(text))


def _in_words(report: Report, told: Sentence) -> Doubt:
    place = told.place(report)
    return Doubt(
        fact="full_marks_despite/延期",
        message=f"“{excerpt(told.text, 120)}”（{spot(report, place)}）：写明延期，时效指标却得满分，请核实得分。",
        places=(place,),
        expected="延期的相应扣分",
        actual="时效指标满分",
        roots=frozenset({"late"}),
    )


def _late(report: Report, context: Context, rows: Sequence[Indicator]) -> Iterator[Comparison]:
    timed = [row for row in rows if _on_completion(row)]
    if not timed:
        return
    if any(short_of_marks(row) for row in rows):
        yield passed("时效指标已扣分")
        return
    told = [(one.text, one.place(report)) for one in told_sentences(report) if _is_delay(report, one.text)]
    # 写明推迟的那一行自己已经扣分的，推迟已有交代。
    told += [f for row in report.indicators if not short_of_marks(row) and (f := _row_delay(row)) is not None]
    if not told:
        yield passed("没有写延期、跨年完成")
        return
    yield settled(context, _contradicted(report, timed[0], *told[0], "延期"), [], timed[0].confidence)


def _on_completion(row: Indicator) -> bool:
    name = row_name(row)
    paid = cues("contradiction_cues", "payment_time").search(name)
    return (
        bool(cues("contradiction_cues", "completion_time").search(name)) and not paid and full_marks_of(row)
    )


def _is_delay(report: Report, text: str) -> bool:
    found = cues("contradiction_cues", "delayed").search(text)
    if found is None or of_another_object(report, text):
        return False
    clause = max(text.rfind(mark, 0, found.start()) for mark in "，。；,;") + 1
    around = text[clause : found.end() + 4]
    return not cues("contradiction_cues", "delayed_payment").search(around)


def _row_delay(row: Indicator) -> tuple[str, Place] | None:
    place = place_of_row(row, "reason")
    delayed = cues("contradiction_cues", "delayed").search(row.reason)
    paid = cues("contradiction_cues", "delayed_payment").search(row.reason)
    return (row.reason, place) if delayed and not paid and place is not None else None


def _over(report: Report, context: Context, rows: Sequence[Indicator]) -> Iterator[Comparison]:
    full = [row for row in rows if full_marks_of(row)]
    if not full or len(full) < len(rows):
        return
    for sentence in told_sentences(report):
        found = cues("contradiction_cues", "overspent").search(sentence.text)
        if found and not cues("contradiction_cues", "rule_text").search(sentence.text):
            doubt = _contradicted(report, full[0], sentence.text, sentence.place(report), "超支")
            yield settled(context, doubt, [], full[0].confidence)
            return
    yield passed("没有写超支、超概算")


def _contradicted(report: Report, row: Indicator, words: str, place: Place, what: str) -> Doubt:
    score = written(row.score) if row.score is not None else ""
    own = place_of_row(row, "score", "actual")
    where = f"（{spot(report, own)}）" if own is not None else ""
    return Doubt(
        fact=f"full_marks_despite/{what}",
        message=(
            f"“{excerpt(words)}”（{spot(report, place)}）写明{what}，"
            f"指标“{row_name(row)}”（指标值 {row.target}、完成值 {row.actual or '空白'}）却得满分 {score}{where}，"
            "请核实得分或说明考核口径。"
        ),
        places=tuple(dict.fromkeys(one for one in (place, own) if one is not None)),
        expected=f"{what}的相应扣分",
        actual=f"满分 {score}",
        roots=frozenset({"late"}),
    )
