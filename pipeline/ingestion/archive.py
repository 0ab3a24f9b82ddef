"""Opens zip archives (压缩包) entry by entry, never under a member's own name, never past the limits."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.zips import (
    ZIP_ERRORS,
    chunks,
    inflates_suspiciously,
    is_encrypted,
    is_link,
    member_names,
)
from pipeline.model import FileStatus, Source
from pipeline.settings import Limits


@dataclass(slots=True)
class Budget:
    """What an outermost archive and all archives inside it may still unfold into."""

    bytes: int
    members: int


@dataclass(frozen=True, slots=True)
class Unpacking:
    """How deep we are and what is left to spend; the budget is shared by all levels."""

    limits: Limits
    budget: Budget
    depth: int = 1

    @classmethod
    def outermost(cls, limits: Limits) -> "Unpacking":
        """The state in which a submitted file is met."""
        return cls(limits, Budget(limits.archive_bytes, limits.archive_members))


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an archive: where its bytes lie now, or why they do not."""

    name: str
    bytes: int
    location: Path | None = None
    refusal: Unreadable | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What an archive gave."""

    members: tuple[Member, ...]
    status: FileStatus
    refusal: Unreadable | None = None


class _OverflowError(Exception):
    """The archive as a whole is past a limit."""

    def __init__(self, refusal: Unreadable) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def unpack(
    location: Path,
    source: Source,
    unpacking: Unpacking,
    new_location: Callable[[], Path],
    is_rubbish: Callable[[str], object],
) -> Opened:
    """All members of a zip, each in a file of the workspace or with the reason why not."""
    if unpacking.depth > unpacking.limits.archive_depth:
        refusal = refusals.nested_too_deep(f"压缩包嵌套超过 {unpacking.limits.archive_depth} 层")
        return Opened((), FileStatus.FAILED, refusal)
    members: list[Member] = []
    try:
        with zipfile.ZipFile(location) as archive:
            infos = archive.infolist()
            for info, name in zip(infos, member_names(infos), strict=True):
                if info.is_dir() or name.endswith(("/", "\\")):
                    continue
                members.append(
                    _member(archive, info, name.replace("\\", "/"), unpacking, new_location, is_rubbish)
                )
    except _OverflowError as overflow:
        return _overflown(members, overflow.refusal)
    except ZIP_ERRORS:
        return _overflown(members, refusals.damaged("压缩包"))
    return _outcome(members)


def _member(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    name: str,
    unpacking: Unpacking,
    new_location: Callable[[], Path],
    is_rubbish: Callable[[str], object],
) -> Member:
    limits = unpacking.limits
    unpacking.budget.members -= 1
    if unpacking.budget.members < 0:
        raise _OverflowError(refusals.too_large(f"压缩包内文件超过 {limits.archive_members} 个，其余未读取"))
    if is_rubbish(name):
        return Member(name, info.file_size, skipped=True)
    if is_encrypted(info):
        return Member(name, info.file_size, refusal=refusals.encrypted())
    if is_link(info):
        refusal = Unreadable("link", "压缩包内的链接，不指向文件内容，请提交文件本身。")
        return Member(name, info.file_size, refusal=refusal)
    location = new_location()
    try:
        size = _inflate(archive, info, location, unpacking)
    except Unreadable as refusal:
        location.unlink(missing_ok=True)
        return Member(name, info.file_size, refusal=refusal)
    return Member(name, size, location)


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo, location: Path, unpacking: Unpacking) -> int:
    """Write the member's bytes to `location`, counting; the sizes in the header are not believed."""
    limits, budget = unpacking.limits, unpacking.budget
    size = 0
    try:
        with location.open("wb") as target:
            for piece in chunks(archive, info):
                size += len(piece)
                budget.bytes -= len(piece)
                if size > limits.file_bytes:
                    raise refusals.too_large(f"展开后超过 {limits.file_bytes // 1_048_576} MiB")
                if inflates_suspiciously(info.compress_size, size, limits.archive_ratio):
                    raise refusals.bomb()
                if budget.bytes < 0:
                    raise _OverflowError(refusals.bomb())
                target.write(piece)
    except NotImplementedError as error:
        raise Unreadable("unsupported", "压缩包内此文件的压缩方式不能识别，请解压后另行提交。") from error
    except ZIP_ERRORS as error:
        raise refusals.damaged("压缩包内此文件") from error
    return size


def _overflown(members: list[Member], refusal: Unreadable) -> Opened:
    status = FileStatus.PARTIAL if any(member.location for member in members) else FileStatus.FAILED
    return Opened(tuple(members), status, refusal)


def _outcome(members: list[Member]) -> Opened:
    refused = [member for member in members if member.refusal]
    if not members:
        return Opened((), FileStatus.FAILED, Unreadable("empty", "压缩包内没有文件，请核对后重新提交。"))
    if not refused:
        return Opened(tuple(members), FileStatus.OK)
    reason = refused[0].refusal.reason if refused[0].refusal else "damaged"
    refusal = Unreadable(reason, f"压缩包内有 {len(refused)} 个文件未能取出，原因见各行。")
    return _overflown(members, refusal)
