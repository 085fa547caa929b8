"""What PostgreSQL cannot be sent: its texts hold every character but NUL.

Source: https://www.postgresql.org/docs/15/datatype-character.html
"""

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown
from typing_extensions import override

_UNREADABLE = "\ufffd"


class WithoutNul(StrDumperUnknown):
    """Sends U+FFFD for a NUL: nobody's name has one, and a stranger's address is not found."""

    @override
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\x00", _UNREADABLE))


def send_without_nul(connection: Connection[tuple[object, ...]]) -> None:
    """Have a connection send its texts so."""
    connection.adapters.register_dumper(str, WithoutNul)
