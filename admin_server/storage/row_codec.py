"""A row as a line of JSON, and back: the same in exports, backups and copies."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Column, LargeBinary

from admin_server.storage.columns import UtcTime


def as_json(value: object, *, indent: int | None = None) -> str:
    """Write a value for people: signs of every script as they are."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)


def as_line(row: Sequence[object]) -> bytes:
    """Write a row's values as one line, the same on every engine."""
    # Half of a surrogate pair, which JSON may hold, is no UTF-8: hence only ASCII.
    text = json.dumps(list(row), separators=(",", ":"), default=_plain)
    return text.encode("ascii") + b"\n"


def from_line(line: bytes, columns: Sequence[Column[object]]) -> dict[str, object]:
    """Read a row's values from its line.

    Raises:
        ValueError: it is no line of these columns.
    """
    values = json.loads(line)
    if not isinstance(values, list):
        raise ValueError("a row is a list of values")  # noqa: TRY004 - of a file, not of a caller
    pairs = zip(columns, values, strict=True)
    return {column.name: _value(column, value) for column, value in pairs}


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            raise TypeError(f"no JSON for {type(value).__name__}")


def _value(column: Column[object], value: object) -> object:
    match value, column.type:
        case str(), UtcTime():
            return datetime.fromisoformat(value)
        case str(), LargeBinary():
            return base64.b64decode(value, validate=True)
        case _:
            return value
