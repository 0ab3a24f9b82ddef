"""The Chinese stage on running text, beside jieba on the same text (中文理解)."""

import logging

import jieba

from pipeline.bench.corpus import narrative
from pipeline.bench.figures import Figure, Scale, Section, wanted
from pipeline.bench.measuring import median_cpu
from pipeline.nlp import load_language, reports_of
from pipeline.nlp.text_lines import document_of_lines


def language_section(scale: Scale) -> Section:
    """Characters a second from a document to its reports, and the ratio to cutting the same text into words."""
    texts = [narrative(number) for number in range(scale.reports)]
    documents = [document_of_lines(text) for text in texts]
    characters = sum(map(len, texts))
    load_language()
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()

    def ours() -> None:
        for document in documents:
            reports_of(document)

    def plainly() -> None:
        for text in texts:
            jieba.lcut(text)

    reports_of(documents[0])
    own, plain = median_cpu(ours, scale.passes), median_cpu(plainly, scale.passes)
    least = wanted(scale, "language", "characters_a_second")
    return Section(
        "language",
        "中文理解：与 jieba 分词相比",
        f"{scale.reports} 份报告的正文 {characters} 字，单进程处理器时间，{scale.passes} 遍取中位数",
        (
            Figure("characters_a_second", "理解正文", characters / own, "字/秒", at_least=least),
            Figure("jieba", "jieba.lcut 同一正文", characters / plain, "字/秒"),
            Figure("ratio", "理解正文 ÷ jieba.lcut", plain / own, "倍"),
        ),
    )
