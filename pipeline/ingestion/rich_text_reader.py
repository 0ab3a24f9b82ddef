"""Follows the tokens of an RTF file and gathers its stories (正文、脚注、页眉、页脚、文本框)."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pipeline.ingestion import refusals
from pipeline.ingestion.assembly import clean_text
from pipeline.ingestion.marked_flow import End, MarkedParagraph
from pipeline.ingestion.rich_text_actions import ROW_WORDS, STATE_WORDS
from pipeline.ingestion.rich_text_fonts import code_page
from pipeline.ingestion.rich_text_names import Names
from pipeline.ingestion.rich_text_story import GroupState, RowDraft, Story
from pipeline.ingestion.rich_text_tokens import Kind, Token
from pipeline.ingestion.rich_text_words import (
    DESTINATIONS,
    NAMED,
    PASSED,
    PROPERTIES,
    SIGNS,
    SILENT,
    STORIES,
    SYMBOLS,
)
from pipeline.ingestion.word_inline import Piece

_DEEPEST = 2_000


class RichTextReader:
    """Takes tokens one after another."""

    def __init__(self) -> None:
        self._names = Names()
        self._fonts = self._names.fonts
        self._state = GroupState()
        self._outer: list[GroupState] = []
        self._story = Story("body")
        self._open_stories: list[Story] = []
        self._raw = b""
        self._skip = 0
        self._optional = False
        self._field = {"fftype": 0, "ffres": 25, "ffdefres": 0}
        self._own: dict[str, str] = {}
        self._sections = {"facing": False, "title": False}
        self.stories: dict[str, list[list[MarkedParagraph]]] = defaultdict(list)
        self.tally: Counter[str] = Counter()
        self._words = self._dispatch()

    @property
    def is_complete(self) -> bool:
        """Whether every group was closed."""
        return not self._outer

    def body(self) -> list[MarkedParagraph]:
        """The body's paragraphs; stories left open by a cut file are closed first."""
        self._flush()
        while self._open_stories:
            self._end_story()
        return self._story.finished(self._outline())

    def properties(self) -> dict[str, str]:
        """What the file says of itself."""
        return {
            key: text
            for key, text in ((key, clean_text(text).strip()) for key, text in self._own.items())
            if text
        }

    def take(self, token: Token) -> None:
        """Go on by one token."""
        if token.kind is Kind.OPEN:
            self._open()
        elif token.kind is Kind.CLOSE:
            self._close()
        elif token.kind is Kind.WORD:
            self._word(token.word, token.number)
        elif token.kind is Kind.SYMBOL:
            self._symbol(token.content)
        else:
            self._bytes(token.content)

    def _open(self) -> None:
        self._flush()
        self._skip = 0
        if len(self._outer) >= _DEEPEST:
            raise refusals.nested_too_deep("文件内部结构嵌套过深")
        self._outer.append(self._state)
        self._state = replace(self._state, opens_story=False)

    def _close(self) -> None:
        self._flush()
        self._skip = 0
        self._optional = False
        if not self._outer:
            return
        ended, self._state = self._state, self._outer.pop()
        if ended.destination != self._state.destination:
            self._end_destination(ended.destination)
        if ended.opens_story:
            self._end_story()

    def _end_destination(self, destination: str) -> None:
        if destination == "formfield" and self._field["fftype"] == 1:
            result = self._field["ffres"]
            chosen = self._field["ffdefres"] if result == 25 else result
            self._show("☑" if chosen else "☐")
        if destination in ("stylesheet", "fonttbl"):
            self._names.end(self._state.destination)
        self._names.pieces = []

    def _end_story(self) -> None:
        """Put a finished story where it belongs, and go on with the one around it."""
        if not self._open_stories:
            return
        ended, self._story = self._story, self._open_stories.pop()
        if ended.kind == "box":
            self._story.boxes.extend(ended.boxed())
        else:
            self.stories[ended.kind].append(ended.finished())

    def _word(self, word: str, number: int | None) -> None:
        self._flush()
        optional, self._optional = self._optional, False
        if word == "u" and number is not None:
            self._unicode(number)
            return
        if self._skip:
            self._skip -= 1
        if self._state.destination == "skip":
            return
        if (optional or word in DESTINATIONS) and self._enters(word, optional=optional):
            return
        if word in SIGNS:
            self._show(SIGNS[word])
        elif word in STATE_WORDS:
            STATE_WORDS[word](self._state, number)
        elif word in ROW_WORDS:
            ROW_WORDS[word](self._row(), number)
        else:
            action = self._words.get(word)
            if action is not None:
                action(number)

    def _enters(self, word: str, *, optional: bool) -> bool:
        """Enter a destination; False for a word that is none here."""
        state = self._state
        if word in STORIES:
            if (word in ("headerf", "footerf") and not self._sections["title"]) or (
                word in ("headerl", "footerl") and not self._sections["facing"]
            ):
                state.destination = "skip"
            else:
                self._open_stories.append(self._story)
                self._story = Story(STORIES[word])
                state.opens_story, state.destination = True, "body"
                state.reset_paragraph()
        elif word in PROPERTIES:
            if state.destination != "info":
                return False
            state.destination = f"property:{PROPERTIES[word]}"
        elif word in NAMED:
            state.destination = "skip" if word == "pn" else "listtext" if word == "pntext" else word
            if word == "formfield":
                self._field = {"fftype": 0, "ffres": 25, "ffdefres": 0}
        elif word in PASSED:
            state.in_inner_row |= word == "nesttableprops"
        elif word in SILENT or optional:
            if word == "annotation":
                self.tally["comment"] += 1
            state.destination = "skip"
        return True

    def _symbol(self, symbol: bytes) -> None:
        self._flush()
        if symbol == b"*":
            self._optional = True
        elif self._skip:
            self._skip -= 1
        elif symbol in (b"\r", b"\n"):
            self._paragraph()
        elif symbol == b"\t":
            self._show("\t")
        else:
            self._show(SYMBOLS.get(symbol, ""))

    def _bytes(self, content: bytes) -> None:
        self._optional = False
        if self._skip:
            skipped = min(self._skip, len(content))
            self._skip -= skipped
            content = content[skipped:]
        if self._state.destination != "skip":
            self._raw += content

    def _unicode(self, number: int) -> None:
        self._skip = self._state.fallback
        if self._state.destination == "skip":
            return
        code = number & 0xFFFF if number < 0x1_0000 else number
        self._show(self._fonts.sign(chr(code if code < 0x11_0000 else 0xFFFD), self._state.font))

    def _flush(self) -> None:
        """Decode the bytes gathered so far: a character's bytes may come in several tokens."""
        if self._raw:
            raw, self._raw = self._raw, b""
            self._show(self._fonts.text(raw, self._state.font))

    def _show(self, text: str) -> None:
        state = self._state
        if state.destination == "body":
            if state.deleted:
                self.tally["deletion"] += 1
            elif state.hidden:
                self.tally["hidden"] += bool(text.strip())
            else:
                self._story.pieces.append(Piece(text, state.bold))
        elif state.destination == "listtext":
            if not state.deleted:
                self._story.list_text.append(text)
        elif state.destination in ("fonttbl", "stylesheet"):
            self._names.take(text, state.destination)
        elif state.destination.startswith("property:"):
            key = state.destination.removeprefix("property:")
            self._own[key] = self._own.get(key, "") + text

    def _outline(self) -> int | None:
        """Outline level from 1, the paragraph's own or its style's."""
        state = self._state
        if state.outline is not None:
            return state.outline + 1 if state.outline < 9 else None
        return self._names.headings.get(state.style) if state.style is not None else None

    def _paragraph(self) -> None:
        if self._state.destination != "body":
            return
        if self._state.deleted:
            # A deleted mark joins the paragraph with the next one.
            self.tally["deletion"] += 1
            return
        self._story.end(End.PARAGRAPH, self._state.table_depth, self._outline())

    def _cell(self, depth: int) -> None:
        if self._state.destination == "body":
            self._story.end(End.CELL, depth, self._outline())

    def _font_word(self, number: int | None) -> None:
        index = number or 0
        if self._state.destination == "fonttbl":
            self._names.begin_font(index)
        else:
            self._state.font = index

    def _style_word(self, number: int | None) -> None:
        self._state.style = self._names.style = number or 0

    def _charset(self, number: int | None) -> None:
        if self._state.destination == "fonttbl":
            self._fonts.define(self._names.font, number or 0)

    def _row(self) -> RowDraft:
        return self._story.inner_row if self._state.in_inner_row else self._story.row

    def _end_row(self, depth: int) -> None:
        self._story.end_row(depth, self._row(), is_removed=self._state.deleted)

    def _dispatch(self) -> dict[str, Callable[[int | None], None]]:
        """What the other control words do."""
        return {**self._text_words(), **self._file_words()}

    def _text_words(self) -> dict[str, Callable[[int | None], None]]:
        return {
            "par": lambda _: self._paragraph(),
            "sect": lambda _: self._paragraph(),
            "s": self._style_word,
            "plain": lambda _: self._state.reset_characters(self._fonts.default),
            "f": self._font_word,
            # LibreOffice ends a nested cell that is covered from above with the outer table's word.
            "cell": lambda _: self._cell(max(self._state.table_depth, 1)),
            "nestcell": lambda _: self._cell(max(self._state.table_depth, 2)),
            "row": lambda _: self._end_row(1),
            "nestrow": lambda _: self._end_row(max(self._state.table_depth, 2)),
        }

    def _file_words(self) -> dict[str, Callable[[int | None], None]]:
        return {
            "ansicpg": lambda number: setattr(self._fonts, "own", code_page(number or 0)),
            "mac": lambda _: setattr(self._fonts, "own", "mac-roman"),
            "deff": lambda number: setattr(self._fonts, "default", number or 0),
            "fcharset": self._charset,
            "facingp": lambda _: self._sections.update(facing=True),
            "titlepg": lambda _: self._sections.update(title=True),
            "objemb": lambda _: self.tally.update(object=1),
            **{name: partial(self._form_word, name) for name in ("fftype", "ffres", "ffdefres")},
        }

    def _form_word(self, name: str, number: int | None) -> None:
        self._field[name] = number or 0
