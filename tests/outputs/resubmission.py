"""A batch of reports full of planted contradictions, and the same batch as it comes back: edited and re-exported."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document

OFFICE = shutil.which("soffice")
UNITS = (
    ("云汀县水务局", "灌渠清淤疏浚", "渠道", "公里"),
    ("云汀县林草局", "荒坡补植补造", "苗木", "万株"),
    ("云汀县卫生健康局", "村医岗位培训", "学员", "人次"),
    ("云汀县民政局", "困难老人送餐", "餐食", "万份"),
    ("云汀县交通运输局", "乡道护栏增设", "护栏", "公里"),
    ("云汀县文化馆", "流动舞台下乡", "演出", "场次"),
    ("云汀县教育局", "校园饮水改造", "饮水机", "台"),
    ("云汀县农业农村局", "良种引进示范", "示范田", "亩"),
    ("云汀县气象台", "雷达站房修缮", "站房", "处"),
    ("云汀县档案局", "旧卷宗修裱", "卷宗", "卷"),
    ("云汀县体育中心", "健身步道铺设", "步道", "公里"),
    ("云汀县司法局", "法律明白人培养", "村民", "人次"),
    ("云汀县应急局", "避险点物资更新", "物资", "批次"),
    ("云汀县商务局", "乡镇集市翻新", "摊位", "个"),
    ("云汀县科协", "科普大篷车巡展", "展教", "场次"),
    ("云汀县残联", "居家无障碍改装", "家庭", "户"),
    ("云汀县图书馆", "村级书屋补书", "图书", "万册"),
    ("云汀县住建局", "背街路灯加装", "路灯", "盏"),
    ("云汀县环境监测站", "溪流水质加密监测", "样品", "个"),
    ("云汀县供销社", "冷链中转点建设", "冷库", "座"),
    ("云汀县消防救援大队", "小型水罐车配备", "车辆", "辆"),
    ("云汀县妇联", "妇女健康知识宣讲", "宣讲", "场次"),
)
ASIDES = (
    "以上情况已提交局务会议研究，相关材料由办公室存档备查。",
    "有关科室按照职责分工，按时提交了各自承担部分的材料。",
    "工作中注意听取了基层意见，并作了适当调整。",
)
_NUMERALS = "一二三四五六七八九十"
_HEAD = re.compile(rf"^([{_NUMERALS}])、")
_SUB = re.compile(rf"^（([{_NUMERALS}])）")


def write_batch(folder: Path) -> None:
    """One report a unit; each holds about ten contradictions of different kinds."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (unit, project, thing, measure) in enumerate(UNITS):
        document = docx.Document()
        document.add_heading(f"{unit}2023年度{project}项目绩效自评报告", 0)
        for line in _narrative(number, unit, project, thing, measure):
            document.add_paragraph(line)
        _form(document, number, project, thing, measure)
        document.save(str(folder / f"{unit}{project}自评报告.docx"))


def _narrative(number: int, unit: str, project: str, thing: str, measure: str) -> Iterator[str]:
    budget, spent = 300 + 7 * number, 180 + 5 * number
    yield "一、基本情况"
    yield "（一）项目概况"
    yield f"{project}项目由{unit}组织实施，2023年批复预算{budget}万元，用于{thing}相关工作。"
    yield f"根据年初安排，该项目批复预算{budget + 18}万元，由财政统筹解决。"
    yield "（二）组织实施"
    yield f"项目于2023年3月开工，2023年2月完成竣工验收，共完成{thing}{40 + number}{measure}。"
    yield "二、资金情况"
    yield f"全年预算{budget}万元，全年支出{spent}万元，预算执行率{97 - number * 0.5:.2f}%，截止年底资金全部支出。"
    yield f"其中：中央补助{budget - 90}万元、省级补助60万元、县级配套50万元，合计{budget}万元。"
    yield "三、绩效目标完成情况"
    yield f"计划完成{thing}{60 + number}{measure}，实际完成{40 + number}{measure}，完成率100%。群众满意度达到96%。"
    yield "四、存在问题"
    yield f"存在的主要问题：一是{thing}推进缓慢，部分任务没有完成；二是资金支付不及时，年底仍有结余。"
    yield "五、改进措施"
    yield f"下一步将加强{thing}管理，倒排工期，逐项销号。"
    yield "六、评价结论"
    yield f"项目自评总分{88 + number % 5}分，评价等级为优。经综合评价，综合得分{91 + number % 4}.5分，评价等级为优秀。"


def _form(document: Document, number: int, project: str, thing: str, measure: str) -> None:
    budget, spent = 300 + 7 * number, 180 + 5 * number
    document.add_paragraph("项目支出绩效自评表")
    document.add_paragraph("（2023年度）　单位：万元")
    _table(
        document,
        ("资金来源", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("年度资金总额", f"{budget - 20}", f"{budget}", f"{spent}", "10", f"{97 - number * 0.5:.2f}%", "10"),
        ("其中：财政拨款", f"{budget - 60}", f"{budget - 50}", f"{spent - 30}", "", "", ""),
        ("其他资金", "30", "30", "30", "", "", ""),
    )
    goal = f"{60 + number}{measure}"
    _table(
        document,
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析"),
        ("产出指标", "数量指标", f"{thing}完成数量", f"≥{goal}", f"{40 + number}{measure}", "20", "20", ""),
        ("产出指标", "质量指标", f"{thing}验收合格率", "≥98%", "100%", "15", "17", ""),
        ("产出指标", "时效指标", "任务按期完成率", "100%", "", "15", "15", ""),
        ("效益指标", "社会效益指标", f"{project}受益面", "有所扩大", "有所扩大", "30", "28", ""),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%", "90%", "15", "15", ""),
        ("合计", "", "", "", "", "100", f"{96 + number % 3}", ""),
    )


def _table(document: Document, *rows: tuple[str, ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for row, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text


def write_again(before: Path, after: Path) -> None:
    """The batch as it comes back: paragraphs put in, headings renumbered, pages broken anew, saved again.

    Every other file is exported to PDF, the rest saved again as docx by another program.
    """
    after.mkdir(parents=True, exist_ok=True)
    edited = after.parent / f"{after.name}-edited"
    edited.mkdir()
    for path in sorted(before.glob("*.docx")):
        document = docx.Document(str(path))
        edit(document)
        document.save(str(edited / path.name))
    files = sorted(edited.glob("*.docx"))
    convert(files[::2], "pdf", after)
    convert(files[1::2], "docx", after)


def edit(document: Document) -> None:
    """What an office does between two submissions that touches no figure it gave before."""
    _put_tables_before_the_form(document)
    paragraphs = list(document.paragraphs)
    for at, paragraph in enumerate(paragraphs):
        if len(paragraph.text) > 30 and at % 3 == 0:
            paragraph.insert_paragraph_before(ASIDES[at % len(ASIDES)])
        if at % 5 == 4:
            paragraph.paragraph_format.page_break_before = True
        _renumber(paragraph)
    first = next((one for one in paragraphs if _HEAD.match(one.text)), None)
    if first is not None:
        first.insert_paragraph_before("一、前言")
        first.insert_paragraph_before("现将自评情况报告如下。")


def _put_tables_before_the_form(document: Document) -> None:
    """A list of payments and a table of tasks, where there was nothing before: they shift every table after them."""
    title = next(one for one in document.paragraphs if one.text == "项目支出绩效自评表")
    head = ("资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率")
    paid = (head, ("前期勘察费", "12", "12", "12", "100%"), ("宣传印制费", "8", "8", "8", "100%"))
    head = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值")
    tasks = (
        head,
        ("产出指标", "数量指标", "印发工作简报", "≥4期", "5期"),
        ("产出指标", "数量指标", "召开调度会议", "≥6次", "7次"),
    )
    for words, rows in (("（一）支付明细　单位：万元", paid), ("（二）日常任务", tasks)):
        title.insert_paragraph_before(words)
        _table(document, *rows)
        title._p.addprevious(document.tables[-1]._tbl)


def _renumber(paragraph: docx.text.paragraph.Paragraph) -> None:
    """一、 becomes 二、, and （一） becomes 1．, in the first run, which is where the number stands."""
    for run in paragraph.runs[:1]:
        head, sub = _HEAD.match(run.text), _SUB.match(run.text)
        if head and head[1] != _NUMERALS[-1]:
            run.text = f"{_NUMERALS[_NUMERALS.index(head[1]) + 1]}、{run.text[2:]}"
        elif sub:
            run.text = f"{_NUMERALS.index(sub[1]) + 1}．{run.text[3:]}"


def convert(files: list[Path], form: str, folder: Path) -> None:
    """Files saved in another format by LibreOffice."""
    profile = f"-env:UserInstallation=file://{folder.parent / 'profile'}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
