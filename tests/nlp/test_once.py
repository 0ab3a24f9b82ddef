"""What several steps ask of one document is found out once, and forgotten with the next document."""

from dataclasses import replace

from pipeline.nlp.once import once_per_document
from pipeline.nlp.text_lines import document_of_lines


def counted():
    asked = []

    @once_per_document
    def length(document, spans, *, doubled=False):
        asked.append((spans, doubled))
        return len(document.text) * (2 if doubled else 1)

    return length, asked


def test_the_same_question_is_answered_once():
    length, asked = counted()
    document = document_of_lines("甲\n乙")
    assert [length(document, (0, 3)), length(document, (0, 3))] == [3, 3]
    assert asked == [((0, 3), False)]


def test_other_arguments_are_another_question():
    length, asked = counted()
    document = document_of_lines("甲\n乙")
    assert [length(document, (0, 3)), length(document, (0, 3), doubled=True), length(document, (1, 3))] == [
        3,
        6,
        3,
    ]
    assert len(asked) == 3


def test_a_document_is_known_by_identity_and_only_the_last_is_kept():
    length, asked = counted()
    document = document_of_lines("甲\n乙")
    equal = replace(document)
    assert equal == document
    for one in (document, equal, document):
        length(one, (0, 3))
    assert len(asked) == 3
