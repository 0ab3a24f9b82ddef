"""What an INPUT may be (材料所在): a path of this machine, or an address elsewhere, such as s3://桶/文件夹.

A share that is mounted, and file://, are paths like any other.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+)://")
_HERE = ("file", "local")


@dataclass(frozen=True, slots=True)
class Remote:
    """A file or folder at an address that fsspec opens."""

    url: str

    @property
    def name(self) -> str:
        """The last part of the address, as a folder would be called."""
        parts = urlsplit(self.url)
        return unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.netloc or self.url

    @property
    def protocol(self) -> str:
        """What stands before ://."""
        return self.url.partition("://")[0].lower()


def place_of_input(text: str) -> Path | Remote:
    """What an INPUT names: a path of this machine, or an address elsewhere."""
    found = _URL.match(text)
    if found is None:
        return Path(text)
    if found[1].lower() in _HERE:
        return Path(url2pathname(urlsplit(text).path))
    return Remote(text)
