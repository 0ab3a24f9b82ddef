"""What a worker hands back (读取结果的交付): a reading as the bytes that the store keeps, packed where it was made.

The driver, which there is only one of, puts the bytes into the store as they are and unfolds them once; a pickled
reading would have to be taken apart there and packed again.
"""

from pipeline.reading import ReadFile, ReadingTask, understand_file
from pipeline.store.packing import PackingError, StoredFile, packed_file, unpacked_file


def read_packed(task: ReadingTask) -> bytes | ReadFile:
    """The reading of one file, packed; as it is where its text has no bytes (lone surrogates)."""
    read = understand_file(task)
    try:
        return packed_file(StoredFile(read.record, read.document, read.reports))
    except PackingError:
        return read


def unfolded(result: bytes | ReadFile) -> ReadFile:
    """The reading that a worker handed back."""
    if isinstance(result, ReadFile):
        return result
    stored = unpacked_file(result)
    return ReadFile(stored.record, stored.document, stored.reports)
