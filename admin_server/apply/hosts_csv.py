"""A list of hosts as a spreadsheet writes it; a problem names its row and column."""

import csv
import io
from pathlib import Path

from admin_server.apply import reading
from admin_server.apply.parts import HostPart
from admin_server.apply.problems import Problems, did_you_mean
from admin_server.apply.table import Table

_COLUMNS = (
    "name",
    "email",
    "mailbox",
    "calendar",
    "department",
    "language",
    "site",
    "active",
)
_NEEDED = ("name", "email")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


def read_hosts_csv(path: Path, problems: Problems) -> tuple[HostPart, ...]:
    """Read the hosts of a CSV file; an empty cell says nothing about its field."""
    text = _text(path, problems)
    if text is None:
        return ()
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_mark(text)))
    except csv.Error as problem:
        problems.add(path.name, f"is no CSV file ({problem}); save it as CSV UTF-8")
        return ()
    columns = _columns(path.name, rows[0] if rows else [], problems)
    if columns is None:
        return ()
    numbered = enumerate(rows[1:], start=2)
    return reading.kept(
        _host(columns, row, f"{path.name} row {number}", problems)
        for number, row in numbered
        if any(cell.strip() for cell in row)
    )


def _text(path: Path, problems: Problems) -> str | None:
    try:
        return path.read_text("utf-8-sig")
    except OSError as problem:
        what = f"'{path}' cannot be read ({problem.strerror}); check the path"
        problems.add("hosts_csv", what)
    except UnicodeDecodeError:
        problems.add(path.name, "is not UTF-8; save it as 'CSV UTF-8'")
    return None


def _mark(text: str) -> str:
    """Spreadsheets in some countries write semicolons and still call it CSV."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _columns(file: str, header: list[str], problems: Problems) -> list[str] | None:
    columns = [cell.strip().casefold() for cell in header]
    found = len(problems.found)
    for column in columns:
        if column not in _COLUMNS:
            problems.add(
                f"{file} row 1",
                f"column '{column}' is not known; {did_you_mean(column, _COLUMNS)}",
            )
    for column in _NEEDED:
        if column not in columns:
            problems.add(f"{file} row 1", f"column '{column}' is missing; add it")
    for column in sorted({one for one in columns if columns.count(one) > 1}):
        problems.add(f"{file} row 1", f"column '{column}' stands there twice")
    return columns if len(problems.found) == found else None


def _host(
    columns: list[str], row: list[str], where: str, problems: Problems
) -> HostPart | None:
    if any(cell.strip() for cell in row[len(columns) :]):
        problems.add(where, "has more cells than the header; put quotes around commas")
        return None
    cells = zip(columns, row, strict=False)
    values: dict[str, object] = {
        column: _value(column, cell.strip()) for column, cell in cells if cell.strip()
    }
    return reading.host(Table(values, where, problems))


def _value(column: str, cell: str) -> object:
    return _FLAGS.get(cell.casefold(), cell) if column == "active" else cell
