"""What a letter says (函件内容): scope, findings in words, what was not checked, each as fields of a template."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.model import Check, FileStatus, Finding, Outcome, Place, Report, Results
from pipeline.outputs.digest import LEVELS
from pipeline.outputs.letters.catalogue import FINDING, Scope
from pipeline.outputs.letters.chosen import Dossier, by_project
from pipeline.outputs.letters.codes import finding_code
from pipeline.outputs.letters.places import PlaceTeller, file_name
from pipeline.outputs.letters.wording import Wording
from pipeline.settings import Letters

_DIGITS = "〇一二三四五六七八九"
_REPLY = "单位回复："
_HASH = 16
_SHORT = 24


class LetterWriter:
    """Turns dossiers into what templates are filled with."""

    def __init__(self, results: Results, letters: Letters, wording: Wording, today: str) -> None:
        self._results = results
        self._letters = letters
        self._wording = wording
        self._today = today
        self._teller = PlaceTeller(results.batch.reports, wording)
        self._files = {file.path: file for file in results.batch.files}
        self._titles = {rule.id: rule.title for rule in results.rules}
        self._open: dict[str, list[Check]] = {}
        for check in results.checks:
            if check.outcome in (Outcome.PENDING, Outcome.FAILED):
                self._open.setdefault(check.report, []).append(check)

    def scope(self, dossier: Dossier, findings: Sequence[Finding]) -> Scope:
        """A whole letter to one unit about these findings."""
        projects = by_project(findings)
        ordered = [finding for _, own in projects for finding in own]
        paths = frozenset(report.document.source.path for report in dossier.reports)
        told = {
            finding.fingerprint: self._finding(finding, number, paths)
            for number, finding in enumerate(ordered, start=1)
        }
        return Scope(
            self._fields(dossier, ordered, sum(project is not None for project, _ in projects)),
            {
                "材料": tuple(_material(number, one) for number, one in enumerate(dossier.reports, start=1)),
                "项目": tuple(
                    self._project(number, project, [told[finding.fingerprint] for finding in own])
                    for number, (project, own) in enumerate(projects, start=1)
                ),
                FINDING: tuple(told[finding.fingerprint] for finding in ordered),
                "未核查": tuple(Scope({"未核查事项": words}) for words in self._unchecked(dossier)),
            },
        )

    def _fields(self, dossier: Dossier, findings: Sequence[Finding], projects: int) -> dict[str, str]:
        letters, says = self._letters, self._wording.says
        years = sorted({finding.year for finding in findings if finding.year is not None})
        return {
            "单位": dossier.unit or dossier.key,
            "年度": "、".join(says("year", year=year) for year in years) or says("no_year"),
            "批次": self._results.title,
            "发函单位": letters.office or says("office"),
            "发文字号": letters.number,
            "成文日期": letters.date or self._today,
            "期限": letters.deadline,
            "联系方式": letters.contact,
            "核对依据": "、".join(letters.basis),
            "材料份数": str(len(dossier.reports)),
            "项目数": str(projects),
            "疑点数": str(len(findings)),
            "分类数": self._counted(findings),
        }

    def _counted(self, findings: Sequence[Finding]) -> str:
        counts = Counter(finding.level for finding in findings)
        names = self._wording.categories
        return "、".join(f"{names[level]}{counts[level]}项" for level in LEVELS if counts[level])

    def _project(self, number: int, project: str | None, findings: Sequence[Scope]) -> Scope:
        fields = {
            "项目序号": chinese_ordinal(number),
            "项目": project or self._wording.says("whole_unit"),
            "项目疑点数": str(len(findings)),
        }
        return Scope(fields, {FINDING: tuple(findings)})

    def _finding(self, finding: Finding, number: int, paths: frozenset[str]) -> Scope:
        name = self._wording.name(finding.rule, finding.title)
        fields = {
            "序号": str(number),
            "编号": finding_code(finding.fingerprint),
            "疑点": name,
            "类别": self._wording.categories[finding.level],
            "规则": finding.rule,
            "所属项目": finding.project or self._wording.says("whole_unit"),
            "摘要": self._summary(finding, name),
            "事实": self._wording.fact(finding.message),
            "对照": self._comparison(finding),
            "所写": finding.actual or "",
            "推算": finding.expected or "",
            "差额": finding.difference or "",
            "计算": finding.calculation or "",
            "请核实": self._wording.asked(finding.rule),
            "疑点依据": f"{finding.basis.rstrip('。')}。" if finding.basis else "",
            "单位意见": reply_in(finding.note),
        }
        told = self._told(finding.places, paths)
        return Scope(
            fields,
            {
                "出处": tuple(Scope({"出处": words}) for words in told),
                "附件": tuple(self._attachments(finding.places)),
            },
        )

    def _summary(self, finding: Finding, name: str) -> str:
        project = finding.project or self._wording.says("whole_unit")
        if _reckoned(finding) and len(f"{finding.actual}{finding.expected}") <= _SHORT:
            return self._wording.says(
                "summary_both",
                project=project,
                finding=name,
                actual=finding.actual,
                expected=finding.expected,
            )
        return self._wording.says("summary", project=project, finding=name)

    def _comparison(self, finding: Finding) -> str:
        """Both figures and the arithmetic in one line; '' where the finding is not about figures."""
        if not _reckoned(finding):
            return ""
        parts = [
            self._wording.says(sentence, **{key: words})
            for sentence, key, words in (
                ("stated", "actual", finding.actual),
                ("reckoned", "expected", finding.expected),
                ("apart", "difference", finding.difference),
            )
            if words
        ]
        line = "，".join(parts)
        if finding.calculation:
            line += "；" + self._wording.says("calculation", calculation=finding.calculation)
        return line + "。"

    def _told(self, places: Sequence[Place], paths: frozenset[str]) -> Iterator[str]:
        shown = places[: self._letters.places]
        yield from self._teller.told(shown, paths)
        if len(places) > len(shown):
            yield self._wording.says("more_places", count=len(places) - len(shown))

    def _attachments(self, places: Iterable[Place]) -> Iterator[Scope]:
        for number, path in enumerate(dict.fromkeys(place.path for place in places), start=1):
            file = self._files.get(path)
            yield Scope(
                {
                    "附件序号": str(number),
                    "附件名称": file_name(path),
                    "附件校验码": file.sha256[:_HASH] if file else "",
                }
            )

    def _unchecked(self, dossier: Dossier) -> Iterator[str]:
        """What was not checked in this unit's material; silence must not be read as approval."""
        reports = {report.id: report for report in dossier.reports}
        for path in sorted({report.document.source.path for report in dossier.reports}):
            file = self._files.get(path)
            if file is not None and file.status is FileStatus.PARTIAL:
                message = file.message or str(file.reason or "")
                yield self._wording.says("partial", file=file_name(path), message=message.rstrip("。") + "。")
        left_open = [check for report in reports for check in self._open.get(report, ())]
        for check in sorted(left_open, key=lambda one: (one.report, one.rule, one.why)):
            yield self._wording.says(
                "pending",
                report=reports[check.report].title,
                rule=check.rule,
                title=self._titles.get(check.rule, ""),
                why=check.why.rstrip("。") + "。",
            )
        yield from self._unclaimed(dossier.reports)
        yield self._wording.says("silence")

    def _unclaimed(self, reports: Sequence[Report]) -> Iterator[str]:
        found = sum(report.numbers_found for report in reports)
        left = found - sum(report.numbers_claimed for report in reports)
        if left > 0:
            yield self._wording.says("unclaimed", found=found, left=left)


def _reckoned(finding: Finding) -> bool:
    """Whether what is expected was reckoned from figures, not only asked for in words."""
    figures = any(letter.isdigit() for letter in finding.expected or "")
    return bool(finding.actual) and (
        finding.calculation is not None or (bool(finding.difference) and figures)
    )


def chinese_ordinal(number: int) -> str:
    """一, 二 … 十, 十一 … 九十九; beyond that plain digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def reply_in(note: str | None) -> str:
    """The unit's reply inside an auditor's note, or ''."""
    _, mark, words = (note or "").partition(_REPLY)
    return mark + words


def _material(number: int, report: Report) -> Scope:
    fields: Mapping[str, str] = {
        "材料序号": str(number),
        "材料名称": report.title or "（没有标题）",
        "材料文件": file_name(report.document.source.path),
    }
    return Scope(fields)
