"""Replies of the units (单位回复): the reply tables of returned letters, read back by the finding's number.

A reply is what the audited unit says, not what the auditor decides. So it never carries a verdict of its own: the
entry that is logged repeats the auditor's verdict as it stands and adds the unit's words to the note.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Document, Table, VerdictEntry, cell_text, grid
from pipeline.outputs.celltext import cell_words
from pipeline.outputs.letters.codes import by_code, codes_in
from pipeline.outputs.letters.wording import ReplyWords, letter_wording

ORIGIN = "reply"
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Reply:
    """What a unit answers on one finding: 属实, 部分属实, 不属实 or None, its explanation, the figure put right."""

    fingerprint: str
    answer: str | None
    explanation: str
    corrected: str
    path: str
    """The returned letter it stands in."""


@dataclass(frozen=True, slots=True)
class Replies:
    """The replies of a folder, and what could not be taken in, in Chinese sentences."""

    replies: tuple[Reply, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A filled row of a reply table before its finding is known."""

    codes: tuple[str, ...]
    answer: str | None
    said: str
    explanation: str
    corrected: str
    path: str
    number: int


def read_replies(documents: Iterable[Document], fingerprints: Iterable[str]) -> Replies:
    """The replies that returned letters hold, to findings ever made; rows in any order, columns anywhere."""
    words = letter_wording().reply
    known = by_code(fingerprints)
    replies: dict[str, Reply] = {}
    problems: list[str] = []
    for document in sorted(documents, key=lambda one: one.source.path):
        rows = list(_rows(document, words))
        if not rows:
            problems.append(f"回复“{document.source.path}”里没有填写了的疑点核实回复表。")
        for row in rows:
            problem = _problem(row, known)
            if problem:
                problems.append(f"回复“{row.path}”第 {row.number} 行{problem}")
                continue
            reply = _reply(row, known[row.codes[0]][0])
            other = replies.get(reply.fingerprint)
            if other is not None and _said(other) != _said(reply):
                problems.append(
                    f"疑点 {row.codes[0]} 有两份不同的回复（{other.path}、{reply.path}），采用后一份，请核对。"
                )
            replies[reply.fingerprint] = reply
    return Replies(tuple(replies[key] for key in sorted(replies)), tuple(problems))


def reply_entries(replies: Replies, log: Sequence[VerdictEntry]) -> tuple[VerdictEntry, ...]:
    """Log entries for the replies that are not in the log yet; the verdict in each is the auditor's own."""
    current = {entry.fingerprint: entry for entry in log}
    logged = {(entry.fingerprint, entry.note) for entry in log if entry.origin == ORIGIN}
    entries = []
    for reply in replies.replies:
        words = reply_words(reply)
        if any(key == reply.fingerprint and (note or "").endswith(words) for key, note in logged):
            continue
        before = current.get(reply.fingerprint)
        note = f"{before.note}\n{words}" if before is not None and before.note else words
        entries.append(
            VerdictEntry(
                reply.fingerprint,
                verdict=before.verdict if before else None,
                note=note,
                reviewer=before.reviewer if before else None,
                reviewed_on=before.reviewed_on if before else None,
                origin=ORIGIN,
            )
        )
    return tuple(entries)


def reply_words(reply: Reply) -> str:
    """A reply as it is added to the note: “单位回复：不属实。说明：…；更正后数值：…”."""
    words = letter_wording().reply
    parts = [
        pattern.format(words=said)
        for pattern, said in (
            (words.note_explanation, reply.explanation),
            (words.note_corrected, reply.corrected),
        )
        if said
    ]
    return words.note.format(answer=reply.answer or words.unanswered) + "；".join(parts)


def _problem(row: _Row, known: Mapping[str, tuple[str, ...]]) -> str | None:
    if not row.codes:
        return "没有可以辨认的疑点编号（缺失或被改动），未能对应到疑点，请人工登记。"
    if len(row.codes) > 1:
        return f"有几个疑点编号（{'、'.join(row.codes)}），不知对应哪一个，请人工登记。"
    matches = known.get(row.codes[0], ())
    if not matches:
        return f"的疑点编号 {row.codes[0]} 不在本批疑点中，请核对是否为本批函件的回复。"
    if len(matches) > 1:
        return f"的疑点编号 {row.codes[0]} 对应几个疑点，请人工登记。"
    if row.said and row.answer is None:
        return f"是否属实一栏写“{row.said[:20]}”，不能判断属实与否，请人工登记。"
    return None


def _reply(row: _Row, fingerprint: str) -> Reply:
    return Reply(fingerprint, row.answer, row.explanation, row.corrected, row.path)


def _said(reply: Reply) -> tuple[str | None, str, str]:
    return reply.answer, reply.explanation, reply.corrected


def _rows(document: Document, words: ReplyWords) -> Iterator[_Row]:
    columns: dict[str, int] = {}
    number = 0
    for table in document.tables:
        columns = columns if columns and max(columns.values()) < table.columns else {}
        for texts in _texts(document, table):
            heads = _heads(texts, words)
            if heads:
                columns = heads
                continue
            if not columns:
                continue
            number += 1
            row = _row(texts, columns, words, document.source.path, number)
            if row.said or row.explanation or row.corrected:
                yield row


def _texts(document: Document, table: Table) -> Iterator[list[str]]:
    for cells in grid(table):
        yield [cell_words(cell_text(document, cell)) if cell is not None else "" for cell in cells]


def _heads(texts: Sequence[str], words: ReplyWords) -> dict[str, int]:
    """Which column answers what, if this row is the head of a reply table."""
    found: dict[str, int] = {}
    for index, text in enumerate(texts):
        bare = "".join(text.split())
        for name in ("answer", "corrected", "explanation"):
            if name not in found and any(word in bare for word in getattr(words, name)):
                found[name] = index
                break
    return found if "answer" in found and len(found) > 1 and not codes_in(" ".join(texts)) else {}


def _row(texts: Sequence[str], columns: Mapping[str, int], words: ReplyWords, path: str, number: int) -> _Row:
    said = {name: texts[index] if index < len(texts) else "" for name, index in columns.items()}
    codes = tuple(dict.fromkeys(code for text in texts for code in codes_in(text)))
    answer = said.get("answer", "")
    return _Row(
        codes=codes,
        answer=answer_in(answer, words),
        said="" if _is_untouched(answer, words) else " ".join(answer.split()),
        explanation=" ".join(said.get("explanation", "").split())[:_LONGEST],
        corrected=" ".join(said.get("corrected", "").split())[:_LONGEST],
        path=path,
        number=number,
    )


def answer_in(text: str, words: ReplyWords) -> str | None:
    """属实, 部分属实 or 不属实 as a unit writes it: in words, by a tick, or by ticking one of several boxes."""
    bare = "".join(text.split())
    for index, letter in enumerate(bare):
        if letter in words.ticked:
            after = "".join(_until_box(bare[index + 1 :], words))
            return _answer(after or bare[:index], words)
    return None if any(letter in words.unticked for letter in bare) else _answer(bare, words)


def _answer(text: str, words: ReplyWords) -> str | None:
    for answer, spellings in words.answers:
        if text.startswith(tuple(spellings)):
            return answer
    return None


def _until_box(text: str, words: ReplyWords) -> Iterator[str]:
    for letter in text:
        if letter in words.ticked or letter in words.unticked:
            return
        yield letter


def _is_untouched(text: str, words: ReplyWords) -> bool:
    """An empty cell, or boxes none of which is ticked."""
    bare = "".join(text.split())
    return not bare or (bare[0] in words.unticked and not any(letter in words.ticked for letter in bare))
