"""What a reading depends on besides the file (读取依据): settings, limits and the program, as digests."""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pipeline
from pipeline.settings import Settings, config_root, settings_digest

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
_RULES = ("model", "validation")
"""Where the code lies that decides what rules see on a report; their words are among those of reading."""
_COSTS = frozenset({"seconds", "silence_seconds", "cpu_seconds", "memory_bytes"})
"""Limits that stop a reading and never change what a finished one says."""
_INTAKE = frozenset(
    {"file_bytes", "archive_bytes", "archive_members", "archive_depth", "archive_ratio", "remote_bytes"}
)
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
    versions = {name: _version(name) for name in _LIBRARIES}
    return _digest([pipeline.__version__, list(sys.version_info[:2]), versions, _contents(_CODE, _WORDS)])


def looks_key(settings: Settings, profile: str) -> str:
    """Digest of what the rules' first look at a reading depends on besides the reading: their code and settings."""
    return _digest([_rules_key(), settings_digest(settings), profile])


@cache
def _rules_key() -> str:
    return _contents(_RULES, ())


def _contents(code: Iterable[str], words: Iterable[str]) -> str:
    """Digest of the files of our code and configuration under these names."""
    digest = hashlib.sha256()
    for path in _files(code, words):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(code: Iterable[str], words: Iterable[str]) -> Iterator[Path]:
    root = Path(pipeline.__file__).parent
    for top in [*(root / name for name in code), *(config_root() / name for name in words)]:
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
