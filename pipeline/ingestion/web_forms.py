"""What is filled into the fields of a web page (网页表单): business systems save their forms with the values in them."""

from lxml import etree

FORM_FIELDS = ("input", "select", "textarea")
_TYPED = ("", "text", "number", "date", "month", "tel", "email")
"""Kinds of input whose value a browser shows; a search is the site's, a password nobody's."""


def filled_in(field: etree._Element) -> str:
    """What a field shows: the text typed, the options chosen, a box ticked or not."""
    if field.tag == "textarea":
        return "".join(str(piece) for piece in field.itertext()).replace("\n", "\v")
    if field.tag == "select":
        return "、".join(_text(option) for option in _chosen(field))
    kind = field.get("type", "").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if field.get("checked") is not None else "☐"
    return field.get("value", "") if kind in _TYPED else ""


def _chosen(field: etree._Element) -> list[etree._Element]:
    """The options that were chosen; a list as the site delivered it, with its first option on show, says nothing."""
    return [option for option in field.iter("option") if option.get("selected") is not None]


def _text(option: etree._Element) -> str:
    return " ".join("".join(str(piece) for piece in option.itertext()).split())
