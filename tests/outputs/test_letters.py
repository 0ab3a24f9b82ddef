"""Letters made of results made by hand: who gets one, what stands in it, what must never stand in it."""

import dataclasses
import io
import json
import re
import zipfile
from pathlib import Path

import docx
import pytest

from pipeline.errors import UsageError
from pipeline.model import Check, FileStatus, Level, Outcome, Results
from pipeline.outputs.letters import KEPT, LETTERS, SHEETS, letter_templates, write_letters
from pipeline.outputs.letters.contents import chinese_ordinal
from pipeline.outputs.letters.filenames import file_stems, safe_stem
from pipeline.outputs.letters.wording import letter_wording, template_folder
from pipeline.settings import load_settings
from pipeline.validation import all_rules, check_batch
from tests.outputs import samples
from tests.validation.factories import batch_of
from tests.validation.test_rule_pages import examples

WHEN = "2024-03-05T09:30:00+08:00"
UNIT = "湖心区园林绿化中心"


def written(tmp_path: Path, results: Results, *assignments: str) -> Path:
    """A fresh folder with the letters of these results."""
    folder = tmp_path / "新"
    folder.mkdir()
    settings = load_settings("general", assignments).letters
    write_letters(results, settings, tmp_path / "旧", folder, WHEN)
    return folder


def text_of(path: Path) -> str:
    """All words of a letter's body, paragraphs and tables."""
    body = docx.Document(str(path)).element.body
    paragraphs = body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    return "\n".join(
        "".join(part.text or "" for part in one.iter() if part.tag.endswith("}t")) for one in paragraphs
    )


def test_a_letter_says_basis_scope_facts_places_figures_request_and_deadline(tmp_path: Path) -> None:
    one = samples.report()
    folder = written(
        tmp_path,
        samples.results([one], [samples.finding(one)]),
        "letters.office=湖心区财政局",
        "letters.deadline=2024年3月20日前",
    )
    text = text_of(folder / LETTERS / f"{UNIT}.docx")
    for words in (
        f"{UNIT}：",
        "《项目支出绩效评价管理办法》（财预〔2020〕10号）",
        f"《{samples.LINES[0]}》（文件：绿地养护.docx）",
        "疑似执行率计算错误（数据不符类，编号",
        "执行率写95.86%，按支出260万元÷全年预算280万元应为92.86%。",
        "《绿地养护.docx》第1页 第3段，“一、资金情况”一节：",
        "【95.86%】",
        "材料所写95.86，按材料推算92.86，相差3.00；计算：2600000 ÷ 2800000 × 100 = 92.857…。",
        "请核对全年预算数、全年执行数，重新计算",
        "请于2024年3月20日前",
        "是否属实",
        "情况说明",
        "更正后数值",
        "湖心区财政局",
        "2024年3月5日",
    ):
        assert words in text, words
    assert "{{" not in text


def test_what_was_not_checked_stands_in_the_letter(tmp_path: Path) -> None:
    one = samples.report()
    results = samples.results([one], [samples.finding(one)])
    files = tuple(
        dataclasses.replace(file, status=FileStatus.PARTIAL, message="第3页是图片，没有读出")
        for file in results.batch.files
    )
    results = dataclasses.replace(
        results,
        batch=dataclasses.replace(results.batch, files=files),
        checks=(
            Check("ZX-01", one.id, Outcome.PENDING, "全年预算数的年度不明"),
            Check("ZX-01", "别的报告", Outcome.PENDING, "与本单位无关"),
        ),
    )
    text = text_of(written(tmp_path, results) / LETTERS / f"{UNIT}.docx")
    assert "文件“绿地养护.docx”：第3页是图片，没有读出。" in text
    assert "ZX-01 执行率计算错误——全年预算数的年度不明。" in text
    assert "其中 1 个没有归入任何数据项" in text
    assert "不表示已经核实或者认可" in text
    assert "与本单位无关" not in text


@pytest.mark.parametrize(
    ("verdict", "assignment", "expected"),
    [
        (None, "letters.pending=false", True),
        ("属实", "letters.pending=false", True),
        ("误报", "letters.pending=true", False),
        ("已整改", "letters.pending=true", False),
        ("待核", "letters.pending=false", False),
        ("待核", "letters.pending=true", True),
    ],
)
def test_verdicts_decide_what_is_put_to_a_unit(
    tmp_path: Path, verdict: str | None, assignment: str, expected: bool
) -> None:
    one = samples.report()
    results = samples.results([one], [samples.finding(one, verdict=verdict)])
    folder = written(tmp_path, results, assignment)
    assert (folder / LETTERS / f"{UNIT}.docx").exists() is expected
    assert (folder / SHEETS / f"{UNIT}.docx").exists() is expected


def test_levels_and_vanished_findings(tmp_path: Path) -> None:
    one = samples.report()
    findings = [
        samples.finding(one, "a1", Level.HINT, title="等级名称混用"),
        samples.finding(one, "b2", Level.WARNING, title="满意度无调查依据"),
        samples.finding(one, "c3", title="总分前后不一", status="已消除"),
    ]
    results = samples.results([one], findings)
    folder = written(tmp_path, results, 'letters.levels=["警告"]')
    text = text_of(folder / LETTERS / f"{UNIT}.docx")
    assert "满意度无调查依据" in text
    assert "等级名称混用" not in text
    assert "总分前后不一" not in text
    assert not list((folder / SHEETS).glob("*.docx"))  # 取证单 is for 错误 alone


def test_an_evidence_sheet_names_fact_arithmetic_place_attachment_and_the_reply(tmp_path: Path) -> None:
    one = samples.report()
    note = "已电话问过\n单位回复：不属实。说明：分母用了批复数"
    results = samples.results([one], [samples.finding(one, verdict="属实", note=note)])
    text = text_of(written(tmp_path, results) / SHEETS / f"{UNIT}.docx")
    for words in (
        "疑似执行率计算错误（规则ZX-01）",
        "2600000 ÷ 2800000 × 100",
        "第1页 第3段",
        f"绿地养护.docx（SHA-256 前16位：{'ab' * 8}）",
        "单位回复：不属实。说明：分母用了批复数",
        "取证人",
        "负责人（签字）",
    ):
        assert words in text, words
    assert "已电话问过" not in text  # an auditor's own note goes to nobody


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    one = samples.report()
    words = "<w:p/>&amp;{{单位}}{{没有的字段}}\x07\u202e=cmd|'/C calc'!A0"
    results = samples.results([one], [samples.finding(one, title=words, message=words, basis=words)])
    path = written(tmp_path, results) / LETTERS / f"{UNIT}.docx"
    text = text_of(path)
    assert "<w:p/>&amp;{{单位}}{{没有的字段}}=cmd|'/C calc'!A0" in text


def test_two_units_never_share_a_file_and_no_name_leaves_the_folder(tmp_path: Path) -> None:
    names = ("../../etc/passwd", "水务局/一科", "水务局:一科", "CON", "甲局", "..", "长" * 300)
    reports = [samples.report(f"R{n}", f"{n}.docx", name) for n, name in enumerate(names)]
    results = samples.results(reports, [samples.finding(one, f"{n}f") for n, one in enumerate(reports)])
    folder = written(tmp_path, results)
    files = sorted((folder / LETTERS).iterdir())
    assert len(files) == len(names)
    assert all(path.is_file() and path.parent == folder / LETTERS for path in files)
    for name, path in ((name, folder / LETTERS / f"{stem}.docx") for name, stem in file_stems(names).items()):
        assert f"{name}：" in text_of(path)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("市财政局", "市财政局"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("nul.txt", "_nul.txt"),
        ("console", "console"),
        (" 市局. ", "市局"),
        ("\u202e局", "_局"),
        ("..", "单位未写明"),
        ("", "单位未写明"),
    ],
)
def test_safe_stem(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def test_names_alike_but_for_width_or_case_are_kept_apart() -> None:
    stems = file_stems(["A局", "a局", "Ａ局"])
    assert len({stem.casefold() for stem in stems.values()}) == 3


def test_findings_without_a_unit_go_by_file_not_together(tmp_path: Path) -> None:
    reports = [dataclasses.replace(samples.report(f"R{n}", f"夹/{n}.docx"), unit=None) for n in range(2)]
    results = samples.results(reports, [samples.finding(one, f"{n}a") for n, one in enumerate(reports)])
    names = {path.name for path in (written(tmp_path, results) / LETTERS).iterdir()}
    assert names == {"单位未写明（0.docx）.docx", "单位未写明（1.docx）.docx"}


def test_nothing_tells_who_made_the_letter_or_when(tmp_path: Path) -> None:
    one = samples.report()
    results = samples.results([one], [samples.finding(one)])
    path = written(tmp_path, results) / LETTERS / f"{UNIT}.docx"
    with zipfile.ZipFile(path) as package:
        core = package.read("docProps/core.xml").decode()
        assert "docProps/app.xml" not in package.namelist()
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "rsids" not in package.read("word/settings.xml").decode()
    assert not re.search("creator|lastModifiedBy|created|modified|python-docx", core)


def test_letters_that_a_person_changed_are_kept_and_untouched_ones_are_not(tmp_path: Path) -> None:
    one = samples.report()
    results = samples.results([one], [samples.finding(one)])
    before = written(tmp_path, results)
    before.rename(tmp_path / "旧")
    changed = docx.Document(str(tmp_path / "旧" / LETTERS / f"{UNIT}.docx"))
    changed.paragraphs[0].add_run("（领导已阅）")
    changed.save(str(tmp_path / "旧" / LETTERS / f"{UNIT}.docx"))
    (tmp_path / "旧" / LETTERS / "回函扫描.pdf").write_bytes(b"%PDF-1.7")
    folder = written(tmp_path, results)
    kept = sorted(str(path.relative_to(folder / LETTERS)) for path in (folder / LETTERS / KEPT).rglob("*.*"))
    assert kept == [f"{KEPT}/20240305093000/{name}" for name in sorted(("回函扫描.pdf", f"{UNIT}.docx"))]
    assert not (folder / SHEETS / KEPT).exists()


def test_the_shipped_templates_have_the_layout_of_official_documents() -> None:
    document = docx.Document(str(template_folder() / f"{LETTERS}.docx"))
    page = document.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    body = next(one for one in document.paragraphs if one.text.startswith("核对依据"))
    assert body.runs[0].font.size.pt == 16
    assert body.paragraph_format.line_spacing.pt == 28
    assert "仿宋_GB2312" in body.runs[0]._r.xml
    title = next(one for one in document.paragraphs if one.text.startswith("关于"))
    assert title.runs[0].font.size.pt == 22
    assert "方正小标宋简体" in title.runs[0]._r.xml
    assert "PAGE" in page.footer._element.xml


def test_shipped_templates_are_sound_and_documented() -> None:
    letter_templates(load_settings().letters)
    page = (template_folder() / "说明.md").read_text(encoding="utf-8")
    from pipeline.outputs.letters.catalogue import known_words

    assert [word for word in known_words() if f"{{{{{word}}}}}" not in page] == []
    assert set(re.findall(r"`\{\{(.+?)\}\}`", page)) <= set(known_words())


def test_every_rule_has_a_request_and_every_level_a_name() -> None:
    wording = letter_wording()
    assert all(wording.asked(rule.id) for rule in all_rules())
    assert set(wording.categories) == set(Level)


def outside_quotes(words: str) -> str:
    return re.sub("“[^”]*”", "", words)


def test_no_word_of_a_letter_is_a_conclusion() -> None:
    """Wording is 疑点: neither the templates nor the sentences judge; a quotation of the unit's own words may."""
    wording = letter_wording()
    said = [*wording.sentences.values(), *wording.ask.values(), *wording.categories.values()]
    said += [text_of(template_folder() / f"{name}.docx") for name in (LETTERS, SHEETS)]
    assert [(word, one) for one in said for word in wording.conclusions.words if word in one] == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [(rule, source) for rule, kind, _, source in examples() if kind == "触发例"],
    ids=lambda value: str(value)[:8],
)
def test_no_message_of_a_rule_is_a_conclusion(rule: str, source: str) -> None:
    batch, pairs, assignments = batch_of(source)
    findings, _ = check_batch(batch, pairs, load_settings("general", assignments), "general")
    wording = letter_wording()
    words = wording.conclusions.words
    told = [outside_quotes(f"{wording.name(one.rule, one.title)} {one.message}") for one in findings]
    assert [(word, one) for one in told for word in words if word in one] == []


@pytest.mark.parametrize(
    ("number", "ordinal"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_chinese_ordinal(number: int, ordinal: str) -> None:
    assert chinese_ordinal(number) == ordinal


def test_a_template_that_is_no_docx_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "模板.docx"
    path.write_bytes(b"no zip")
    settings = load_settings("general", [f"letters.template={json.dumps(str(path))}"]).letters
    with pytest.raises(UsageError, match="不是 Word 的 docx 文件"):
        letter_templates(settings)
    path.unlink()
    with pytest.raises(UsageError, match="打不开"):
        letter_templates(settings)


def test_equal_results_give_equal_letters(tmp_path: Path) -> None:
    one = samples.report()
    results = samples.results([one], [samples.finding(one)])
    first = (written(tmp_path, results) / LETTERS / f"{UNIT}.docx").read_bytes()
    (tmp_path / "新").rename(tmp_path / "先")
    assert (written(tmp_path, results) / LETTERS / f"{UNIT}.docx").read_bytes() == first
    assert docx.Document(io.BytesIO(first)).paragraphs
