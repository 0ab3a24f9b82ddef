"""What is marked in a report's text (标记): overlapping ranges laid flat into runs that never overlap."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

VALUE = "v"
UNCLAIMED = "u"
TEMPLATE = "t"
DOUBTFUL = "o"
FINDING = "m"
SHARED = "s"
CHANGED = "x"


# Structs, not dataclasses: a page has a hundred thousand of them, and these are made in a fifth of the time.
class Mark(msgspec.Struct, frozen=True, gc=False):
    """A character range of a file's text and what it is: a value, a finding's place, template text …"""

    start: int
    end: int
    kind: str
    label: str = ""
    """What a reader sees on hover."""
    token: str = ""
    """What the page's script finds it by: the finding's number and the place's, as 12.1."""


class Run(msgspec.Struct, frozen=True, gc=False):
    """A stretch of text all of which bears the same marks."""

    text: str
    kinds: str = ""
    label: str = ""
    tokens: str = ""


class _Flat(msgspec.Struct, frozen=True):
    start: int
    end: int
    marks: tuple[Mark, ...]


class MarkedText:
    """A text with its marks, to be had range by range as runs."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self._text = text
        self._flat = tuple(_laid_flat([mark for mark in marks if mark.start < mark.end <= len(text)]))
        self._starts = [flat.start for flat in self._flat]

    def runs(self, start: int, end: int) -> tuple[Run, ...]:
        """The runs of a range, in order; joined, they are exactly the text of the range."""
        found: list[Run] = []
        position = start
        index = max(bisect_right(self._starts, start) - 1, 0)
        while index < len(self._flat) and self._flat[index].start < end:
            flat = self._flat[index]
            index += 1
            left, right = max(flat.start, position), min(flat.end, end)
            if left >= right:
                continue
            if position < left:
                found.append(Run(self._text[position:left]))
            found.append(_run(self._text[left:right], flat.marks))
            position = right
        if position < end:
            found.append(Run(self._text[position:end]))
        return tuple(found)


def _laid_flat(marks: Sequence[Mark]) -> Iterator[_Flat]:
    """Cuts the marked part of the text at every beginning and end of a mark."""
    begins: dict[int, list[Mark]] = {}
    ends: dict[int, list[Mark]] = {}
    for mark in marks:
        begins.setdefault(mark.start, []).append(mark)
        ends.setdefault(mark.end, []).append(mark)
    active: list[Mark] = []
    before = 0
    for cut in sorted({*begins, *ends}):
        if active and before < cut:
            yield _Flat(before, cut, tuple(active))
        for mark in ends.get(cut, ()):
            active.remove(mark)
        active.extend(begins.get(cut, ()))
        before = cut


def _run(text: str, marks: tuple[Mark, ...]) -> Run:
    if len(marks) == 1:
        return Run(text, marks[0].kind, marks[0].label, marks[0].token)
    # The shortest mark says most exactly what stands here: its label comes first.
    ordered = sorted(marks, key=lambda mark: (mark.end - mark.start, mark.start, mark.kind, mark.label))
    return Run(
        text=text,
        kinds=" ".join(sorted({mark.kind for mark in ordered})),
        label="\n".join(dict.fromkeys(mark.label for mark in ordered if mark.label)),
        tokens=" ".join(sorted({mark.token for mark in ordered if mark.token}, key=_token_order)),
    )


def _token_order(token: str) -> tuple[int, ...]:
    return tuple(int(part) for part in token.split("."))
