"""A list of hosts as a spreadsheet writes it: rows and cells, whoever asks for them."""

import csv
import io
from dataclasses import dataclass, field
from enum import StrEnum

COLUMNS = (
    "name",
    "email",
    "mailbox",
    "calendar",
    "department",
    "language",
    "site",
    "active",
)
NEEDED = ("name", "email")
FLAGS = {"true": True, "yes": True, "false": False, "no": False}
"""What may stand under "active"."""


class ListTrouble(StrEnum):
    """What can be wrong with a list as a whole, or with a row's shape."""

    NOT_CSV = "not_csv"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    TWICE = "twice"
    TOO_MANY_CELLS = "too_many_cells"


@dataclass(frozen=True)
class Finding:
    """One thing to repair.

    Attributes:
        row: as a spreadsheet counts, from 1; 0: the list as a whole.
        about: the column, or what the reader said.
    """

    trouble: ListTrouble
    row: int = 0
    about: str = ""


@dataclass(frozen=True)
class ListRow:
    """One host's cells; an empty cell is not here, as it says nothing."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class HostList:
    """A list that was read; with findings it cannot be used as it is."""

    rows: tuple[ListRow, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def read_host_list(text: str) -> HostList:
    """Read a list with commas, semicolons or tabs; every problem is found at once."""
    text = text.removeprefix("\ufeff")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_mark(text)))
    except csv.Error as problem:
        return HostList(findings=[Finding(ListTrouble.NOT_CSV, about=str(problem))])
    columns = [_name_of(cell) for cell in rows[0]] if rows else []
    findings = _column_findings(columns)
    if findings:
        return HostList(findings=findings)
    return HostList(tuple(_rows(columns, rows[1:], findings)), findings)


def _name_of(cell: str) -> str:
    """Give a column's name; most people write e-mail with a hyphen."""
    name = cell.strip().casefold()
    return "email" if name == "e-mail" else name


def _mark(text: str) -> str:
    """Spreadsheets in some countries write semicolons and still call it CSV."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _column_findings(columns: list[str]) -> list[Finding]:
    def told(trouble: ListTrouble, names: list[str]) -> list[Finding]:
        return [Finding(trouble, row=1, about=name) for name in names]

    return [
        *told(
            ListTrouble.UNKNOWN_COLUMN,
            [column for column in columns if column not in COLUMNS],
        ),
        *told(
            ListTrouble.MISSING_COLUMN,
            [column for column in NEEDED if column not in columns],
        ),
        *told(
            ListTrouble.TWICE,
            sorted({one for one in columns if columns.count(one) > 1}),
        ),
    ]


def _rows(
    columns: list[str], rows: list[list[str]], findings: list[Finding]
) -> list[ListRow]:
    found = []
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row[len(columns) :]):
            findings.append(Finding(ListTrouble.TOO_MANY_CELLS, row=number))
            continue
        pairs = zip(columns, (cell.strip() for cell in row), strict=False)
        cells = {column: cell for column, cell in pairs if cell}
        if cells:
            found.append(ListRow(number, cells))
    return found
