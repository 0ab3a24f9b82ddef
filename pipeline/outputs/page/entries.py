"""审核意见*.json: what was decided in the page, laid into OUT, read back strictly (审核意见的读回)."""

import logging
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import HejiError, cause_of
from pipeline.model import VerdictEntry
from pipeline.outputs.page.limits import page_limits, verdict_keys

logger = logging.getLogger(__name__)

ENTRY_FILES = "审核意见*.json"
_FINGERPRINT = r"^[0-9A-Za-z_.:-]{1,128}$"


def _known_verdict(verdict: str | None) -> str | None:
    if verdict is not None and verdict not in verdict_keys().values():
        raise ValueError(f"没有“{verdict[:20]}”这种审核意见")
    return verdict


def _short_note(note: str | None) -> str | None:
    if note is not None and len(note) > page_limits().note_characters:
        raise ValueError(f"审核备注超过 {page_limits().note_characters} 字")
    return (note or "").strip() or None


def _is_time(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("时间不是 2024-04-01T09:00:00 这样的写法") from error
    return text


class VerdictsError(HejiError):
    """What should hold decisions does not; the message says where."""


class Decision(BaseModel):
    """One decision of the page: on which finding, what, by whom, when."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    finding: Annotated[str, Field(pattern=_FINGERPRINT)]
    verdict: Annotated[str | None, AfterValidator(_known_verdict)]
    note: Annotated[str | None, AfterValidator(_short_note)] = None
    reviewer: Annotated[str | None, Field(max_length=60)] = None
    decided: Annotated[str, AfterValidator(_is_time), Field(max_length=40)]

    def entry(self, origin: str) -> VerdictEntry:
        """The decision as an entry of the log; the day is the one on the reviewer's clock."""
        reviewer = (self.reviewer or "").strip() or None
        day = self.decided[: len("2024-04-01")]
        return VerdictEntry(self.finding, self.verdict, self.note, reviewer, day, origin)


class _DecisionFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["heji-verdicts"]
    version: Literal[1]
    batch: Annotated[str, Field(max_length=200)]
    saved: Annotated[str, AfterValidator(_is_time), Field(max_length=40)]
    verdicts: list[Decision]


def page_entries(out: Path) -> tuple[VerdictEntry, ...]:
    """The decisions of every 审核意见*.json in `out`, oldest first; a file that is none is named and left."""
    found: list[Decision] = []
    for path in sorted(out.glob(ENTRY_FILES)) if out.is_dir() else ():
        found += _decisions(path)
    ordered = sorted(found, key=lambda decision: datetime.fromisoformat(decision.decided).timestamp())
    return tuple(decision.entry("page") for decision in ordered)


def _decisions(path: Path) -> list[Decision]:
    most = page_limits().verdict_file_bytes
    try:
        if path.stat().st_size > most:
            logger.warning("%s 超过 %d 字节，不像审核意见，未读入；文件原样保留。", path.name, most)
            return []
        content = path.read_bytes()
    except OSError as error:
        logger.warning("%s 打不开（%s），未读入；文件原样保留。", path.name, cause_of(error))
        return []
    try:
        return decisions_in(content)
    except VerdictsError as error:
        logger.warning("%s 未读入：%s；文件原样保留。", path.name, error)
        return []


def decisions_in(content: bytes) -> list[Decision]:
    """The decisions of one file; raises VerdictsError with a Chinese sentence."""
    try:
        return _DecisionFile.model_validate_json(content.removeprefix(b"\xef\xbb\xbf")).verdicts
    except ValidationError as error:
        raise VerdictsError(_what_is_wrong(error)) from error


def decision_in(content: bytes) -> Decision:
    """One decision by itself; raises VerdictsError with a Chinese sentence."""
    try:
        return Decision.model_validate_json(content)
    except ValidationError as error:
        raise VerdictsError(_what_is_wrong(error)) from error


def _what_is_wrong(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    own = first["msg"].partition("Value error, ")[2]
    return f"{where or '全文'} 处{own or '不合格式'}（共 {error.error_count()} 处）"
