"""What a run left in OUT (成果), as the local page shows and hands it out."""

import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.outputs import DATA, RECEIPT, WORKBOOK
from pipeline.outputs.page import PAGE, PAGES

_LEVELS = ("错误", "警告", "提示")
_IN_MEMORY = 16_777_216

# What can be taken away: the file's name, and what of OUT goes into it.
BUNDLES: Mapping[str, tuple[str, ...]] = {
    "反馈函.zip": ("反馈函", "取证单"),
    "数据.zip": (DATA, RECEIPT),
    "复核页.zip": (PAGE, PAGES),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """The last results in numbers."""

    title: str
    generated: str
    files: int
    unread: int
    reports: int
    levels: tuple[tuple[str, int], ...]
    bundles: tuple[str, ...]
    """What there is to take away."""


def summary_of(out: Path) -> Summary | None:
    """The numbers of the receipt; None where there are no results yet, or their receipt is not ours."""
    receipt = out / RECEIPT
    if not receipt.is_file() or not (out / WORKBOOK).is_file():
        return None
    try:
        told = json.loads(receipt.read_text(encoding="utf-8"))
        counts = told["counts"]
        return Summary(
            title=str(told["title"]),
            generated=str(told["generated"]),
            files=sum(counts["files"].values()),
            unread=int(counts["files"].get("failed", 0)),
            reports=sum(counts["reports"].values()),
            levels=tuple((level, int(counts["findings"].get(level, 0))) for level in _LEVELS),
            bundles=(WORKBOOK, *(name for name, parts in BUNDLES.items() if any(_files(out, parts)))),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def bundle(out: Path, name: str) -> IO[bytes]:
    """A zip of what the name stands for, ready to be read from its beginning."""
    packed = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(out, BUNDLES[name]):
            archive.write(path, path.relative_to(out).as_posix())
    packed.seek(0)
    return packed


def _files(out: Path, parts: tuple[str, ...]) -> Iterator[Path]:
    """The files of these entries of OUT; links are not followed out of it."""
    for part in parts:
        top = out / part
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        yield from (path for path in found if path.is_file() and not path.is_symlink())
