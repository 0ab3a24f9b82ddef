"""Form fields of the Word binary (旧式窗体域): a check box's state, a list's chosen entry ([MS-DOC] FFData)."""

from pipeline.ingestion.binary_word_file import number

_CHECK_BOX, _LIST = 1, 2
_HEADER = 0x44
_AS_DEFAULT = 25


def form_field(data: bytes, offset: int) -> str:
    """What a form field at this place of the data stream shows; nothing for a text field, whose text stands."""
    held = data[offset : offset + number(data, offset, 4)][_HEADER:]
    if number(held, 0, 4) != 0xFFFF_FFFF:
        return ""
    flags = number(held, 4, 2)
    kind, result = flags & 3, flags >> 2 & 0x1F
    at = 10 + 2 * number(held, 10, 2) + 4
    default = number(held, at, 2)
    chosen = default if result == _AS_DEFAULT else result
    if kind == _CHECK_BOX:
        return "☑" if chosen else "☐"
    return _entry(held, at + 2, chosen) if kind == _LIST else ""


def _entry(held: bytes, at: int, chosen: int) -> str:
    """The chosen entry of a drop-down list, whose entries follow five more texts and their own count."""
    for _ in range(5):
        at += 2 + 2 * number(held, at, 2) + 2
    count = number(held, at + 2, 4) if number(held, at, 2) == 0xFFFF else 0
    at += 8
    for place in range(min(count, chosen + 1)):
        size = number(held, at, 2)
        if place == chosen:
            raw = held[at + 2 : at + 2 + 2 * size]
            return raw[: len(raw) // 2 * 2].decode("utf-16-le", errors="replace")
        at += 2 + 2 * size
    return ""
