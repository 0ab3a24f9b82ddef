"""Results made by hand, small enough to check by eye, with hostile words where a report could hold them."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.model import (
    Batch,
    Block,
    BlockKind,
    Check,
    Cluster,
    Document,
    FileRecord,
    FileStatus,
    Finding,
    FundRow,
    Indicator,
    Kind,
    Level,
    Outcome,
    Pair,
    Passage,
    Place,
    Report,
    Results,
    RuleInfo,
    Section,
    Source,
    Value,
    place_of,
)

HOSTILE = "=cmd|' /C calc'!A0"
LINES = (
    "湖心区园林绿化中心2023年度街头绿地养护项目绩效自评报告",
    "一、资金情况",
    "项目年初预算300.5万元，调整后全年预算280万元，当年支出260万元，预算执行率95.86%。",
    "二、评价结论",
    "综合得分98.50分，等级为优秀。",
)
ROW = ("年度资金总额", "300.5", "280", "260", "10", "95.86%")


def document(path: str = "绿地养护.docx") -> Document:
    """Five paragraphs and a row of a form, each a block with its position."""
    blocks: list[Block] = []
    text = ""
    for index, line in enumerate(LINES, start=1):
        end = len(text) + len(line)
        blocks.append(Block(BlockKind.PARAGRAPH, len(text), end, page=1, paragraph=index))
        text += line + "\n"
    for column, words in enumerate(ROW, start=1):
        end = len(text) + len(words)
        blocks.append(Block(BlockKind.CELL, len(text), end, page=2, table=1, row=5, column=column))
        text += words + "\t"
    source = Source(path, "ab" * 32, 2048, "docx")
    return Document(source, text, tuple(blocks), (), pages=2)


def place(document: Document, quote: str, nth: int = 1) -> Place:
    """The place of the nth occurrence of a quote."""
    start = -1
    for _ in range(nth):
        start = document.text.index(quote, start + 1)
    return place_of(document, start, start + len(quote))


def money(document: Document, report: str, field: str, raw: str, yuan: str) -> Value:
    """An amount of money as found in the document."""
    key = f"{report}-{field}"
    return Value(key, report, Kind.MONEY, field, raw, place(document, raw), Decimal(yuan), unit="万元")


def report(key: str = "R1", path: str = "绿地养护.docx", unit: str = "湖心区园林绿化中心") -> Report:
    """A report with a summary, a fund row and an indicator."""
    source = document(path)
    initial = money(source, key, "budget_initial", "300.5万元", "3005000.00")
    full = money(source, key, "budget_full", "280万元", "2.8E+6")
    spent = money(source, key, "spent", "260万元", "2600000")
    rate = Value(
        f"{key}-rate",
        key,
        Kind.RATE,
        "execution_rate",
        "95.86%",
        place(source, "95.86%"),
        Decimal("95.86"),
        unit="%",
    )
    score = Value(
        f"{key}-score",
        key,
        Kind.SCORE,
        "total_score",
        "98.50分",
        place(source, "98.50分"),
        Decimal("98.50"),
        unit="分",
    )
    grade = Value(f"{key}-grade", key, Kind.GRADE, "grade", "优秀", place(source, "优秀"), grade="优")
    heading = place(source, "一、资金情况")
    section = Section(
        "一、资金情况", "一、", 1, "资金情况", (), heading.start, heading.end, heading.end + 60, heading
    )
    return Report(
        id=key,
        document=source,
        spans=((0, len(source.text)),),
        kind="项目自评报告",
        title=LINES[0],
        unit=unit,
        project="街头绿地养护",
        projects=("街头绿地养护",),
        year=2023,
        bundle="B1",
        profile="general",
        sections=(section,),
        values=(spent, rate, score, grade, initial, full),
        funds=(fund_row(source, key, spent),),
        indicators=(indicator(source, key),),
        summary={
            "budget_initial": initial,
            "budget_full": full,
            "spent": spent,
            "execution_rate": rate,
            "total_score": score,
            "grade": grade,
        },
        numbers_found=7,
        numbers_claimed=6,
    )


def fund_row(document: Document, key: str, spent: Value) -> FundRow:
    """The total row of a fund block, its initial budget left blank."""
    weight = Value(f"{key}-w", key, Kind.SCORE, "item_weight", "10", place(document, "10", 1), Decimal(10))
    return FundRow(
        key, "年度资金总额", "total", 0, 1, spent=spent, weight=weight, places={"spent": spent.place}
    )


def indicator(document: Document, key: str) -> Indicator:
    """An indicator whose name a spreadsheet would run."""
    del document
    return Indicator(
        key,
        "产出指标",
        "数量指标",
        HOSTILE,
        "≥5000平方米",
        "4800平方米",
        operator="≥",
        target_number=Decimal(5000),
        target_unit="平方米",
        actual_number=Decimal(4800),
        actual_unit="平方米",
    )


def finding(
    report: Report, fingerprint: str = "f2", level: Level = Level.ERROR, **changes: object
) -> Finding:
    """A wrong execution rate, found between the rate and the amounts."""
    facts: dict[str, object] = {
        "fingerprint": fingerprint,
        "rule": "ZX-01",
        "title": "执行率计算错误",
        "level": level,
        "report": report.id,
        "unit": report.unit,
        "project": report.project,
        "year": report.year,
        "message": "执行率写95.86%，按支出260万元÷全年预算280万元应为92.86%。",
        "places": (report.summary["execution_rate"].place, report.values[-1].place),
        "basis": "财预〔2020〕10号",
        "expected": "92.86",
        "actual": "95.86",
        "difference": "3.00",
        "tolerance": "0.005",
        "calculation": "2600000 ÷ 2800000 × 100 = 92.857…",
        "values": (report.summary["execution_rate"].id, report.values[-1].id),
    }
    return Finding(**{**facts, **changes})  # type: ignore[arg-type]


RULES = (
    RuleInfo(
        "ZX-01", "执行率计算错误", Level.ERROR, "财预〔2020〕10号", "全年预算数、全年执行数、执行率", "执行率"
    ),
    RuleInfo("LT-01", "报告雷同", Level.WARNING, "财预〔2020〕10号", "两份以上报告", "雷同", scope="batch"),
)


def results(reports: Sequence[Report] | None = None, findings: Sequence[Finding] | None = None) -> Results:
    """Two reports that share text, two findings, one file that could not be read."""
    reports = (report("R2", "b.docx", "城东区园林所"), report()) if reports is None else tuple(reports)
    first = reports[-1]
    findings = (
        (finding(first), finding(first, "f1", Level.HINT, title=HOSTILE, affects_conclusion=True))
        if findings is None
        else findings
    )
    files = [
        FileRecord(item.document.source.path, "ab" * 32, 2048, "docx", FileStatus.OK, reports=(item.id,))
        for item in reports
    ]
    files.append(
        FileRecord(
            "a/加密.pdf",
            "cd" * 32,
            9,
            "pdf",
            FileStatus.FAILED,
            "encrypted",
            "文件有密码，请另存为无密码的文件。",
        )
    )
    return Results(
        batch=Batch(tuple(files), tuple(reports)),
        pairs=(Pair("R1", "R2", "masked", 0.98765, 120, (Passage(0, 9, 0, 9),), (("湖心区", "城东区"),)),),
        clusters=(Cluster("C1", ("R2", "R1"), "masked"),),
        findings=tuple(findings),
        checks=(
            Check("ZX-01", "R1", Outcome.FIRED, "写95.86，应92.86", ("R1-rate", "R1-spent")),
            Check("ZX-01", "R2", Outcome.PENDING, "全年预算数的年度不明"),
            Check("LT-01", "R1", Outcome.PASSED, ""),
            Check("LT-01", "R2", Outcome.NOT_APPLICABLE, "没有上年报告"),
        ),
        rules=RULES,
        versions={"heji": "0.1.0", "Python": "3.11"},
        settings_digest="e" * 64,
        title="送审材料",
    )
