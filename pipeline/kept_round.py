"""The round that stands in OUT, kept so that its outputs can be written again (留存的轮次).

Verdicts given in the local page go into the workbook, the letters and the data without the submission being
read, compared or checked again. What was read of the files lies in the store already; kept beside it is what the
round made of them, under the digest of the receipt that stands in OUT: it never speaks of other results.
"""

import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from pydantic import ValidationError

from pipeline.collector import let_go
from pipeline.errors import HejiError
from pipeline.model import Batch, LastYear, Report, Results
from pipeline.outputs import RECEIPT, write_results
from pipeline.reading_key import limits_key, program_key, settings_key
from pipeline.review_round import take_in_verdicts, with_decisions
from pipeline.settings import Settings
from pipeline.store import ReadingKey, Readings, Store, StoreError, alone_in, open_store

logger = logging.getLogger(__name__)

_VERSION = 1
_LEVEL = 1
_LARGEST = 1 << 30


class KeptRoundError(HejiError):
    """The outputs cannot be written again from what is kept; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A round without its reports, which the store holds."""

    version: int
    program: str
    settings: str
    results: Results
    earlier: dict[str, tuple[str, str]]
    """Path and hash of the file of each of last year's reports that were read again, by the report's id."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Kept)


def kept_round(results: Results, settings: Settings) -> bytes:
    """The round as bytes; empty where it holds text that has no bytes (lone surrogates)."""
    batch, last = results.batch, results.batch.last_year
    sources = {one.id: one.report.document.source for one in last.reports if one.report} if last else {}
    lean_last = (
        replace(last, reports=tuple(replace(one, report=None) for one in last.reports)) if last else None
    )
    kept = _Kept(
        version=_VERSION,
        program=program_key(),
        settings=settings.model_dump_json(),
        results=replace(
            results,
            batch=replace(batch, reports=(), last_year=lean_last),
            verdict_log=(),
            precision=(),
        ),
        earlier={key: (source.path, source.sha256) for key, source in sources.items()},
    )
    try:
        return zlib.compress(_encoder.encode(kept), _LEVEL)
    except UnicodeEncodeError:
        return b""


def write_and_keep(results: Results, out: Path, settings: Settings, store: Store, body: bytes) -> None:
    """Write every output of a round and keep the round itself; a store that is full costs only the keeping."""

    def keep(receipt: Path) -> None:
        try:
            store.kept.keep(receipt, body)
        except StoreError as error:
            logger.warning("%s结果照常写出；之后在本机页面上定的意见，要再核对一次才会写进去。", error)

    write_results(results, out, settings, keep if body else None)
    try:
        store.kept.drop_others(out / RECEIPT)
    except StoreError as error:
        logger.warning("%s结果已写出，只是上一轮留存的内容还没有清理。", error)


def write_again(out: Path) -> None:
    """Write the outputs of `out` once more, with every verdict given since; raises KeptRoundError.

    What the auditor typed into the workbook meanwhile is taken in first, as a run would.
    """
    with let_go(), alone_in(out), open_store(out) as store:
        take_in_verdicts(store, out)
        body = _body(store, out)
        kept = _unpacked(body)
        settings = _settings(kept)
        results = with_decisions(_whole(kept, settings, store.readings), store)
        write_and_keep(results, out, settings, store, body)
        store.log.mark_published(len(results.verdict_log))


def _body(store: Store, out: Path) -> bytes:
    body = store.kept.find(out / RECEIPT)
    if not body:
        raise KeptRoundError("这份结果没有留存可供重写的内容。请再核对一次，意见会写进工作簿和反馈函。")
    return body


def _unpacked(body: bytes) -> _Kept:
    try:
        stream = zlib.decompressobj()
        kept = _decoder.decode(stream.decompress(body, _LARGEST))
    except (msgspec.MsgspecError, zlib.error, ValueError, TypeError) as error:
        raise _outdated() from error
    if kept.version != _VERSION or kept.program != program_key():
        raise _outdated()
    return kept


def _settings(kept: _Kept) -> Settings:
    try:
        return Settings.model_validate_json(kept.settings)
    except ValidationError as error:
        raise _outdated() from error


def _whole(kept: _Kept, settings: Settings, readings: Readings) -> Results:
    """The round with its reports, as they were read."""
    files = _Files(settings, kept.program, readings)
    results, batch = kept.results, kept.results.batch
    reports = [
        replace(report, profile=results.profile)
        for file in batch.files
        if file.reports
        for report in files.reports(file.path, file.sha256)
    ]
    ordered = tuple(sorted(reports, key=lambda report: report.id))
    if sorted(key for file in batch.files for key in file.reports) != [report.id for report in ordered]:
        raise _outdated()
    last_year = _last_year(batch, kept, files)
    return replace(results, batch=replace(batch, reports=ordered, last_year=last_year))


def _last_year(batch: Batch, kept: _Kept, files: "_Files") -> LastYear | None:
    if batch.last_year is None:
        return None
    texts = {key: files.report(*source, key) for key, source in kept.earlier.items()}
    reports = (replace(one, report=texts.get(one.id)) for one in batch.last_year.reports)
    return replace(batch.last_year, reports=tuple(reports))


class _Files:
    """What was read of the files of the round, from the store."""

    def __init__(self, settings: Settings, program: str, readings: Readings) -> None:
        self._settings, self._limits = settings_key(settings), limits_key(settings)
        self._program, self._readings = program, readings

    def reports(self, path: str, sha256: str) -> Iterator[Report]:
        """The reports in a file."""
        found = self._readings.find(ReadingKey(path, sha256, self._settings, self._program), self._limits)
        if found is None:
            raise _outdated()
        yield from found.reports

    def report(self, path: str, sha256: str, key: str) -> Report | None:
        """One of them."""
        return next((report for report in self.reports(path, sha256) if report.id == key), None)


def _outdated() -> KeptRoundError:
    return KeptRoundError(
        "程序或缓存在这次核对之后变过，不能只补写审核意见。请再核对一次，意见会写进工作簿和反馈函。"
    )
