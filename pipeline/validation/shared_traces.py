"""Figures and file properties that two units cannot share by chance (同源痕迹)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.model import Batch, Level, Place, Report, place_of
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.lexicon import cues, text_entry
from pipeline.validation.prose import own_sentences
from pipeline.validation.wording import spot

_LEAST_SHARED = 3
_DIGITS = 3
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
    """Three and more odd figures with their units in two units' reports, and in no third one."""
    others = _others(report, context.batch)
    if not others:
        yield not_applicable("批次中没有其他单位的报告")
        return
    figures = figures_of(context.batch)
    counted = Counter(key for found in figures.values() for key in found)
    mine = figures[report.id]
    copied = {
        pair.b if pair.a == report.id else pair.a
        for pair in context.pairs
        if pair.kind in _COPIED and report.id in (pair.a, pair.b)
    }
    for other in others:
        shared = [key for key in mine if key in figures[other.id] and counted[key] == 2]
        telling = [key for key in shared if "." in key[0] or len(key[0].replace(",", "")) >= _LONG]
        if len(shared) < _LEAST_SHARED or not telling:
            continue
        if other.id in copied:
            yield passed(f"与《{other.title}》的相同数字随雷同段落而来，由 LT-01 列出")
            continue
        yield fired(_shared(report, other, shared, mine))
    yield passed(f"与其余 {len(others)} 份报告没有三个以上相同的非整数字")


def _others(report: Report, batch: Batch) -> list[Report]:
    unit = canonical_name(report.unit)
    return [one for one in batch.reports if unit and one.unit and canonical_name(one.unit) != unit]


Key = tuple[str, str]

# One batch is looked at report by report; its figures are gathered once.
_LAST: list[tuple[Batch, Mapping[str, Mapping[Key, Place]]]] = []


def figures_of(batch: Batch) -> Mapping[str, Mapping[Key, Place]]:
    """The odd figures of every report of the batch, by report."""
    if not _LAST or _LAST[0][0] is not batch:
        _LAST[:] = [(batch, {report.id: _figures(report) for report in batch.reports})]
    return _LAST[0][1]


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
            f"与“{other.unit}”《{other.title}》有 {len(shared)} 个非整的数字连同单位完全相同，"
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
    same = [one for one in _others(report, context.batch) if _trace(one) == mine]
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


def _opening(report: Report) -> tuple[int, int]:
    start, end = report.spans[0]
    return start, min(end, start + 20)


def _trace(report: Report) -> tuple[str, str, str] | None:
    """Author, creation time and last saver; a template's files differ in who saved them last."""
    held = {name.casefold(): text.strip() for name, text in report.document.properties.items()}
    author, created = held.get("author", ""), held.get("created", held.get("creationdate", ""))
    unknown = cues("shared_traces", "default_users").search(author.casefold())
    if not author or not created or unknown:
        return None
    return author, created, held.get("lastmodifiedby", "")
