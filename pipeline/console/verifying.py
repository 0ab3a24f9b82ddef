"""The result of a verification on the terminal (复核结果): what was looked at, then every difference."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.console.wording import cut, printable
from pipeline.model import Place
from pipeline.outputs.evidence import place_words
from pipeline.verification import Difference, Verification

_SHOWN = 200


def verification_view(verification: Verification) -> RenderableType:
    """What was checked, and a table of the differences."""
    looked = f"复算数值 {verification.values} 个，核对出处 {verification.places} 处，送审文件 {verification.files} 个"
    parts: list[RenderableType] = [Text(looked)]
    if not verification.read_again:
        parts.append(Text("没有给 --inputs，未重读原文：引文和送审文件的哈希没有核对。", style="bold yellow"))
    if not verification.differences:
        parts.append(Text("没有不符。", style="bold"))
        return Group(*parts)
    parts += [Text(f"不符 {len(verification.differences)} 处", style="bold red"), _table(verification)]
    if len(verification.differences) > _SHOWN:
        parts.append(Text(f"只列出前 {_SHOWN} 处。"))
    return Group(*parts)


def _table(verification: Verification) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in ("问题", "文件", "出处", "引文", "导出", "复算"):
        table.add_column(head, overflow="fold")
    for difference in verification.differences[:_SHOWN]:
        table.add_row(*_cells(difference))
    return table


def _cells(difference: Difference) -> tuple[Text, ...]:
    place = difference.place
    where = place_words(Place(**place.model_dump())) if place is not None else ""
    quote = place.quote if place is not None else ""
    return tuple(
        Text(words)
        for words in (
            difference.problem,
            printable(difference.path),
            printable(where),
            cut(quote, 40),
            cut(difference.exported or "", 64),
            cut(difference.derived or "", 64),
        )
    )
