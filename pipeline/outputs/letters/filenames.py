"""Names of units made into names of files (文件名): hostile ones tamed, equal ones kept apart."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_UNFIT = re.compile(
    r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)
_SPACE = re.compile(r"\s+")
# Windows gives these to devices, whatever the ending.
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
_BYTES = 180
_NAMELESS = "单位未写明"


def file_stems(names: Iterable[str]) -> Mapping[str, str]:
    """A file name without ending for each name, no two alike on any file system."""
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        stem, number = safe_stem(name), 1
        candidate = stem
        while _folded(candidate) in taken:
            number += 1
            candidate = f"{stem}（{number}）"
        taken.add(_folded(candidate))
        stems[name] = candidate
    return stems


def safe_stem(name: str) -> str:
    """A name as a file may bear it: never a path, a device, hidden, or longer than file systems allow."""
    stem = _SPACE.sub(" ", _UNFIT.sub("_", unicodedata.normalize("NFC", name)))
    stem = stem.encode()[:_BYTES].decode("utf-8", "ignore").strip(" .")
    if not stem.strip("_"):
        return _NAMELESS
    return f"_{stem}" if _DEVICES.match(stem) or stem.startswith("~") else stem


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFKC", stem).casefold()
