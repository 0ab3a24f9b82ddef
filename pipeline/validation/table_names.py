"""What a table is about (表的名称): by this its doubts are known again when another table is put in before it."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.model import Report
from pipeline.validation.fingerprints import canonical_name


def indicator_tables(report: Report) -> Mapping[int, str]:
    """Each indicator table by its first indicator; the execution rate stands in every form."""
    rows = sorted(report.indicators, key=lambda row: row.role == "execution")
    return _told_apart((row.table, row.level3 or row.level2 or row.level1) for row in rows)


def fund_tables(report: Report) -> Mapping[int, str]:
    """Each fund block by its first part or project; a total stands in every form."""
    rows = sorted(report.funds, key=lambda row: row.level == 0)
    return _told_apart((row.table, row.row) for row in rows)


def _told_apart(rows: Iterable[tuple[int, str]]) -> Mapping[int, str]:
    """The first name that comes with each table; a table whose name an earlier one has is numbered as well."""
    first: dict[int, str] = {}
    for table, name in rows:
        first.setdefault(table, canonical_name(name))
    seen = Counter[str]()
    names = {}
    for table in sorted(first):
        name = first[table]
        seen[name] += 1
        names[table] = name if seen[name] == 1 else f"{name}/{seen[name]}"
    return names
