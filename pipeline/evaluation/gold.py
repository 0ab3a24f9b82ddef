"""Gold cases (标注): what a careful person read in a report, as strictly typed models of `gold.json`.

Start with `read_corpus`. A case is a folder with submitted files and a `gold.json`; every string is as in the
document and every number a string that holds an exact decimal.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import UsageError

GOLD_FILE = "gold.json"


def _exact(text: object) -> object:
    """A decimal must be written as a string: a JSON number may already have been rounded."""
    if not isinstance(text, str):
        raise ValueError("数字要写成字符串")  # noqa: TRY004 — pydantic reports a ValueError with its place
    return Decimal(text) if _is_plain(text) else text


def _is_plain(text: str) -> bool:
    whole, point, fraction = text.removeprefix("-").partition(".")
    return whole.isascii() and whole.isdigit() and (not point or (fraction.isascii() and fraction.isdigit()))


Exact = Annotated[Decimal, BeforeValidator(_exact)]
Rule = Annotated[str, Field(pattern=r"^(ZJ|ZX|DF|DJ|ZB|WB|NF|WZ|LT|MD|BD)-\d{2}$")]
Where = Literal["text", "table"]
Words = Annotated[str, Field(min_length=1)]

MoneyField = Literal[
    "budget_initial", "budget_change", "budget_full", "budget_approved", "carryover_in", "received", "spent",
    "surplus", "returned", "source_part", "use_part", "periodic", "total_investment", "contract", "last_year",
    "other",
]  # fmt: skip
RateField = Literal[
    "execution_rate", "receipt_rate", "completion_rate", "satisfaction", "growth", "share", "target", "other"
]
ScoreField = Literal[
    "total_score", "full_score", "item_score", "item_weight", "execution_score", "deduction", "other"
]
Role = Literal[
    "评价组织", "基本情况", "绩效目标", "资金情况", "管理情况", "完成情况", "指标分析", "评价结论", "存在问题",
    "改进建议", "其他",
]  # fmt: skip
ReportKind = Literal[
    "项目自评报告", "整体自评报告", "转移支付自评报告", "重点评价报告", "自评表", "整体自评表", "转移支付自评表",
    "其他",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class GoldSection(_Strict):
    """A heading (章节); `role` is given for levels 1 and 2."""

    title: Words
    level: Annotated[int, Field(ge=1, le=9)]
    role: Role | None = None


class GoldMoney(_Strict):
    """An amount of the running text (金额) in 元; `nth`: which occurrence of `raw` in the document's text."""

    raw: Words
    yuan: Exact
    yuan_to: Exact | None = None
    """The upper end where the words state a range (100-200万元)."""
    field: MoneyField
    project: str | None = None
    year: int | None = None
    nth: Annotated[int, Field(ge=1)] = 1
    where: Where


class GoldRate(_Strict):
    """A rate (比率) in percent."""

    raw: Words
    percent: Exact
    field: RateField
    where: Where


class GoldScore(_Strict):
    """A number of points (分数)."""

    raw: Words
    points: Exact
    field: ScoreField
    where: Where


class GoldGrade(_Strict):
    """A grade (等级) that the report concludes."""

    raw: Words
    grade: Literal["优", "良", "中", "差"]
    where: Where


class GoldSummary(_Strict):
    """What an auditor would put on one line (一行数); None where the report does not say."""

    budget_initial: Exact | None
    budget_full: Exact | None
    received: Exact | None
    spent: Exact | None
    surplus: Exact | None
    execution_rate: Exact | None
    total_score: Exact | None
    grade: Literal["优", "良", "中", "差"] | None


class GoldFund(_Strict):
    """A row of the form's funds (资金行); a column that the row does not fill is None."""

    row: Words
    budget_initial: Exact | None = None
    budget_full: Exact | None = None
    spent: Exact | None = None
    weight: Exact | None = None
    rate: Exact | None = None
    score: Exact | None = None


class GoldIndicator(_Strict):
    """A row of the form's indicators (指标行), cells as written."""

    level1: str
    level2: str
    name: str
    target: str | None
    actual: str | None
    weight: Exact | None
    score: Exact | None
    reason: str | None = ""


class GoldFinding(_Strict):
    """What an auditor must be told (疑点); `certain` False: reasonable auditors could differ."""

    rule: Rule
    level: Literal["错误", "警告", "提示"]
    why: str
    quotes: tuple[Words, ...] = ()
    certain: bool = True

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, row: object) -> object:
        """JSON knows lists only; strict mode wants the tuple that the model declares."""
        return row | {"quotes": tuple(row.get("quotes", ()))} if isinstance(row, dict) else row


class GoldTemptation(_Strict):
    """A tempting false alarm (易误报): this rule must not fire on this report."""

    rule: Rule
    why: str


class GoldReport(_Strict):
    """One report or form of a file, with everything in it that the product is meant to find."""

    file: Words
    kind: ReportKind
    unit: str | None
    project: str | None
    year: int | None
    projects: list[str]
    sections: list[GoldSection]
    money: list[GoldMoney]
    rates: list[GoldRate]
    scores: list[GoldScore]
    grades: list[GoldGrade]
    summary: GoldSummary
    funds: list[GoldFund]
    indicators: list[GoldIndicator]
    findings: list[GoldFinding]
    must_not: list[GoldTemptation]


NOTHING = GoldReport.model_validate(
    {"file": "（无）", "kind": "其他", "unit": None, "project": None, "year": None}
    | {key: [] for key in ("projects", "sections", "money", "rates", "scores", "grades", "funds")}
    | {key: [] for key in ("indicators", "findings", "must_not")}
    | {"summary": dict.fromkeys(GoldSummary.model_fields)}
)
"""A report in which nothing is to be found: what a report that gold does not know is held against."""


class GoldBatch(_Strict):
    """What the files of a case have in common: pairs of similar files, with a word on how."""

    similar: list[list[str]] = []


class GoldMutation(_Strict):
    """A single edit inside a paragraph or cell that plants one inconsistency, and the rule that must fire."""

    file: Words
    replace: Words
    with_: Annotated[str, Field(alias="with")]
    nth: Annotated[int, Field(ge=1)] = 1
    expect: Rule
    why: str = ""


class GoldCase(_Strict):
    """One case: its submitted files, their reports, and edits that must raise a finding."""

    case: Words
    files: list[Words]
    about: str
    reports: list[GoldReport]
    batch: GoldBatch = GoldBatch()
    mutations: list[GoldMutation] = []
    profile: str | None = None
    """地区口径 that this case is run under; None: the one that the evaluation was asked for.

    A file `ledger.xlsx`, `.xls`, `.et` or `.csv` in the case's folder is laid beside it as the ledger (台账), and the
    files of a folder `last_year` as last year's reports (上年资料); neither is listed in `files`.
    """

    @model_validator(mode="after")
    def _names_own_files(self) -> "GoldCase":
        named = {report.file for report in self.reports} | {edit.file for edit in self.mutations}
        named |= {name for pair in self.batch.similar for name in pair[:2]}
        strange = sorted(named - set(self.files))
        if strange:
            raise ValueError(f"files 中没有“{strange[0]}”")
        return self


class Corpus(BaseModel):
    """The cases of a folder (标注语料) and the digest of everything in it."""

    model_config = ConfigDict(frozen=True)

    root: Path
    cases: tuple[GoldCase, ...]
    digest: str


def read_corpus(root: Path) -> Corpus:
    """All cases of a folder, in the order of their names; raises UsageError at the first fault in a gold file."""
    folders = sorted(path.parent for path in root.glob(f"*/{GOLD_FILE}"))
    if not folders:
        raise UsageError(f"“{root}”下没有标注：每个案例应是一个文件夹，内有送审文件和 {GOLD_FILE}。")
    cases = tuple(_read_case(folder) for folder in folders)
    return Corpus(root=root, cases=cases, digest=_digest(root, folders))


def _read_case(folder: Path) -> GoldCase:
    path = folder / GOLD_FILE
    shown = f"{folder.name}/{GOLD_FILE}"
    try:
        case = GoldCase.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{shown} 不是合格的 JSON：{error}。") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "整份标注"
        more = f"（另有 {error.error_count() - 1} 处）" if error.error_count() > 1 else ""
        raise UsageError(f"{shown} 的 {where} 不合要求：{first['msg']}{more}。") from error
    if case.case != folder.name:
        raise UsageError(f"{shown} 的 case 是“{case.case}”，应与文件夹同名。")
    missing = [name for name in case.files if not (folder / name).is_file()]
    if missing:
        raise UsageError(f"{shown} 列了“{missing[0]}”，文件夹里没有。")
    return case


def _digest(root: Path, folders: list[Path]) -> str:
    """SHA-256 over the names and contents of everything in the cases."""
    digest = hashlib.sha256()
    for path in _files(folders):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        inside = (path for path in folder.rglob("*") if path.is_file())
        yield from sorted(path for path in inside if not _hidden(path.relative_to(folder)))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
