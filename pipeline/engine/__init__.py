"""Where the work runs: one module a scheduler, each with the same `read_all`."""

from pipeline.engine.local import read_all
from pipeline.engine.outcome import Failure, WorkerStartError

__all__ = ["Failure", "WorkerStartError", "read_all"]
