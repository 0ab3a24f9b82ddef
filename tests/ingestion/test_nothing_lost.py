"""Every character of a source is read, or said to be hidden, deleted or not shown."""

import io

import xlsxwriter
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from pipeline.errors import Unreadable
from tests.ingestion.samples import read, texts

_WORDS = st.text("预算执行率年初绩效0123456789.%（）ab", min_size=1, max_size=8)
_STATES = {"": "", "hidden": "\\v ", "deletion": "\\deleted "}


def _rtf_text(text: str, escaped: bool) -> str:
    if escaped:
        return "".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in text)
    return "".join(
        sign if sign.isascii() else "".join(f"\\'{byte:02x}" for byte in sign.encode("gbk")) for sign in text
    )


@bounded(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(_WORDS, st.sampled_from(sorted(_STATES)), st.booleans()), min_size=1, max_size=4)),
    st.booleans(),
)  # fmt: skip
def test_rtf(paragraphs: list[list[tuple[str, str, bool]]], in_table: bool) -> None:
    lines, shown = [], []
    for runs in paragraphs:
        inner = "".join(f"{{{_STATES[state]}{_rtf_text(text, way)}}}" for text, state, way in runs)
        lines.append(
            f"\\trowd\\cellx5000\\pard\\intbl {inner}\\cell\\row " if in_table else f"\\pard {inner}\\par "
        )
        shown.append("".join(text for text, state, _ in runs if not state))
    content = f"{{\\rtf1\\ansi\\ansicpg936 {''.join(lines)}}}".encode("ascii")
    met = {state for runs in paragraphs for _, state, _ in runs if state}
    if not any(shown):
        try:
            read(content, "a.rtf")
        except Unreadable as refusal:
            assert refusal.reason == "no_text"
            return
        raise AssertionError("nothing is shown, and it was read")
    document = read(content, "a.rtf")
    assert texts(document) == [line for line in shown if line]
    assert met == {remark.reason for remark in document.remarks}


@bounded(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 6)),
        _WORDS | st.integers(-10**9, 10**9) | st.booleans(),
        min_size=1, max_size=25,
    ),
    st.sets(st.integers(1, 2)),
)  # fmt: skip
def test_xlsx(cells: dict[tuple[int, int, int], str | int | bool], hidden: set[int]) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheets = [book.add_worksheet(f"表{number}") for number in range(3)]
        for number in hidden:
            sheets[number].very_hidden()
        for (number, row, column), value in cells.items():
            if isinstance(value, str):
                sheets[number].write_string(row, column, value)
            else:
                sheets[number].write(row, column, value)
    document = read(buffer.getvalue(), "a.xlsx")
    found = {
        (block.sheet, block.row, block.column): document.text[block.start : block.end]
        for block in document.blocks
    }
    assert found == {
        (f"表{number}", row + 1, column + 1): str(value).upper() if isinstance(value, bool) else str(value)
        for (number, row, column), value in cells.items()
    }
    noted = {remark.sheet for remark in document.remarks if remark.reason == "hidden_sheet"}
    assert noted == {f"表{number}" for number in hidden if any(place[0] == number for place in cells)}
