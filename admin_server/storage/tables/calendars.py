"""What keeps up with hosts' calendars, and what people said about meetings."""

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, Integer, LargeBinary

from admin_server.storage.columns import (
    flag,
    key,
    maybe_moment,
    maybe_text,
    moment,
    points_at,
    tenant_table,
    text,
    unique,
)

watches = tenant_table(
    "watches",
    text("id"),
    text("connection"),
    text("host"),
    text("source"),
    text("mailbox"),
    maybe_text("calendar"),
    moment("due_at"),
    maybe_text("mark"),
    maybe_moment("read_at"),
    Column("failures", Integer, nullable=False),
    maybe_text("subscription"),
    Column("push_hash", LargeBinary),
    maybe_moment("subscribed_at"),
    maybe_moment("subscription_ends_at"),
    maybe_moment("pushed_at"),
    key("id"),
    unique("source"),
    ForeignKeyConstraint(
        ["tenant_id", "connection"],
        ["connections.tenant_id", "connections.id"],
        ondelete="CASCADE",
    ),
    points_at("host", "hosts"),
)
Index(None, watches.c.tenant_id, watches.c.due_at)
# A push names nothing but its subscription, before any tenant is known.
Index(None, watches.c.subscription)

meeting_choices = tenant_table(
    "meeting_choices",
    text("visitor"),
    text("host"),
    text("uid"),
    flag("theirs"),
    moment("at"),
    text("by"),
    Column("before", JSON(none_as_null=True)),
    key("visitor", "host", "uid"),
    points_at("visitor", "visitors"),
    points_at("host", "hosts"),
)
