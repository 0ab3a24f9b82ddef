"""反馈函 and 取证单: letters to the units about their findings, from Word templates an office may replace."""

import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipeline.model import Results
from pipeline.outputs.letters.chosen import certain, dossiers
from pipeline.outputs.letters.contents import LetterWriter
from pipeline.outputs.letters.filenames import file_stems
from pipeline.outputs.letters.template import Template, filled_letter, read_template, untouched
from pipeline.outputs.letters.wording import letter_wording, template_folder
from pipeline.settings import Letters

LETTERS = "反馈函"
SHEETS = "取证单"
KEPT = "改动稿"

__all__ = ["LETTERS", "SHEETS", "letter_templates", "write_letters"]


def letter_templates(letters: Letters) -> tuple[Template, Template]:
    """The templates of 反馈函 and 取证单, checked; a field that does not exist is a UsageError."""
    shipped = template_folder()
    return (
        read_template(Path(letters.template) if letters.template else shipped / f"{LETTERS}.docx"),
        read_template(Path(letters.sheet_template) if letters.sheet_template else shipped / f"{SHEETS}.docx"),
    )


def write_letters(
    results: Results, letters: Letters, previous: Path, fresh: Path, generated: str
) -> dict[str, int]:
    """Writes one letter a unit with findings, and one file of evidence sheets a unit with certain ones.

    Gives how many of each there are.

    `previous` is the OUT as it stands: letters that a person has changed since, and files laid beside them,
    are kept in a folder of their own instead of being written over.
    """
    letter, sheet = letter_templates(letters)
    wording = letter_wording()
    writer = LetterWriter(results, letters, wording, chinese_date(generated))
    chosen = dossiers(results, letters)
    stems = file_stems(dossier.key for dossier in chosen)
    contents: dict[str, dict[str, bytes]] = {LETTERS: {}, SHEETS: {}}
    for dossier in chosen:
        name = f"{stems[dossier.key]}.docx"
        scope = writer.scope(dossier, dossier.findings)
        contents[LETTERS][name] = filled_letter(letter, scope, LETTERS)
        grave = certain(dossier.findings)
        if grave:
            contents[SHEETS][name] = filled_letter(sheet, writer.scope(dossier, grave), SHEETS)
    for folder, files in contents.items():
        _write_folder(previous / folder, fresh / folder, files, generated)
    return {folder: len(files) for folder, files in contents.items()}


def chinese_date(generated: str) -> str:
    """A day as letters write it: 2024年3月5日."""
    day = date.fromisoformat(generated[:10])
    return f"{day.year}年{day.month}月{day.day}日"


def _write_folder(previous: Path, fresh: Path, files: Mapping[str, bytes], generated: str) -> None:
    fresh.mkdir(parents=True)
    for name, content in files.items():
        (fresh / name).write_bytes(content)
    _keep_changed(previous, fresh, files, re.sub("[^0-9]", "", generated[:19]))


def _keep_changed(previous: Path, fresh: Path, files: Mapping[str, bytes], stamp: str) -> None:
    """Copies what a person changed or laid into the old folder: it holds work that no run can make again."""
    if not previous.is_dir():
        return
    for path in sorted(previous.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        inner = path.relative_to(previous)
        if inner.parts[0] != KEPT:
            content = path.read_bytes()
            # Mostly the same letter again, which needs no unpacking to be known for ours.
            if content == files.get(inner.as_posix()) or untouched(content):
                continue
        target = fresh / (inner if inner.parts[0] == KEPT else Path(KEPT) / stamp / inner)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
