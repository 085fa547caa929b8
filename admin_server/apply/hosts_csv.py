"""A list of hosts beside a tenant file; a problem names its row and column."""

from pathlib import Path

from admin_server.apply import reading
from admin_server.apply.parts import HostPart
from admin_server.apply.problems import Problems, did_you_mean
from admin_server.apply.table import Table
from admin_server.core.host_list import (
    COLUMNS,
    FLAGS,
    Finding,
    ListTrouble,
    read_host_list,
)


def read_hosts_csv(path: Path, problems: Problems) -> tuple[HostPart, ...]:
    """Read the hosts of a CSV file; an empty cell says nothing about its field."""
    text = _text(path, problems)
    if text is None:
        return ()
    read = read_host_list(text)
    for finding in read.findings:
        problems.add(_place(path.name, finding), _advice(finding))
    return reading.kept(
        _host(row.cells, f"{path.name} row {row.number}", problems) for row in read.rows
    )


def _text(path: Path, problems: Problems) -> str | None:
    try:
        # newline="": a line break inside a cell belongs to the cell.
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except OSError as problem:
        what = f"'{path}' cannot be read ({problem.strerror}); check the path"
        problems.add("hosts_csv", what)
    except UnicodeDecodeError:
        problems.add(path.name, "is not UTF-8; save it as 'CSV UTF-8'")
    return None


def _place(file: str, finding: Finding) -> str:
    return f"{file} row {finding.row}" if finding.row else file


def _advice(finding: Finding) -> str:
    about = finding.about
    match finding.trouble:
        case ListTrouble.NOT_CSV:
            return f"is no CSV file ({about}); save it as CSV UTF-8"
        case ListTrouble.UNKNOWN_COLUMN:
            return f"column '{about}' is not known; {did_you_mean(about, COLUMNS)}"
        case ListTrouble.MISSING_COLUMN:
            return f"column '{about}' is missing; add it"
        case ListTrouble.TWICE:
            return f"column '{about}' stands there twice"
        case ListTrouble.TOO_MANY_CELLS:
            return "has more cells than the header; put quotes around commas"


def _host(cells: dict[str, str], where: str, problems: Problems) -> HostPart | None:
    values: dict[str, object] = {
        column: _value(column, cell) for column, cell in cells.items()
    }
    return reading.host(Table(values, where, problems))


def _value(column: str, cell: str) -> object:
    return FLAGS.get(cell.casefold(), cell) if column == "active" else cell
