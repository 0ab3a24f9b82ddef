"""The one place where text becomes part of a page (转义): every template of the project is rendered here."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_UNFIT = re.compile("[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DOUBTFUL = re.compile(f"[&<>\"'{''.join(one.pattern[1:-1] for one in (_DIRECTION, _CONTROL, _UNFIT))}]")
_PICTURES = 0x2400
_DELETE = "\x7f"


def page_environment(templates: Path) -> Environment:
    """An environment in which every expression is cleaned and escaped; only our own markup stays markup."""
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def page_words(text: str) -> str:
    """A text as a page may show it: what is invisible or turns the reading direction is made visible.

    A direction mark could make 280 read as 082; a lone surrogate could not be written at all.
    """
    if not _DOUBTFUL.search(text):
        return text
    text = _CONTROL.sub(lambda found: _picture(found[0]), text)
    text = _DIRECTION.sub(lambda found: f"〔U+{ord(found[0]):04X}〕", text)
    return _UNFIT.sub("\ufffd", text)


def escaped(text: str) -> str:
    """A text as it stands between tags and in attributes: cleaned, and nothing in it markup."""
    return str(escape(page_words(text))) if _DOUBTFUL.search(text) else text


def _picture(control: str) -> str:
    return "\u2421" if control == _DELETE else chr(_PICTURES + ord(control))


def _shown(value: object) -> object:
    if isinstance(value, Markup):
        return value
    if value is None:
        return ""
    return page_words(value) if isinstance(value, str) else value
