"""The corpus that the bench measures on (自造语料): made once, kept in a folder, the same bytes every time."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.bench.drafts import Draft, Piece, Ruled, details_of, drafted, form_of
from pipeline.bench.facts import YEAR, Facts, invented
from pipeline.bench.files import docx_bytes, pdf_bytes, xlsx_bytes
from pipeline.bench.grammar import Theme, grammar
from pipeline.bench.layout import laid_out
from pipeline.settings import config_root

MIX = ("docx", "pdf", "docx", "docx", "pdf", "docx", "xlsx", "docx", "pdf", "docx")
"""Of ten submissions six are Word, three PDF, one Excel."""
COPY_EVERY, COPY_OF = 25, 7
"""Every 25th report repeats the text of the one seven before it, with names and figures changed."""
_FORMS_A_WORKBOOK, _DETAIL_ROWS = 8, 40
_LISTING = "清单.json"
_FILES = "送审材料"

Told = Callable[[int, int], None]
"""Who is told how many submissions of how many are made."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One invented file: its path below the corpus, its format, and how many A4 pages its content fills."""

    path: str
    format: str
    pages: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Submissions in a folder."""

    folder: Path
    submissions: tuple[Submission, ...]

    def paths(self, format_name: str | None = None) -> list[Path]:
        """The files, all or of one format."""
        return [self.folder / one.path for one in self.submissions if format_name in (None, one.format)]

    def pages(self, format_name: str | None = None) -> int:
        """How many A4 pages they fill."""
        return sum(one.pages for one in self.submissions if format_name in (None, one.format))


def made_corpus(home: Path, count: int, told: Told = lambda done, whole: None) -> Corpus:
    """The first `count` submissions in `home`; what an earlier call by the same recipe made is taken as it is."""
    folder = home / _FILES
    known = _known(home)
    submissions: list[Submission] = []
    for number in range(count):
        kept = known.get(str(number))
        submissions.append(Submission(**kept) if kept else _made(number, folder))
        told(number + 1, count)
    listing = {**known, **{str(number): asdict(one) for number, one in enumerate(submissions)}}
    text = json.dumps({"recipe": _recipe(), "submissions": listing}, ensure_ascii=False, indent=0)
    (home / _LISTING).write_text(text, encoding="utf-8")
    return Corpus(folder, tuple(submissions))


def laid_in(corpus: Corpus, folder: Path, changed: int = 0) -> None:
    """The corpus once more in `folder`, where a run reads it; the first `changed` Word files say something else."""
    for submission in corpus.submissions:
        target = folder / submission.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if submission.format == "docx" and changed > 0:
            changed -= 1
            target.write_bytes(docx_bytes(draft_of(len(corpus.submissions) + changed).pieces))
        else:
            shutil.copyfile(corpus.folder / submission.path, target)


def narrative(number: int) -> str:
    """The running text of a report, without its tables: what the Chinese stage is measured on."""
    return "\n".join(piece.text for piece in draft_of(number).pieces if not isinstance(piece, Ruled))


def draft_of(number: int) -> Draft:
    """The report of this number, before it becomes a file."""
    is_copy = number % COPY_EVERY == COPY_EVERY - 1
    words = number - COPY_OF if is_copy else number
    return drafted(invented(number, theme_of(words)), words)


def _made(number: int, folder: Path) -> Submission:
    format_name = MIX[number % len(MIX)]
    facts, pieces, content = _content(number, format_name)
    name = f"{facts.place}/{number + 1:04d}{facts.unit}{YEAR}年{facts.project}绩效自评.{format_name}"
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return Submission(name, format_name, len(laid_out(pieces)))


def _content(number: int, format_name: str) -> tuple[Facts, tuple[Piece, ...], bytes]:
    if format_name == "xlsx":
        sheets = _sheets(number)
        facts = invented(number, theme_of(number))
        return facts, tuple(piece for _, pieces in sheets for piece in pieces), xlsx_bytes(sheets)
    draft = draft_of(number)
    content = docx_bytes(draft.pieces) if format_name == "docx" else pdf_bytes(draft.pieces)
    return draft.facts, draft.pieces, content


def _sheets(number: int) -> list[tuple[str, tuple[Piece, ...]]]:
    """A unit's workbook: a form for each of its projects, and the list of places."""
    theme = theme_of(number)
    head = invented(number, theme)
    sheets: list[tuple[str, tuple[Piece, ...]]] = []
    for part in range(_FORMS_A_WORKBOOK):
        facts = invented(number * 100 + part, theme)
        turn, kind = divmod(part, len(theme.project))
        project = f"{theme.project[kind]}（{theme.spots[turn]}）"
        facts = replace(facts, place=head.place, unit=head.unit, project=project)
        sheets.append((f"项目{part + 1}", form_of(facts)))
    return [*sheets, ("点位明细", (details_of(head, number, _DETAIL_ROWS),))]


def theme_of(number: int) -> Theme:
    """The theme of the report of this number."""
    themes = grammar().themes
    return themes[number % len(themes)]


def _known(home: Path) -> dict[str, Any]:
    """What stands in the folder by the same recipe; a file that is missing is made again."""
    listing = home / _LISTING
    if not listing.is_file():
        return {}
    kept = json.loads(listing.read_text(encoding="utf-8"))
    if kept["recipe"] != _recipe():
        return {}
    return {
        number: one for number, one in kept["submissions"].items() if (home / _FILES / one["path"]).is_file()
    }


@cache
def _recipe() -> str:
    """Digest of everything that decides the bytes: another recipe makes the corpus anew."""
    digest = hashlib.sha256()
    modules = (
        Path(__file__).parent / f"{name}.py"
        for name in ("grammar", "facts", "drafts", "layout", "files", "corpus")
    )
    for path in (*modules, *sorted((config_root() / "bench").glob("*.toml"))):
        digest.update(path.read_bytes())
    digest.update("".join(version(name) for name in ("python-docx", "XlsxWriter")).encode())
    return digest.hexdigest()
