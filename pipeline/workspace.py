"""Temporary folders (临时文件夹) that do not stay for good: one whose owner was killed goes at the next run.

Each folder holds a locked file for as long as its owner lives; the lock dies with the process, however it ends.
"""

import contextlib
import errno
import logging
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger(__name__)

PREFIX = "heji-"
OWNED = ".owner"
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def workspace(*, tidy: bool = False) -> Iterator[Path]:
    """A temporary folder for the block; with `tidy`, those that dead processes left behind go first."""
    if tidy:
        clear_abandoned()
    folder, owned = _claimed()
    try:
        yield folder
    finally:
        # Windows removes no open file, so there the claim ends first; what another run then takes away is rubbish.
        if sys.platform == "win32":
            os.close(owned)
        shutil.rmtree(folder, ignore_errors=True)
        if sys.platform != "win32":
            os.close(owned)


def clear_abandoned() -> int:
    """Remove the temporary folders whose owner is dead; gives how many they were."""
    removed = 0
    with contextlib.suppress(OSError):  # the place for temporary files cannot be listed: nothing to tidy
        for folder in sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")):
            removed += _removed(folder)
    if removed:
        logger.info("removed %d temporary folders of dead processes", removed)
    return removed


def _claimed() -> tuple[Path, int]:
    """A new folder and the descriptor of its locked file."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        owned = os.open(folder / OWNED, os.O_RDWR | os.O_CREAT, 0o600)
        if _lock(owned) and _is_at(owned, folder / OWNED):
            return folder, owned
        # Another run took it for abandoned in the moment between making and locking, and removes it.
        os.close(owned)


def _removed(folder: Path) -> bool:
    """Whether the folder was one of ours, its owner dead, and is gone now."""
    if not _is_ours(folder):
        return False
    try:
        owned = os.open(folder / OWNED, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:  # not made by this program, or just being removed
        return False
    try:
        if not (_lock(owned, sure=True) and _is_at(owned, folder / OWNED)):
            return False
        if sys.platform != "win32":
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(owned)
    if sys.platform == "win32":
        shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder of this user, and no link to one: the place is shared with others."""
    try:
        kind = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(kind.st_mode) and (sys.platform == "win32" or kind.st_uid == os.getuid())


def _is_at(owned: int, path: Path) -> bool:
    """Whether the open file still stands under its name."""
    try:
        return os.path.samestat(os.fstat(owned), path.stat())
    except OSError:
        return False


def _lock(owned: int, *, sure: bool = False) -> bool:
    """Lock the file if nobody else has; where the disk knows no locks, that counts unless one must be `sure`."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  Windows only

            msvcrt.locking(owned, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  Unix only

            fcntl.flock(owned, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _TAKEN and not sure
    return True
