"""Reports as the Chinese stage would hand them on, made from sections of plain text."""

import random
from collections.abc import Mapping, Sequence

from pipeline.model import (
    Batch,
    Block,
    BlockKind,
    Document,
    Pair,
    Passage,
    Place,
    Report,
    Section,
    Source,
)

# Characters of ordinary officialese without names of administrative levels and numerals.
_CHARACTERS = (
    "工作管理服务建设发展保障完善提升推进落实加强实施开展组织协调监督检查安全质量环境改造维修更新培训宣传指导"
    "居民群众学生老人患者农户商户游客读者职工干部青年妇女儿童残疾困难家庭道路桥梁河道水库灌溉供热排污垃圾绿化"
    "照明图书阅览讲座展览演出健身义诊疫苗体检药品器械课程教材宿舍食堂操场监控消防巡查档案系统平台数据网络设备"
)


def sentences(count: int, seed: int) -> str:
    """So many sentences of text that nobody else writes."""
    chance = random.Random(seed)
    parts = []
    for _ in range(count):
        clauses = ["".join(chance.choices(_CHARACTERS, k=chance.randint(8, 18))) for _ in range(3)]
        parts.append("，".join(clauses) + "。")
    return "".join(parts)


def a_report(
    name: str,
    sections: Sequence[tuple[str, str]],
    *,
    unit: str | None = None,
    project: str | None = None,
    year: int | None = 2023,
    kind: str = "项目自评报告",
    loose: Sequence[tuple[BlockKind, str]] = (),
) -> Report:
    """A report of sections (role, text; a line feed ends a paragraph), then loose blocks outside of them."""
    text, blocks, found = "", [], []
    for number, (role, body) in enumerate(sections, start=1):
        start = len(text)
        heading = f"{number}、{role}"
        text, block = _appended(text, BlockKind.HEADING, heading)
        blocks.append(block)
        for paragraph in body.split("\n"):
            text, block = _appended(text, BlockKind.PARAGRAPH, paragraph)
            blocks.append(block)
        place = Place(name, start, start + len(heading), heading)
        found.append(
            Section(heading, f"{number}、", 1, role, (), start, start + len(heading), len(text), place)
        )
    for block_kind, words in loose:
        text, block = _appended(text, block_kind, words)
        blocks.append(block)
    document = Document(Source(f"{name}.txt", "0" * 64, len(text), "txt"), text, tuple(blocks), ())
    return Report(
        id=name,
        document=document,
        spans=((0, len(text)),),
        kind=kind,
        title=name,
        unit=unit,
        project=project,
        projects=(),
        year=year,
        bundle=name,
        profile="general",
        sections=tuple(found),
    )


def _appended(text: str, kind: BlockKind, words: str) -> tuple[str, Block]:
    return f"{text}{words}\n", Block(kind, len(text), len(text) + len(words))


def a_batch(*reports: Report) -> Batch:
    return Batch((), reports)


def quotes(reports: Mapping[str, Report], pair: Pair, passage: Passage) -> tuple[str, str]:
    """The words of a passage in both files."""
    return (
        reports[pair.a].document.text[passage.a_start : passage.a_end],
        reports[pair.b].document.text[passage.b_start : passage.b_end],
    )
