"""Forms whose cells stand one to a line or one after another: the heads' order gives the rows back."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.model import Document
from pipeline.nlp.form_cells import scope_unit
from pipeline.nlp.form_grid import Lattice, text_lattice
from pipeline.nlp.form_lexicon import bare, column_of, form_words, is_title
from pipeline.nlp.form_stream_funds import stream_funds
from pipeline.nlp.form_stream_heads import block_end, heads_at
from pipeline.nlp.form_stream_rows import stream_indicators
from pipeline.nlp.form_tokens import Range, Token, tokens_by_line, tokens_by_space

_LABEL_CELLS = 48


def stream_lattices(document: Document, lines: Sequence[Range]) -> list[Lattice]:
    """The reading grids of all forms whose cells follow one another without rows."""
    lattices: list[Lattice] = []
    for tokens in (tokens_by_line(document, lines), tokens_by_space(document, lines)):
        if not lattices:
            lattices = _streams(document, tokens)
    return lattices


def _streams(document: Document, tokens: Sequence[Token]) -> list[Lattice]:
    lattices: list[Lattice] = []
    at, floor = 0, 0
    while at < len(tokens):
        if column_of(tokens[at].text) is None:  # nearly every line of running text
            at += 1
            continue
        heads = heads_at(tokens, at)
        if not heads.whole:
            at = max(heads.after, at + 1)
            continue
        stop = block_end(tokens, heads.after)
        indicators = "level3" in heads.fields
        found, sure = (stream_indicators if indicators else stream_funds)(tokens, heads, stop)
        if found:
            head = list(heads.places)
            if not indicators:
                head = [(head[0][0], head[0][0]), *head]
            rows = [*_label_rows(document, _filled(tokens[floor:at])[-_LABEL_CELLS:]), head]
            certainty = dict(enumerate(sure, start=len(rows)))
            lattices.append(text_lattice(document, [*rows, *found], certainty))
            floor = stop
        at = heads.after
    return lattices


def _filled(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.text]


def _label_rows(document: Document, above: Sequence[Token]) -> list[list[Range]]:
    """What stands above the heads: the form's title line, labelled cells (项目名称, its value), the unit's cell."""
    labels = form_words().header_labels
    titles = [at for at, token in enumerate(above) if is_title(token.text) and _begins_line(document, token)]
    rows: list[list[Range]] = [[above[titles[-1]].place]] if titles else []
    for label, value in pairwise(above[titles[-1] if titles else 0 :]):
        if bare(label.text) in labels and value.text and bare(value.text) not in labels:
            rows.append([label.place, value.place])
    units = [token for token in above[titles[-1] if titles else 0 :] if scope_unit(token.text)]
    rows += [[units[-1].place]] if units else []
    return rows


def _begins_line(document: Document, token: Token) -> bool:
    return not document.text[max(0, token.start - 1) : token.start].strip("\n\r")
