"""Lists of the Word binary (自动编号): definitions and overrides as the rules that count them."""

from pipeline.ingestion.binary_word_file import Structure, WordFile, number, pointer
from pipeline.ingestion.numbering import LevelRule, ListRules
from pipeline.ingestion.symbols import private_symbols

_LIST_BYTES, _LEVEL_BYTES, _OVERRIDE_BYTES = 28, 28, 16
_LEVELS = 9
_MOST = 4096
# Number formats by their codes ([MS-OSHARED] MSONFC), as ISO/IEC 29500 names them; RTF has the same codes.
_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth", 15: "decimal",
    16: "japaneseLegal", 17: "japaneseDigitalTenThousand", 18: "decimalEnclosedCircle",
    19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet", 26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle",
    30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital",
    37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand",
    57: "numberInDash", 255: "none",
}  # fmt: skip


def number_format(code: int) -> str:
    """The name of a number format."""
    return _FORMATS.get(code, "decimal")


def list_rules(file: WordFile) -> dict[str, ListRules]:
    """The rules of every list by the index that paragraphs refer to, from 1."""
    definitions = _definitions(file)
    rules: dict[str, ListRules] = {}
    for index, (list_id, first_values, own) in enumerate(_overrides(file), start=1):
        if list_id in definitions:
            levels = {**definitions[list_id], **own}
            rules[str(index)] = ListRules(str(list_id), levels, first_values)
    return rules


def _definitions(file: WordFile) -> dict[int, dict[int, LevelRule]]:
    """The levels of each list definition (PlfLst); the levels lie behind what its length counts."""
    offset, _ = pointer(file.main, Structure.LISTS)
    table = file.table
    count = min(number(table, offset, 2), _MOST) if file.structure(Structure.LISTS) else 0
    at = offset + 2 + _LIST_BYTES * count
    definitions: dict[int, dict[int, LevelRule]] = {}
    for place in range(count):
        head = offset + 2 + _LIST_BYTES * place
        levels: dict[int, LevelRule] = {}
        for level in range(1 if number(table, head + 26, 1) & 1 else _LEVELS):
            if at + _LEVEL_BYTES > len(table):
                break
            levels[level], at = _level(table, at)
        definitions[number(table, head, 4)] = levels
    return definitions


def _level(table: bytes, at: int) -> tuple[LevelRule, int]:
    """One level (LVL), and where the next one begins."""
    flags, follow = number(table, at + 5, 1), number(table, at + 15, 1)
    skipped = number(table, at + 24, 1) + number(table, at + 25, 1)
    text_at = at + _LEVEL_BYTES + skipped
    size = number(table, text_at, 2)
    raw = table[text_at + 2 : text_at + 2 + 2 * size]
    text = raw[: len(raw) // 2 * 2].decode("utf-16-le", errors="replace")
    rule = LevelRule(
        number_format=number_format(number(table, at + 4, 1)),
        text=level_text(text),
        start=number(table, at, 4),
        separator=" " if follow == 1 else "",
        restart_after=number(table, at + 26, 1) if flags & 8 else None,
        all_decimal=bool(flags & 4),
    )
    return rule, text_at + 2 + 2 * size


def level_text(text: str) -> str:
    """A level's pattern with %1 for the first level's number, where the binary has the character 0."""
    return private_symbols("".join(f"%{ord(sign) + 1}" if sign < "\t" else sign for sign in text))


def _overrides(file: WordFile) -> list[tuple[int, dict[int, int], dict[int, LevelRule]]]:
    """Each list that paragraphs may be in (PlfLfo): its definition, own first values, own levels."""
    held = file.structure(Structure.LIST_OVERRIDES)
    count = min(number(held, 0, 4), len(held) // _OVERRIDE_BYTES)
    at = 4 + _OVERRIDE_BYTES * count
    overrides = []
    for place in range(count):
        head = 4 + _OVERRIDE_BYTES * place
        at += 4
        first_values: dict[int, int] = {}
        levels: dict[int, LevelRule] = {}
        for _ in range(min(number(held, head + 12, 1), _LEVELS)):
            start, flags = number(held, at, 4), number(held, at + 4, 4)
            level = flags & 0xF
            at += 8
            if flags & 0x20 and at + _LEVEL_BYTES <= len(held):
                levels[level], at = _level(held, at)
            if flags & 0x10:
                first_values[level] = levels[level].start if level in levels else start
        overrides.append((number(held, head, 4), first_values, levels))
    return overrides
