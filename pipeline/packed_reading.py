"""What a worker hands back (读取结果的交付): a reading as the bytes that the store keeps, packed where it was made.

The driver, which there is only one of, puts the bytes into the store as they are and unfolds them once; a pickled
reading would have to be taken apart there and packed again.
"""

from dataclasses import dataclass

from pipeline.first_looks import packed_looks
from pipeline.reading import ReadFile, ReadingTask, understand_file
from pipeline.store.packing import PackingError, StoredFile, packed_file, unpacked_file


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of a file, as the store keeps it: its reading, and what the rules saw on its reports alone."""

    reading: bytes
    looks: bytes = b""


def read_packed(task: ReadingTask) -> Packed | ReadFile:
    """The reading of one file, packed; as it is where its text has no bytes (lone surrogates)."""
    read = understand_file(task)
    try:
        reading = packed_file(StoredFile(read.record, read.document, read.reports))
    except PackingError:
        return read
    return Packed(reading, packed_looks(read.reports, task.rules, task.profile) if task.rules else b"")


def unfolded(result: Packed | ReadFile) -> ReadFile:
    """The reading that a worker handed back."""
    if isinstance(result, ReadFile):
        return result
    stored = unpacked_file(result.reading)
    return ReadFile(stored.record, stored.document, stored.reports, looks=result.looks)
