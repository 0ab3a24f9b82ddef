"""What all archives share: limits, the members as they come out, and how the archive fared."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.zips import inflates_suspiciously
from pipeline.model import FileStatus
from pipeline.settings import Limits

Pieces = Generator[bytes, None, None]
"""The bytes of a member as they come; closed as soon as one stops reading."""


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


class ArchiveOverflowError(Exception):
    """The archive as a whole is past a limit."""

    def __init__(self, refusal: Unreadable) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Desk:
    """Where members are put down: what may still be spent, new files, and what is rubbish by its name."""

    unpacking: Unpacking
    new_location: Callable[[], Path]
    is_rubbish: Callable[[str], object]

    def count(self) -> None:
        """One more member; raises ArchiveOverflowError past the limit."""
        self.unpacking.budget.members -= 1
        if self.unpacking.budget.members < 0:
            most = self.unpacking.limits.archive_members
            raise ArchiveOverflowError(refusals.too_large(f"压缩包内文件超过 {most} 个，其余未读取"))

    def put(self, name: str, pieces: Pieces, compressed: int) -> Member:
        """The member whose bytes these are, in a file of the workspace, or why it is not."""
        location = self.new_location()
        try:
            return Member(name, stored(pieces, location, compressed, self.unpacking), location)
        except Unreadable as refusal:
            location.unlink(missing_ok=True)
            return Member(name, 0, refusal=refusal)
        except ArchiveOverflowError:
            location.unlink(missing_ok=True)
            raise


def stored(pieces: Pieces, location: Path, compressed: int, unpacking: Unpacking) -> int:
    """Write a member's bytes to `location`, counting; the sizes that an archive states are not believed."""
    limits, budget = unpacking.limits, unpacking.budget
    size = 0
    with closing(pieces), _opened(location) as target:
        for piece in pieces:
            size += len(piece)
            budget.bytes -= len(piece)
            if size > limits.file_bytes:
                raise refusals.too_large(f"展开后超过 {limits.file_bytes // 1_048_576} MiB")
            if inflates_suspiciously(compressed, size, limits.archive_ratio):
                raise refusals.bomb()
            if budget.bytes < 0:
                raise ArchiveOverflowError(refusals.bomb())
            _write(target, piece)
    return size


def _opened(location: Path) -> FileIO:
    # Unbuffered: a full disk is met where it can be told, not when the file is closed.
    try:
        return FileIO(location, "w")
    except OSError as error:
        raise refusals.no_room(error) from error


def _write(target: FileIO, piece: bytes) -> None:
    try:
        while piece:
            piece = piece[target.write(piece) :]
    except OSError as error:
        raise refusals.no_room(error) from error


def overflown(members: list[Member], refusal: Unreadable) -> Opened:
    """What an archive gave that could not be opened to its end."""
    status = FileStatus.PARTIAL if any(member.location for member in members) else FileStatus.FAILED
    return Opened(tuple(members), status, refusal)


def outcome(members: list[Member]) -> Opened:
    """What an archive gave that was gone through to its end."""
    refused = [member for member in members if member.refusal]
    if not members:
        return Opened((), FileStatus.FAILED, Unreadable("empty", "压缩包内没有文件，请核对后重新提交。"))
    if not refused:
        return Opened(tuple(members), FileStatus.OK)
    reason = refused[0].refusal.reason if refused[0].refusal else "damaged"
    refusal = Unreadable(reason, f"压缩包内有 {len(refused)} 个文件未能取出，原因见各行。")
    return overflown(members, refusal)
