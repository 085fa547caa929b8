"""Tenants with their places, people, visits and calendars, and what happened."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from admin_server.storage.columns import (
    METADATA,
    SIGN_BY_SIGN,
    flag,
    json_value,
    key,
    maybe_moment,
    maybe_text,
    moment,
    points_at,
    tenant_table,
    text,
    unique,
)

# SQLite counts by itself only in a column of exactly this type.
_COUNTER = BigInteger().with_variant(Integer, "sqlite")

tenants = Table(
    "tenants",
    METADATA,
    Column("id", String, primary_key=True),
    Column("slug", String, nullable=False, unique=True),
    text("name"),
    Column("pass_key", LargeBinary, nullable=False),
    text("sealed_pass_key"),
    json_value("languages"),
    json_value("domains"),
    Column("window_minutes", Integer, nullable=False),
    flag("calendar_integration"),
    maybe_text("accent"),
    flag("second_factor"),
    maybe_moment("suspended_at"),
    json_value("texts"),
    json_value("owned"),
    json_value("checklist"),
    Column("mail", JSON(none_as_null=True)),
    json_value("calendar"),
    json_value("directory"),
)

logos = tenant_table(
    "logos",
    text("version"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("png", LargeBinary, nullable=False),
    key(),
)

sites = tenant_table(
    "sites",
    text("id"),
    text("key"),
    text("name"),
    text("time_zone"),
    maybe_text("address"),
    Column("wifi", JSON(none_as_null=True)),
    json_value("hours"),
    maybe_text("directions"),
    maybe_text("reception"),
    Column("kiosk", JSON(none_as_null=True)),
    Column("help", JSON(none_as_null=True)),
    key("id"),
    unique("key"),
)

hosts = tenant_table(
    "hosts",
    text("id"),
    text("name"),
    text("name_folded"),
    text("email"),
    text("email_folded"),
    maybe_text("mailbox"),
    maybe_text("calendar"),
    maybe_text("department"),
    text("language"),
    maybe_text("site"),
    flag("active"),
    maybe_text("directory_id"),
    key("id"),
    points_at("site", "sites"),
)
Index(None, hosts.c.tenant_id, hosts.c.email_folded)

host_words = tenant_table(
    "host_words",
    text("host"),
    Column("position", Integer, nullable=False),
    Column("word", SIGN_BY_SIGN, nullable=False),
    key("host", "position"),
    points_at("host", "hosts"),
)
Index(None, host_words.c.tenant_id, host_words.c.word)

visitors = tenant_table(
    "visitors",
    text("id"),
    text("name"),
    maybe_text("email"),
    maybe_text("email_folded"),
    maybe_text("company"),
    maybe_text("phone"),
    flag("confirmed"),
    key("id"),
)
Index(None, visitors.c.tenant_id, visitors.c.email_folded)

kiosks = tenant_table(
    "kiosks",
    text("id"),
    text("name"),
    text("site"),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    text("reader"),
    maybe_moment("revoked_at"),
    maybe_moment("last_seen_at"),
    Column("next_token_hash", LargeBinary, unique=True),
    maybe_moment("token_made_at"),
    maybe_moment("paired_at"),
    maybe_text("version"),
    Column("queue_length", Integer),
    maybe_text("printer"),
    maybe_moment("printer_trouble_at"),
    maybe_moment("printer_mended_at"),
    key("id"),
    points_at("site", "sites"),
)

visits = tenant_table(
    "visits",
    text("id"),
    text("visitor"),
    text("host"),
    text("site"),
    text("state"),
    moment("expected_arrival"),
    moment("expected_departure"),
    flag("invited"),
    maybe_text("meeting"),
    text("language"),
    maybe_moment("arrived_at"),
    maybe_moment("left_at"),
    maybe_text("kiosk"),
    maybe_text("request_id"),
    Column("request_hash", LargeBinary),
    maybe_moment("kiosk_time"),
    text("room_state"),
    maybe_text("room_address"),
    maybe_text("room_name"),
    maybe_text("room_building"),
    maybe_text("room_floor"),
    maybe_moment("room_until"),
    maybe_moment("room_checked_at"),
    maybe_text("purpose"),
    maybe_text("room_text"),
    maybe_text("needs"),
    maybe_text("created_by"),
    Column("link", JSON(none_as_null=True)),
    Column("arrival", JSON(none_as_null=True)),
    key("id"),
    unique("request_id"),
    points_at("visitor", "visitors"),
    points_at("host", "hosts"),
    points_at("site", "sites"),
    points_at("kiosk", "kiosks"),
)
Index(None, visits.c.tenant_id, visits.c.visitor)
Index(None, visits.c.tenant_id, visits.c.expected_arrival)
Index(None, visits.c.tenant_id, visits.c.state, visits.c.site)

invitations = tenant_table(
    "invitations",
    text("id"),
    text("visitor"),
    text("host"),
    text("site"),
    text("visit"),
    text("code"),
    moment("created_at"),
    Column("sequence", Integer, nullable=False),
    maybe_text("party"),
    key("id"),
    unique("code"),
    points_at("visitor", "visitors"),
    points_at("host", "hosts"),
    points_at("site", "sites"),
    points_at("visit", "visits"),
)
Index(None, invitations.c.tenant_id, invitations.c.visit)

connections = tenant_table(
    "connections",
    text("id"),
    text("kind"),
    text("name"),
    json_value("settings"),
    maybe_text("sealed_secret"),
    maybe_text("secret_from"),
    text("access"),
    maybe_text("host"),
    maybe_text("account"),
    flag("personal"),
    json_value("calendars"),
    flag("every_calendar"),
    flag("writes"),
    maybe_moment("connected_at"),
    maybe_moment("secret_ends_at"),
    json_value("health"),
    key("id"),
    unique("name"),
    points_at("host", "hosts"),
)

rooms = tenant_table(
    "rooms",
    text("address"),
    text("name"),
    maybe_text("building"),
    maybe_text("floor"),
    maybe_text("site"),
    Column("capacity", Integer),
    flag("selected"),
    maybe_moment("gone_since"),
    key("address"),
    points_at("site", "sites"),
)

# A note may be written before the calendar has named its room, and outlives it.
room_notes = tenant_table(
    "room_notes",
    text("room"),
    text("directions"),
    maybe_text("turn"),
    key("room"),
)

meeting_copies = tenant_table(
    "meeting_copies",
    text("mailbox"),
    moment("starts_at"),
    moment("ends_at"),
    moment("read_at"),
    key("mailbox"),
)
Index(None, meeting_copies.c.tenant_id, meeting_copies.c.ends_at)

# No subject: no rule needs it, so nothing can leak it.
meetings = tenant_table(
    "meetings",
    text("mailbox"),
    Column("place", Integer, nullable=False),
    text("id"),
    text("uid"),
    moment("starts_at"),
    moment("ends_at"),
    json_value("attendees"),
    maybe_text("location"),
    json_value("location_addresses"),
    flag("all_day"),
    flag("cancelled"),
    flag("private"),
    text("shown_as"),
    text("host_answer"),
    key("mailbox", "place"),
    ForeignKeyConstraint(
        ["tenant_id", "mailbox"],
        ["meeting_copies.tenant_id", "meeting_copies.mailbox"],
        ondelete="CASCADE",
    ),
)

audit = tenant_table(
    "audit",
    Column("number", _COUNTER, primary_key=True),
    moment("at"),
    text("event"),
    text("actor"),
    text("subject"),
    Column("personal_digest", LargeBinary),
    UniqueConstraint("tenant_id", "number"),
    Index(None, "tenant_id", "subject"),
)
audit.dialect_options["sqlite"]["autoincrement"] = True

# Erasing a row here takes the words and the salt away; the digest in `audit`
# then proves that something was said, and no longer what.
audit_personal = tenant_table(
    "audit_personal",
    Column("number", _COUNTER, nullable=False, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    json_value("words"),
    key("number"),
    ForeignKeyConstraint(["tenant_id", "number"], ["audit.tenant_id", "audit.number"]),
)

outbox = tenant_table(
    "outbox",
    text("id"),
    text("kind"),
    json_value("payload"),
    maybe_text("dedupe_key"),
    text("state"),
    moment("due_at"),
    Column("attempt", Integer, nullable=False),
    maybe_text("lease_owner"),
    maybe_moment("lease_until"),
    maybe_moment("done_at"),
    maybe_text("last_error"),
    key("id"),
    UniqueConstraint("id"),
    unique("dedupe_key"),
)
Index(None, outbox.c.state, outbox.c.due_at)

kiosk_events = tenant_table(
    "kiosk_events",
    Column("cursor", _COUNTER, primary_key=True),
    text("site"),
    text("kind"),
    maybe_text("visit"),
    moment("at"),
    points_at("site", "sites"),
    points_at("visit", "visits"),
    Index(None, "tenant_id", "site", "cursor"),
)
kiosk_events.dialect_options["sqlite"]["autoincrement"] = True
