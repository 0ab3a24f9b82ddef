"""From bytes to characters: the encodings that Chinese offices write, told apart by strict decoding."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# In order of preference when two of them fit equally well.
_CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_SAMPLE_BYTES = 65_536
PLAUSIBLE = 0.85  # running Chinese has over 0.95 in its own encoding, under 0.7 in a wrong one
_ORDINARY = re.compile("[\t\n\r\x20-\x7e·‘’“”…—　-】〔-〕！-～￥、。°±×÷①-⑳Ⅰ-Ⅻ≤≥√─-⛿]")
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_NUL_SHARE = 0.05
_TRUSTED = 20  # so many well-formed characters for each broken one prove UTF-8


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding that gave it, and how many byte sequences it could not read."""

    text: str
    encoding: str
    lost: int = 0


def decode_text(content: bytes, declared: str | None = None) -> Decoded:
    """The text: by byte order mark, as UTF-8, as declared, then in the likeliest Chinese encoding."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _lenient(content[len(mark) :], encoding)
    if content.count(b"\0") <= len(content) * _NUL_SHARE:
        if _fits(content, "utf-8"):
            return Decoded(content.decode("utf-8"), "utf-8")
        if declared and _is_codec(declared) and _fits(content, declared):
            return Decoded(content.decode(declared), declared)
    best = likeliest(content, [name for name in _CANDIDATES if _fits(content, name)])
    if _is_damaged_utf8(content):
        return _lenient(content, "utf-8")
    if best is not None:
        return Decoded(content.decode(best), best)
    return _least_loss(content)


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether all but a few bytes are UTF-8 with characters of several bytes, which no other encoding forms."""
    text = content.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    wide = sum(character > "\u07ff" for character in text) - lost
    return wide > _TRUSTED * lost


def decode_names(names: Sequence[bytes]) -> list[str]:
    """Names of one archive, all in one encoding: UTF-8, else GB18030 or Big5, whichever reads as Chinese."""
    together = b"\n".join(names)
    if _fits(together, "utf-8"):
        return [name.decode("utf-8") for name in names]
    fitting = [encoding for encoding in ("gb18030", "big5") if _fits(together, encoding)]
    best = max(fitting, key=lambda encoding: common_share(together.decode(encoding)), default="gb18030")
    return [name.decode(best, errors="replace") for name in names]


def likeliest(content: bytes, encodings: Sequence[str]) -> str | None:
    """The encoding under which most characters are common ones, or None if none reads as text."""
    scored = [(common_share(_sample(content, encoding)), encoding) for encoding in encodings]
    share, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= PLAUSIBLE else None


def looks_like_text(content: bytes) -> bool:
    """Whether the bytes read as text in some encoding, a few damaged ones aside."""
    sample = content[:_SAMPLE_BYTES]
    if any(sample.startswith(mark) for mark, _ in _MARKS):
        return True
    if _fits(sample, "utf-8") and not _CONTROL.search(sample):
        return bool(sample.strip())
    text = decode_text(sample).text
    return bool(text.strip()) and common_share(text) >= PLAUSIBLE


def common_share(text: str) -> float:
    """Share of characters that ordinary Chinese text is made of."""
    common = _common_characters()
    counted = [character for character in text if character != "\n"]
    if not counted:
        return 1.0
    usual = sum(1 for character in counted if character in common or _ORDINARY.match(character))
    return usual / len(counted)


@cache
def _common_characters() -> frozenset[str]:
    """First-level characters of GB 2312 and of Big5: the standards' own lists of common ones."""
    simplified = {
        bytes((lead, trail)).decode("gb2312", errors="ignore")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
    }
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = {
        bytes((lead, trail)).decode("big5", errors="ignore") for lead in range(0xA4, 0xC7) for trail in trails
    }
    return frozenset((simplified | traditional) - {""})


def _sample(content: bytes, encoding: str) -> str:
    return content[:_SAMPLE_BYTES].decode(encoding, errors="ignore")


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except (UnicodeDecodeError, ValueError):
        return False
    return True


def _is_codec(name: str) -> bool:
    try:
        b"a".decode(name)  # the codec of an empty string is never looked up
    except (LookupError, ValueError):
        return False
    return True


def _lenient(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, errors="replace")
    return Decoded(text, encoding, 0 if _fits(content, encoding) else max(text.count("\ufffd"), 1))


def _least_loss(content: bytes) -> Decoded:
    """No encoding fits every byte: the one that loses least, its losses counted."""
    tried = [_lenient(content, encoding) for encoding in ("utf-8", *_CANDIDATES)]
    return max(tried, key=lambda decoded: common_share(decoded.text[:_SAMPLE_BYTES]) - _loss_share(decoded))


def _loss_share(decoded: Decoded) -> float:
    return decoded.lost / max(len(decoded.text), 1)
