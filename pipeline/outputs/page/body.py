"""A report's text as markup (正文): written straight from its lines and tables, since it is most of every page.

Every word goes through `escaped`; all else here is ours. A template would give the same bytes three times slower.
"""

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from pipeline.outputs.page.escaping import escaped
from pipeline.outputs.page.flow import CellView, Line, TableView
from pipeline.outputs.page.marks import Run


def body_markup(content: Iterable[Line | TableView]) -> Markup:
    """The text of a report: paragraphs, headings and tables, each on a line of its own."""
    return Markup("".join(_parts(content)))  # noqa: S704 - every word in it was escaped below


def runs_markup(runs: Iterable[Run]) -> Markup:
    """A stretch of marked text."""
    return Markup(_runs(runs))  # noqa: S704 - every word in it was escaped below


def _parts(content: Iterable[Line | TableView]) -> Iterator[str]:
    for part in content:
        if part.break_before:
            yield f'<div class="break"><span>{escaped(part.break_before)}</span></div>\n'
        yield _line(part) if isinstance(part, Line) else _table(part) + "\n"


def _line(line: Line) -> str:
    aside = f"<i>{escaped(line.aside)}</i>" if line.aside else ""
    unseen, said = (" unseen", "<i>隐藏文字</i>") if line.hidden else ("", "")
    return f'<p class="{_manner(line)}{unseen}">{aside}{said}{_runs(line.runs)}</p>\n'


def _manner(line: Line) -> str:
    if line.title:
        return "title"
    if line.level:
        return f"h h{line.level}"
    return "aside" if line.aside else "body"


def _runs(runs: Iterable[Run]) -> str:
    return "".join([_run(run) if run.kinds else escaped(run.text) for run in runs])


def _run(run: Run) -> str:
    label = f' data-v="{escaped(run.label)}"' if run.label else ""
    tokens = f' data-f="{escaped(run.tokens)}"' if run.tokens else ""
    return f'<span class="{escaped(run.kinds)}"{label}{tokens}>{escaped(run.text)}</span>'


def _table(view: TableView) -> str:
    unseen, caption = (" unseen", "<caption>隐藏的工作表或表格</caption>\n") if view.hidden else ("", "")
    rows = "".join([f"<tr>\n{_cells(row)}</tr>\n" for row in view.rows])
    left = (
        f'<p class="aside">此表另有 {view.left_out} 行没有照录（行数过多；疑点引用的行均已保留）。</p>\n'
        if view.left_out
        else ""
    )
    return f'<div class="wide"><table class="form{unseen}">\n{caption}{rows}</table>\n{left}</div>\n'


def _cells(row: Sequence[CellView]) -> str:
    return "".join([f"<td{_attributes(cell)}>{_content(cell)}</td>\n" for cell in row])


def _attributes(cell: CellView) -> str:
    words = ""
    if cell.row_span > 1:
        words += f' rowspan="{cell.row_span}"'
    if cell.column_span > 1:
        words += f' colspan="{cell.column_span}"'
    if cell.numeric:
        words += ' class="n"'
    return words + f' data-f="{escaped(cell.tokens)}"' if cell.tokens else words


def _content(cell: CellView) -> str:
    return "".join([_runs(part.runs) if isinstance(part, Line) else _table(part) for part in cell.content])
