"""The project of a report (项目名称): from form, title or text; lists of projects are in `project_lists`."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pipeline.model import Document, Place, place_of
from pipeline.nlp.fold import folded
from pipeline.nlp.form_lexicon import squeezed
from pipeline.nlp.lexicon import alternatives, lexicon
from pipeline.nlp.text_lines import lines_of
from pipeline.nlp.titles import Title, without_draft
from pipeline.nlp.unit_endings import Named, title_unit

YEAR = r"(?:20\d\d|二[〇零][一二三四五六七八九〇零]{2})"
# 20××年度, left open for publication or by the template.
PLACEHOLDER = r"(?:20|二〇|二零)[×xX＊*○〇□Oo]{2}\s*年?度?"
_CODE = re.compile(r"^(?=[\dA-Za-z]*\d)[\dA-Za-z]{6,}\s*[-—－_:：]?\s*|^\d{3,}\s*[-—－_]\s*")

_SUBTITLE = re.compile(
    rf"[（(]\s*(?:{YEAR}\s*年度?\s*)?([^（）()，,；;：:。]{{4,36}}?)(?:[，,、\s]+{YEAR}\s*年度?)?\s*[）)]"
)
_STATED = (
    re.compile(
        r"选[取定择](?:了)?([^，。；：]{3,40}?)(?:项目)?(?:为|作为)[^，。；]{0,12}(?:评价|自评)(?:项目|对象)"
    ),
    re.compile(
        rf"对(?:{YEAR}\s*年度?)?([^，。；：《》]{{3,30}}?)(?:项目)?(?:{YEAR}\s*年度)?(?:进行|开展)了?[^，。；]{{0,8}}(?:自评|评价)"
    ),
)


@cache
def project_words() -> dict[str, Any]:
    """The table [project] of the lexicon."""
    return dict(lexicon("identity")["project"])


def form_project(form_header: Mapping[str, tuple[str, Place]]) -> Named | None:
    """The project that the form's header names, its code taken off."""
    if "项目名称" not in form_header:
        return None
    text, place = form_header["项目名称"]
    name = clean_project(text)
    return Named(name, place) if name else None


def clean_project(text: str) -> str:
    """A project's name as a cell gives it, without white space and budget code."""
    name = re.sub(PLACEHOLDER, "", _CODE.sub("", squeezed(text)))
    return "" if re.fullmatch(r"[\W_]*|[Xx×*]+.*|无", name) else name


def title_project(
    document: Document, title: Title | None, whole: str, reporter: str | None = None
) -> Named | None:
    """The project that the title names; None for a title that names none (部门整体支出, 项目支出)."""
    if title is None:
        return None
    if named := _bracketed_project(document, title):
        return named
    unit = title_unit(title.text) or ""
    core = folded(title.text.removeprefix("关于").removeprefix(unit))
    core = re.sub(PLACEHOLDER, "", without_draft(core))
    core = re.sub(r"^[（(][^）)]*[）)]|[（(]" + YEAR + r"年?度?[）)]$", "", core)
    core = re.sub(r"^关于|^本级|^(?:开展|做好|报送)", "", core)
    core = re.sub(r"^我(?:单位|中心|街道|[\u4e00-\u9fff])的?", "", core)
    core = re.sub(
        r"^[“\"]([^“”\"]{4,40})[”\"](?:资金|经费)?(?:的?(?:管理)?使用(?:管理)?(?:情况)?|项目)?", r"\1", core
    )
    core = _without_region(_without_tail(core), reporter or "")
    core = _without_year(core, folded(whole), reporter or "")
    name = _as_written(_as_quoted(_without_levels(recurrent_name(core), folded(whole)), whole), title.text)
    return Named(name, place_of(document, title.start, title.end)) if name and not is_generic(name) else None


def _bracketed_project(document: Document, title: Title) -> Named | None:
    """The project that stands in brackets behind the title: ……绩效自评报告（残疾人事业补助资金）."""
    found = re.search(r"(?:报告|自评|自评表|总结|情况)[（(]([^（）()]{4,30})[）)]$", title.text)
    if found is None or without_draft(folded(title.text)) != folded(title.text):
        return None
    name = found.group(1)
    if is_generic(name) or re.search(YEAR, name) or not name.endswith(_named_money()):
        return None
    return Named(name, place_of(document, title.start, title.end))


def subtitle_project(
    document: Document, spans: Sequence[tuple[int, int]], title: Title | None
) -> Named | None:
    """The project that stands alone in brackets on the line below the title: （残疾人辅具补助，2022年度）."""
    if title is None:
        return None
    below = next((line for line in lines_of(document, spans) if line.start >= title.end), None)
    found = _SUBTITLE.fullmatch(below.text) if below is not None else None
    if below is None or found is None or is_generic(found.group(1)):
        return None
    name = recurrent_name(squeezed(found.group(1)))
    start = below.start + found.start(1)
    return Named(name, place_of(document, start, start + len(found.group(1)))) if len(name) >= 4 else None


@cache
def _named_money() -> tuple[str, ...]:
    return ("项目", "工程", "专项", *_recurrent())


def _without_region(core: str, reporter: str) -> str:
    """The title without the region in front, where it names that instead of the unit: 甲县2023年……"""
    region = re.match(r"[\u4e00-\u9fff]{1,6}?[省市县区州镇乡]", reporter)
    core = re.sub(rf"^[\u4e00-\u9fff]{{1,5}}(?:[省市县区州镇乡]|街道)(?={YEAR})", "", core)
    return core.removeprefix(region.group()) if region else core


def _without_year(core: str, text: str, reporter: str) -> str:
    """The title's words without the year in front, where the text calls the project by its name alone."""
    found = re.match(rf"{YEAR}年(?!度)", core)
    if found is None:
        return core
    region = re.match(r"[\u4e00-\u9fff]{1,6}?[省市县区州]", reporter)
    name = core[found.end() :].removeprefix(region.group() if region else "")
    alone = len(re.findall(rf"(?<!年)(?<!度){re.escape(name)}", text))
    dated = len(re.findall(rf"{YEAR}年度?{re.escape(name)}", text))
    return name if len(name) >= 6 and alone and alone >= dated else core


def _without_tail(core: str) -> str:
    """The title without the words for the kind of document: 绩效自评报告 and the like."""
    core = re.sub(rf"{YEAR}年?度(?=(?:财政|项目|支出|绩效|重点|自评|部门)*(?:绩效|自评|评价))", "", core)
    core = re.sub(r"(?:的|情况的?)?报告$", "报告", core) if "的" in core[-6:] else core
    tail = re.search(rf"的?(?:{alternatives(project_words()['tails'])})(?:的?报告)?$", core)
    if tail is None:
        return core
    kept = core[: tail.start()]
    # 通村道路硬化项目 + 支出绩效自评报告, but 慰问经费 + 项目绩效自评报告.
    if tail.group().lstrip("的").startswith("项目") and kept and not kept.endswith(_recurrent()):
        kept += "项目"
    return kept


def _as_quoted(name: str, text: str) -> str:
    """The name as the text quotes it, where that is the title's without 项目: “乡村绿化”项目."""
    bare = name.removesuffix("项目")
    return bare if bare != name and re.search(rf"[“\"]{re.escape(bare)}[”\"]", folded(text)) else name


def _as_written(name: str, text: str) -> str:
    """The name as the text spells it, brackets and all; matching goes by the folded text."""
    start = folded(text).find(name)
    return text[start : start + len(name)] if start >= 0 else name


def recurrent_name(text: str) -> str:
    """The name without what only this year's title adds: 2023年度, and 2023年 and 项目 around a 经费."""
    name = re.sub(rf"^{YEAR}年度", "", text)
    bare = name.removesuffix("项目") if name.removesuffix("项目").endswith(_recurrent()) else name
    if bare.endswith(_recurrent()):
        bare = re.sub(rf"^{YEAR}年", "", bare)
    return bare


@cache
def _recurrent() -> tuple[str, ...]:
    return tuple(project_words()["recurrent"])


def is_generic(name: str) -> bool:
    """Whether the words name no project in particular (项目支出, 部门整体支出, 转移支付资金)."""
    rest = re.sub(rf"{YEAR}年?度?", "", name)
    return len(re.sub(alternatives(project_words()["generic"]), "", rest)) < 2


def _without_levels(name: str, text: str) -> str:
    """The name without 中央和省级 in front, where the text itself uses the short name."""
    levels = alternatives(project_words()["levels"])
    short = re.sub(rf"^(?:(?:{levels})(?:和|及|与|、))*(?:{levels})(?![^\u4e00-\u9fff])", "", name)
    if short == name or len(short) < 6:
        return name
    alone = len(re.findall(rf"(?<!级){re.escape(short)}", text))
    return short if alone >= 1 and text.count(name) <= alone else name


def stated_project(document: Document, spans: Sequence[tuple[int, int]]) -> Named | None:
    """The project that the text says was chosen or evaluated: 选取……项目为本年度重点评价项目."""
    for pattern in _STATED:
        for line in lines_of(document, spans):
            match = pattern.search(line.plain)
            written = line.text[match.start(1) : match.end(1)] if match else ""
            name = recurrent_name(squeezed(written))
            if (
                match
                and name
                and not is_generic(name)
                and not re.search(r"[我该本各]|情况|所有|全部|个项目|^\d+个", name)
            ):
                return Named(name, place_of(document, line.start + match.start(1), line.start + match.end(1)))
    return None


def bundle_key(unit: str | None, project: str | None, year: int | None) -> str:
    """One key for all reports of a unit, project and year, however the names are written."""
    return "|".join((_plain(unit or ""), project_key(project or ""), str(year or "")))


def project_key(project: str) -> str:
    """A project's name for comparing: no white space, brackets, year or code in front, 项目/经费 behind."""
    name = _plain(clean_project(project))
    name = re.sub(rf"^{YEAR}年?度?", "", name)
    while (shorter := re.sub(r"(?:项目|专项|经费|资金|支出)$", "", name)) != name and len(shorter) >= 4:
        name = shorter
    return name


def _plain(text: str) -> str:
    return re.sub(r"[\s（）()\[\]【】〔〕“”\"'‘’、，,.·•—\-_]", "", folded(text))
