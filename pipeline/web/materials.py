"""What was handed in (送审材料): files streamed into OUT under numbers, their own names kept in a list."""

import json
import re
import shutil
import threading
import unicodedata
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from pipeline.errors import HejiError, cause_of
from pipeline.settings import Web

FOLDER = ".材料"
_LIST = "清单.json"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_PARTS = re.compile(r"[/\\]+")
_NAME_CHARACTERS = 240


class Kind(StrEnum):
    """What a file is handed in as; its folder inside OUT."""

    SUBMISSION = "送审材料"
    LEDGER = "台账"
    LAST_YEAR = "上年资料"


class RefusedError(HejiError):
    """A file that is not taken in; the message says why and what to do."""


class TooLargeError(RefusedError):
    """A file past a limit."""


@dataclass(frozen=True, slots=True)
class Material:
    """A file handed in: its own name, to be shown and to be known by; where it lies is only its number."""

    number: int
    kind: Kind
    name: str
    bytes: int

    @property
    def stored(self) -> str:
        """The name under which it lies: a number, and the ending by which formats are told apart."""
        ending = _ENDING.search(self.name)
        return f"{self.number:06d}{ending[0].lower() if ending else ''}"


class Materials:
    """The files handed in so far; the list outlives the server."""

    def __init__(self, out: Path, limits: Web) -> None:
        self._folder = out / FOLDER
        self._limits = limits
        self._lock = threading.Lock()
        self._reserved = 0
        self._all = {one.number: one for one in _listed(self._folder / _LIST) if self.path(one).is_file()}

    @property
    def most(self) -> int:
        """How many bytes one file may have: the page says so before it sends more."""
        return self._limits.upload_file_bytes

    def of(self, kind: Kind) -> tuple[Material, ...]:
        """The files of one kind, by name."""
        chosen = [one for one in self._all.values() if one.kind is kind]
        return tuple(sorted(chosen, key=lambda one: (one.name, one.number)))

    def folder(self, kind: Kind) -> Path:
        """Where the files of a kind lie."""
        return self._folder / str(kind)

    def path(self, material: Material) -> Path:
        """Where a file lies."""
        return self.folder(material.kind) / material.stored

    def names(self) -> Mapping[str, str]:
        """Own names by the names under which the files lie."""
        return {one.stored: one.name for one in self._all.values()}

    def refuse_size(self, size: int, before: int | None = None) -> None:
        """Raises TooLargeError for a file of this size, beside so many bytes taken in before."""
        limits = self._limits
        before = self._taken() if before is None else before
        if size > limits.upload_file_bytes:
            raise TooLargeError(f"文件超过 {_mib(limits.upload_file_bytes)}，未收。请拆分后再交。")
        if size + before > limits.upload_total_bytes:
            raise TooLargeError(f"材料合计超过 {_mib(limits.upload_total_bytes)}，未收。请分批核对。")

    async def take(self, kind: Kind, name: str, content: AsyncIterator[bytes]) -> Material:
        """Streams a file to disk; raises RefusedError past a limit, and nothing is left of it then."""
        material = self._announced(kind, own_name(name))
        path = self.path(material)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            size = await self._stream(path, content)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return self._entered(replace(material, bytes=size))

    def remove(self, number: int) -> None:
        """Takes a file away again."""
        with self._lock:
            material = self._all.pop(number, None)
            if material is not None:
                self.path(material).unlink(missing_ok=True)
                self._save()

    def clear(self, kind: Kind) -> None:
        """Takes all files of a kind away."""
        with self._lock:
            self._all = {number: one for number, one in self._all.items() if one.kind is not kind}
            shutil.rmtree(self.folder(kind), ignore_errors=True)
            self._save()

    def _announced(self, kind: Kind, name: str) -> Material:
        with self._lock:
            if len(self._all) >= self._limits.upload_files:
                raise RefusedError(f"文件已有 {len(self._all)} 个，达到上限，“{name}”未收。请分批核对。")
            number = self._next()
            # Taken now, so that two uploads at a time never share it.
            self._reserved = number
            return Material(number, kind, name, 0)

    def _next(self) -> int:
        return max([self._reserved, *self._all]) + 1

    async def _stream(self, path: Path, content: AsyncIterator[bytes]) -> int:
        size, before = 0, self._taken()
        try:
            with path.open("xb") as target:
                async for piece in content:
                    size += len(piece)
                    self.refuse_size(size, before)
                    target.write(piece)
        except OSError as error:
            raise RefusedError(f"文件存不下来（{cause_of(error)}），未收。请检查磁盘空间和权限。") from error
        return size

    def _taken(self) -> int:
        return sum(one.bytes for one in self._all.values())

    def _entered(self, material: Material) -> Material:
        """Enters the file in the list; one of the same name and kind is replaced by it."""
        with self._lock:
            single = material.kind is Kind.LEDGER
            for old in [one for one in self._all.values() if one.kind is material.kind]:
                if single or old.name == material.name:
                    del self._all[old.number]
                    self.path(old).unlink(missing_ok=True)
            self._all[material.number] = material
            self._save()
        return material

    def _save(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / (_LIST + ".tmp")
        listed = [asdict(self._all[number]) for number in sorted(self._all)]
        fresh.write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self._folder / _LIST)


def own_name(name: str) -> str:
    """A name fit to be shown and to tell files apart: no way out of a folder, nothing invisible; never a path."""
    cleaned = unicodedata.normalize("NFC", _UNSEEN.sub("", name))
    parts = [part.strip() for part in _PARTS.split(cleaned)]
    kept = [part for part in parts if part not in ("", ".", "..")]
    # "!/" stands between an archive and its member and must not be forged.
    words = "/".join(part.rstrip("!") or "_" if at < len(kept) - 1 else part for at, part in enumerate(kept))
    if not words:
        raise RefusedError("文件没有名称，未收。")
    return words if len(words) <= _NAME_CHARACTERS else "…" + words[-_NAME_CHARACTERS + 1 :]


def _listed(path: Path) -> list[Material]:
    """The list as saved; a broken one is empty, and the files it spoke of are handed in again."""
    if not path.is_file():
        return []
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return [
            Material(int(one["number"]), Kind(one["kind"]), own_name(str(one["name"])), int(one["bytes"]))
            for one in entries
        ]
    except (ValueError, KeyError, TypeError, RefusedError):
        return []


def _mib(count: int) -> str:
    return f"{count / 1_048_576:.0f} MiB" if count < 1 << 30 else f"{count / (1 << 30):.0f} GiB"
