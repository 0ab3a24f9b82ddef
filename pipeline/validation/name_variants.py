"""One project under two names in the same slot (名称前后不一)."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.model import BlockKind, Level, Place, Report, report_text
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import block_place, block_text, own_blocks
from pipeline.validation.wording import spot

# 差几个字的近似名称才疑为写错；差得多的是另一个项目，由人看。
_ALIKE = 0.7


@rule(
    "NF-03",
    "单位或项目名称前后不一",
    Level.HINT,
    basis="绩效自评材料中单位、项目名称应当一致",
    needs="标题中的项目名称和自评表的项目名称栏",
)
def name_written_differently(report: Report, context: Context) -> Iterator[Comparison]:
    """The form's project name differs from the title's by a few characters and is no alias or code."""
    printed = list(_printed(report))
    title = canonical_name(report.title)
    if not printed or not report.project or len(report.projects) > 1:
        yield not_applicable("没有项目名称栏，或报告包含多个项目")
        return
    for name, place in printed:
        other = _title_variant(canonical_name(name), title)
        if other is None or cues("own_slots", "alias").search(report_text(report)):
            yield passed(f"项目名称栏“{name}”与标题一致或是其简称")
            continue
        yield fired(
            Doubt(
                fact="project_name",
                message=(
                    f"自评表项目名称栏写“{name}”（{spot(report, place)}），"
                    f"标题写“{other}”，只差几个字，请核实是否同一项目。"
                ),
                places=tuple(one for one in (place, report.identity.get("title")) if one is not None),
                expected="前后一致",
                actual=f"{name} / {other}",
            )
        )
    del context


def _printed(report: Report) -> Iterator[tuple[str, Place]]:
    """The cells beside 项目名称."""
    blocks = [block for block in own_blocks(report) if block.kind is BlockKind.CELL]
    for label, beside in pairwise(blocks):
        same_row = (label.table, label.row, label.sheet) == (beside.table, beside.row, beside.sheet)
        bare = re.sub(r"[\s：:（）()]", "", block_text(report, label))
        name = block_text(report, beside)
        if same_row and name and cues("own_slots", "project_label").search(bare):
            yield name, block_place(report, beside)


def _title_variant(name: str, title: str) -> str | None:
    """The stretch of the title that is nearly but not quite the name; None where it holds the name or is far."""
    short = re.sub(r"(项目|资金|经费)$", "", name)
    if len(name) < 5 or short in title or any(mark.isdigit() for mark in name):
        return None
    windows = (title[at : at + len(name)] for at in range(max(len(title) - len(name) + 1, 1)))
    best = max(windows, key=lambda one: SequenceMatcher(None, one, name).ratio())
    aligned = best[:1] == name[:1] and best[-1:] == name[-1:]
    return best if aligned and SequenceMatcher(None, best, name).ratio() >= _ALIKE else None
