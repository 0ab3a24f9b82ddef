"""The number by which a finding is known on paper (疑点编号): part of its fingerprint, with a check letter."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

# No 0, O, I, L, U, so that a number copied by hand is not misread; and their count is a prime, so that the
# check letter shows every single wrong letter.
_ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BASE = len(_ALPHABET)
_LETTERS = 11
_LOOKALIKES = str.maketrans({"I": "1", "L": "1"})
_DASHES = re.compile(r"[\s\-‐‑‒–—―−－ーｰ_]+")
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4}(?![0-9A-Z])")


def finding_code(fingerprint: str) -> str:
    """Twelve letters in groups of four, as `K3QZ-7M2B-4T5X`; 54 bits part ten million findings."""
    number = _number(fingerprint)
    letters = ""
    for _ in range(_LETTERS):
        number, rest = divmod(number, _BASE)
        letters += _ALPHABET[rest]
    return _grouped(letters + _check_letter(letters))


def codes_in(text: str) -> tuple[str, ...]:
    """The finding numbers that a text holds, as `finding_code` writes them, each checked by its last letter."""
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", text).upper().strip())
    found = []
    for match in _CODE.finditer(folded):
        whole = match[0].replace("-", "").translate(_LOOKALIKES)
        if whole.strip(_ALPHABET) == "" and _check_letter(whole[:_LETTERS]) == whole[_LETTERS]:
            found.append(_grouped(whole))
    return tuple(dict.fromkeys(found))


def by_code(fingerprints: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The fingerprints of each finding number; more than one would be a collision, to be refused."""
    found: dict[str, tuple[str, ...]] = {}
    for fingerprint in dict.fromkeys(fingerprints):
        code = finding_code(fingerprint)
        found[code] = (*found.get(code, ()), fingerprint)
    return found


def _number(fingerprint: str) -> int:
    """The beginning of a fingerprint as a number; of one that is not hexadecimal, that of its bytes."""
    digits = fingerprint if re.fullmatch("[0-9a-f]+", fingerprint) else fingerprint.encode().hex()
    return int(digits.ljust(16, "0")[:16], 16)


def _grouped(letters: str) -> str:
    return "-".join(letters[index : index + 4] for index in range(0, len(letters), 4))


def _check_letter(letters: str) -> str:
    """Weights that rise from letter to letter show a wrong letter and two exchanged ones."""
    total = sum((position + 2) * _ALPHABET.index(letter) for position, letter in enumerate(letters))
    return _ALPHABET[total % _BASE]
