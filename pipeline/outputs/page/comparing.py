"""Similar passages side by side (相似对照), what differs between them highlighted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pipeline.model import LastReport, Pair, Passage, Report, Results, place_of
from pipeline.outputs.evidence import place_words
from pipeline.outputs.names import chinese_name
from pipeline.outputs.page.limits import page_limits
from pipeline.outputs.page.marks import CHANGED, Mark, MarkedText, Run

# A figure or a run of letters is one thing; a Chinese character stands for itself.
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|\S")
_MATCHED_AT_MOST = 4_000


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts of a passage."""

    runs: tuple[Run, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two reports; `report` is '' where it is none of this batch."""

    report: str
    unit: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair of reports with the passages they share, the longest first."""

    number: int
    pair: Pair
    kind: str
    share: str
    a: Party
    b: Party
    passages: tuple[tuple[Side, Side], ...]
    left_out: int
    origin: str = ""
    """What tells which of the two was probably there first."""


def pair_views(results: Results) -> tuple[PairView, ...]:
    """Every pair whose two texts are at hand, by the share of text in common."""
    reports: dict[str, Report] = {report.id: report for report in results.batch.reports}
    last = results.batch.last_year
    earlier: dict[str, LastReport] = {one.id: one for one in last.reports} if last else {}
    texts = reports | {one.id: one.report for one in earlier.values() if one.report is not None}
    ordered = sorted(results.pairs, key=lambda pair: (-pair.score, pair.a, pair.b, pair.kind))
    at_hand = [pair for pair in ordered if pair.a in texts and pair.b in texts and pair.passages]
    origins = {
        (cluster.source, report): f"{_called(texts[cluster.source])}：{cluster.source_why}"
        for cluster in results.clusters
        if cluster.source in texts
        for report in cluster.reports
    }
    return tuple(
        replace(
            _view(number, pair, texts[pair.a], texts[pair.b], reports),
            origin=origins.get((pair.a, pair.b)) or origins.get((pair.b, pair.a)) or "",
        )
        for number, pair in enumerate(at_hand, start=1)
    )


def _view(number: int, pair: Pair, a: Report, b: Report, batch: Mapping[str, Report]) -> PairView:
    most = page_limits().passages
    ordered = sorted(pair.passages, key=lambda one: (one.a_start - one.a_end, one.a_start, one.b_start))
    return PairView(
        number=number,
        pair=pair,
        kind=chinese_name("similar", pair.kind),
        share=f"{pair.score * 100:.0f}%",
        a=_party(a, batch),
        b=_party(b, batch),
        passages=tuple(_sides(a, b, passage, pair) for passage in ordered[:most]),
        left_out=max(len(ordered) - most, 0),
    )


def _called(report: Report) -> str:
    return f"《{report.title or report.document.source.path}》"


def _party(report: Report, batch: Mapping[str, Report]) -> Party:
    known = report.id if report.id in batch else ""
    return Party(known, report.unit or "", report.title, report.document.source.path)


def _sides(a: Report, b: Report, passage: Passage, pair: Pair) -> tuple[Side, Side]:
    one = a.document.text[passage.a_start : passage.a_end]
    other = b.document.text[passage.b_start : passage.b_end]
    in_one, in_other = differences(one, other, pair.changed)
    return (
        Side(_runs(one, in_one), place_words(place_of(a.document, passage.a_start, passage.a_end))),
        Side(_runs(other, in_other), place_words(place_of(b.document, passage.b_start, passage.b_end))),
    )


Spans = tuple[tuple[int, int], ...]


def differences(one: str, other: str, slots: Sequence[tuple[str, str]] = ()) -> tuple[Spans, Spans]:
    """The ranges of either text that the other does not share; a name known as a slot is marked whole."""
    if max(len(one), len(other)) > _MATCHED_AT_MOST:
        return (), ()
    a, b = list(_WORDS.finditer(one)), list(_WORDS.finditer(other))
    matcher = SequenceMatcher(None, [word[0] for word in a], [word[0] for word in b], autojunk=False)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    in_one = [(a[start].start(), a[end - 1].end()) for _, start, end, _, _ in changed if start < end]
    in_other = [(b[start].start(), b[end - 1].end()) for _, _, _, start, end in changed if start < end]
    return (
        _merged(_whole(one, in_one, [slot for slot, _ in slots])),
        _merged(_whole(other, in_other, [slot for _, slot in slots])),
    )


def _whole(text: str, spans: Sequence[tuple[int, int]], names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Each span, widened to a name that it is part of."""
    named = [
        (found.start(), found.end()) for name in names if name for found in re.finditer(re.escape(name), text)
    ]
    for start, end in spans:
        around = [(left, right) for left, right in named if left < end and start < right]
        yield min([start, *(left for left, _ in around)]), max([end, *(right for _, right in around)])


def _merged(spans: Iterator[tuple[int, int]]) -> Spans:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def _runs(text: str, spans: Spans) -> tuple[Run, ...]:
    return MarkedText(text, [Mark(start, end, CHANGED) for start, end in spans]).runs(0, len(text))
