"""Fonts of an RTF file and the encodings that they stand for."""

import re
from dataclasses import dataclass, field

from pipeline.ingestion.decoding import common_share
from pipeline.ingestion.symbols import is_symbol_font, private_symbols, symbols

# Character sets of fonts (fcharset) as code pages; 0 and 1 are the file's own (ansicpg).
_CHARSETS = {
    2: "symbol", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250",
}  # fmt: skip
_CODE_PAGES = {
    936: "gb18030",
    54936: "gb18030",
    950: "big5",
    65001: "utf-8",
    932: "cp932",
    949: "cp949",
    10000: "mac-roman",
}
_CHINESE_SHARE = 0.85


def code_page(number: int) -> str:
    """The codec of a code page; Western where there is none such."""
    known = (437, 708, 720, 850, 852, 860, 862, 863, 864, 865, 866, 874, *range(1250, 1259))
    return _CODE_PAGES.get(number) or (
        f"cp{number}" if number in known and number not in (708,) else "cp1252"
    )


@dataclass(slots=True)
class Font:
    """A font: its name, and its codec where its character set fixes one."""

    name: str = ""
    codec: str | None = None


@dataclass(slots=True)
class Fonts:
    """The font table, and the file's own code page."""

    own: str = "cp1252"
    default: int = 0
    table: dict[int, Font] = field(default_factory=dict)

    def define(self, index: int, charset: int) -> None:
        """Note a font's character set."""
        self.table.setdefault(index, Font()).codec = _CHARSETS.get(charset)

    def text(self, raw: bytes, index: int) -> str:
        """Bytes set in a font, as characters."""
        font = self.table.get(index, Font())
        if font.codec == "symbol" or is_symbol_font(font.name):
            return symbols(raw.decode("latin-1"), font.name)
        if raw.isascii():
            return raw.decode("ascii")
        codec = font.codec or self._own_codec(raw)
        return raw.decode(codec, errors="replace")

    def sign(self, text: str, index: int) -> str:
        """Unicode characters set in a font; those of symbol fonts as the signs that they show."""
        font = self.table.get(index, Font())
        is_symbol = font.codec == "symbol" or is_symbol_font(font.name)
        return symbols(text, font.name) if is_symbol else private_symbols(text)

    def _own_codec(self, raw: bytes) -> str:
        """The file's code page; GBK also where a file that declares a Western one has Chinese bytes."""
        if self.own != "cp1252":
            return self.own
        try:
            chinese = raw.decode("gb18030")
        except UnicodeDecodeError:
            return self.own
        outside = re.sub("[\x00-\x7f]", "", chinese)
        return "gb18030" if common_share(outside) >= _CHINESE_SHARE else self.own
