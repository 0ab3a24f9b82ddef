"""The errors that a user can meet; every message is a Chinese sentence saying what is wrong and what to do."""

import errno

_CAUSES = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "超过允许的文件大小",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "文件不存在",
    errno.EEXIST: "同名文件已存在",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENAMETOOLONG: "名称过长",
    errno.ELOOP: "链接循环",
    errno.EBUSY: "正被占用",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件过多",
    errno.ESTALE: "网络磁盘的连接已失效",
}


def cause_of(error: OSError) -> str:
    """What the system says went wrong, in Chinese where it is anything usual."""
    return _CAUSES.get(error.errno or 0) or error.strerror or str(error)


class HejiError(Exception):
    """Anything that a command reports in one sentence instead of a traceback."""


class UsageError(HejiError):
    """Wrong command, setting or configuration: nothing was run (exit code 3)."""


class Unreadable(HejiError):  # noqa: N818  (it is what a file is, and reads so where it is raised)
    """A file that could not be read: `reason` is the code for files.jsonl, the message says what to do."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str]]:
        return type(self), (self.reason, self.message)
