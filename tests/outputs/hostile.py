"""Texts that do harm where they are not kept text, in every field that a report or a person can fill."""

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.model import (
    Batch,
    Document,
    FileRecord,
    FileStatus,
    Finding,
    Place,
    Report,
    Results,
    Source,
    VerdictEntry,
)
from tests.outputs import samples

PAYLOADS: Mapping[str, str] = {
    "formula": '=HYPERLINK("http://evil.example/x","y")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3*SUM(A1)",
    "at": "@SUM(1+1)",
    "tab": "\t=1+1",
    "return": "\r=1+1\r\n=2",
    "markup": "</script></style><script>window.hurt=1</script><img src=x onerror=window.hurt=1><w:p/>",
    "template": "{{7*7}}{% raw %}${7*7}#{7*7}{#x#}%(x)s{0}",
    "entities": "&lt;b&gt;&#60;i&#62;&amp;&nbsp;&copy;]]><!--x--><?x?>",
    "attribute": "\"' onmouseover=window.hurt=1 x='`javascript:window.hurt=1",
    "escapes": "_x0041__x000D_\\u0041\\n%00%0a",
    "rich": "<r><t>x</t></r>",
    "control": "a\x00\x01\x08\x0b\x0c\x1b[31m\x1b]0;t\x07\x7f\x85\x9bb",
    "surrogate": "a\ud800b\udfffc\ufffed\uffff",
    "bidi": "\u202e082\u202c\u2066x\u2069\u200f\u200e\u061c",
    "breaks": "一\n二\u2028三\u2029四\x0b五",
    "long": "长" * 40_000,
    "emoji": "👩‍👩‍👧🇨🇳🧾" * 3,
    "path": "../../etc/x/..\\..\\y:*?|CON",
    "link": "internal:'x'!A1 external:c:/x.xls http://evil.example mailto:a@b.c file:///etc/passwd",
}
FIELDS = (
    "unit", "project", "title", "file", "sheet", "section", "indicator", "reason",
    "message", "note", "reviewer", "reply", "batch",
)  # fmt: skip
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def mark(field: str) -> str:
    """Stands behind the payload, so that each field is found again whatever became of the text before it."""
    return f"〔{field}〕"


def hostile(payload: str) -> Results:
    """A run in which every such field holds the payload, a workbook's sheet among the places."""
    words = {field: payload + mark(field) for field in FIELDS}
    plain = samples.results()
    own = _report(samples.report("R1"), words)
    beside = _report(samples.report("R2", "b.xlsx"), words, words["file"] + "二")
    findings = (
        _finding(own, "f1", words, "workbook", words["note"]),
        _finding(beside, "f2", words, "reply", words["reply"]),
    )
    log = tuple(
        _entry(one, words["reviewer"], origin)
        for one, origin in zip(findings, ("serve", "reply"), strict=True)
    )
    files = tuple(_file(one) for one in (own, beside))
    return replace(
        plain,
        batch=Batch(files, (beside, own)),
        findings=findings,
        checks=tuple(replace(check, why=words["message"]) for check in plain.checks),
        pairs=tuple(replace(pair, changed=((words["unit"], words["project"]),)) for pair in plain.pairs),
        reply_problems=(words["reply"],),
        verdict_log=log,
        title=words["batch"],
    )


def _report(report: Report, words: Mapping[str, str], path: str | None = None) -> Report:
    document = _document(report.document, words, path or words["file"])
    (section,) = report.sections
    section = replace(
        section, title=words["section"], path=(words["section"],), place=_place(section.place, words)
    )
    row = replace(
        report.indicators[0], level3=words["indicator"], reason=words["reason"], actual=words["reason"]
    )
    values = {value.id: replace(value, place=_place(value.place, words)) for value in report.values}
    return replace(
        report,
        document=document,
        unit=words["unit"],
        project=words["project"],
        projects=(words["project"],),
        title=words["title"],
        sections=(section,),
        indicators=(row,),
        values=tuple(values.values()),
        summary={name: values[value.id] for name, value in report.summary.items() if value},
    )


def _document(document: Document, words: Mapping[str, str], path: str) -> Document:
    """The payload stands in the text as well, behind all that has a place, as a paragraph of its own."""
    added = words["message"]
    blocks = tuple(replace(block, sheet=words["sheet"]) for block in document.blocks)
    last = replace(blocks[0], start=len(document.text), end=len(document.text) + len(added))
    source = Source(path, document.source.sha256, document.source.bytes, document.source.format)
    return replace(document, source=source, text=document.text + added, blocks=(*blocks, last))


def _place(place: Place, words: Mapping[str, str]) -> Place:
    return replace(place, path=words["file"], sheet=words["sheet"], row=2, column=3)


def _finding(report: Report, key: str, words: Mapping[str, str], origin: str, note: str) -> Finding:
    told = ("message", "title", "expected", "actual", "difference", "calculation", "suspect", "basis")
    doubt = samples.finding(report, key * 32, **dict.fromkeys(told, words["message"]))
    places = tuple(replace(_place(place, words), path=report.document.source.path) for place in doubt.places)
    return replace(
        doubt,
        places=places,
        verdict="属实",
        note=note,
        reviewer=words["reviewer"],
        reviewed_on=words["reviewer"],
    )


def _entry(finding: Finding, reviewer: str, origin: str) -> VerdictEntry:
    return VerdictEntry(
        finding.fingerprint, "属实", finding.note, reviewer, reviewer, origin, "2024-04-02T09:00:00+08:00"
    )


def _file(report: Report) -> FileRecord:
    source = report.document.source
    return FileRecord(
        source.path,
        source.sha256,
        source.bytes,
        "docx",
        FileStatus.PARTIAL,
        "damaged",
        report.title,
        reports=(report.id,),
    )
