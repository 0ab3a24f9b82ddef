"""Opens 7z and rar archives by a program of this machine: listed first, then each member through a pipe.

No member is ever written under its own name, and no program writes a file at all: names with .. in them, links
and lying sizes reach nothing. What is read is counted as it comes.
"""

import os
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.errors import Unreadable
from pipeline.ingestion import refusals
from pipeline.ingestion.archive_tar import TAR_ERRORS, members_of_stream
from pipeline.ingestion.unpacking import (
    ArchiveOverflowError,
    Desk,
    Member,
    Opened,
    Pieces,
    outcome,
    overflown,
)

SEVEN_ZIP = ("7zz", "7z", "7za")
BSDTAR = ("bsdtar",)
_CHUNK = 1 << 20
_UNASKED = "-p-"
"""Some answer to the question that 7-Zip would else ask of a locked archive."""
_ANSWER = 64 << 20
"""Bytes of a listing past which an archive is not believed to hold reports."""


def unpackers() -> dict[str, str]:
    """The programs found here that open 7z and rar archives, by name."""
    found = {"7-Zip": _program(SEVEN_ZIP), "bsdtar": _program(BSDTAR)}
    return {name: path for name, path in found.items() if path}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member as the listing states it."""

    name: str
    size: int
    packed: int
    encrypted: bool
    link: bool


def unpack_by_program(location: Path, kind: str, desk: Desk) -> Opened:
    """All members of the archive, or the row that says which program would open it."""
    found = unpackers()
    members: list[Member] = []
    try:
        if "7-Zip" in found:
            entries = _listed(found["7-Zip"], location, desk)
            if entries is not None:
                _take(found["7-Zip"], location, entries, desk, members)
                return outcome(members)
        if "bsdtar" in found:
            return _by_bsdtar(found["bsdtar"], location, desk, members)
    except ArchiveOverflowError as overflow:
        return overflown(members, overflow.refusal)
    except Unreadable as refusal:
        return overflown(members, refusal)
    if found:
        return overflown(members, refusals.damaged("压缩包"))
    return overflown(members, refusals.no_unpacker(kind))


def _program(names: Sequence[str]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def _listed(program: str, location: Path, desk: Desk) -> list[_Entry] | None:
    """The archive's members, None if the program cannot open it; raises Unreadable if it is locked."""
    arguments = [program, "l", "-slt", "-ba", "-sccUTF-8", _UNASKED, "--", str(location)]
    with _running(arguments, desk.unpacking.limits.seconds) as process:
        answer = _stream(process).read(_ANSWER)
        complaint = b"".join(iter(lambda: (process.stderr or _stream(process)).read(_CHUNK), b""))
        code = process.wait()
    if code != 0:
        if b"password" in complaint.lower() or b"encrypted" in complaint.lower():
            raise refusals.encrypted()
        return None
    return list(_entries(answer.decode("utf-8", errors="replace")))


def _entries(listing: str) -> Iterator[_Entry]:
    for block in listing.replace("\r\n", "\n").split("\n\n"):
        stated = dict(line.split(" = ", 1) for line in block.split("\n") if " = " in line)
        name = stated.get("Path", "")
        attributes = stated.get("Attributes", "")
        if not name or stated.get("Folder") == "+" or attributes.startswith("D"):
            continue
        yield _Entry(
            name=name,
            size=_number(stated.get("Size")),
            packed=_number(stated.get("Packed Size")),
            encrypted=stated.get("Encrypted") == "+",
            link=" l" in attributes or bool(stated.get("Symbolic Link")) or bool(stated.get("Hard Link")),
        )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _take(program: str, location: Path, entries: Sequence[_Entry], desk: Desk, members: list[Member]) -> None:
    """Each member through a pipe of its own; members of one name come in one pipe, one behind the other."""
    times = Counter(entry.name for entry in entries)
    packed = location.stat().st_size
    taken: set[str] = set()
    for entry in entries:
        desk.count()
        name = entry.name.replace("\\", "/")
        if desk.is_rubbish(name):
            members.append(Member(name, entry.size, skipped=True))
        elif entry.encrypted:
            members.append(Member(name, entry.size, refusal=refusals.encrypted()))
        elif entry.link:
            members.append(Member(name, entry.size, refusal=refusals.member_link()))
        elif times[entry.name] == 1:
            # A solid archive states no packed size of its members: then the archive's own bounds the ratio.
            members.append(
                desk.put(name, _member(program, location, [entry], desk)[0], entry.packed or packed)
            )
        elif entry.name not in taken:
            taken.add(entry.name)
            group = [each for each in entries if each.name == entry.name]
            if sum(each.size for each in group) > desk.unpacking.limits.file_bytes:
                raise ArchiveOverflowError(refusals.too_large("压缩包内同名文件过大"))
            pieces = _member(program, location, group, desk)
            members.extend(desk.put(name, each, packed) for each in pieces)


def _member(program: str, location: Path, group: Sequence[_Entry], desk: Desk) -> list[Pieces]:
    """The bytes of one member; of several of one name, parted by their stated sizes."""
    arguments = [
        program, "x", "-so", "-spd", "-ssc", "-sccUTF-8", _UNASKED, f"-i!{group[0].name}", "--", str(location),
    ]  # fmt: skip
    whole = _pieces(arguments, desk.unpacking.limits.seconds)
    if len(group) == 1:
        return [whole]
    return _parted(whole, [entry.size for entry in group])


def _pieces(arguments: Sequence[str], seconds: float) -> Pieces:
    with _running(arguments, seconds) as process:
        stream = _stream(process)
        while piece := stream.read(_CHUNK):
            yield piece
        if process.wait() != 0:
            raise refusals.damaged("压缩包内此文件")


def _parted(whole: Pieces, sizes: Sequence[int]) -> list[Pieces]:
    """Consecutive stretches of one stream; each must be read before the next."""
    rest = bytearray()

    def stretch(size: int, *, last: bool) -> Pieces:
        while len(rest) < size:
            piece = next(whole, b"")
            if not piece:
                raise refusals.damaged("压缩包内此文件")
            rest.extend(piece)
        piece = bytes(rest[:size])
        del rest[:size]
        yield piece
        if last and (rest or next(whole, b"")):
            raise refusals.damaged("压缩包内此文件")

    return [stretch(size, last=index == len(sizes) - 1) for index, size in enumerate(sizes)]


def _by_bsdtar(program: str, location: Path, desk: Desk, members: list[Member]) -> Opened:
    """bsdtar writes the whole archive anew as a tar into a pipe, names and all; the tar is read as it comes."""
    arguments = [program, "-cf", "-", "--format=pax", f"@{location}"]
    try:
        with _running(arguments, desk.unpacking.limits.seconds) as process:
            for member in members_of_stream(_stream(process), desk, location.stat().st_size):
                members.append(member)  # one by one: those before an error are kept
            code = process.wait()
    except TAR_ERRORS:
        return overflown(members, refusals.damaged("压缩包"))
    return outcome(members) if code == 0 and members else overflown(members, refusals.damaged("压缩包"))


@contextmanager
def _running(arguments: Sequence[str], seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A program that reads nothing from us and is ended at its time limit, or when we leave."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(  # noqa: S603 — the program is found by us, the archive's name is our own
        list(arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if "-so" in arguments or "-cf" in arguments else subprocess.PIPE,
        env=environment,
    )
    clock = threading.Timer(seconds, process.kill)
    clock.start()
    try:
        yield process
    finally:
        clock.cancel()
        process.kill()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
        process.wait()


def _stream(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdout is None:
        raise ValueError("the program was started without a pipe")
    return process.stdout
