"""What kind of report it is (种类): by its title, by who wrote it, by its outline; a form alone is a 表."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pipeline.model import Document, Section
from pipeline.nlp.fold import folded
from pipeline.nlp.form_lexicon import is_title
from pipeline.nlp.lexicon import lexicon
from pipeline.nlp.titles import Title


def kind_of(
    document: Document, spans: Sequence[tuple[int, int]], sections: Sequence[Section], title: Title | None
) -> str:
    """The kind by title and text; a report on the outline of transfer payments is one, whatever its title."""
    is_form = not sections and any(
        start <= table.start < end for table in document.tables for start, end in spans
    )
    if title and is_title(title.text):
        # The title of an attached form does not make the text in front of it a form.
        is_form = not any(section.start < title.start for section in sections)
    elif title and not sections:
        is_form = False
    own = None if title and is_title(title.text) and not is_form else title
    kind = report_kind(own.text if own else "", text_of(document, spans), is_form=is_form)
    outline = "\n".join(section.title for section in sections if section.level == 1)
    if kind == "项目自评报告" and _names(outline, _kind_words()["transfer_outline"]):
        return "转移支付自评报告"
    return kind


def report_kind(title: str, text: str, *, is_form: bool) -> str:
    """The kind of report by its title, by its text where it has none; a form alone is a 表."""
    words = _kind_words()
    said = title or text[:600]
    if is_form and not _names(said, ["报告"]):
        if not _names(title or text[:3000], [*words["self_evaluation"], "绩效目标", "评价表"]):
            return "其他"
        kind = _by_subject(said, "自评表", "自评表")
        labelled = kind == "自评表" and _names(text[:3000], words["transfer_labels"])
        return "转移支付自评表" if labelled else kind
    if _names(said, words["self_evaluation"]) and not _names(said, words["focus"][:3]):
        return _by_subject(said, "项目自评报告", "自评报告")
    if _names(said, words["focus"]):
        return _by_subject(said, "项目自评报告", "自评报告") if _own_words(said, text) else "重点评价报告"
    if _names(text, words["self_evaluation"]):
        return _by_subject(said, "项目自评报告", "自评报告")
    return "其他"


def _own_words(said: str, text: str) -> bool:
    """Whether a unit wrote the 绩效评价报告 on itself: it says 我局, or speaks of its whole spending; nobody was hired."""
    words = _kind_words()
    if _names(said, words["focus"][:-1]) or _names(
        text, [*words["hired"], *lexicon("identity")["unit"]["commissioned"]]
    ):
        return False
    return _names(said, words["whole"]) or re.search(words["own"], folded(text)) is not None


def _by_subject(said: str, plain: str, ending: str) -> str:
    words = _kind_words()
    if _names(said, words["whole"]):
        return f"整体{ending}"
    if _names(said, words["transfer"]):
        return f"转移支付{ending}"
    return plain


def _names(text: str, words: Sequence[str]) -> bool:
    plain = folded(text)
    return any(word in plain for word in words)


@cache
def _kind_words() -> dict[str, Any]:
    return dict(lexicon("identity")["kind"])


def text_of(document: Document, spans: Sequence[tuple[int, int]]) -> str:
    """The text of the spans, one after the other."""
    return "\n".join(document.text[start:end] for start, end in spans)
