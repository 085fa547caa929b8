"""Accounts, sign-in, pairing, and what reception writes on a visit.

Revision 0002, after 0001.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = (
    "users",
    "sessions",
    "one_time_links",
    "passkeys",
    "identity_providers",
    "identities",
    "pairings",
    "setup_links",
)


def upgrade() -> None:
    """Take the step."""
    _widen_tenants()
    _widen_kiosks()
    _widen_visits()
    _create_accounts()
    _create_sign_in_ways()
    _create_before_tenants()


def downgrade() -> None:
    """Take it back."""
    for table in reversed(_TABLES):
        op.drop_table(table)
    with op.batch_alter_table("invitations") as batch:
        batch.drop_column("party")
        batch.drop_column("sequence")
    with op.batch_alter_table("visits") as batch:
        for column in ("created_by", "needs", "room_text", "purpose"):
            batch.drop_column(column)
    with op.batch_alter_table("kiosks") as batch:
        batch.drop_constraint("uq_kiosks_next_token_hash", type_="unique")
        for column in (
            "printer",
            "queue_length",
            "version",
            "paired_at",
            "token_made_at",
            "next_token_hash",
        ):
            batch.drop_column(column)
    with op.batch_alter_table("tenants") as batch:
        for column in (
            "mail",
            "checklist",
            "owned",
            "texts",
            "suspended_at",
            "second_factor",
        ):
            batch.drop_column(column)


def _widen_tenants() -> None:
    with op.batch_alter_table("tenants") as batch:
        batch.add_column(
            sa.Column(
                "second_factor", sa.Boolean, nullable=False, server_default=sa.false()
            )
        )
        batch.add_column(_maybe_moment("suspended_at"))
        batch.add_column(_json("texts", empty="{}"))
        batch.add_column(_json("owned", empty="[]"))
        batch.add_column(_json("checklist", empty="{}"))
        batch.add_column(sa.Column("mail", sa.JSON(none_as_null=True)))
    with op.batch_alter_table("tenants") as batch:
        for column in ("second_factor", "texts", "owned", "checklist"):
            batch.alter_column(column, server_default=None)


def _widen_kiosks() -> None:
    with op.batch_alter_table("kiosks") as batch:
        batch.add_column(sa.Column("next_token_hash", sa.LargeBinary))
        batch.add_column(_maybe_moment("token_made_at"))
        batch.add_column(_maybe_moment("paired_at"))
        batch.add_column(_maybe_text("version"))
        batch.add_column(sa.Column("queue_length", sa.Integer))
        batch.add_column(_maybe_text("printer"))
        batch.create_unique_constraint("uq_kiosks_next_token_hash", ["next_token_hash"])


def _widen_visits() -> None:
    with op.batch_alter_table("visits") as batch:
        for column in ("purpose", "room_text", "needs", "created_by"):
            batch.add_column(_maybe_text(column))
    with op.batch_alter_table("invitations") as batch:
        batch.add_column(
            sa.Column("sequence", sa.Integer, nullable=False, server_default="0")
        )
        batch.add_column(_maybe_text("party"))
    with op.batch_alter_table("invitations") as batch:
        batch.alter_column("sequence", server_default=None)


def _create_accounts() -> None:
    _tenant_table(
        "users",
        _text("id"),
        _text("email"),
        _text("email_folded"),
        _text("name"),
        _text("role"),
        _json("sites"),
        _text("language"),
        _flag("active"),
        _maybe_text("password_hash"),
        _flag("must_change"),
        sa.Column("failures", sa.Integer, nullable=False),
        _maybe_moment("locked_until"),
        _maybe_text("sealed_totp"),
        _flag("totp_on"),
        sa.Column("totp_step", sa.Integer, nullable=False),
        _json("recovery_hashes"),
        _maybe_moment("created_at"),
        _maybe_moment("signed_in_at"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "email_folded"),
    )
    _tenant_table(
        "sessions",
        _text("id"),
        _text("user"),
        _hash("token_hash"),
        _text("method"),
        _moment("created_at"),
        _moment("seen_at"),
        _moment("expires_at"),
        _flag("strong"),
        _text("agent"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("token_hash"),
        _points_at("user", "users"),
    )
    op.create_index(None, "sessions", ["tenant_id", "user"])
    _tenant_table(
        "one_time_links",
        _text("id"),
        _text("user"),
        _text("purpose"),
        _hash("token_hash"),
        _moment("created_at"),
        _moment("expires_at"),
        _maybe_moment("used_at"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("token_hash"),
        _points_at("user", "users"),
    )


def _create_sign_in_ways() -> None:
    _tenant_table(
        "passkeys",
        _text("id"),
        _text("user"),
        _hash("credential"),
        _hash("public_key"),
        sa.Column("counter", sa.Integer, nullable=False),
        _text("name"),
        _moment("created_at"),
        _maybe_moment("used_at"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "credential"),
        _points_at("user", "users"),
    )
    _tenant_table(
        "identity_providers",
        _text("id"),
        _text("kind"),
        _text("name"),
        _text("issuer"),
        _text("client_id"),
        _maybe_text("sealed_secret"),
        _flag("active"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    _tenant_table(
        "identities",
        _text("provider"),
        _text("subject"),
        _text("user"),
        sa.PrimaryKeyConstraint("tenant_id", "provider", "subject"),
        _points_at("provider", "identity_providers"),
        _points_at("user", "users"),
    )


def _create_before_tenants() -> None:
    op.create_table(
        "pairings",
        _text("id"),
        _hash("device_hash"),
        _hash("code_hash"),
        _moment("started_at"),
        _moment("expires_at"),
        _text("state"),
        sa.Column("tries", sa.Integer, nullable=False),
        _maybe_text("version"),
        _maybe_text("tenant"),
        _maybe_text("kiosk"),
        _maybe_moment("asked_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("device_hash"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_table(
        "setup_links",
        _hash("token_hash"),
        _moment("expires_at"),
        _maybe_moment("used_at"),
        sa.PrimaryKeyConstraint("token_hash"),
    )


def _tenant_table(name: str, *parts: SchemaItem) -> None:
    op.create_table(
        name,
        _text("tenant_id"),
        *parts,
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )


def _points_at(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"]
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _maybe_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String)


def _hash(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _maybe_moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True))


def _json(name: str, *, empty: str | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False, server_default=empty)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)
