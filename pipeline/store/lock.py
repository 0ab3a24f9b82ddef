"""One run at a time on one OUT (运行锁): held by the process, so that it dies with it."""

import errno
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import UsageError, cause_of

logger = logging.getLogger(__name__)

LOCK = ".heji.lock"
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Hold OUT for this run; raises UsageError where another run holds it or nothing can be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise UsageError(
            f"结果文件夹“{out}”不能写入：{cause_of(error)}。请换一个位置，或检查权限。"
        ) from error
    try:
        _take(handle, out)
        yield
    finally:
        # The file stays: taking it away could take it from under another run that just opened it.
        os.close(handle)


def _take(handle: int, out: Path) -> None:
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _TAKEN:
            raise UsageError(
                f"另一次运行正在写“{out}”，本次没有开始。请等它结束，或用 -o 另指定一个结果文件夹。"
            ) from error
        # Some network shares know no locks; the run itself is sound without.
        logger.warning("“%s”所在的磁盘不支持加锁，请自行确认没有别的运行同时写它。", out)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  Windows only

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        return
    import fcntl  # noqa: PLC0415  Unix only

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
