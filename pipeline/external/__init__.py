"""What is laid beside the submission: the ledger and last year's results (外部资料)."""

from pipeline.external.last_results import is_results, last_year_of, read_last_results
from pipeline.external.ledger import read_ledger
from pipeline.external.mapping import MAPPING
from pipeline.external.matching import match_ledger
from pipeline.model.external import LAST_YEAR

__all__ = [
    "LAST_YEAR",
    "MAPPING",
    "is_results",
    "last_year_of",
    "match_ledger",
    "read_last_results",
    "read_ledger",
]
