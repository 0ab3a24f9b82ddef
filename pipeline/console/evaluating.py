"""The result of an evaluation on the terminal (评测结果): measures, what was not scored, gains and losses."""

import argparse
from collections.abc import Iterator
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.console.wording import cut, printable
from pipeline.errors import UsageError
from pipeline.evaluation import (
    MEASURES,
    Baseline,
    Comparison,
    Conditions,
    Corpus,
    Evaluation,
    Miss,
    Tally,
    compared,
    evaluate,
    export_docbin,
    pinned,
    read_baseline,
    read_corpus,
    totals,
    write_baseline,
)
from pipeline.settings import load_settings

_BY_FORMAT = ("money_field", "fund_cells", "indicator_cells")
_SHARES = {"precision": "准确率", "recall": "召回率"}


def evaluated(arguments: argparse.Namespace) -> tuple[list[RenderableType], bool]:
    """Runs the evaluation that a command line asks for: what to show in order, and whether every floor holds."""
    whole = not arguments.cases and not arguments.no_mutations
    if arguments.lower_floor and not arguments.pin:
        raise UsageError("--lower-floor 要与 --pin 同用。")
    if arguments.pin and not whole:
        raise UsageError("只评一部分时不能定基线，请去掉 --case 和 --no-mutations。")
    conditions = Conditions(load_settings(arguments.profile), arguments.profile)
    corpus = _chosen(read_corpus(arguments.corpus), arguments.cases)
    evaluation = evaluate(corpus, conditions, mutations=not arguments.no_mutations)
    path = arguments.baseline or arguments.corpus.resolve().parent / "baseline.json"
    baseline = read_baseline(path)
    parts = [evaluation_view(evaluation, baseline if whole else None), ""]
    if arguments.details:
        parts += [*miss_lines(evaluation), *skipped_lines(evaluation), ""]
    if arguments.docbin is not None:
        parts += [_exported(corpus, conditions, arguments), ""]
    if arguments.pin:
        write_baseline(pinned(evaluation, baseline, lower=arguments.lower_floor), path)
        return [*parts, f"已定为基线：{printable(path)}"], True
    if baseline is None:
        return [*parts, "没有基线，未与下限比较。--pin 可以定基线。"], True
    comparison = compared(evaluation, baseline)
    parts += comparison_lines(comparison)
    if not whole:
        return [*parts, "只评了一部分，未与下限比较。"], True
    return [*parts, *floor_lines(comparison)], comparison.holds


def evaluation_view(evaluation: Evaluation, baseline: Baseline | None) -> RenderableType:
    """All measures with their floors, the table measures by format, and what was not scored."""
    parts: list[RenderableType] = [
        Text(f"案例 {len(evaluation.cases)} 个", style="bold"),
        _measure_table(totals(evaluation.sheets), baseline),
        "",
        _format_table(evaluation),
        *_left_out(evaluation),
    ]
    return Group(*parts)


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """What was gained and lost since the baseline, by case and quote."""
    yield f"与基线相比：改进 {len(comparison.gained)} 处，退步 {len(comparison.lost)} 处"
    for word, entries in (("改进", comparison.gained), ("退步", comparison.lost)):
        for case, key in entries:
            yield f"  {word}　{case}　{printable(_spoken(key))}"


def floor_lines(comparison: Comparison) -> Iterator[str]:
    """The floors that are broken, and whether the corpus is another one than was pinned."""
    if not comparison.same_corpus:
        yield "语料与基线不是同一份：核对改动后，用 --pin 重新定基线。"
    for breach in comparison.breaches:
        name = f"{MEASURES.get(breach.measure, breach.measure)}{_SHARES[breach.share]}"
        yield f"低于下限：{name} {_percent(breach.now)}，下限 {_percent(breach.floor)}"


def miss_lines(evaluation: Evaluation) -> Iterator[str]:
    """Every difference from gold, one a line, by case and report."""
    for sheet in evaluation.sheets:
        if sheet.misses:
            yield f"{sheet.case}　{printable(sheet.report)}"
            yield from (f"  {_miss_line(miss)}" for miss in sheet.misses)


def skipped_lines(evaluation: Evaluation) -> Iterator[str]:
    """The planted faults that were not planted, and why."""
    return (f"未植入　{printable(line)}" for line in evaluation.skipped_edits)


def _chosen(corpus: Corpus, names: list[str]) -> Corpus:
    known = {case.case for case in corpus.cases}
    strange = [name for name in names if name not in known]
    if strange:
        raise UsageError(f"没有案例“{strange[0]}”。")
    kept = tuple(case for case in corpus.cases if not names or case.case in names)
    return corpus.model_copy(update={"cases": kept})


def _exported(corpus: Corpus, conditions: Conditions, arguments: argparse.Namespace) -> str:
    done = export_docbin(corpus, conditions, arguments.docbin)
    command = f"python -m spacy evaluate {done.model} {arguments.docbin} --code {done.code} --spans-key money"
    return (
        f"标注 {done.texts} 份已存为 {printable(arguments.docbin)}。评测用下面的命令，"
        "--spans-key 可写 money、rates、scores、grades、sections：\n"
        f"  {printable(command)}"
    )


def _measure_table(tallies: dict[str, Tally], baseline: Baseline | None) -> Table:
    heads = ["项目", "准确率", "召回率", "F 值", "对", "多", "漏"]
    table = _plain_table(*heads, *(["下限（准确率／召回率）"] if baseline is not None else []))
    for measure, tally in tallies.items():
        row = [
            MEASURES[measure],
            _percent(tally.precision),
            _percent(tally.recall),
            _percent(tally.balance),
            str(tally.right),
            str(tally.extra),
            str(tally.missed),
        ]
        if baseline is not None:
            floor = baseline.floors.get(measure)
            row.append(f"{_percent(floor.precision)}／{_percent(floor.recall)}" if floor else "无")
        table.add_row(*row)
    return table


def _format_table(evaluation: Evaluation) -> Table:
    formats = sorted({sheet.format for sheet in evaluation.sheets if sheet.format})
    table = _plain_table("按格式（准确率／召回率）", *(MEASURES[measure] for measure in _BY_FORMAT))
    for name in formats:
        tallies = totals(sheet for sheet in evaluation.sheets if sheet.format == name)
        cells = [tallies.get(measure, Tally()) for measure in _BY_FORMAT]
        table.add_row(name, *(f"{_percent(cell.precision)}／{_percent(cell.recall)}" for cell in cells))
    return table


def _left_out(evaluation: Evaluation) -> Iterator[RenderableType]:
    if evaluation.unread:
        yield Text(f"未能读取 {len(evaluation.unread)} 个文件，其中的标注全部计为漏：", style="bold")
        for unread in evaluation.unread:
            yield Text(f"  {unread.case}　{printable(unread.file)}：{printable(unread.message)}")
    if evaluation.unknown_rules:
        counts = "、".join(f"{rule}×{count}" for rule, count in sorted(evaluation.unknown_rules.items()))
        yield Text(f"没有计分的疑点（规则尚未实现）：{counts}")
    if evaluation.skipped_edits:
        yield Text(f"没有做的植入 {len(evaluation.skipped_edits)} 处（--details 列出）。")


def _miss_line(miss: Miss) -> str:
    said = {
        "漏": f"应为 {miss.expected}",
        "多": f"读作 {miss.actual}",
        "错": f"应为 {miss.expected}，读作 {miss.actual}",
    }[miss.sort]
    context = f"　{cut(miss.context, 70)}" if miss.context else ""
    return f"{miss.sort}　{MEASURES[miss.measure]}　{cut(miss.quote, 40)}　{cut(said, 90)}{context}"


def _spoken(key: str) -> str:
    """A miss's key with the measure's Chinese name."""
    report, measure, sort, quote = key.split("｜", 3)
    return f"{report}　{sort}　{MEASURES.get(measure, measure)}　{quote}"


def _percent(share: Decimal | None) -> str:
    return "—" if share is None else f"{share * 100:.2f}%"


def _plain_table(first: str, *columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table
