"""The first tables.

Revision 0001, after nothing.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out and not taken from the tables of today, which go on changing.
_TABLES = (
    "tenants",
    "sites",
    "hosts",
    "host_words",
    "visitors",
    "kiosks",
    "visits",
    "invitations",
    "connections",
    "rooms",
    "room_notes",
    "meeting_copies",
    "meetings",
    "audit",
    "audit_personal",
    "outbox",
    "kiosk_events",
)
_COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SIGN_BY_SIGN = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Take the step."""
    _create_places_and_people()
    _create_visits()
    _create_calendar_copies()
    _create_records()


def downgrade() -> None:
    """Take it back."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _create_places_and_people() -> None:
    op.create_table(
        "tenants",
        _text("id"),
        _text("slug"),
        _text("name"),
        sa.Column("pass_key", sa.LargeBinary(), nullable=False),
        _text("sealed_pass_key"),
        _json("languages"),
        _json("domains"),
        sa.Column("window_minutes", sa.Integer(), nullable=False),
        _flag("calendar_integration"),
        _maybe_text("accent"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    _tenant_table(
        "sites",
        _text("id"),
        _text("key"),
        _text("name"),
        _text("time_zone"),
        _maybe_text("address"),
        sa.Column("wifi", sa.JSON(none_as_null=True), nullable=True),
        _json("hours"),
        _maybe_text("directions"),
        _maybe_text("reception"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "key"),
    )
    _tenant_table(
        "hosts",
        _text("id"),
        _text("name"),
        _text("name_folded"),
        _text("email"),
        _text("email_folded"),
        _maybe_text("mailbox"),
        _maybe_text("calendar"),
        _maybe_text("department"),
        _text("language"),
        _maybe_text("site"),
        _flag("active"),
        _points_at("site", "sites"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index(None, "hosts", ["tenant_id", "email_folded"])
    _tenant_table(
        "host_words",
        _text("host"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("word", _SIGN_BY_SIGN, nullable=False),
        _points_at("host", "hosts"),
        sa.PrimaryKeyConstraint("tenant_id", "host", "position"),
    )
    op.create_index(None, "host_words", ["tenant_id", "word"])
    _tenant_table(
        "visitors",
        _text("id"),
        _text("name"),
        _maybe_text("email"),
        _maybe_text("email_folded"),
        _maybe_text("company"),
        _maybe_text("phone"),
        _flag("confirmed"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index(None, "visitors", ["tenant_id", "email_folded"])
    _tenant_table(
        "kiosks",
        _text("id"),
        _text("name"),
        _text("site"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _text("reader"),
        _maybe_moment("revoked_at"),
        _maybe_moment("last_seen_at"),
        _points_at("site", "sites"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("token_hash"),
    )


def _create_visits() -> None:
    _tenant_table(
        "visits",
        _text("id"),
        _text("visitor"),
        _text("host"),
        _text("site"),
        _text("state"),
        _moment("expected_arrival"),
        _moment("expected_departure"),
        _flag("invited"),
        _maybe_text("meeting"),
        _text("language"),
        _maybe_moment("arrived_at"),
        _maybe_moment("left_at"),
        _maybe_text("kiosk"),
        _maybe_text("request_id"),
        sa.Column("request_hash", sa.LargeBinary(), nullable=True),
        _maybe_moment("kiosk_time"),
        _text("room_state"),
        _maybe_text("room_address"),
        _maybe_text("room_name"),
        _maybe_text("room_building"),
        _maybe_text("room_floor"),
        _maybe_moment("room_until"),
        _maybe_moment("room_checked_at"),
        _points_at("host", "hosts"),
        _points_at("kiosk", "kiosks"),
        _points_at("site", "sites"),
        _points_at("visitor", "visitors"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "request_id"),
    )
    op.create_index(None, "visits", ["tenant_id", "expected_arrival"])
    op.create_index(None, "visits", ["tenant_id", "state", "site"])
    _tenant_table(
        "invitations",
        _text("id"),
        _text("visitor"),
        _text("host"),
        _text("site"),
        _text("visit"),
        _text("code"),
        _moment("created_at"),
        _points_at("host", "hosts"),
        _points_at("site", "sites"),
        _points_at("visit", "visits"),
        _points_at("visitor", "visitors"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "code"),
    )
    op.create_index(None, "invitations", ["tenant_id", "visit"])


def _create_calendar_copies() -> None:
    _tenant_table(
        "connections",
        _text("id"),
        _text("kind"),
        _text("name"),
        _json("settings"),
        _maybe_text("sealed_secret"),
        _maybe_text("secret_from"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "name"),
    )
    _tenant_table(
        "rooms",
        _text("address"),
        _text("name"),
        _maybe_text("building"),
        _maybe_text("floor"),
        _maybe_text("site"),
        sa.Column("capacity", sa.Integer(), nullable=True),
        _flag("selected"),
        _points_at("site", "sites"),
        sa.PrimaryKeyConstraint("tenant_id", "address"),
    )
    _tenant_table(
        "room_notes",
        _text("room"),
        _text("directions"),
        _maybe_text("turn"),
        sa.PrimaryKeyConstraint("tenant_id", "room"),
    )
    _tenant_table(
        "meeting_copies",
        _text("mailbox"),
        _moment("starts_at"),
        _moment("ends_at"),
        _moment("read_at"),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox"),
    )
    op.create_index(None, "meeting_copies", ["tenant_id", "ends_at"])
    _tenant_table(
        "meetings",
        _text("mailbox"),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("id"),
        _text("uid"),
        _moment("starts_at"),
        _moment("ends_at"),
        _json("attendees"),
        _maybe_text("location"),
        _json("location_addresses"),
        _flag("all_day"),
        _flag("cancelled"),
        _flag("private"),
        _text("shown_as"),
        _text("host_answer"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox"],
            ["meeting_copies.tenant_id", "meeting_copies.mailbox"],
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox", "place"),
    )


def _create_records() -> None:
    _tenant_table(
        "audit",
        sa.Column("number", _COUNTER, nullable=False),
        _moment("at"),
        _text("event"),
        _text("actor"),
        _text("subject"),
        sa.Column("personal_digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("tenant_id", "number"),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "audit", ["tenant_id", "subject"])
    _tenant_table(
        "audit_personal",
        sa.Column("number", _COUNTER, autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        _json("words"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "number"], ["audit.tenant_id", "audit.number"]
        ),
        sa.PrimaryKeyConstraint("tenant_id", "number"),
    )
    _tenant_table(
        "outbox",
        _text("id"),
        _text("kind"),
        _json("payload"),
        _maybe_text("dedupe_key"),
        _text("state"),
        _moment("due_at"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        _maybe_text("lease_owner"),
        _maybe_moment("lease_until"),
        _maybe_moment("done_at"),
        _maybe_text("last_error"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("tenant_id", "dedupe_key"),
    )
    op.create_index(None, "outbox", ["state", "due_at"])
    _tenant_table(
        "kiosk_events",
        sa.Column("cursor", _COUNTER, nullable=False),
        _text("site"),
        _text("kind"),
        _maybe_text("visit"),
        _moment("at"),
        _points_at("site", "sites"),
        _points_at("visit", "visits"),
        sa.PrimaryKeyConstraint("cursor"),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "kiosk_events", ["tenant_id", "site", "cursor"])


def _tenant_table(
    name: str, *parts: SchemaItem, sqlite_autoincrement: bool = False
) -> None:
    op.create_table(
        name,
        _text("tenant_id"),
        *parts,
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        sqlite_autoincrement=sqlite_autoincrement,
    )


def _points_at(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"]
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _maybe_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String)


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _maybe_moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True))


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)
