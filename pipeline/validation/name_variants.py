"""One project under two names in the same slot (名称前后不一)."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.model import BlockKind, Level, Place, Report, report_text
from pipeline.validation.base import Comparison, Context, Doubt, fired, not_applicable, passed, rule
from pipeline.validation.fingerprints import canonical_name
from pipeline.validation.lexicon import cues
from pipeline.validation.prose import block_place, block_text, own_blocks, own_sentences
from pipeline.validation.wording import excerpt, spot

# 差几个字的近似名称才疑为写错；差得多的是另一个项目，由人看。
_ALIKE = 0.7
_ALIKE_BUT_HEAD = 0.8
_ALIKE_UNIT = 0.65
_LEAST_UNIT = 5
# 开头这么多字相同、后面各说各的，才疑为同一项目的两种写法。
_SAME_HEAD = 4
_GENERIC = re.compile(r"(专项|补助)?(项目|资金|经费|工程|补助)*$")


@rule(
    "NF-03",
    "单位或项目名称前后不一",
    Level.HINT,
    basis="绩效自评材料中单位、项目名称应当一致",
    needs="标题中的项目名称和自评表的项目名称栏",
)
def name_written_differently(report: Report, context: Context) -> Iterator[Comparison]:
    """A name in the form's own cell differs by a few characters and is no alias or code."""
    comparisons = [*_projects(report), *_units(report)]
    yield from comparisons or [not_applicable("没有项目名称栏、单位名称栏，或报告包含多个项目")]
    del context


def _projects(report: Report) -> Iterator[Comparison]:
    """The form's 项目名称 against the title."""
    printed = list(_printed(report, "project_label"))
    title = canonical_name(report.title)
    if not report.project or len(report.projects) > 1:
        return
    yield from _told_otherwise(report, title)
    for name, place in printed:
        other = _title_variant(canonical_name(name), title) or _other_tail(
            report, canonical_name(name), title
        )
        if other is None or cues("own_slots", "alias").search(report_text(report)):
            yield passed(f"项目名称栏“{name}”与标题一致或是其简称")
            continue
        yield fired(
            Doubt(
                fact="project_name",
                message=(
                    f"自评表项目名称栏写“{name}”（{spot(report, place)}），"
                    f"{'标题' if other in title else '正文'}写“{other}”，写法不同，请核实是否同一项目、哪个名称正确。"
                ),
                places=tuple(one for one in (place, report.identity.get("title")) if one is not None),
                expected="前后一致",
                actual=f"{name} / {other}",
            )
        )


def _told_otherwise(report: Report, title: str) -> Iterator[Comparison]:
    """The project named where the report says what it evaluated (对…项目开展了自评), against the title."""
    for sentence in own_sentences(report):
        found = cues("own_slots", "evaluated").search(sentence.text) if "评" in sentence.text else None
        if found is None:
            continue
        name = canonical_name(found["name"])
        other = _title_variant(name, title)
        if other is None or cues("own_slots", "alias").search(report_text(report)):
            yield passed(f"自评对象“{found['name']}”与标题一致或是其简称")
            return
        place = sentence.place(report)
        yield fired(
            Doubt(
                fact="project_name",
                message=(
                    f"“{excerpt(sentence.text, 60)}”（{spot(report, place)}）所写项目是“{found['name']}”，"
                    f"标题写“{other}”，只差几个字，请核实是否同一项目、哪个名称正确。"
                ),
                places=tuple(one for one in (place, report.identity.get("title")) if one is not None),
                expected="前后一致",
                actual=f"{found['name']} / {other}",
            )
        )
        return


def _other_tail(report: Report, name: str, title: str) -> str | None:
    """The report's own project, where it begins as this name does and then goes on to say something else."""
    own = canonical_name(report.project)
    common = next((n for n, pair in enumerate(zip(own, name, strict=False)) if pair[0] != pair[1]), 0)
    if common < _SAME_HEAD or own in name or name in own or any(mark.isdigit() for mark in name + own):
        return None
    tails = [_GENERIC.sub("", one[common:]) for one in (own, name)]
    told = all(len(tail) > 1 for tail in tails) and not any(tail in title for tail in tails[1:])
    return report.project if told and tails[0] not in tails[1] and tails[1] not in tails[0] else None


def _units(report: Report) -> Iterator[Comparison]:
    """The form's 部门（单位）名称 against the reporting unit."""
    for name, place in _printed(report, "unit_label"):
        if not _unit_variant(canonical_name(name), canonical_name(report.unit)):
            yield passed(f"单位名称栏“{name}”与报告单位一致，或是简称、另一单位")
            continue
        if _renamed(report, name):
            yield passed(f"正文写明“{name}”是简称或更名前后的名称")
            continue
        yield fired(
            Doubt(
                fact="unit_name",
                message=(
                    f"自评表单位名称栏写“{name}”（{spot(report, place)}），"
                    f"报告单位是“{report.unit}”，只差几个字，请核实是否同一单位、哪个名称正确。"
                ),
                places=tuple(one for one in (place, report.identity.get("unit")) if one is not None),
                expected="前后一致",
                actual=f"{name} / {report.unit}",
            )
        )


def _unit_variant(name: str, unit: str) -> bool:
    """Nearly the same name with the same beginning and end, neither the other's short form."""
    short, long = sorted((name, unit), key=len)
    letters = iter(long)
    if len(short) < _LEAST_UNIT or name == unit or all(letter in letters for letter in short):
        return False
    return (
        name[:3] == unit[:3]
        and name[-1] == unit[-1]
        and SequenceMatcher(None, name, unit).ratio() >= _ALIKE_UNIT
    )


def _renamed(report: Report, name: str) -> bool:
    """Whether the text itself calls that name a short, former or second one."""
    return any(
        name in sentence.text and cues("own_slots", "alias").search(sentence.text)
        for sentence in own_sentences(report)
    )


def _printed(report: Report, labels: str) -> Iterator[tuple[str, Place]]:
    """The cells beside such a label."""
    blocks = [block for block in own_blocks(report) if block.kind is BlockKind.CELL]
    for label, beside in pairwise(blocks):
        same_row = (label.table, label.row, label.sheet) == (beside.table, beside.row, beside.sheet)
        bare = re.sub(r"[\s：:（）()]", "", block_text(report, label))
        name = block_text(report, beside)
        if same_row and name and cues("own_slots", labels).search(bare):
            yield name, block_place(report, beside)


def _title_variant(name: str, title: str) -> str | None:
    """The stretch of the title that is nearly but not quite the name; None where it holds the name or is far."""
    short = re.sub(r"(项目|资金|经费)$", "", name)
    if len(name) < 5 or short in title or any(mark.isdigit() for mark in name) or not title:
        return None
    windows = (title[at : at + len(name)] for at in range(max(len(title) - len(name) + 1, 1)))
    best = max(windows, key=lambda one: SequenceMatcher(None, one, name).ratio())
    first, last = best[:1] == name[:1], best[-2:] == name[-2:]
    alike = SequenceMatcher(None, best, name).ratio()
    return best if last and alike >= (_ALIKE if first else _ALIKE_BUT_HEAD) else None
