"""Charts native to the workbook (图表): plain bars in one colour with their numbers, for black-and-white prints."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.model import Results
from pipeline.outputs.celltext import cell_words
from pipeline.outputs.digest import Digest, Project, recomputed_rate
from pipeline.outputs.sheet import Book
from pipeline.outputs.styles import BAR, FONT, INK, LINE

# XlsxWriter ships no types.
Chart = Any
Bars = Sequence[tuple[str, int]]

# Lower bounds of the classes in percent; 100 stands alone, since most reports state exactly that.
_CLASSES = ((Decimal(0), "50% 以下"), (Decimal(50), "50%～80%"), (Decimal(80), "80%～90%"))
_NEARLY, _WHOLE = Decimal(90), Decimal(100)
_RULES_SHOWN = 10
_LETTERS: Mapping[str, object] = {"name": FONT, "size": 9, "color": INK, "bold": False}


def rate_bars(digest: Digest) -> Bars:
    """How many projects lie in each class of execution rate; recomputed where possible, else as stated."""
    names = [name for _, name in _CLASSES] + ["90%～100%", "100%", "100% 以上", "没有执行率"]
    counted = Counter(_rate_class(one) for one in digest.projects if one.reports)
    return [(name, counted[name]) for name in names]


def rule_bars(results: Results) -> Bars:
    """The rules with the most findings, the most first."""
    counted = Counter(f"{finding.rule} {finding.title}" for finding in results.findings)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_RULES_SHOWN]


def bar_chart(book: Book, at: tuple[str, int], bars: Bars, size: tuple[int, int], *, lying: bool) -> Chart:
    """A chart of bars that stand in the columns A and B of a sheet; `at` is its name and first row, from 0."""
    chart = book.workbook.add_chart({"type": "bar" if lying else "column"})
    chart.add_series(_series(at, bars))
    # The head of the cells above names it already.
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    categories = {"num_font": _LETTERS, "line": {"color": LINE}, "major_tick_mark": "none"}
    # Room above the highest bar, where its number stands.
    top = max(count for _, count in bars) * 1.2
    numbers = {"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": top}
    if lying:
        # In a lying chart XlsxWriter's y axis holds the categories; reversed, the first bar is on top.
        chart.set_x_axis(numbers)
        chart.set_y_axis({**categories, "reverse": True})
    else:
        chart.set_x_axis(categories)
        chart.set_y_axis(numbers)
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "white"}})
    chart.set_size({"width": size[0], "height": size[1], "x_offset": 6, "y_offset": 4})
    return chart


def _series(at: tuple[str, int], bars: Bars) -> Mapping[str, object]:
    (name, first), last = at, at[1] + len(bars) - 1
    return {
        "categories": [name, first, 0, last, 0],
        "values": [name, first, 1, last, 1],
        # Cells already written cannot be looked up again: viewers that do not reckon need the numbers here.
        "categories_data": [cell_words(words) for words, _ in bars],
        "values_data": [count for _, count in bars],
        "fill": {"color": BAR},
        "gap": 60,
        "data_labels": {"value": True, "font": {"name": FONT, "size": 9, "color": INK}},
    }


def _rate_class(one: Project) -> str:
    again = next(filter(None, map(recomputed_rate, one.reports)), None)
    stated = (report.summary.get("execution_rate") for report in one.reports)
    rate = again[0] if again else next((value.number for value in stated if value is not None), None)
    if rate is None:
        return "没有执行率"
    if rate > _WHOLE:
        return "100% 以上"
    if rate == _WHOLE:
        return "100%"
    return (
        "90%～100%"
        if rate >= _NEARLY
        else [name for least, name in _CLASSES if rate >= least or not least][-1]
    )
