"""接收清单: every file that came in, what was read of it, and what to do where it was not."""

from collections.abc import Iterator, Sequence

from pipeline.model import FileStatus, Results
from pipeline.outputs.names import chinese_name
from pipeline.outputs.sheet import Book, Cell, Styled, write_table
from pipeline.outputs.sheet_layout import Column, Layout
from pipeline.outputs.sheets.names import FILES

_FILE_COLUMNS = (
    Column("序号", 6, "serial"),
    Column("文件", 46, "wrap"),
    Column("格式", 18, "wrap"),
    Column("接收情况", 13, "wrap"),
    Column("原因", 18, "wrap"),
    Column("说明与处理办法", 50, "wrap"),
    Column("报告数", 8, "count"),
    Column("页数", 8, "count"),
    Column("字数", 10, "count"),
    Column("表格数", 8, "count"),
    Column("识别页数", 9, "count"),
    Column("大小（字节）", 13, "count"),
    Column("SHA-256", 20, "text"),
)


def write_files(book: Book, results: Results) -> None:
    """Writes the sheet 接收清单."""
    layout = Layout(frozen=2, printed=len(_FILE_COLUMNS) - 1, notice="没有收到文件。")
    write_table(book, FILES, _FILE_COLUMNS, _file_rows(results), layout)


def _file_rows(results: Results) -> Iterator[Sequence[Cell]]:
    for number, file in enumerate(results.batch.files, start=1):
        status = chinese_name("status", file.status)
        yield (
            number,
            file.path,
            chinese_name("format", file.format),
            status if file.status == FileStatus.OK else Styled(status, "status_bad"),
            chinese_name("reason", file.reason),
            file.message,
            len(file.reports),
            file.pages,
            file.characters,
            file.tables,
            file.ocr_pages or None,
            file.bytes,
            file.sha256,
        )
