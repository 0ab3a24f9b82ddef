"""One sheet of a ledger: its heads, and its rows as typed values that know their cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.external.amounts import (
    finest_decimals,
    is_blank,
    numeral,
    own_unit,
    target_figure,
    unit_factor,
)
from pipeline.external.heads import Head, SheetHeads
from pipeline.external.lexicon import MONEY_FIELDS, WORD_FIELDS, row_words
from pipeline.external.mapping import ColumnMapping
from pipeline.external.names import plain_name
from pipeline.external.sheets import SheetCells
from pipeline.model import Kind, LedgerColumn, LedgerRow, LedgerTarget, Place, Value


@dataclass(slots=True)
class SheetReading:
    """A sheet while it is being read."""

    file: str
    number: int
    sheet: SheetCells
    heads: SheetHeads | None = None
    finest: dict[str, Decimal] = field(default_factory=dict)

    def names_units(self, name: str) -> bool:
        """Whether every amount of the column carries its own unit."""
        cells = [self._cell(row, name) for row in self._data()]
        stated = [cell for _, cell in self._with(cells) if not is_blank(cell)]
        return bool(stated) and all(own_unit(cell) for cell in stated)

    def columns(self, mapping: ColumnMapping) -> Iterator[LedgerColumn]:
        """Which column was taken for what."""
        for name, head in self.heads.columns.items() if self.heads else ():
            unit = (head.unit or mapping.unit) if name in MONEY_FIELDS else ""
            yield LedgerColumn(self.sheet.name, name, head.text, unit, head.as_of)

    def rows(self, mapping: ColumnMapping, skipped: list[str]) -> Iterator[LedgerRow]:
        """The rows that name a project; a sheet of indicators has none of its own."""
        where = f"工作表“{self.sheet.name}”" if self.sheet.name else "表"
        if self.heads is None:
            if any(any(row) for row in self.sheet.rows):
                skipped.append(f"{where}没有认出表头，未使用")
            return
        if {"indicator", "target"} <= set(self.heads.columns):
            return
        for index, row in self._data_rows():
            if self._is_total(row):
                continue
            if not self._text(row, "project") and not self._text(row, "code"):
                skipped.append(f"{where}第{index + 1}行没有项目名称和编码，未使用")
                continue
            yield self._row(index, row, mapping, skipped)

    def targets(self) -> Iterator[tuple[LedgerRow, LedgerTarget]]:
        """Approved indicators with the row that says whose they are; a project's name holds for the rows below."""
        if self.heads is None or not {"indicator", "target"} <= set(self.heads.columns):
            return
        owner: dict[str, str] = {}
        for index, row in self._data_rows():
            told = {name: self._text(row, name) for name in ("code", "unit", "project")}
            if told["project"] or told["code"]:
                owner = {name: text or owner.get(name, "") for name, text in told.items()}
                owner |= {name: told[name] for name in ("code", "project")}
            name, target = self._text(row, "indicator"), self._text(row, "target")
            if not name or not (owner.get("project") or owner.get("code")):
                continue
            place = self._place(index, "target", target)
            subject = LedgerRow(
                f"L{self.number}-{index + 1}",
                owner.get("code", ""),
                owner.get("unit", ""),
                owner.get("project", ""),
                self._year(row, ColumnMapping()),
                "",
                {},
                {},
                place,
            )
            operator, number, unit = target_figure(target)
            weight = numeral(self._text(row, "weight"))
            yield (
                subject,
                LedgerTarget(
                    subject.id, name, self._text(row, "level2"), target, operator, number, unit, weight, place
                ),
            )

    def _row(self, index: int, row: Sequence[str], mapping: ColumnMapping, skipped: list[str]) -> LedgerRow:
        identifier = f"L{self.number}-{index + 1}"
        values = {
            name: value
            for name in (*MONEY_FIELDS, "review_score")
            if (value := self._value(identifier, index, row, name, mapping, skipped)) is not None
        }
        words = {
            name: text
            for name in WORD_FIELDS
            if (text := self._text(row, name)) and not (is_blank(text) and name != "warning")
        }
        named = "project" if self._text(row, "project") else "code"
        return LedgerRow(
            identifier,
            self._text(row, "code"),
            self._text(row, "unit"),
            self._text(row, "project"),
            self._year(row, mapping),
            self._text(row, "source"),
            values,
            words,
            self._place(index, named, self._text(row, named)),
            {name: self._place(index, name, text) for name, text in words.items()},
        )

    def _value(
        self,
        identifier: str,
        index: int,
        row: Sequence[str],
        name: str,
        mapping: ColumnMapping,
        skipped: list[str],
    ) -> Value | None:
        head = self.heads.columns.get(name) if self.heads else None
        text = self._cell(row, name) or ""
        if head is None or is_blank(text):
            return None
        number = numeral(text)
        if number is None:
            skipped.append(f"第{index + 1}行“{head.text}”写的是“{text[:20]}”，不是数，未使用")
            return None
        money = name in MONEY_FIELDS
        unit = (own_unit(text) or head.unit or mapping.unit) if money else "分"
        factor = unit_factor(unit) if money else Decimal(1)
        return Value(
            f"{identifier}-{name}",
            "",
            Kind.MONEY if money else Kind.SCORE,
            name,
            text,
            self._place(index, name, text),
            number * factor,
            unit=unit,
            ulp=self._finest(name) * factor,
            as_of=head.as_of or None,
            where="table",
        )

    def _finest(self, name: str) -> Decimal:
        if name not in self.finest:
            cells = (numeral(self._cell(row, name) or "") for row in self._data())
            self.finest[name] = finest_decimals(number for number in cells if number is not None)
        return self.finest[name]

    def _year(self, row: Sequence[str], mapping: ColumnMapping) -> int | None:
        stated = re.search(r"20\d\d", self._text(row, "year"))
        if stated:
            return int(stated[0])
        return mapping.year or (self.heads.year if self.heads else None)

    def _is_total(self, row: Sequence[str]) -> bool:
        names = [self._text(row, name) for name in ("project", "code", "unit")]
        first = next((cell for cell in row if cell), "")
        return any(plain_name(name) in row_words("totals") for name in (*names, first) if name)

    def _data(self) -> Iterator[Sequence[str]]:
        return iter(self.sheet.rows[self.heads.first :] if self.heads else ())

    def _data_rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        first = self.heads.first if self.heads else 0
        return ((first + at, row) for at, row in enumerate(self._data()) if any(row))

    def _with(self, cells: Sequence[str | None]) -> Iterator[tuple[int, str]]:
        return ((at, cell) for at, cell in enumerate(cells) if cell)

    def _cell(self, row: Sequence[str], name: str) -> str | None:
        head = self.heads.columns.get(name) if self.heads else None
        return row[head.column - 1] if head and head.column <= len(row) else None

    def _text(self, row: Sequence[str], name: str) -> str:
        return " ".join((self._cell(row, name) or "").split())

    def _place(self, index: int, name: str, quote: str) -> Place:
        head: Head | None = self.heads.columns.get(name) if self.heads else None
        sheet = self.sheet.name or None
        return Place(
            self.file,
            0,
            0,
            quote,
            sheet=sheet,
            table=None,
            row=index + 1,
            column=head.column if head else None,
        )
