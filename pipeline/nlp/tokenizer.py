"""A spaCy tokenizer by jieba (结巴分词) with the field's own words; no token ever cuts a value in two."""

import logging
import re
from collections.abc import Callable, Iterator
from functools import cache

import jieba
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from pipeline.nlp.quantities import scan_text
from pipeline.settings import config_root

# A sentence without a digit or one of these words has nothing that any later step looks up by its tokens.
_TELLING = re.compile(r"[0-9０-９%％]|等级|等次|百分之|得分|满意")
_SENTENCE = re.compile(r"[^\n。；]+[。；]?|[\n。；]+")


@cache
def jieba_tokenizer() -> jieba.Tokenizer:
    """jieba's own dictionary with configs/lexicon/words.txt over it, built in memory."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # jieba would keep its table as a marshal file in the shared temporary folder and trust what it finds there.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    with (config_root() / "lexicon" / "words.txt").open("rb") as words:
        tokenizer.load_userdict(words)
    return tokenizer


class JiebaTokenizer:
    """Cuts a text into jieba's words, figures kept whole; white space is tokens too, so offsets are the text's."""

    def __init__(self, vocab: Vocab, *, every_line: bool) -> None:
        self.vocab = vocab
        self.every_line = every_line

    def __call__(self, text: str) -> Doc:
        """The Doc of a text; its `text` is the text given, character for character."""
        words = list(self._words(text))
        return Doc(self.vocab, words=words, spaces=[False] * len(words))

    def _words(self, text: str) -> Iterator[str]:
        for line in text.splitlines(keepends=True):
            yield from self._line_words(line)

    def _line_words(self, line: str) -> Iterator[str]:
        figures = [(quantity.start, quantity.end) for quantity in scan_text(line).quantities]
        for sentence in _SENTENCE.finditer(line):
            start, end = sentence.span()
            own = [(first, last) for first, last in figures if first < end and start < last]
            if own or self.every_line or _TELLING.search(sentence.group()):
                yield from self._around_figures(line, start, end, own)
            else:
                yield sentence.group()

    def _around_figures(
        self, text: str, start: int, end: int, figures: list[tuple[int, int]]
    ) -> Iterator[str]:
        """jieba's words between the figures, each figure one token; one that runs over the end is cut there."""
        position = start
        for begin, finish in ((max(first, start), min(last, end)) for first, last in figures):
            yield from jieba_tokenizer().cut(text[position:begin], HMM=False)
            yield text[begin:finish]
            position = finish
        yield from jieba_tokenizer().cut(text[position:end], HMM=False)

    def to_disk(self, path: object, **_: object) -> None:
        """Nothing to write: the words are in configs/lexicon."""

    def from_disk(self, path: object, **_: object) -> "JiebaTokenizer":
        """Nothing to read: the words are in configs/lexicon."""
        return self

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to keep beyond the configuration."""
        return b""

    def from_bytes(self, data: bytes, **_: object) -> "JiebaTokenizer":
        """Nothing to restore beyond the configuration."""
        return self


@registry.tokenizers("heji.jieba.v1")  # type: ignore[untyped-decorator]
def make_jieba_tokenizer(every_line: bool) -> Callable[[Language], JiebaTokenizer]:
    """The factory that configs/nlp.cfg names."""

    def tokenizer(language: Language) -> JiebaTokenizer:
        return JiebaTokenizer(language.vocab, every_line=every_line)

    return tokenizer
