"""The whole rulebook on reports that were read and understood (核对规则)."""

import statistics
import time

from pipeline.bench.corpus import Corpus
from pipeline.bench.figures import Figure, Scale, Section, wanted
from pipeline.bench.measuring import median_cpu
from pipeline.ingestion import read_document
from pipeline.model import Batch, Report, Source
from pipeline.nlp import reports_of
from pipeline.settings import Limits, Settings, load_settings
from pipeline.validation import all_rules, check_batch


def rules_section(corpus: Corpus, scale: Scale) -> Section:
    """Milliseconds of all rules on one report, alone and in company."""
    settings = load_settings()
    reports = _reports(corpus, scale.reports, settings.limits)
    check_batch(Batch((), (reports[0],)), (), settings, "general")
    alone = [_milliseconds(report, settings) for report in reports]
    together = median_cpu(
        lambda: check_batch(Batch((), tuple(reports)), (), settings, "general"), scale.passes
    )
    most = wanted(scale, "rules", "milliseconds")
    return Section(
        "rules",
        f"核对规则：{len(all_rules())} 条查一份报告",
        f"{len(reports)} 份 Word 报告，单进程处理器时间",
        (
            Figure("milliseconds", "一份报告，中位数", statistics.median(alone), "毫秒", at_most=most),
            Figure("slowest", "一份报告，最慢", max(alone), "毫秒"),
            Figure("together", f"{len(reports)} 份一批，平均每份", together * 1000 / len(reports), "毫秒"),
        ),
    )


def _reports(corpus: Corpus, count: int, limits: Limits) -> list[Report]:
    found: list[Report] = []
    for path in corpus.paths("docx")[:count]:
        content = path.read_bytes()
        source = Source(path.name, "", len(content), "docx")
        found += reports_of(read_document(source, content, limits))
    return found


def _milliseconds(report: Report, settings: Settings) -> float:
    before = time.process_time()
    check_batch(Batch((), (report,)), (), settings, "general")
    return (time.process_time() - before) * 1000
