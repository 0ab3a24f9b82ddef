"""The way of every file takes the same steps as the Language, and needs neither spaCy nor jieba."""

import subprocess
import sys
from dataclasses import replace

from pipeline.model import Document
from pipeline.nlp import load_language, reports_of
from pipeline.nlp.text_lines import document_of_lines

TEXT = """云坪县文化馆2023年度免费开放项目绩效自评报告
一、项目基本情况
年初预算120万元，全年支出118.5万元，预算执行率98.75%。
二、评价结论
自评得分97.5分，评价等级为优。"""


def test_the_language_gives_the_same_reports():
    document = document_of_lines(TEXT)
    assert load_language()(TEXT)._.reports == reports_of(document)


def test_a_worker_reads_without_spacy_and_jieba():
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pipeline.reading import prepare; prepare();"
            "sys.stdout.write(','.join(sorted({'spacy', 'jieba'} & set(sys.modules))))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == ""


def test_nothing_of_one_document_is_told_of_the_next():
    first = document_of_lines(TEXT)
    second = document_of_lines(TEXT.replace("云坪县文化馆", "临澜县档案馆"))
    units = [report.unit for document in (first, second, first) for report in reports_of(document)]
    assert units == ["云坪县文化馆", "临澜县档案馆", "云坪县文化馆"]


def test_an_equal_document_of_another_path_is_another_document():
    document = document_of_lines(TEXT)
    moved: Document = replace(document, source=replace(document.source, path="别处.txt"))
    (here,), (there,) = reports_of(document), reports_of(moved)
    assert here.id != there.id
    assert {value.place.path for value in there.values} == {"别处.txt"}
