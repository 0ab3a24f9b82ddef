"""The control words of RTF that name signs and destinations ([MSFT-RTF] 1.9.1)."""

SIGNS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "endash": "–", "emdash": "—", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005",
}  # fmt: skip
"""Words that stand for a sign."""

SYMBOLS = {b"~": "\xa0", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\"}
"""Control symbols that stand for a sign."""

STORIES = {
    "footnote": "note", "header": "header", "headerr": "header", "headerl": "header", "headerf": "header",
    "footer": "footer", "footerr": "footer", "footerl": "footer", "footerf": "footer",
    "shptxt": "box", "dptxbxtext": "box",
}  # fmt: skip
"""Destinations that are stretches of text of their own."""

PASSED = frozenset(("shpinst", "shpgrp", "do", "nesttableprops", "shppict", "moMath", "oMath", "oMathPara"))
"""Groups marked as skippable whose text is shown all the same."""
SILENT = frozenset(
    (
        "colortbl", "pict", "nonshppict", "nonesttables", "shprslt", "themedata", "datastore", "xe", "tc",
        "revtbl", "rsidtbl", "fldinst", "comment", "listtable", "listoverridetable", "objdata",
        "filetbl", "sn", "sv", "atnid", "atnauthor", "annotation", "bkmkstart", "bkmkend", "background",
        "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "pnseclvl", "datafield", "objclass",
    )
)  # fmt: skip
"""Destinations that show nothing."""

NAMED = frozenset(("fonttbl", "stylesheet", "info", "listtext", "pntext", "formfield", "pn"))
"""Destinations whose text means something else than text."""

PROPERTIES = {
    "title": "title",
    "author": "author",
    "operator": "lastModifiedBy",
    "subject": "subject",
    "company": "company",
}
"""What a file says of itself."""

DESTINATIONS = frozenset((*STORIES, *SILENT, *NAMED, *PROPERTIES))
"""Every word that may begin a destination."""
