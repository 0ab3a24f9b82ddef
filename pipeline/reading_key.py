"""What a reading depends on besides the file (读取依据): settings, limits and the program, as digests."""

import hashlib
import json
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pipeline
from pipeline.settings import Settings, config_root

_CODE = ("ingestion", "model", "nlp", "reading.py", "settings.py", "store/packing.py")
"""Where the code lies that decides what is read."""
_WORDS = ("fields.toml", "nlp.cfg", "lexicon")
"""Configuration that decides it, too; a user may edit these."""
_LIBRARIES = (
    "jieba",
    "lxml",
    "msoffcrypto-tool",
    "olefile",
    "onnxruntime",
    "opencv-python-headless",
    "pdfminer.six",
    "pdfplumber",
    "pillow",
    "pypdfium2",
    "python-calamine",
    "python-docx",
    "rapidocr",
    "spacy",
    "xlrd",
)
_COSTS = frozenset({"seconds", "silence_seconds", "cpu_seconds", "memory_bytes"})
"""Limits that stop a reading and never change what a finished one says."""
_INTAKE = frozenset({"file_bytes", "archive_bytes", "archive_members", "archive_depth", "archive_ratio"})
"""Limits that decide which files are read at all."""


def settings_key(settings: Settings) -> str:
    """Digest of the settings that change what is read; thresholds of rules are not among them."""
    limits = settings.limits.model_dump(mode="json")
    read = {name: value for name, value in limits.items() if name not in _COSTS | _INTAKE}
    return _digest({"limits": read, "ocr": settings.ocr.model_dump(mode="json")})


def limits_key(settings: Settings) -> str:
    """Digest of the limits at which a reading is stopped: under others it is worth another try."""
    limits = settings.limits.model_dump(mode="json")
    return _digest({name: value for name, value in limits.items() if name in _COSTS})


@cache
def program_key() -> str:
    """Digest of the program that reads: its version, its code and word lists, and the libraries it rests on."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    versions = {name: _version(name) for name in _LIBRARIES}
    return _digest([pipeline.__version__, list(sys.version_info[:2]), versions, digest.hexdigest()])


def _files() -> Iterator[Path]:
    code = Path(pipeline.__file__).parent
    for top in [*(code / name for name in _CODE), *(config_root() / name for name in _WORDS)]:
        if top.is_file():
            yield top
        else:
            yield from sorted(
                path for path in top.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".md")
            )


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
