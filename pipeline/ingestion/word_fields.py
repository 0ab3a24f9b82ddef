"""Fields of Word (域) that show something although they keep no result: EQ, SYMBOL, MACROBUTTON."""

import re

from pipeline.ingestion.list_numbers import list_number
from pipeline.ingestion.symbols import symbol

_WORDS = re.compile(r"\s*(EQ|SYMBOL|MACROBUTTON)\b\s*(.*)", re.IGNORECASE | re.DOTALL)
_SYMBOL = re.compile(
    r'(0x[0-9a-f]{1,5}|\d{1,6})\b(?:.*?\\f\s*(?:"([^"]*)"|(\S+)))?', re.IGNORECASE | re.DOTALL
)
_RINGS = "○◯〇"
_MOST_CIRCLED = 50
_TOKEN = re.compile(r"\\([a-z*]+)-?\d*|([(),;，])|([^\\(),;，]+)|\\(.)", re.IGNORECASE | re.DOTALL)


def shown_code(code: str) -> str:
    """What a field without a result shows for its code; nothing for a code of another kind."""
    found = _WORDS.match(code)
    if found is None:
        return ""
    name, rest = found[1].upper(), found[2]
    if name == "EQ":
        return equation(rest)
    if name == "SYMBOL":
        return _symbol(rest)
    return rest.partition(" ")[2].strip()


def _symbol(rest: str) -> str:
    found = _SYMBOL.match(rest)
    if found is None:
        return ""
    base = 16 if found[1].lower().startswith("0x") else 10
    return symbol(int(found[1], base), found[2] or found[3])


def equation(code: str) -> str:
    r"""An EQ field in one line: \o\ac(○,3) is ③ (带圈字符), \f(a,b) is a/b, other switches show their arguments."""
    tokens = [match.groups() for match in _TOKEN.finditer(code)]
    return "".join(_terms(tokens, [0], nested=False)).strip()


def _terms(tokens: list[tuple[str | None, ...]], at: list[int], *, nested: bool) -> list[str]:
    """The arguments up to the closing bracket; outside brackets, all text as one argument."""
    arguments, switches = [""], ""
    while at[0] < len(tokens):
        switch, sign, text, escaped = tokens[at[0]]
        at[0] += 1
        if switch:
            switches += f"\\{switch.lower()}"
        elif sign == "(":
            arguments[-1] += _combined(switches, _terms(tokens, at, nested=True))
            switches = ""
        elif sign == ")" and nested:
            break
        elif sign in (",", ";", "，") and nested:
            arguments.append("")
        else:
            arguments[-1] += sign or text or escaped or ""
    return arguments


def _combined(switches: str, arguments: list[str]) -> str:
    parts = [argument.strip() for argument in arguments]
    if "\\f" in switches and len(parts) == 2:
        return "/".join(parts)
    if "\\o" in switches and len(parts) == 2 and parts[0] in _RINGS:
        inside = parts[1]
        circled = inside.isdecimal() and 0 < int(inside) <= _MOST_CIRCLED
        return list_number(int(inside), "decimalEnclosedCircle") if circled else inside
    return "".join(parts)
