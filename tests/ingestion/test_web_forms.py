"""Pages of business systems, whose values stand in fields; pages packed as mails."""

import base64
import io

import pytest
import xlsxwriter

from pipeline.model import FileStatus
from tests.ingestion.samples import read


def _page(body: str) -> bytes:
    return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("<input value='280'>", "280"),
        ("<input type='TEXT' value='280'>", "280"),
        ("<input type='hidden' value='99'>", ""),
        ("<input type='password' value='99'>", ""),
        ("<input type='submit' value='99'>", ""),
        ("<input type='checkbox' checked>", "☑"),
        ("<input type='radio'>", "☐"),
        ("<textarea>全年支出\n280万元</textarea>", "全年支出\n280万元"),
        ("<select><option>甲<option selected>乙</select>", "乙"),
        ("<select><option>甲<option>乙</select>", ""),
        ("<input type='search' value='请输入'>", ""),
        ("<select multiple><option>甲<option>乙</select>", ""),
    ],
)
def test_a_field_shows_what_is_filled_in(field: str, shown: str) -> None:
    document = read(_page(f"<p>预算数</p><table><tr><td>项目</td><td>{field}</td></tr></table>"), "a.html")
    cell = document.tables[0].cells[1]
    assert document.text[cell.start : cell.end] == shown
    assert document.status is FileStatus.OK


def test_a_page_packed_as_a_mail_is_whole() -> None:
    page = base64.b64encode("<html><body><p>全年预算280万元。</p></body></html>".encode("gbk")).decode()
    mail = (
        'From: <a>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="B1"\n\n--B1\n'
        f'Content-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: base64\n\n{page}\n--B1--\n'
    )
    document = read(mail.encode(), "a.mht")
    assert document.text == "全年预算280万元。"
    assert document.status is FileStatus.OK


@pytest.mark.parametrize("has_chart", [True, False])
def test_a_chart_on_a_sheet_is_noted(has_chart: bool) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, ["支出", 280])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=表!$B$1"})
        if has_chart:
            sheet.insert_chart("D1", chart)
    document = read(buffer.getvalue(), "a.xlsx")
    assert any(remark.reason == "chart" for remark in document.remarks) == has_chart
