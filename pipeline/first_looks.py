"""What the rules saw on each report alone (单份核对), found where a file is read and kept beside its reading."""

import zlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from pipeline.model import Report
from pipeline.settings import Settings
from pipeline.validation import Comparison, Looks, looks_alone

_LEVEL = 1
_LARGEST = 1 << 28
"""Bytes that packed looks may unfold to; what claims more was not packed here."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(dict[str, dict[str, tuple[Comparison, ...]]])


def packed_looks(reports: Iterable[Report], settings: Settings, profile: str) -> bytes:
    """The looks at the reports of one file, as bytes; empty where they hold text that has no bytes."""
    looks = {report.id: looks_alone(report, settings, profile) for report in reports}
    if not looks:
        return b""
    try:
        return zlib.compress(_encoder.encode(looks), _LEVEL)
    except UnicodeEncodeError:  # lone surrogates: the batch looks for itself
        return b""


def unpacked_looks(body: bytes) -> Mapping[str, Looks]:
    """The looks again, by report; none where the bytes do not hold any: the batch then looks for itself."""
    try:
        stream = zlib.decompressobj()
        return _decoder.decode(stream.decompress(body, _LARGEST))
    except (msgspec.MsgspecError, zlib.error, ValueError):
        return {}


class FirstLooks:
    """The first looks at all reports of a batch: held packed, since only one file's are wanted at a time."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        """`packed`: by report, the looks at the reports of its file."""
        self._packed = packed
        self._body = b""
        self._looks: Mapping[str, Looks] = MappingProxyType({})

    def __call__(self, report: Report) -> Looks:
        """What was seen on this report alone; empty where nobody looked yet."""
        body = self._packed.get(report.id, b"")
        if body is not self._body:
            self._body, self._looks = body, unpacked_looks(body) if body else {}
        return self._looks.get(report.id, {})
