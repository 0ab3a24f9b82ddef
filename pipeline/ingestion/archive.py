"""Opens archives (压缩包) entry by entry, never under a member's own name, never past the limits."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.archive_programs import unpack_by_program
from pipeline.ingestion.archive_tar import unpack_tar
from pipeline.ingestion.unpacking import (
    ArchiveOverflowError,
    Desk,
    Member,
    Opened,
    Unpacking,
    outcome,
    overflown,
    stored,
)
from pipeline.ingestion.zip_salvage import Found, found_members
from pipeline.ingestion.zips import (
    LOCAL_HEADER,
    ZIP_ERRORS,
    chunks,
    has_own_directory,
    is_encrypted,
    is_link,
    member_names,
)
from pipeline.model import FileStatus, Source


def unpack(
    location: Path,
    source: Source,
    unpacking: Unpacking,
    new_location: Callable[[], Path],
    is_rubbish: Callable[[str], object],
) -> Opened:
    """All members of an archive, each in a file of the workspace or with the reason why not."""
    if unpacking.depth > unpacking.limits.archive_depth:
        refusal = refusals.nested_too_deep(f"压缩包嵌套超过 {unpacking.limits.archive_depth} 层")
        return Opened((), FileStatus.FAILED, refusal)
    desk = Desk(unpacking, new_location, is_rubbish)
    if source.format == "tar":
        return unpack_tar(location, source.path, desk)
    if source.format in {"7z", "rar"}:
        return unpack_by_program(location, source.format, desk)
    return _unpack_zip(location, desk)


def _unpack_zip(location: Path, desk: Desk) -> Opened:
    members: list[Member] = []
    try:
        with zipfile.ZipFile(location) as archive:
            if not has_own_directory(archive, _beginning(location)):
                return _unpack_without_directory(location, desk)
            infos = archive.infolist()
            for info, name in zip(infos, member_names(infos), strict=True):
                if name.endswith(("/", "\\")):
                    continue
                members.append(_member(archive, info, name.replace("\\", "/"), desk))
    except ArchiveOverflowError as overflow:
        return overflown(members, overflow.refusal)
    except ZIP_ERRORS:
        if members:
            return overflown(members, refusals.damaged("压缩包"))
        return _unpack_without_directory(location, desk)
    return outcome(members)


def _beginning(location: Path) -> bytes:
    with location.open("rb") as stream:
        return stream.read(len(LOCAL_HEADER))


def _unpack_without_directory(location: Path, desk: Desk) -> Opened:
    """What an archive that broke off still holds; its row says that there was more."""
    members: list[Member] = []
    try:
        content = location.read_bytes()
        for found in found_members(content, desk.unpacking.limits):
            if not found.name.endswith("/"):
                members.append(_found_member(found, len(content), desk))
    except ArchiveOverflowError as overflow:
        return overflown(members, overflow.refusal)
    except Unreadable as refusal:
        return overflown(members, refusal)
    left = sum(member.location is not None for member in members)
    told = f"只取出前面的 {left} 个文件，其余已丢失" if left else "没有一个文件能完整取出"
    return overflown(members, refusals.cut_off(told))


def _found_member(found: Found, packed: int, desk: Desk) -> Member:
    desk.count()
    if desk.is_rubbish(found.name):
        return Member(found.name, 0, skipped=True)
    if found.content is None:
        return Member(found.name, 0, refusal=refusals.cut_off("压缩包在此文件处断开，此文件未能取出"))
    return desk.put(found.name, (piece for piece in (found.content,)), packed)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, desk: Desk) -> Member:
    desk.count()
    if desk.is_rubbish(name):
        return Member(name, info.file_size, skipped=True)
    if is_encrypted(info):
        return Member(name, info.file_size, refusal=refusals.encrypted())
    if is_link(info):
        return Member(name, info.file_size, refusal=refusals.member_link())
    location = desk.new_location()
    try:
        size = _inflate(archive, info, location, desk)
    except Unreadable as refusal:
        location.unlink(missing_ok=True)
        return Member(name, info.file_size, refusal=refusal)
    return Member(name, size, location)


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo, location: Path, desk: Desk) -> int:
    try:
        return stored(chunks(archive, info), location, info.compress_size, desk.unpacking)
    except NotImplementedError as error:
        raise Unreadable("unsupported", "压缩包内此文件的压缩方式不能识别，请解压后另行提交。") from error
    except ZIP_ERRORS as error:
        raise refusals.damaged("压缩包内此文件") from error
