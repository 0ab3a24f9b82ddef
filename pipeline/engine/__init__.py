"""Where the work runs: one module a scheduler, each with the same `read_all`."""

from pipeline.engine.bounds import Bounds
from pipeline.engine.cluster import Cluster, check_cluster, read_all_on_cluster
from pipeline.engine.local import read_all
from pipeline.engine.outcome import Failure, WorkerStartError

__all__ = [
    "Bounds",
    "Cluster",
    "Failure",
    "WorkerStartError",
    "check_cluster",
    "read_all",
    "read_all_on_cluster",
]
