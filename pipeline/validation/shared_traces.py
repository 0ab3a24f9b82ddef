"""Figures and file properties that two units cannot share by chance (同源痕迹)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from pipeline.model import Batch, Level, Place, Report, place_of, shown_title
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.lexicon import cues, text_entry
from pipeline.validation.likeness import by_id, pairs_of
from pipeline.validation.prose import own_sentences
from pipeline.validation.remembering import once_a_batch
from pipeline.validation.shared_slips import LEAST_SLIPS, shared_slips_doubt, slips_shared_with_one
from pipeline.validation.wording import spot

_LEAST_SHARED = 3
_DIGITS = 3
_FORM_FILES = 5
"""From so many files of other units on, and a third of the batch, the same properties are the template's."""
_LONG = 4
_COPIED = ("exact", "copied", "masked", "last_year")
_SHOWN = 6


@rule(
    "LT-04",
    "数字组合或错处相同",
    Level.WARNING,
    basis="绩效自评应当反映本单位、本项目实际",
    needs="批次中两个以上单位的报告",
    scope="batch",
)
def figures_shared_with_another_unit(report: Report, context: Context) -> Iterator[Comparison]:
    """Three and more odd figures, or two and more slips, in two units' reports and in no third one."""
    others = _count_of_others(report, context.batch)
    if not others:
        yield not_applicable("批次中没有其他单位的报告")
        return
    mine = figures_of(context.batch)[report.id]
    copied = {
        pair.b if pair.a == report.id else pair.a
        for pair in pairs_of(context).get(report.id, ())
        if pair.kind in _COPIED
    }
    shared_with = _shared_with_one(report, context.batch)
    slips_with = slips_shared_with_one(report, context.batch)
    alike = [by_id(context.batch)[one] for one in sorted({*shared_with, *slips_with})]
    for other in _others(report, alike):
        shared = shared_with.get(other.id, [])
        telling = [key for key in shared if "." in key[0] or len(key[0].replace(",", "")) >= _LONG]
        slips = slips_with.get(other.id, [])
        same_figures = len(shared) >= _LEAST_SHARED and bool(telling)
        if not same_figures and len(slips) < LEAST_SLIPS:
            continue
        if other.id in copied:
            yield passed(f"与《{shown_title(other)}》的相同数字、错字随雷同段落而来，由 LT-01 列出")
            continue
        if same_figures:
            yield fired(_shared(report, other, shared, mine))
        if len(slips) >= LEAST_SLIPS:
            yield fired(shared_slips_doubt(report, other, slips, context.batch))
    yield passed(f"与其余 {others} 份报告没有三个以上相同的非整数字，也没有两处相同的错字")


def _others(report: Report, among: Iterable[Report]) -> list[Report]:
    unit = canonical_name(report.unit)
    return [one for one in among if unit and one.unit and canonical_name(one.unit) != unit]


def _count_of_others(report: Report, batch: Batch) -> int:
    """How many reports of the batch are of another unit; to list them for each would cost their square."""
    unit = canonical_name(report.unit)
    return sum(_unit_counts(batch).values()) - _unit_counts(batch)[unit] if unit else 0


@once_a_batch
def _unit_counts(batch: Batch) -> Counter[str]:
    return Counter(canonical_name(one.unit) for one in batch.reports if one.unit)


Key = tuple[str, str]


@once_a_batch
def figures_of(batch: Batch) -> Mapping[str, Mapping[Key, Place]]:
    """The odd figures of every report of the batch, by report."""
    return {report.id: _figures(report) for report in batch.reports}


@once_a_batch
def _holders(batch: Batch) -> Mapping[Key, Sequence[str]]:
    """The reports in which each odd figure stands."""
    holders: dict[Key, list[str]] = {}
    for report, found in figures_of(batch).items():
        for key in found:
            holders.setdefault(key, []).append(report)
    return holders


def _shared_with_one(report: Report, batch: Batch) -> Mapping[str, list[Key]]:
    """The figures that stand in this report and in one other only, by that other."""
    shared: dict[str, list[Key]] = {}
    for key in figures_of(batch)[report.id]:
        holders = _holders(batch)[key]
        if len(holders) == 2:
            shared.setdefault(next(one for one in holders if one != report.id), []).append(key)
    return shared


def _figures(report: Report) -> Mapping[Key, Place]:
    """The odd figures of a report with their units: three digits or more, not round, not quoted."""
    found: dict[Key, Place] = {}
    for sentence in own_sentences(report):
        if cues("shared_traces", "quoted").search(sentence.text):
            continue
        for match in _figure().finditer(sentence.text):
            number, unit = match["n"].replace(",", ""), match["u"].replace("％", "%")
            if _is_odd(number):
                place = place_of(
                    report.document, sentence.start + match.start(), sentence.start + match.end()
                )
                found.setdefault((number, unit), place)
    return found


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(text_entry("shared_traces", "figure"))


def _is_odd(number: str) -> bool:
    digits = number.replace(".", "").lstrip("0")
    whole = number.rstrip("0").rstrip(".") if "." in number else number
    return len(digits) >= _DIGITS and not whole.endswith(("0", "5")) and not number.startswith("20")


def _shared(report: Report, other: Report, shared: list[Key], mine: Mapping[Key, Place]) -> Doubt:
    listed = "、".join(
        f"{number}{unit}（{spot(report, mine[number, unit])}）" for number, unit in shared[:_SHOWN]
    )
    more = f"等 {len(shared)} 个" if len(shared) > _SHOWN else ""
    return Doubt(
        fact=f"shared_figures/{canonical_name(other.unit)}/{canonical_name(other.project)}",
        message=(
            f"与“{other.unit or '单位不详'}”《{shown_title(other)}》有 {len(shared)} 个非整的数字连同单位完全相同，"
            f"批次中别的报告都没有：{listed}{more}。两个单位各自的数据不应如此一致，请核实来源。"
        ),
        places=tuple(mine[key] for key in shared[:_SHOWN]),
        expected="各单位据实填报",
        actual=f"{len(shared)} 个数字相同",
    )


@rule(
    "LT-05",
    "文件元数据同源",
    Level.HINT,
    basis="绩效自评应由各单位自行编制",
    needs="带文件属性的 docx、xlsx，批次中两个以上单位",
    scope="batch",
)
def file_properties_shared(report: Report, context: Context) -> Iterator[Comparison]:
    """Author, creation time and last saver equal in files of different units, and no default name."""
    mine = _trace(report)
    if mine is None:
        yield not_applicable("文件没有可比的作者和创建时间，或作者是缺省用户名、科室通名")
        return
    same = _others(report, _traces(context.batch)[mine])
    if len(same) >= max(_FORM_FILES, len(context.batch.reports) // 3):
        yield passed(f"另有 {len(same)} 份文件的作者、创建时间与本文件相同，是下发的同一表样")
        return
    if not same:
        yield passed("批次中没有其他单位的文件与本文件作者、创建时间都相同")
        return
    author, created, _ = mine
    units = "、".join(dict.fromkeys(one.unit or "" for one in same))
    place = report.identity.get("title") or place_of(report.document, *_opening(report))
    yield fired(
        Doubt(
            fact="file_properties",
            message=(
                f"本文件与“{units}”的文件属性相同：作者“{author}”、创建时间 {created}、最后保存者也相同，"
                "疑为同一人在同一份文件上改成，请核实编制单位。"
            ),
            places=(place,),
            expected="各单位自行编制",
            actual=f"作者 {author}，创建 {created}",
        )
    )


@once_a_batch
def _traces(batch: Batch) -> Mapping[tuple[str, str, str], Sequence[Report]]:
    traces: dict[tuple[str, str, str], list[Report]] = {}
    for report in batch.reports:
        trace = _trace(report)
        if trace is not None:
            traces.setdefault(trace, []).append(report)
    return traces


def _opening(report: Report) -> tuple[int, int]:
    start, end = report.spans[0]
    return start, min(end, start + 20)


def _trace(report: Report) -> tuple[str, str, str] | None:
    """Author, creation time and last saver; a template's files differ in who saved them last."""
    held = {name.casefold(): text.strip() for name, text in report.document.properties.items()}
    author, created = held.get("author", ""), held.get("created", held.get("creationdate", ""))
    unknown = cues("shared_traces", "default_users").search(author.casefold())
    issued = cues("shared_traces", "template_makers").search(author.casefold())
    if not author or not created or unknown or (issued and "财政" not in (report.unit or "")):
        return None
    return author, created, held.get("lastmodifiedby", "")
