"""The Pair that the outputs show: passages in the files, what was changed, what was left over."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Pair, Passage, report_text
from pipeline.settings import Thresholds
from pipeline.similarity.alignment import Region
from pipeline.similarity.coverage import section_shares
from pipeline.similarity.differences import changed_slots, leftover_names, mostly_renamed
from pipeline.similarity.lexicon import lexicon
from pipeline.similarity.own_text import BREAK
from pipeline.similarity.samples import Sample


@dataclass(frozen=True, slots=True)
class Shared:
    """What two reports share: the regions that count, and how much of the smaller one they are."""

    regions: tuple[Region, ...]
    score: float
    characters: int
    strength: float
    """Weight of the regions that chance does not bring about."""
    share: float
    """Strength against the smaller report's whole weight."""
    own_matter: float
    """Strength outside of the sections in which common background is to be expected."""


def of_one_unit(one: Sample, other: Sample) -> bool:
    """Whether both are known to come from the same unit."""
    return bool(one.report.unit) and one.report.unit == other.report.unit


def pair_from(one: Sample, other: Sample, shared: Shared, thresholds: Thresholds) -> Pair:
    """What two reports share, as the outputs show it."""
    found = sorted(shared.regions, key=lambda region: (-region.matched, region.a_start, region.b_start))
    passages = tuple(_passage(one, other, region) for region in found)
    if shared.score >= thresholds.copied_share:
        copied_a, copied_b = _whole_text(one), _whole_text(other)
    else:
        copied_a = _around(one, [(passage.a_start, passage.a_end) for passage in passages])
        copied_b = _around(other, [(passage.b_start, passage.b_end) for passage in passages])
    leftover = {*leftover_names(one, other, copied_b), *leftover_names(other, one, copied_a)}
    return Pair(
        a=one.report.id,
        b=other.report.id,
        kind=_kind(one, other, shared, thresholds),
        score=shared.score,
        shared_characters=shared.characters,
        passages=passages,
        changed=changed_slots(one.masked, other.masked, found),
        leftover_names=tuple(sorted(leftover)),
        coverage=(
            *section_shares(one, [(region.a_start, region.a_end) for region in found]),
            *section_shares(other, [(region.b_start, region.b_end) for region in found]),
        ),
    )


def _kind(one: Sample, other: Sample, shared: Shared, thresholds: Thresholds) -> str:
    a, b = one.report, other.report
    if of_one_unit(one, other) and a.project == b.project and a.year and b.year and a.year != b.year:
        return "last_year"
    if one.own.characters == other.own.characters:
        return "exact"
    if shared.score < thresholds.copied_share:
        return "partial"
    return "masked" if mostly_renamed(one.masked, other.masked, shared.regions) else "copied"


def _passage(one: Sample, other: Sample, region: Region) -> Passage:
    a, b = one.masked, other.masked
    return Passage(
        int(a.starts[region.a_start]),
        int(a.ends[region.a_end - 1]),
        int(b.starts[region.b_start]),
        int(b.ends[region.b_end - 1]),
    )


def _around(sample: Sample, ranges: Sequence[tuple[int, int]]) -> str:
    """The passages with a few characters about them, where a name put in may stand."""
    margin = lexicon().measure.leftover_margin
    text = sample.report.document.text
    return BREAK.join(
        "".join(text[max(0, start - margin) : end + margin].split()) for start, end in sorted(ranges)
    )


def _whole_text(sample: Sample) -> str:
    """Of a report that is a copy as a whole the whole text is copied: headings and tables, too."""
    return "".join(report_text(sample.report).split())
