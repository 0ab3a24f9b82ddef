"""Takes in what was submitted: folders walked, archives opened, every file hashed and sniffed."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pipeline.addresses import Remote
from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.archive import unpack
from pipeline.ingestion.remote import RemoteFile, fetched, remote_files, room_for_remote
from pipeline.ingestion.sniff import is_json, sniff
from pipeline.ingestion.unpacking import Unpacking
from pipeline.model import FileRecord, FileStatus, Source
from pipeline.settings import Limits

_HEAD_BYTES = 4096
_RUBBISH = re.compile(
    r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|ehthumbs\.db|desktop\.ini|~\$[^/]*|\.~[^/]*|~WRL\d+\.tmp)$",
    re.IGNORECASE,
)
_UNDECODABLE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Received:
    """A submitted file: where its bytes lie, or the finished row of one that goes to no reader."""

    source: Source
    location: Path | None
    failure: FileRecord | None = None
    """Set when no reader gets it: refused, skipped, or an archive (whose members follow)."""


@dataclass(slots=True)
class _Intake:
    """What one run's intake keeps in mind: limits, and the labels and files already seen."""

    limits: Limits
    workspace: Path
    excluded: tuple[Path, ...] = ()
    labels: dict[str, int] = field(default_factory=dict)
    seen: set[Path | str] = field(default_factory=set)
    members: int = 0

    def label(self, name: str) -> str:
        """The name if it is new, else `name#2`, `name#3` …"""
        count = self.labels.get(name, 0) + 1
        self.labels[name] = count
        return name if count == 1 else self.label(f"{name}#{count}")

    def member_location(self) -> Path:
        """A new file of the workspace; its name owes nothing to the member's."""
        self.members += 1
        return self.workspace / f"member-{self.members:06d}.bin"


def receive(
    inputs: Sequence[Path | Remote], limits: Limits, workspace: Path, exclude: Sequence[Path] = ()
) -> Iterator[Received]:
    """Every file under the inputs, in sorted order, archive members after their archive.

    `exclude` are folders never entered, such as the output of an earlier run, and files that are no report.
    """
    intake = _Intake(limits, workspace, tuple(path.resolve() for path in exclude))
    intake.seen.update(intake.excluded)
    room = room_for_remote(limits)
    for given in inputs:
        if isinstance(given, Remote):
            for file in remote_files(given):
                yield from _receive_remote(file, intake, room)
            continue
        root = given.resolve()
        if _is_folder(given):
            yield from _walk(root, root, intake)
        else:
            yield from _receive_path(given, _readable(given.name), given.resolve().parent, intake)


def _walk(folder: Path, root: Path, intake: _Intake) -> Iterator[Received]:
    """The files of a folder and its folders; links to folders are not followed (they may run in circles)."""
    try:
        children = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield _refused(_readable(folder.relative_to(root).as_posix()), _unavailable(error), intake)
        return
    for child in children:
        label = _readable(child.relative_to(root).as_posix())
        if child.is_symlink() and _is_folder(child):
            yield _refused(label, Unreadable("link", "指向其他文件夹的链接，未读取。"), intake, skipped=True)
        elif _is_folder(child):
            if child.resolve() not in intake.excluded:
                yield from _walk(child, root, intake)
        else:
            yield from _receive_path(child, label, root, intake)


def _receive_path(path: Path, label: str, root: Path, intake: _Intake) -> Iterator[Received]:
    if _RUBBISH.search(label):
        yield _rubbish(label, intake, _size(path))
        return
    try:
        resolved = path.resolve(strict=True)
        kind = resolved.stat()
    except (OSError, RuntimeError) as error:
        yield _refused(label, _unavailable(error), intake)
        return
    if path.is_symlink() and not resolved.is_relative_to(root):
        yield _refused(label, Unreadable("link", "链接指向所提交材料之外，未读取，请提交文件本身。"), intake)
    elif not stat.S_ISREG(kind.st_mode):
        yield _refused(label, Unreadable("unsupported", "不是普通文件（设备、管道等），未读取。"), intake)
    elif resolved not in intake.seen:
        intake.seen.add(resolved)
        yield from _receive_file(resolved, intake.label(label), intake, Unpacking.outermost(intake.limits))


def _receive_remote(file: RemoteFile, intake: _Intake, room: Unpacking) -> Iterator[Received]:
    """A file that lies elsewhere, brought here and received; one that cannot be had is its row."""
    label = _readable(file.name)
    if _RUBBISH.search(label):
        yield _rubbish(label, intake, file.size or 0)
    elif file.identity not in intake.seen:
        intake.seen.add(file.identity)
        location = intake.member_location()
        try:
            fetched(file, location, room)
        except Unreadable as refusal:
            location.unlink(missing_ok=True)
            yield _refused(label, refusal, intake, bytes_=file.size or 0)
            return
        yield from _receive_file(location, intake.label(label), intake, Unpacking.outermost(intake.limits))


def _receive_file(location: Path, label: str, intake: _Intake, unpacking: Unpacking) -> Iterator[Received]:
    """One file on disk, submitted or unpacked: too large, empty, unsupported, an archive, or for a reader."""
    try:
        source, content = _identified(location, label, intake.limits)
    except OSError as error:
        yield _failed(Source(label, "", 0, "unknown"), _unavailable(error))
        return
    if content is None:
        size = f"文件有 {source.bytes / 1_048_576:.0f} MiB"
        yield _failed(source, refusals.too_large(size))
    elif not content:
        yield _failed(source, refusals.empty())
    elif source.format == "unknown" and is_json(content):
        yield _failed(source, refusals.data_file(), FileStatus.SKIPPED)
    elif not refusals.is_supported(source.format):
        yield _failed(source, refusals.unsupported(source.format))
    elif source.format in refusals.ARCHIVES:
        yield from _receive_archive(location, source, intake, unpacking)
    else:
        yield Received(source, location)


def _receive_archive(
    location: Path, source: Source, intake: _Intake, unpacking: Unpacking
) -> Iterator[Received]:
    """The archive's own row, then its members; how the archive fared is known only after them."""
    received: list[Received] = []
    opened = unpack(location, source, unpacking, intake.member_location, _RUBBISH.search)
    for member in opened.members:
        label = f"{source.path}!/{_readable(member.name)}"
        if member.skipped:
            received.append(_rubbish(label, intake, member.bytes))
        elif member.location is None:
            received.append(
                _refused(label, member.refusal or refusals.damaged(), intake, bytes_=member.bytes)
            )
        else:
            inner = replace(unpacking, depth=unpacking.depth + 1)
            received.extend(_receive_file(member.location, intake.label(label), intake, inner))
    record = FileRecord(
        path=source.path,
        sha256=source.sha256,
        bytes=source.bytes,
        format=source.format,
        status=opened.status,
        reason=opened.refusal.reason if opened.refusal else None,
        message=opened.refusal.message if opened.refusal else None,
    )
    yield Received(source, None, record)
    yield from received


def _identified(location: Path, label: str, limits: Limits) -> tuple[Source, bytes | None]:
    """The file's identity and its bytes; no bytes if there are too many of them."""
    size = location.stat().st_size
    if size <= limits.file_bytes:
        content = location.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        return Source(label, digest, len(content), sniff(content, _own_name(label))), content
    with location.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(label, digest, size, sniff(head, _own_name(label))), None


def _own_name(label: str) -> str:
    return re.sub(r"#\d+$", "", PurePosixPath(label).name)


def _failed(source: Source, refusal: Unreadable, status: FileStatus = FileStatus.FAILED) -> Received:
    record = FileRecord(
        path=source.path,
        sha256=source.sha256,
        bytes=source.bytes,
        format=source.format,
        status=status,
        reason=refusal.reason,
        message=refusal.message,
    )
    return Received(source, None, record)


def _refused(
    label: str, refusal: Unreadable, intake: _Intake, *, skipped: bool = False, bytes_: int = 0
) -> Received:
    """A row for something whose bytes were never read."""
    status = FileStatus.SKIPPED if skipped else FileStatus.FAILED
    return _failed(Source(intake.label(label), "", bytes_, "unknown"), refusal, status)


def _rubbish(label: str, intake: _Intake, size: int) -> Received:
    refusal = Unreadable("system_file", "系统或办公软件自动生成的临时文件，按规则跳过。")
    return _refused(label, refusal, intake, skipped=True, bytes_=size)


def _unavailable(error: Exception) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        return Unreadable("vanished", "文件不存在，可能已被移走、删除，或链接已失效，请核对后重新提交。")
    if isinstance(error, PermissionError):
        return Unreadable("denied", "没有读取权限，请调整文件权限后重新提交。")
    return Unreadable("unavailable", "文件无法从磁盘读出，请核对后重新提交。")


def _is_folder(path: Path) -> bool:
    """Whether the path is a folder; what cannot even be asked gets its row as a file."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _readable(name: str) -> str:
    """A name fit for a label: bytes that are no UTF-8 read as GB18030, control characters dropped."""
    if _UNDECODABLE.search(name):
        name = os.fsencode(name).decode("gb18030", errors="replace")
    return _CONTROL.sub("", name) or "（无名）"
