"""Findings, batches and verdicts for the tests of the store, each in a line."""

from decimal import Decimal

from pipeline.model import (
    Batch,
    Block,
    BlockKind,
    Cell,
    Document,
    FileRecord,
    FileStatus,
    Finding,
    FundRow,
    Kind,
    Level,
    Place,
    Report,
    Results,
    Source,
    Table,
    Value,
    VerdictEntry,
)
from pipeline.store import StoredFile

SHA = "ab" * 32


def place(path: str = "甲局/自评.docx", start: int = 0, quote: str = "120万元") -> Place:
    return Place(path, start, start + len(quote), quote, paragraph=3)


def value(number: str = "1200000", path: str = "甲局/自评.docx") -> Value:
    return Value(
        "v1",
        "r1",
        Kind.MONEY,
        "spent",
        "120万元",
        place(path),
        Decimal(number),
        unit="万元",
        ulp=Decimal("1E+4"),
    )


def report(path: str = "甲局/自评.docx", project: str = "路灯改造", text: str = "支出120万元。") -> Report:
    document = Document(
        Source(path, SHA, len(text), "docx"),
        text,
        (Block(BlockKind.PARAGRAPH, 0, len(text), paragraph=1, number="一、", bold=True),),
        (Table(1, 0, 4, 1, 1, (Cell(1, 1, 0, 4),)),),
        properties={"title": "自评"},
        doubtful=((0, 2),),
    )
    spent = value(path=path)
    return Report(
        id=f"{path}#1",
        document=document,
        spans=((0, len(text)),),
        kind="项目自评报告",
        title="自评",
        unit="甲局",
        project=project,
        projects=(project,),
        year=2023,
        bundle=f"甲局|{project}|2023",
        profile="general",
        values=(spent,),
        funds=(FundRow("r1", "年度资金总额", "total", 0, 1, spent=spent, blank={"rate": place(path)}),),
        summary={"spent": spent},
        unclaimed=(place(path, 2, "0"),),
    )


def stored(
    path: str = "甲局/自评.docx", *, status: FileStatus = FileStatus.OK, reason: str | None = None
) -> StoredFile:
    record = FileRecord(path, SHA, 10, "docx", status, reason)
    if status is FileStatus.FAILED:
        return StoredFile(record)
    one = report(path)
    return StoredFile(record, one.document, (one,))


def finding(fingerprint: str = "f1", path: str = "甲局/自评.docx", **others: object) -> Finding:
    fields: dict = {
        "rule": "ZX-01",
        "title": "执行率算错",
        "level": Level.ERROR,
        "report": f"{path}#1",
        "unit": "甲局",
        "project": "路灯改造",
        "year": 2023,
        "message": "写作 90%，应为 80%",
        "places": (place(path),),
        "basis": "财预〔2020〕10号",
    }
    return Finding(fingerprint, **(fields | others))


def batch(*reports: Report, failed: tuple[str, ...] = ()) -> Batch:
    files = [FileRecord(one.document.source.path, SHA, 10, "docx", FileStatus.OK) for one in reports]
    files += [FileRecord(path, SHA, 10, "docx", FileStatus.FAILED, "damaged") for path in failed]
    return Batch(tuple(files), reports)


def results(*findings: Finding, gone: tuple[Finding, ...] = ()) -> Results:
    return Results(batch(report()), (), (), findings, (), (), title="送审", gone=gone)


def entry(
    fingerprint: str = "f1", verdict: str | None = "属实", note: str | None = None, **others: str
) -> VerdictEntry:
    return VerdictEntry(fingerprint, verdict, note, **others)
