"""Renders corpora/sources into the files of the sample batch; needs LibreOffice for the PDFs.

    python -m corpora.build
    python -m corpora.build gold

The first builds the sample batch, the second the gold cases. The committed files are the result; nobody needs to build in order to use them.
"""

import sys
from pathlib import Path

from corpora.forms import deviations
from corpora.gold import GoldSource, case_gold, gold_json, load_gold
from corpora.ledger import ledger_file
from corpora.markup import Source, broken_equations, load
from corpora.packing import converted, encrypted_package, fixed_package, gbk_archive, pdf_file
from corpora.sheets import excel_file
from corpora.word import word_file

HERE = Path(__file__).resolve().parent
PDF_FONT = "Noto Serif CJK SC"
ARCHIVE = "batch/砚北区报送材料.zip"
ARCHIVE_CREATED = "2024-04-01T09:00:00"
# Published on purpose: see README.md.
PASSWORD = "tinglan-2023"


def rendered(source: Source) -> bytes:
    """One source as the bytes of the file that it becomes."""
    created = source.head.get("created", "2024-03-01T09:00:00")
    suffix = Path(source.head["out"]).suffix
    if suffix == ".docx":
        return fixed_package(word_file(source), created)
    if suffix == ".pdf":
        return pdf_file(word_file(source, PDF_FONT), created)
    if suffix == ".xlsx":
        return fixed_package(excel_file(source), created)
    if suffix in (".doc", ".rtf"):
        return converted(word_file(source), "docx", suffix[1:])
    if suffix == ".xls":
        return converted(excel_file(source), "xlsx", "xls")
    return source.text.replace("\n", "\r\n").encode(source.head["encoding"])


def write(name: str, content: bytes) -> None:
    """Write one file of the corpus."""
    target = HERE / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    print(f"{len(content):8d}  {name}")


def batch_sources() -> list[Source]:
    """The sources of the sample batch and of last year's reports."""
    paths = sorted(path for path in (HERE / "sources").iterdir() if path.is_file())
    return [load(path) for path in paths if path.suffix != ".csv"]


def gold_sources() -> list[GoldSource]:
    """The sources of the gold cases."""
    return [load_gold(path) for path in sorted((HERE / "sources" / "gold").iterdir())]


def build_gold(only: list[str]) -> int:
    """Check the arithmetic of the gold cases named, or of all, then write their files and their gold."""
    cases: dict[str, list[GoldSource]] = {}
    for part in gold_sources():
        if not only or part.case in only:
            cases.setdefault(part.case, []).append(part)
    broken = [
        f"{part.source.path.name}: {line}"
        for parts in cases.values()
        for part in parts
        for line in broken_equations(part.source)
    ]
    if broken:
        print(*broken, sep="\n")
        return 1
    for case, parts in cases.items():
        for part in parts:
            write(part.source.head["out"], rendered(part.source))
        write(f"gold/{case}/gold.json", gold_json(case_gold(parts)))
    return 0


def main() -> int:
    """Check the arithmetic of every source, then write every file."""
    if sys.argv[1:2] == ["gold"]:
        return build_gold(sys.argv[2:])
    sources = batch_sources()
    broken = [f"{s.path.name}: {line}" for s in sources for line in broken_equations(s)]
    for source in sources:
        for line in deviations(source):
            print(f"{source.path.name}: {line}")
    if broken:
        print(*broken, sep="\n")
        return 1
    parts: dict[str, bytes] = {}
    for source in sources:
        folder, _, name = source.head["out"].partition("/")
        if folder == "parts":
            parts[name] = rendered(source)
        else:
            write(source.head["out"], rendered(source))
    created = "2024-03-29T09:00:00"
    write(
        "batch/市直/市机关事务管理中心物业服务自评报告（加密）.docx",
        encrypted_package(parts.pop("物业.docx"), PASSWORD, created),
    )
    damaged = parts.pop("损坏.docx")
    write("batch/市直/市粮储局储备粮轮换补贴自评报告.docx", damaged[: len(damaged) * 3 // 5])
    write("batch/市直/市气象局人工影响天气项目自评表.xlsx", b"")
    write(
        "batch/市直/~$市城管局2023年公共厕所提标改造项目绩效自评报告.docx",
        b"\x0c" + "市城管局计财科".encode("utf-16-le").ljust(161, b"\0"),
    )
    write("batch/.DS_Store", b"\0\0\0\1Bud1" + bytes(64))
    write(ARCHIVE, gbk_archive(parts, ARCHIVE_CREATED))
    write("ledger.xlsx", fixed_package(ledger_file(HERE / "sources" / "ledger.csv"), "2024-01-15T09:00:00"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
