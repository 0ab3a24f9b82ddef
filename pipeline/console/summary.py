"""What a run says at its end: what was read, what was not, where the workbook is (小结)."""

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.console.wording import cut, printable
from pipeline.outputs import RECEIPT, WORKBOOK

_SHOWN = 10


def unread_lines(out: Path) -> Iterator[str]:
    """The files that could not be read or only in part, from the receipt of the run."""
    receipt = json.loads((out / RECEIPT).read_text(encoding="utf-8"))
    open_files = [file for file in receipt["not_checked"]["files"] if file["status"] in ("failed", "partial")]
    for file in open_files[:_SHOWN]:
        verdict = "未能读取" if file["status"] == "failed" else "部分已读"
        yield f"  {verdict}　{cut(file['path'], 60)}：{printable(file['message'] or '原因不明')}"
    if len(open_files) > _SHOWN:
        yield f"  等 {len(open_files)} 个，见工作簿的接收清单"


def exemption_lines(out: Path) -> Iterator[str]:
    """What the exceptions file set aside, and each of its entries that did not hold."""
    suppression = json.loads((out / RECEIPT).read_text(encoding="utf-8"))["suppression"]
    if suppression["findings"]:
        yield f"例外：{len(suppression['findings'])} 个疑点未列入问题清单，理由见工作簿首页和回执。"
    for problem in suppression["problems"][:_SHOWN]:
        yield f"  {printable(problem['message'])}"
    if len(suppression["problems"]) > _SHOWN:
        yield f"  等 {len(suppression['problems'])} 条，见工作簿首页"


def reply_lines(out: Path) -> Iterator[str]:
    """The returned letters, or answers in them, that could not be read."""
    problems = json.loads((out / RECEIPT).read_text(encoding="utf-8"))["reply_problems"]
    if problems:
        yield f"单位回复有 {len(problems)} 处没有读到，见工作簿首页和回执："
    for problem in problems[:_SHOWN]:
        yield f"  {printable(problem)}"


def letter_lines(out: Path) -> Iterator[str]:
    """How many letters to the units were written, and where they lie."""
    letters = json.loads((out / RECEIPT).read_text(encoding="utf-8"))["letters"]
    written = "，".join(f"{name} {count} 份" for name, count in letters.items() if count)
    if written:
        yield f"函件：{written}，在结果文件夹的同名文件夹里，发出前请逐份审核。"


def closing_lines(counts: dict[str, int], out: Path) -> Iterator[str]:
    """The summary; `counts` holds files, failed, reports, errors, warnings, hints."""
    read = counts["files"] - counts["failed"]
    failed = f"，{counts['failed']} 个未能读取" if counts["failed"] else ""
    yield f"收到 {counts['files']} 个文件，读取 {read} 个{failed}；认出 {counts['reports']} 份报告。"
    yield from unread_lines(out)
    total = counts["errors"] + counts["warnings"] + counts["hints"]
    if total:
        levels = f"●错误 {counts['errors']}　▲警告 {counts['warnings']}　○提示 {counts['hints']}"
        yield f"疑点 {total} 个：{levels}"
    else:
        yield "没有疑点。没有核对到的事项见工作簿首页。"
    yield from exemption_lines(out)
    yield from reply_lines(out)
    yield from letter_lines(out)
    yield f"工作簿：{printable(out / WORKBOOK)}"
