"""One run, or one writing, in a process of its own, told over its pipes (核对进程): `python -m pipeline.web.errand`.

The first line of its input is the order. Any further line, or the end of the input, stops the run as Ctrl-C
would: what was read so far is kept, and the next run goes on from there.
"""

import _thread
import json
import logging
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import HejiError
from pipeline.kept_round import write_again
from pipeline.run import RunOptions, run_batch

EXIT_DONE = 0
EXIT_REFUSED = 3
EXIT_STOPPED = 130


def order(out: Path, inputs: list[Path], options: RunOptions) -> str:
    """A run as one line for the process that will do it."""
    return json.dumps(
        {
            "out": str(out),
            "inputs": [str(path) for path in inputs],
            "profile": options.profile,
            "ledger": str(options.ledger) if options.ledger else None,
            "last_year": str(options.last_year) if options.last_year else None,
            "names": dict(options.names),
            "workers": options.workers,
            "retry": options.retry,
        }
    )


def order_to_write(out: Path) -> str:
    """Writing the outputs of `out` once more, with the verdicts given since, as one line."""
    return json.dumps({"out": str(out), "write": True})


def main() -> int:
    """Does what its input orders; gives the exit code."""
    told = json.loads(sys.stdin.readline())
    threading.Thread(target=_wait_for_stop, daemon=True).start()
    logger = logging.getLogger("pipeline")
    logger.handlers = [_Notes(logging.WARNING)]
    try:
        if told.get("write"):
            write_again(Path(told["out"]))
            return EXIT_DONE
        summary = run_batch(
            [Path(path) for path in told["inputs"]], Path(told["out"]), _options(told), _Told()
        )
    except KeyboardInterrupt:
        return EXIT_STOPPED
    except HejiError as error:
        tell(error=str(error))
        return EXIT_REFUSED
    tell(files=summary.files, failed=summary.failed, reports=summary.reports, reused=summary.reused)
    return EXIT_DONE


def tell(**facts: object) -> None:
    """One line for whoever ordered the run."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


class _Told:
    """A progress that tells every step."""

    def start(self, total: int) -> None:
        """So many files will be read."""
        tell(total=total)

    def advance(self, path: str, status: str) -> None:
        """One file is done."""
        tell(path=path, status=status)

    def stage(self, name: str) -> None:
        """A stage of the whole batch begins."""
        tell(stage=name)

    def finish(self) -> None:
        """Nothing more will come."""


class _Notes(logging.Handler):
    """Warnings of the run, as lines."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tells the message."""
        tell(note=record.getMessage())


def _options(told: Mapping[str, Any]) -> RunOptions:
    return RunOptions(
        profile=told["profile"],
        ledger=Path(told["ledger"]) if told["ledger"] else None,
        last_year=Path(told["last_year"]) if told["last_year"] else None,
        names=told["names"],
        workers=told["workers"],
        retry=told["retry"],
    )


def _wait_for_stop() -> None:
    sys.stdin.readline()
    _thread.interrupt_main()


if __name__ == "__main__":
    sys.exit(main())
