"""What the rules say of a report that stands alone (单份核对): all that needs nothing but the report.

Whether a rule needs the batch is not declared but found out: in a context that has none, a rule that asks for it
is stopped and says nothing yet. What the others say can be found where the report was read, on every processor
of the machine, and kept beside the reading.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import NoReturn

from pipeline.model import Batch, Report
from pipeline.pulse import beat
from pipeline.settings import Settings
from pipeline.validation.base import Comparison, Context, Rule

logger = logging.getLogger(__name__)

Looks = Mapping[str, tuple[Comparison, ...]]
"""What rules saw on one report, by the rule's number."""


class _NeedsTheBatchError(BaseException):
    """A rule asked for more than its report; no rule may take this for an error of its own."""


class _Alone(Context):
    """A context in which nothing but the report and the settings is there."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> object:
        if name in ("batch", "pairs"):
            _stop()
        return object.__getattribute__(self, name)


def _stop() -> NoReturn:
    raise _NeedsTheBatchError


def nothing_seen(report: Report) -> Looks:
    """No look has been taken yet."""
    return {}


def looks_alone(report: Report, rules: Sequence[Rule], settings: Settings, profile: str) -> Looks:
    """What those rules saw that asked for nothing but the report; a rule that broke is left to the batch, too."""
    context = _Alone(Batch((), ()), (), settings, profile)
    seen: dict[str, tuple[Comparison, ...]] = {}
    for entry in rules:
        beat()
        try:
            seen[entry.info.id] = tuple(entry.function(report, context))
        except _NeedsTheBatchError:
            continue
        except Exception as error:  # noqa: BLE001  the batch's own look meets it again and reports it
            logger.debug("%s %s: %r", entry.info.id, report.id, error)
    return seen
