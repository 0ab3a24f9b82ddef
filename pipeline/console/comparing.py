"""What two reports share, side by side in the terminal (雷同对照)."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.console.wording import cut, printable
from pipeline.model import Pair, Passage, Report, SectionShare, place_of
from pipeline.outputs.evidence import place_words
from pipeline.outputs.names import chinese_name
from pipeline.side_by_side import Comparison, figures_stayed

_PASSAGES = 12
_LONGEST = 400
_CHANGES = 20
_MARK = "bold reverse"


def comparison_view(found: Comparison) -> RenderableType:
    """Every pair of reports across the two files, or that they share nothing of their own."""
    reports = {report.id: report for report in (*found.a, *found.b)}
    mine = {report.id for report in found.a}
    if not found.pairs:
        return Group(
            *(_who("甲", report) for report in found.a),
            *(_who("乙", report) for report in found.b),
            Text("扣除标题、表样、政策引文和通行套话后，没有成段相同的文字。", style="bold"),
        )
    parts: list[RenderableType] = []
    for pair in found.pairs:
        turned = pair if pair.a in mine else _turned(pair)
        parts += [*_pair_parts(turned, reports), Text()]
    return Group(*parts)


def _turned(pair: Pair) -> Pair:
    """The pair with its sides exchanged, so that the file named first stands left."""
    return Pair(
        a=pair.b,
        b=pair.a,
        kind=pair.kind,
        score=pair.score,
        shared_characters=pair.shared_characters,
        passages=tuple(Passage(one.b_start, one.b_end, one.a_start, one.a_end) for one in pair.passages),
        changed=tuple((b, a) for a, b in pair.changed),
        leftover_names=pair.leftover_names,
        reworded=pair.reworded,
        coverage=tuple(sorted(pair.coverage, key=lambda one: one.report != pair.b)),
    )


def _pair_parts(pair: Pair, reports: Mapping[str, Report]) -> Iterator[RenderableType]:
    a, b = reports[pair.a], reports[pair.b]
    yield _who("甲", a)
    yield _who("乙", b)
    yield Text(
        f"{_manner(pair, a)}：较短一份有 {pair.score:.0%} 的自有文字相同，"
        f"共 {pair.shared_characters} 字、{len(pair.passages)} 段。",
        style="bold",
    )
    if pair.changed:
        shown = "；".join(
            f"甲 {cut(one, 20)} ／ 乙 {cut(other, 20)}" for one, other in pair.changed[:_CHANGES]
        )
        more = f" 等 {len(pair.changed)} 处" if len(pair.changed) > _CHANGES else ""
        yield Text(f"相同片段里换过的：{shown}{more}")
    if pair.leftover_names:
        yield Text(f"留有对方的名称：{'、'.join(map(printable, pair.leftover_names))}", style="bold red")
    yield _coverage_table(pair)
    yield _passages_table(pair, a, b)
    if len(pair.passages) > _PASSAGES:
        yield Text(f"另有 {len(pair.passages) - _PASSAGES} 段较短的未列出。")


def _manner(pair: Pair, a: Report) -> str:
    """What kind of copy it is; where the figures stayed, nobody is told that they were changed."""
    if pair.reworded:
        return f"{chinese_name('similar', pair.kind)}（逐句比对，多为改写，比例已折减）"
    if pair.kind == "masked" and figures_stayed(pair, a):
        return "改名后相同（数字多未改）"
    return chinese_name("similar", pair.kind)


def _who(side: str, report: Report) -> Text:
    """The report by its title, and in brackets only what the title does not say."""
    title = report.title or report.document.source.path
    known = (report.unit, report.project, report.year)
    facts = "，".join(str(fact) for fact in known if fact and str(fact) not in "".join(title.split()))
    if not any(known):
        facts = "单位、项目、年度不详"
    return Text.assemble((f"{side}　", "bold"), printable(f"{title}（{facts}）" if facts else title))


def _coverage_table(pair: Pair) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("", "章节", "自有文字", "其中相同", "比例"):
        table.add_column(column, justify="left" if column in ("", "章节") else "right")
    for share in pair.coverage:
        side = "甲" if share.report == pair.a else "乙"
        table.add_row(side, Text(cut(share.title, 30)), *_figures(share))
    return table


def _figures(share: SectionShare) -> tuple[str, str, str]:
    return str(share.characters), str(share.copied), f"{share.copied / share.characters:.0%}"


def _passages_table(pair: Pair, a: Report, b: Report) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("甲", ratio=1, overflow="fold")
    table.add_column("乙", ratio=1, overflow="fold")
    longest_first = sorted(pair.passages, key=lambda one: (one.a_start - one.a_end, one.a_start))
    for passage in longest_first[:_PASSAGES]:
        left = place_of(a.document, passage.a_start, passage.a_end)
        right = place_of(b.document, passage.b_start, passage.b_end)
        one, other = _contrasted(left.quote, right.quote)
        table.add_row(
            Text.assemble((f"{place_words(left)}\n", "dim"), one),
            Text.assemble((f"{place_words(right)}\n", "dim"), other),
        )
    return table


def _contrasted(left: str, right: str) -> tuple[Text, Text]:
    """Both texts with what differs between them set off."""
    left, right = cut(left, _LONGEST), cut(right, _LONGEST)
    one, other = Text(left), Text(right)
    for what, a_start, a_end, b_start, b_end in SequenceMatcher(None, left, right, False).get_opcodes():
        if what != "equal":
            one.stylize(_MARK, a_start, a_end)
            other.stylize(_MARK, b_start, b_end)
    return one, other
