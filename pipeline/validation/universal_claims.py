"""Everything said to be done, while the table says otherwise (全称断言)."""

from collections.abc import Iterator, Sequence

from pipeline.model import Indicator, Level, Report, shown_title
from pipeline.validation.base import (
    Comparison,
    Context,
    Doubt,
    fired,
    fired_elsewhere,
    not_applicable,
    passed,
    rule,
)
from pipeline.validation.facts import of_another_object
from pipeline.validation.guards import bundle_mates, settled, speaks_for
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import Sentence
from pipeline.validation.rows import measurable, place_of_row, row_class, row_name, worse
from pipeline.validation.unfinished import told_sentences
from pipeline.validation.wording import excerpt, spot


@rule(
    "MD-05",
    "“全部完成”与未完成项并存",
    Level.WARNING,
    basis="绩效自评须真实、准确，总体结论与各项指标一致",
    needs="对目标完成情况的全称断言，以及指标值、完成值",
    scope="batch",
)
def all_done_contradicted(report: Report, context: Context) -> Iterator[Comparison]:
    """A universal claim on the goals while the actual value of some indicator is worse than its target."""
    claims = [one for one in told_sentences(report) if _is_universal(report, one.text)]
    if not claims:
        yield not_applicable("没有断言目标全部完成或没有偏离")
        return
    short = _told_short(report, claims)
    if short is not None:
        yield fired(_short_in_words(report, claims[0], short))
        return
    owner = next((one for one in (report, *bundle_mates(report, context.batch)) if one.indicators), None)
    if owner is None:
        yield not_applicable("没有指标表可以对照，正文也没有写未完成的数量")
        return
    speaker = speaks_for(report, [owner])
    missed = [row for row in owner.indicators if row.role == "indicator" and measurable(row) and worse(row)]
    claim = next((one for one in claims if _covered(one.text, missed)), None)
    if claim is None:
        yield passed("断言目标全部完成，指标表中没有相反的完成值")
    elif speaker.id != report.id:
        yield fired_elsewhere(f"与未完成的指标矛盾，疑点列在《{shown_title(speaker)}》")
    else:
        chosen = _covered(claim.text, missed)
        doubt = _not_all_done(report, owner, claim, chosen)
        yield settled(context, doubt, [], *(row.confidence for row in chosen))


def _is_universal(report: Report, text: str) -> bool:
    for found in cues("contradiction_cues", "universal").finditer(text):
        start = max(text.rfind(mark, 0, found.start()) for mark in "，。；,;：") + 1
        clause = text[start : found.end() + 6]
        if not cues("contradiction_cues", "not_universal").search(clause) and not of_another_object(
            report, clause
        ):
            return not _excepted(text)
    return False


def _told_short(report: Report, claims: Sequence[Sentence]) -> Sentence | None:
    """The first sentence that counts what was left undone of this project's own task."""
    said = {claim.start for claim in claims}
    for sentence in told_sentences(report):
        counted = cues("contradiction_cues", "counted_short").search(sentence.text)
        excused = cues("contradiction_cues", "short_excused").search(sentence.text)
        if counted and not excused and sentence.start not in said and not _excepted(sentence.text):
            return sentence
    return None


def _short_in_words(report: Report, claim: Sentence, short: Sentence) -> Doubt:
    return Doubt(
        fact="all_done_contradicted",
        message=(
            f"“{excerpt(claim.text)}”（{spot(report, claim.place(report))}），"
            f"报告却又写“{excerpt(short.text, 80)}”（{spot(report, short.place(report))}），前后矛盾。"
        ),
        places=(claim.place(report), short.place(report)),
        expected="如实写明未完成的目标",
        actual="另写有未完成的数量",
    )


def _excepted(text: str) -> bool:
    return "除" in text and "外" in text


def _covered(text: str, rows: Sequence[Indicator]) -> list[Indicator]:
    """The rows that the claim speaks of: those of the class it names, else all."""
    found = cues("contradiction_cues", "universal").search(text)
    clause = text[max(0, found.start() - 12) : found.end()] if found else text
    if cues("contradiction_cues", "only_output").search(clause):
        return [row for row in rows if row_class(row) == "产出"]
    if cues("contradiction_cues", "only_benefit").search(clause):
        return [row for row in rows if row_class(row) in ("效益", "满意度")]
    return list(rows)


def _not_all_done(report: Report, owner: Report, claim: Sentence, rows: Sequence[Indicator]) -> Doubt:
    shown = []
    for row in rows[:5]:
        place = place_of_row(row, "actual")
        where = f"（{spot(owner, place, name_file=owner.id != report.id)}）" if place is not None else ""
        shown.append(f"“{row_name(row)}”指标值 {row.target}、完成值 {row.actual}{where}")
    own = (place_of_row(row, "actual") for row in rows[:5])
    return Doubt(
        fact="all_done_contradicted",
        message=(
            f"“{excerpt(claim.text)}”（{spot(report, claim.place(report))}），"
            f"表内却有 {len(rows)} 项没有完成：{'；'.join(shown)}。"
        ),
        places=tuple(dict.fromkeys((claim.place(report), *(one for one in own if one is not None)))),
        expected="如实写明未完成的目标",
        actual=f"{len(rows)} 项未完成",
    )
