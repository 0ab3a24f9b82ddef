"""Sound files cut short, with flipped bits, under names that lie."""

import random
from collections.abc import Iterator, Mapping

Named = tuple[str, bytes]
SHARES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 0.999)


def cut_short(seeds: Mapping[str, bytes]) -> Iterator[Named]:
    """Every format without its end, at many offsets."""
    for kind, content in seeds.items():
        for share in SHARES:
            yield f"截断-{share}.{kind}", content[: max(1, int(len(content) * share))]


def flipped(seeds: Mapping[str, bytes], times: int = 9) -> Iterator[Named]:
    """Every format with some of its bits turned over; at first few, then many."""
    for kind, content in seeds.items():
        for turn in range(times):
            chance = random.Random(f"{kind}{turn}")
            spoiled = bytearray(content)
            for _ in range(1 << turn):
                spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
            yield f"翻转-{turn}.{kind}", bytes(spoiled)


def mixed_up(seeds: Mapping[str, bytes]) -> Iterator[Named]:
    """Every format under the extension of the next ones; and no extension at all."""
    kinds = list(seeds)
    for place, kind in enumerate(kinds):
        for step in (1, 4, 7):
            claimed = kinds[(place + step) % len(kinds)].rpartition(".")[2]
            yield f"冒名-{kind}-作.{claimed}", seeds[kind]
        yield f"无后缀-{kind.replace('.', '')}", seeds[kind]
    yield "网页.doc", seeds["html"]
    yield "网页.xls", seeds["html"]
    yield "文档.pdf", seeds["docx"]


def spliced(seeds: Mapping[str, bytes]) -> Iterator[Named]:
    """The beginning of one format and the end of another; rubbish before and after; blocks missing."""
    kinds = list(seeds)
    for place, kind in enumerate(kinds):
        other = seeds[kinds[(place + 3) % len(kinds)]]
        content = seeds[kind]
        middle = len(content) // 3
        yield f"拼接.{kind}", content[: len(content) // 2] + other[len(other) // 2 :]
        yield f"前有杂质.{kind}", b"\r\n\r\nX-Mailer: 1\r\n" + content
        yield f"后有杂质.{kind}", content + b"\0" * 5000
        yield f"缺一段.{kind}", content[:middle] + content[middle + 512 :]
        yield f"零段.{kind}", content[:middle] + bytes(512) + content[middle + 512 :]
        yield f"逆序.{kind}", content[::-1]
