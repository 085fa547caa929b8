"""Row-level security on PostgreSQL: a second wall between tenants.

A transaction says whose it is (`portico.tenant`); it sees and writes that tenant's
rows and no others. What comes in before a tenant is known says "*". Without a word
there is nothing to see. SQLite has no such thing, and nothing is changed there.

Revision 0004, after 0003.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = {
    "tenants": "id",
    **dict.fromkeys(
        (
            "audit",
            "audit_personal",
            "connections",
            "host_words",
            "hosts",
            "identities",
            "identity_providers",
            "invitations",
            "kiosk_events",
            "kiosks",
            "meeting_choices",
            "meeting_copies",
            "meetings",
            "one_time_links",
            "outbox",
            "passkeys",
            "room_notes",
            "rooms",
            "sessions",
            "sites",
            "users",
            "visitors",
            "visits",
            "watches",
        ),
        "tenant_id",
    ),
}


def upgrade() -> None:
    """Take the step."""
    for table, column in _for_postgresql():
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        # The owner obeys too: one role that does everything is walled in as well.
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        said = "current_setting('portico.tenant', true)"
        mine = f"{said} IN ('*', \"{column}\")"
        op.execute(
            f'CREATE POLICY wall ON "{table}" USING ({mine}) WITH CHECK ({mine})'
        )


def downgrade() -> None:
    """Take it back."""
    for table, _ in _for_postgresql():
        op.execute(f'DROP POLICY wall ON "{table}"')
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


def _for_postgresql() -> list[tuple[str, str]]:
    on_postgresql = op.get_context().dialect.name == "postgresql"
    return list(_TABLES.items()) if on_postgresql else []
