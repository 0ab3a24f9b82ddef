"""The commands of heji (命令): the only place that prints or exits.

The stages load the language and the file libraries, which takes seconds: each command imports what it runs,
so that help, doctor and mistyped commands answer at once.
"""

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console, RenderableType
from rich.markdown import Markdown

from pipeline.console.arguments import close_to, command_parser
from pipeline.console.doctor import ailments, doctor_report
from pipeline.console.progress import reporting
from pipeline.console.wording import printable, screen_text
from pipeline.errors import HejiError, Unreadable, UsageError, cause_of

EXIT_CLEAN = 0
EXIT_ERRORS = 1
EXIT_UNREAD = 2
EXIT_USAGE = 3
EXIT_STOPPED = 130

_PIPE_WIDTH = 120


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit code."""
    _speak_utf8()
    try:
        arguments = command_parser().parse_args(argv)
        _set_up_logging(arguments)
        return _COMMANDS[arguments.command](arguments)
    except Unreadable as error:
        _say(sys.stderr, error.message)
        return EXIT_UNREAD
    except HejiError as error:
        _say(sys.stderr, str(error))
        return EXIT_USAGE
    except KeyboardInterrupt:
        _say(sys.stderr, "已中止。")
        return EXIT_STOPPED
    except BrokenPipeError:
        # The reader of our output has gone (| head): nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_CLEAN


def _run(arguments: argparse.Namespace) -> int:
    _check_paths([given for given in arguments.inputs if isinstance(given, Path)], arguments.out)
    from pipeline.console.summary import closing_lines
    from pipeline.run import RunOptions, run_batch

    options = RunOptions(
        profile=arguments.profile,
        assignments=tuple(arguments.assignments),
        workers=arguments.workers,
        ledger=arguments.ledger,
        last_year=arguments.last_year,
        suppress=arguments.suppress,
        templates=tuple(arguments.templates),
        replies=arguments.replies,
        retry=arguments.retry,
        scheduler=arguments.scheduler,
    )
    screen = Console(stderr=True, markup=False, emoji=False, highlight=False)
    progress = reporting(screen, quiet=arguments.quiet)
    try:
        summary = run_batch(arguments.inputs, arguments.out, options, progress)
    finally:
        progress.finish()
    counts = {
        "files": summary.files,
        "failed": summary.failed,
        "reports": summary.reports,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "hints": summary.hints,
    }
    for line in closing_lines(counts, summary.out):
        _say(sys.stdout, line)
    if summary.failed:
        return EXIT_UNREAD
    return EXIT_ERRORS if summary.errors else EXIT_CLEAN


def _show(arguments: argparse.Namespace) -> int:
    _check_file(arguments.file)
    from pipeline.console.showing import file_view, tables_view
    from pipeline.run import read_one

    document, reports, findings = read_one(arguments.file, arguments.profile)
    if arguments.text:
        _print_exactly(document.text)
    elif arguments.tables:
        _print(tables_view(document))
    else:
        _print(file_view(document, reports, findings))
    return EXIT_CLEAN


def _rules(arguments: argparse.Namespace) -> int:
    from pipeline.console.showing import rules_view
    from pipeline.validation import all_rules, rule_page

    rules = all_rules()
    if arguments.rule is None:
        _print(rules_view(rules))
        return EXIT_CLEAN
    known = {rule.id.upper(): rule.id for rule in rules}
    wanted = arguments.rule.strip().upper()
    if wanted not in known:
        raise UsageError(f"没有规则“{arguments.rule}”，{close_to(wanted, known)}")
    page = rule_page(known[wanted])
    if sys.stdout.isatty():
        _print(Markdown(page))
    else:
        _print_exactly(page)
    return EXIT_CLEAN


def _diff(arguments: argparse.Namespace) -> int:
    _check_folder(arguments.old)
    _check_folder(arguments.new)
    from pipeline.comparison import compare_folders
    from pipeline.console.comparing_results import comparison_view, write_files

    comparison = compare_folders(arguments.old, arguments.new)
    write_files(comparison, arguments.xlsx, arguments.json)
    _print(comparison_view(comparison))
    return EXIT_ERRORS if comparison.errors_left else EXIT_CLEAN


def _evaluate(arguments: argparse.Namespace) -> int:
    _check_folder(arguments.corpus)
    from pipeline.console.evaluating import evaluated

    parts, holds = evaluated(arguments)
    for part in parts:
        if isinstance(part, str):
            _print_exactly(part + "\n")
        else:
            _print(part)
    return EXIT_CLEAN if holds else EXIT_ERRORS


def _similar(arguments: argparse.Namespace) -> int:
    for path in (arguments.a, arguments.b, *arguments.templates):
        _check_file(path)
    from pipeline.console.comparing import comparison_view
    from pipeline.side_by_side import compare_two

    found = compare_two(arguments.a, arguments.b, arguments.profile, arguments.templates)
    _print(comparison_view(found))
    return EXIT_CLEAN


def _bench(arguments: argparse.Namespace) -> int:
    from pipeline.console.benching import benched

    told = (lambda words: None) if arguments.quiet else (lambda words: _say(sys.stderr, words))
    reached = True
    for view, holds in benched(arguments, told):
        _print(view)
        reached = reached and holds
    return EXIT_CLEAN if reached else EXIT_ERRORS


def _serve(arguments: argparse.Namespace) -> int:
    from pipeline.console.serving import serve

    serve(arguments.out, arguments.port, lambda words: _say(sys.stdout, words), browser=arguments.browser)
    return EXIT_CLEAN


def _verify(arguments: argparse.Namespace) -> int:
    _check_folder(arguments.out)
    for path in arguments.inputs:
        _check_exists(path)
    from pipeline.console.verifying import verification_view
    from pipeline.settings import load_settings
    from pipeline.verification import verify

    verification = verify(arguments.out, arguments.inputs, load_settings().limits)
    _print(verification_view(verification))
    return EXIT_ERRORS if verification.differences else EXIT_CLEAN


def _doctor(_: argparse.Namespace) -> int:
    _print(doctor_report())
    return EXIT_ERRORS if ailments() else EXIT_CLEAN


_COMMANDS = {
    "run": _run,
    "show": _show,
    "rules": _rules,
    "diff": _diff,
    "similar": _similar,
    "evaluate": _evaluate,
    "bench": _bench,
    "serve": _serve,
    "verify": _verify,
    "doctor": _doctor,
}


def _check_paths(inputs: Sequence[Path], out: Path) -> None:
    for path in inputs:
        _check_exists(path)
        if path.resolve() == out.resolve():
            raise UsageError(f"结果文件夹不能就是送审材料所在的“{path}”，请另写一个。")
    if out.exists() and not out.is_dir():
        raise UsageError(f"“{out}”是一个文件，-o 后面要写文件夹。")


def _check_exists(path: Path) -> None:
    try:
        found = path.exists()
    except OSError as error:
        raise UsageError(f"“{path}”打不开：{cause_of(error)}。") from error
    if not found:
        raise UsageError(f"找不到“{path}”，请检查路径。")


def _check_file(path: Path) -> None:
    _check_exists(path)
    if not path.is_file():
        raise UsageError(f"“{path}”不是文件。整个文件夹请用 heji run。")


def _check_folder(path: Path) -> None:
    _check_exists(path)
    if not path.is_dir():
        raise UsageError(f"“{path}”不是文件夹。")


def _say(stream: TextIO, words: str) -> None:
    """One line for people; what a file name could do to a terminal is taken out."""
    stream.write(printable(words) + "\n")


def _print(view: RenderableType) -> None:
    # File names and reports are not mark-up, and no number in them is highlighted.
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    Console(width=width, markup=False, emoji=False, highlight=False).print(view)


def _print_exactly(text: str) -> None:
    """Writes the text as it is; a screen gets pictures of control characters, which could command it."""
    sys.stdout.write(screen_text(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


class _Screen(logging.Handler):
    """Log lines on stderr as it is at that moment: a progress bar takes its place for a while."""

    def __init__(self, *, verbose: bool) -> None:
        super().__init__(logging.DEBUG if verbose else logging.WARNING)
        self._verbose = verbose
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Writes the message, or with -v all there is to know."""
        words = self.format(record) if self._verbose else printable(record.getMessage())
        try:
            sys.stderr.write(screen_text(words) + "\n")
        except OSError:  # what the screen is sent to takes no more (a full disk): the run goes on
            self.handleError(record)


def _set_up_logging(arguments: argparse.Namespace) -> None:
    logger = logging.getLogger("pipeline")
    logger.handlers = [logging.NullHandler() if arguments.quiet else _Screen(verbose=arguments.verbose)]
    if arguments.verbose:
        logger.setLevel(logging.DEBUG)


if __name__ == "__main__":
    sys.exit(main())
