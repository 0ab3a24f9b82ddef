"""What several steps ask of the same document is found out once (记住)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from pipeline.model import Document

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def once_per_document(
    function: Callable[Concatenate[Document, Arguments], Answer],
) -> Callable[Concatenate[Document, Arguments], Answer]:
    """The function, with its answers on the document asked about last kept; its other arguments are hashable.

    Documents are told apart by identity, since to compare them costs more than most answers. Only one is kept:
    a worker reads one file after another.
    """
    latest: tuple[Document | None, dict[object, Answer]] = (None, {})

    @wraps(function)
    def remembering(document: Document, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        nonlocal latest
        # Held in a name of its own: another thread may put its document in the place of this one at any time.
        known, answers = latest
        if known is not document:
            known, answers = latest = (document, {})
        key = (args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = function(document, *args, **kwargs)
        return answers[key]

    return remembering
