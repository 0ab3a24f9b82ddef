"""Why a file is not read, in words that say what to do (不能读取的原因)."""

from collections.abc import Sequence

from pipeline.errors import Unreadable, cause_of
from pipeline.model import Problem

HOW_TO_SEE = '安装文字识别功能（pip install "heji[ocr]"）后重新运行，或请报送单位提交可编辑的原件。'
"""What to do about pages that are pictures, where pictures cannot be read."""

ARCHIVES = ("zip", "7z", "rar", "tar")
"""Formats that hold other files."""

_UNSUPPORTED = {
    **dict.fromkeys(ARCHIVES, "压缩包不能作为一份文档读取，请解压后另行提交。"),
    "unknown": "不能识别的文件格式，请另存为 docx、pdf 或 xlsx 后重新提交。",
}


def unsupported(kind: str) -> Unreadable:
    """A format that this version does not read."""
    return Unreadable("unsupported", _UNSUPPORTED.get(kind, _UNSUPPORTED["unknown"]))


def data_file() -> Unreadable:
    """A file that programs write for programs, such as the gold of a sample batch."""
    return Unreadable("unsupported", "JSON 数据文件，不是报告，已略过。")


def is_supported(kind: str) -> bool:
    """Whether there is a reader, or an unpacker, for this format."""
    return kind in ARCHIVES or kind not in _UNSUPPORTED


def encrypted() -> Unreadable:
    """A file that asks for a password."""
    return Unreadable("encrypted", "文件设有打开密码，无法读取，请取消密码后重新提交。")


def damaged(what: str = "文件") -> Unreadable:
    """A file that its own program could not open either."""
    return Unreadable("damaged", f"{what}已损坏或不完整，无法打开，请核对原文件后重新提交。")


_CUT_OFF = "文件不完整，后面的部分已丢失（可能是下载、传输或拷贝中断）"
_SEND_AGAIN = "请向报送单位索取完整的文件重新报送。"


def cut_off(what: str = "正文所在的部分已残缺，不能读取") -> Unreadable:
    """A file that broke off before what it is about."""
    return Unreadable("damaged", f"{_CUT_OFF}，{what}。{_SEND_AGAIN}")


def incomplete(lost: Sequence[str], *, all_listed: bool) -> str:
    """What is said of a file that broke off after what it is about; `all_listed`: it says what it consists of."""
    nothing = "文件自列的文字部分都在" if all_listed else "丢失的部分里有没有内容无从核对"
    what = f"{'、'.join(lost)}没有读出" if lost else nothing
    return f"{_CUT_OFF}，只从残存部分读出，{what}。{_SEND_AGAIN}"


def no_unpacker(kind: str) -> Unreadable:
    """An archive for which this machine has no program."""
    message = (
        f"本机没有能展开 {kind} 压缩包的程序。请安装 7-Zip 后重新运行，或解压后另行提交、改用 zip 格式压缩。"
    )
    return Unreadable("unsupported", message)


def member_link() -> Unreadable:
    """A link inside an archive, which is never followed."""
    return Unreadable("link", "压缩包内的链接，不指向文件内容，请提交文件本身。")


def empty() -> Unreadable:
    """A file of no bytes."""
    return Unreadable("empty", "文件为空（0 字节），请核对后重新提交。")


def no_text() -> Unreadable:
    """A file that opens and says nothing."""
    return Unreadable("no_text", "文件中没有可读取的文字（可能只有图片），请提交带文字的原文件。")


def nothing_seen() -> Unreadable:
    """Pictures in which no text was recognised."""
    return Unreadable("no_text", "文件只有图片，没有识别出文字，请核对内容，或提交可编辑的原件。")


def beyond_pages(pages: str, most: int, first: int) -> Problem:
    """Scanned pages past the limit of what is recognised in one file."""
    message = (
        f"{pages}是扫描页，一个文件最多识别 {most} 页，其余没有读出。"
        "请拆分后提交，或用 --set ocr.pages=页数 放宽。"
    )
    return Problem("too_large", message, page=first)


def too_large(what: str) -> Unreadable:
    """A file past one of the limits; `what` says which."""
    return Unreadable("too_large", f"{what}，超出设定的上限，请拆分或精简后重新提交。")


def bomb() -> Unreadable:
    """Few bytes that unfold into very many."""
    return Unreadable("bomb", "展开后的体积异常膨胀，疑似压缩炸弹，已停止读取，请核对文件来源。")


def nested_too_deep(what: str) -> Unreadable:
    """Archives within archives, or markup within markup, past the limit."""
    return Unreadable("nested_too_deep", f"{what}，已停止读取，请解压或整理后重新提交。")


def too_old(program: str) -> Unreadable:
    """A file in the format of a program before 1997."""
    return Unreadable(
        "unsupported",
        f"文件是 {program} 的旧格式，不能读取，请用 Word、Excel 或 WPS 打开后另存为 docx、xlsx 再提交。",
    )


def no_room(error: OSError) -> Unreadable:
    """The refusal of a file that found no room among the temporary files: nothing is wrong with it."""
    return Unreadable(
        "no_room",
        f"临时文件夹写不进去（{cause_of(error)}），这个文件没有取出。"
        "请清理磁盘，或用环境变量 TMPDIR 换一个位置，再重新运行。",
    )
