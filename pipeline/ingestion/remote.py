"""Inputs that lie elsewhere (远程材料): s3://, https:// and whatever else fsspec opens, fetched file by file.

What is fetched lies in the workspace under names of our own and is then received like any submitted file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.addresses import Remote
from pipeline.errors import Unreadable, UsageError
from pipeline.ingestion import refusals
from pipeline.ingestion.unpacking import ArchiveOverflowError, Budget, Pieces, Unpacking, stored
from pipeline.settings import Limits

_CHUNK = 1 << 20
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file at such an address: its path below the address that was given, its size if that is told."""

    name: str
    size: int | None
    address: str
    system: Any
    """The fsspec file system that opens it."""

    @property
    def identity(self) -> str:
        """What tells it from every other file, however the addresses given were written."""
        return f"{type(self.system).__name__}:{self.address}"


def refuse_unreachable(remote: Remote) -> None:
    """Raises UsageError when there is nothing at the address or no package to reach it, before anything is read."""
    system, root = _system(remote)
    try:
        found = system.exists(root)
    except Exception as error:  # each protocol raises what its own packages raise
        raise _unreachable(remote, error) from error
    if not found:
        raise UsageError(f"找不到“{remote.url}”。请检查地址是否写对，以及有没有读取权限。")


def remote_files(remote: Remote) -> list[RemoteFile]:
    """The files at the address and below it, sorted; raises UsageError where they cannot be listed."""
    system, root = _system(remote)
    try:
        listed: Mapping[str, Mapping[str, Any]] = system.find(root, detail=True)
    except Exception as error:  # each protocol raises what its own packages raise
        raise _unreachable(remote, error) from error
    files = [
        RemoteFile(_below(address, root), _size(about), address, system)
        for address, about in listed.items()
        if about.get("type") != "directory"
    ]
    return sorted(files, key=lambda file: (file.name, file.address))


def room_for_remote(limits: Limits) -> Unpacking:
    """What all remote files of a run may take up here."""
    return Unpacking(limits, Budget(limits.remote_bytes, 0))


def fetched(file: RemoteFile, location: Path, room: Unpacking) -> int:
    """Bring the file to `location`, counting; raises Unreadable where it cannot be had or is too much."""
    limits = room.limits
    if file.size is not None and file.size > limits.file_bytes:
        raise refusals.too_large(f"文件有 {file.size / 1_048_576:.0f} MiB")
    if file.size is not None and file.size > room.budget.bytes:
        raise _no_room(limits)
    try:
        return stored(_pieces(file), location, limits.file_bytes, room)
    except ArchiveOverflowError as error:
        raise _no_room(limits) from error


def _pieces(file: RemoteFile) -> Pieces:
    try:
        with file.system.open(file.address, "rb") as stream:
            while piece := stream.read(_CHUNK):
                yield piece
    except FileNotFoundError as error:
        raise Unreadable("vanished", "远程文件已不存在，可能刚被移走或删除，请核对后重新运行。") from error
    except PermissionError as error:
        raise Unreadable("denied", "没有读取这个远程文件的权限，请调整权限后重新运行。") from error
    except Exception as error:  # each protocol raises what its own packages raise
        raise Unreadable("unavailable", "远程文件没有取下来（网络或服务出错），请重新运行。") from error


def _no_room(limits: Limits) -> Unreadable:
    return refusals.too_large(
        f"远程材料合计超过 {limits.remote_bytes / _GIB:.3g} GiB，其余未取"
        "（可分批运行，或用 --set limits.remote_bytes=字节数 放宽）"
    )


def _below(address: str, root: str) -> str:
    """The path below what was given; the file's own name where it is what was given."""
    top = root.rstrip("/") + "/"
    return address.removeprefix(top) if address.startswith(top) else address.rstrip("/").rpartition("/")[2]


def _size(about: Mapping[str, Any]) -> int | None:
    size = about.get("size")
    return size if isinstance(size, int) and size >= 0 else None


def _system(remote: Remote) -> tuple[Any, str]:
    """The file system that opens the address, and the address as it wants it."""
    try:
        import fsspec  # noqa: PLC0415  an extra
    except ImportError as error:
        raise UsageError(
            f'读取 {remote.protocol}:// 需要 fsspec，本机没有安装。请运行 pip install "heji[remote]"，'
            "或先把材料下载到本机。"
        ) from error
    if "::" in remote.url:
        raise UsageError(f"“{remote.url}”：不支持用 :: 连接的地址，请写材料本身的地址，压缩包会自动展开。")
    try:
        system, root = fsspec.core.url_to_fs(remote.url)
    except ImportError as error:
        raise UsageError(_missing_package(remote, error)) from error
    except ValueError as error:
        raise UsageError(f"不认识 {remote.protocol}:// 这种地址，请检查“{remote.url}”是否写对。") from error
    except Exception as error:  # each protocol raises what its own packages raise
        raise _unreachable(remote, error) from error
    return system, str(root)


def _missing_package(remote: Remote, error: ImportError) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
    package = (cause.name or "").partition(".")[0] or f"fsspec[{remote.protocol}]"
    return (
        f"读取 {remote.protocol}:// 还需要软件包 {package}，本机没有安装。"
        f"请运行 pip install {package}，或先把材料下载到本机。"
    )


def _unreachable(remote: Remote, error: Exception) -> UsageError:
    return UsageError(
        f"“{remote.url}”打不开（{type(error).__name__}）。请检查地址、网络和读取权限，或先把材料下载到本机。"
    )
