"""Slips of the pen that two units share (相同的错处): nobody else wrote the same wrong word among the same words."""

from collections.abc import Mapping, Sequence

from pipeline.model import Batch, Place, Report, shown_title
from pipeline.validation.base import Doubt
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.misprints import slips_of
from pipeline.validation.remembering import once_a_batch
from pipeline.validation.wording import spot

LEAST_SLIPS = 2
"""One wrong word may be two people's habit."""
_BESIDE = 3
_SHOWN = 6


def slips_shared_with_one(report: Report, batch: Batch) -> Mapping[str, list[str]]:
    """The slips that stand in this report and in one other only, by that other."""
    shared: dict[str, list[str]] = {}
    for words in _slips_by_report(batch)[report.id]:
        holders = _holders(batch)[words]
        if len(holders) == 2:
            shared.setdefault(next(one for one in holders if one != report.id), []).append(words)
    return shared


def shared_slips_doubt(report: Report, other: Report, slips: Sequence[str], batch: Batch) -> Doubt:
    """Two units wrong at the same places."""
    mine = _slips_by_report(batch)[report.id]
    listed = "、".join(f"“{words}”（{spot(report, mine[words])}）" for words in slips[:_SHOWN])
    return Doubt(
        fact=f"shared_slips/{canonical_name(other.unit)}/{canonical_name(other.project)}",
        message=(
            f"与“{other.unit or '单位不详'}”《{shown_title(other)}》有 {len(slips)} 处错字连同前后文字完全相同，"
            f"批次中别的报告都没有：{listed}。两个单位错在同一处，疑出自同一底稿，请核实。"
        ),
        places=tuple(mine[words] for words in slips[:_SHOWN]),
        expected="各单位自行编制",
        actual=f"{len(slips)} 处错字相同",
    )


@once_a_batch
def _slips_by_report(batch: Batch) -> Mapping[str, Mapping[str, Place]]:
    """Of every report its slips with the words around them."""
    return {report.id: _slips(report) for report in batch.reports}


def _slips(report: Report) -> Mapping[str, Place]:
    found: dict[str, Place] = {}
    for slip in slips_of(report):
        start, end = max(0, slip.place.start - _BESIDE), slip.place.end + _BESIDE
        found.setdefault("".join(report.document.text[start:end].split()), slip.place)
    return found


@once_a_batch
def _holders(batch: Batch) -> Mapping[str, Sequence[str]]:
    holders: dict[str, list[str]] = {}
    for report, found in _slips_by_report(batch).items():
        for words in found:
            holders.setdefault(words, []).append(report)
    return holders
