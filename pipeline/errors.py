"""The errors that a user can meet; every message is a Chinese sentence saying what is wrong and what to do."""


class HejiError(Exception):
    """Anything that a command reports in one sentence instead of a traceback."""


class UsageError(HejiError):
    """Wrong command, setting or configuration: nothing was run (exit code 3)."""


class Unreadable(HejiError):  # noqa: N818  (it is what a file is, and reads so where it is raised)
    """A file that could not be read: `reason` is the code for files.jsonl, the message says what to do."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str]]:
        return type(self), (self.reason, self.message)
