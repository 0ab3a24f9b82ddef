"""Writing beside and renaming into place, so that a run that dies leaves the previous results whole."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import HejiError, cause_of

logger = logging.getLogger(__name__)

_FRESH = ".写入中"
_PREVIOUS = ".上一次"
_OURS_ALONE = ("复核",)
"""Folders that only a run writes: one that it no longer makes goes with the results that it belonged to."""


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Gives an empty folder inside `out`; when the block ends well, its entries move up into `out`."""
    fresh = out / _FRESH
    try:
        out.mkdir(parents=True, exist_ok=True)
        recover(out)
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir()
    except OSError as error:
        raise HejiError(
            f"结果文件夹“{out}”不能写入：{cause_of(error)}。请换一个位置，或检查权限。"
        ) from error
    try:
        yield fresh
        _install(out)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise HejiError(f"结果没有写完：{cause_of(error)}。上一次的结果未改动。") from error
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _install(out: Path) -> None:
    """Moves each old entry aside and the new one in; the first refusal puts everything back.

    Only a workbook that is held open costs no more than its place: the new one is laid beside it.
    """
    fresh, previous = out / _FRESH, out / _PREVIOUS
    previous.mkdir()
    _set_aside(out)
    for entry in sorted(fresh.iterdir()):
        target = out / entry.name
        try:
            if target.exists():
                target.rename(previous / entry.name)
            entry.rename(target)
        except OSError as error:
            if _laid_beside(entry, target):
                continue
            _restore(out)
            raise HejiError(
                f"“{entry.name}”不能替换（{cause_of(error)}），上一次的结果未改动。"
                "它可能正在别的程序中打开，请关闭后再运行。"
            ) from error
    # An empty folder of fresh entries is the mark of a finished exchange: it goes first, see recover.
    fresh.rmdir()
    shutil.rmtree(previous)


def _set_aside(out: Path) -> None:
    """Moves what this run no longer makes to the previous results; it comes back if the exchange fails."""
    for name in _OURS_ALONE:
        if (out / name).is_dir() and not (out / _FRESH / name).exists():
            try:
                (out / name).rename(out / _PREVIOUS / name)
            except OSError as error:
                logger.warning("上一次的“%s”没有移走（%s），其中的页面已经过时。", name, cause_of(error))


def _laid_beside(entry: Path, target: Path) -> bool:
    """Whether a new workbook whose place is taken could be laid beside the old one under another name."""
    if entry.suffix != ".xlsx" or not target.is_file():
        return False
    beside = target.with_name(f"{target.stem}-新{target.suffix}")
    try:
        entry.replace(beside)
    except OSError:
        return False
    logger.warning(
        "“%s”正在别的程序中打开，不能替换；新的工作簿另存为 %s，其余结果已更新。"
        "请关闭它之后再运行一次，填在两份里的审核意见都会带回。",
        target.name,
        beside.name,
    )
    return True


def interrupted(out: Path) -> tuple[Path, ...]:
    """The folder of entries that a run killed during the exchange had moved aside; none mostly."""
    previous = out / _PREVIOUS
    return (previous,) if previous.is_dir() else ()


def recover(out: Path) -> None:
    """Finishes what a run that was killed during the exchange left undone."""
    fresh, previous = out / _FRESH, out / _PREVIOUS
    if not previous.exists():
        return
    if fresh.exists() and any(fresh.iterdir()):
        _restore(out)
    else:
        shutil.rmtree(previous)


def _restore(out: Path) -> None:
    previous = out / _PREVIOUS
    for entry in previous.iterdir():
        target = out / entry.name
        if target.is_dir():
            shutil.rmtree(target)
        entry.replace(target)
    previous.rmdir()
