"""The two networks that find and read printed lines: rapidocr's models, run by onnxruntime, one thread.

The models lie inside rapidocr's wheel. They are opened from there and never fetched, whatever happens; run
directly they give the position and the probability of every character, which a doubtful digit needs.
"""

import os
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""A picture as rows of pixels, grey or in three colours."""
Numbers = NDArray[np.float32]

READ_HEIGHT = 48
"""Height in pixels at which the reading network sees a line."""
_NEEDED = ("onnxruntime", "cv2", "PIL")


@dataclass(frozen=True, slots=True)
class Models:
    """The finding and the reading network, and the characters that the latter knows (0 is none)."""

    finder: Any
    reader: Any
    characters: tuple[str, ...]

    def text_map(self, picture: Image) -> Numbers:
        """For each pixel how likely it belongs to a line; the picture's sides are multiples of 32."""
        likely: Numbers = _run(self.finder, _normal(picture)[None])[0, 0]
        return likely

    def spelling(self, lines: list[Image]) -> Numbers:
        """For each line, step and character a probability; lines are `READ_HEIGHT` high and equally wide."""
        return _run(self.reader, np.stack([_normal(line) for line in lines]))


def model_folder() -> Path | None:
    """Where rapidocr keeps its models; None when it, or what runs them, is not installed."""
    if any(find_spec(name) is None for name in _NEEDED):
        return None
    package = find_spec("rapidocr")
    places = package.submodule_search_locations if package else None
    folder = Path(places[0]) / "models" if places else None
    return folder if folder and all(_model(folder, kind) for kind in ("det", "rec")) else None


def is_available() -> bool:
    """Whether pictures can be read here."""
    return model_folder() is not None


@cache
def load_models() -> Models:
    """The networks, opened once a process; raises FileNotFoundError when they are not installed."""
    folder = model_folder()
    if folder is None:
        raise FileNotFoundError("rapidocr")
    finder, reader = (_session(_model(folder, kind)) for kind in ("det", "rec"))
    known = reader.get_modelmeta().custom_metadata_map["character"].split("\n")
    return Models(finder, reader, ("", *known, " "))


def _model(folder: Path, kind: str) -> Path | None:
    return next(iter(sorted(folder.glob(f"*_{kind}_*.onnx"))), None)


def _session(path: Path | None) -> Any:  # noqa: ANN401 — onnxruntime carries no types
    # Else it writes a device number into the user's home folder and reports what it does.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415 — slow to load, few files need it

    options = onnxruntime.SessionOptions()
    # One thread a worker: there is a worker for each core. Without the arena memory is given back.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _run(session: Any, numbers: Numbers) -> Numbers:  # noqa: ANN401
    try:
        result: Numbers = session.run(None, {session.get_inputs()[0].name: numbers})[0]
    except Exception as error:
        # Its errors have no base class of their own, and want of memory is one among them.
        if "bad_alloc" in str(error):
            raise MemoryError from error
        raise
    return result


def _normal(picture: Image) -> Numbers:
    return (picture.astype(np.float32) / np.float32(127.5) - np.float32(1)).transpose(2, 0, 1)
