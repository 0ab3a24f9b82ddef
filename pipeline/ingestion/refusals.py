"""Why a file is not read, in words that say what to do (不能读取的原因)."""

from pipeline.errors import Unreadable

_UNSUPPORTED = {
    "doc": "旧版 Word 文件（.doc）暂不能读取，请用 Word 或 WPS 打开后另存为 docx 再提交。",
    "wps": "WPS 文字文件（.wps）暂不能读取，请用 WPS 打开后另存为 docx 再提交。",
    "xls": "旧版 Excel 文件（.xls）暂不能读取，请用 Excel 或 WPS 打开后另存为 xlsx 再提交。",
    "et": "WPS 表格文件（.et）暂不能读取，请用 WPS 打开后另存为 xlsx 再提交。",
    "ofd": "OFD 版式文件暂不能读取，请提交原 docx、xlsx 文件，或转换为带文字的 pdf 后再提交。",
    "rtf": "RTF 文件暂不能读取，请用 Word 或 WPS 打开后另存为 docx 再提交。",
    "image": "图片文件暂不能读取文字，请提交原 docx、xlsx 或带文字的 pdf。",
    "rar": "RAR 压缩包暂不能展开，请解压后另行提交，或改用 zip 格式压缩。",
    "7z": "7z 压缩包暂不能展开，请解压后另行提交，或改用 zip 格式压缩。",
    "zip": "压缩包不能作为一份文档读取，请解压后另行提交。",
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
    return kind == "zip" or kind not in _UNSUPPORTED


def encrypted() -> Unreadable:
    """A file that asks for a password."""
    return Unreadable("encrypted", "文件设有打开密码，无法读取，请取消密码后重新提交。")


def damaged(what: str = "文件") -> Unreadable:
    """A file that its own program could not open either."""
    return Unreadable("damaged", f"{what}已损坏或不完整，无法打开，请核对原文件后重新提交。")


def empty() -> Unreadable:
    """A file of no bytes."""
    return Unreadable("empty", "文件为空（0 字节），请核对后重新提交。")


def no_text() -> Unreadable:
    """A file that opens and says nothing."""
    return Unreadable("no_text", "文件中没有可读取的文字（可能只有图片），请提交带文字的原文件。")


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
