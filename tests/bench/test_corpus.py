import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.bench.corpus import COPY_EVERY, COPY_OF, MIX, Corpus, draft_of, laid_in, made_corpus, narrative
from pipeline.bench.drafts import Prose, Ruled
from pipeline.bench.grammar import grammar
from pipeline.bench.layout import HEIGHT, laid_out
from pipeline.ingestion import read_document
from pipeline.model import Document, Report, Source
from pipeline.nlp import reports_of
from pipeline.settings import load_settings

pytest.importorskip("reportlab", reason="reportlab（heji[bench]）未安装，不能造 PDF 语料")

TEN = len(MIX)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return made_corpus(tmp_path_factory.mktemp("corpus"), TEN)


def document(path: Path) -> Document:
    content = path.read_bytes()
    source = Source(path.name, "0" * 64, len(content), path.suffix.lstrip("."))
    return read_document(source, content, load_settings().limits)


def report(path: Path) -> Report:
    return max(reports_of(document(path)), key=lambda one: len(one.sections))


def digests(corpus: Corpus) -> dict[str, str]:
    return {
        path.relative_to(corpus.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in corpus.paths()
    }


def test_six_of_ten_are_word_three_pdf_one_excel(corpus: Corpus) -> None:
    assert [len(corpus.paths(name)) for name in ("docx", "pdf", "xlsx")] == [6, 3, 1]
    assert len(corpus.paths()) == TEN


def test_every_making_gives_the_same_bytes(corpus: Corpus, tmp_path: Path) -> None:
    assert digests(made_corpus(tmp_path, TEN)) == digests(corpus)


def test_what_stands_there_is_taken_as_it_is_and_what_is_missing_made_again(tmp_path: Path) -> None:
    first = made_corpus(tmp_path, 2)
    kept, lost = first.paths()
    before = kept.stat().st_mtime_ns
    lost.unlink()
    again = made_corpus(tmp_path, 3)
    assert kept.stat().st_mtime_ns == before
    assert lost.exists() and again.submissions[:2] == first.submissions


def test_each_is_about_ten_pages(corpus: Corpus) -> None:
    assert all(8 <= one.pages <= 14 for one in corpus.submissions)
    pdf = next(one for one in corpus.submissions if one.format == "pdf")
    assert document(corpus.folder / pdf.path).pages == pdf.pages


@pytest.mark.parametrize("format_name", ["docx", "pdf"])
def test_the_product_reads_what_was_invented(corpus: Corpus, format_name: str) -> None:
    number = MIX.index(format_name)
    facts = draft_of(number).facts
    read = report(corpus.folder / corpus.submissions[number].path)
    assert (read.unit, read.project, read.year) == (facts.unit, facts.project, 2023)
    assert read.summary["spent"].number == facts.spent * 10000
    assert read.summary["total_score"].number == facts.total_score
    assert len([row for row in read.indicators if row.role == "indicator"]) == len(facts.indicators)


def test_the_figures_of_a_report_agree_with_one_another() -> None:
    for number in range(30):
        facts = draft_of(number).facts
        assert facts.spent <= facts.full == facts.initial + facts.carried
        assert 0 < facts.total_score <= 100
        assert sum(one.weight for one in facts.indicators) == Decimal(90)
        assert all(0 <= one.score <= one.weight for one in facts.indicators)


def test_one_in_twenty_five_repeats_another_with_other_names_and_figures() -> None:
    last = COPY_EVERY - 1
    copy, original = draft_of(last), draft_of(last - COPY_OF)
    assert copy.facts.unit != original.facts.unit and copy.facts.spent != original.facts.spent

    def paragraphs(number: int) -> set[str]:
        facts = draft_of(number).facts
        told = (
            narrative(number)
            .replace(facts.unit, "甲")
            .replace(facts.place, "乙")
            .replace(facts.project, "丙")
        )
        return {line for line in told.split("\n") if len(line) > 60}

    assert len(paragraphs(last) & paragraphs(last - COPY_OF)) > 15
    assert not paragraphs(last - 1) & paragraphs(last - COPY_OF)


def test_no_two_reports_share_a_paragraph_of_prose() -> None:
    paragraphs = [
        {
            piece.text
            for piece in draft_of(number).pieces
            if isinstance(piece, Prose) and len(piece.text) > 120
        }
        for number in range(COPY_EVERY - 1)
    ]
    assert sum(map(len, paragraphs)) == len(set().union(*paragraphs))


def test_every_slot_of_the_grammar_is_filled() -> None:
    for number in range(len(grammar().themes)):
        assert "{" not in narrative(number)


def test_changed_files_say_something_else_under_the_same_name(corpus: Corpus, tmp_path: Path) -> None:
    laid_in(corpus, tmp_path / "in", changed=2)
    copy = Corpus(tmp_path / "in", corpus.submissions)
    before, now = digests(corpus), digests(copy)
    assert before.keys() == now.keys()
    assert sum(before[name] != now[name] for name in before) == 2


def test_tables_go_on_over_the_page_and_nothing_falls_off_it() -> None:
    draft = draft_of(0)
    pages = laid_out(draft.pieces)
    letters = sum(len(words.text) for page in pages for words in page.words)
    cells = sum(
        len(square.text) for piece in draft.pieces if isinstance(piece, Ruled) for square in piece.squares
    )
    prose = sum(len(piece.text) for piece in draft.pieces if not isinstance(piece, Ruled))
    assert letters == cells + prose
    assert all(words.y < HEIGHT - 60 for page in pages for words in page.words)
