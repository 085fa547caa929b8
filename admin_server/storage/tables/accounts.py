"""People who sign in, their sessions, and kiosks that nobody has approved yet."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from admin_server.storage.columns import (
    METADATA,
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

users = tenant_table(
    "users",
    text("id"),
    text("email"),
    text("email_folded"),
    text("name"),
    text("role"),
    json_value("sites"),
    text("language"),
    flag("active"),
    maybe_text("password_hash"),
    flag("must_change"),
    Column("failures", Integer, nullable=False),
    maybe_moment("locked_until"),
    maybe_text("sealed_totp"),
    flag("totp_on"),
    Column("totp_step", Integer, nullable=False),
    json_value("recovery_hashes"),
    maybe_moment("created_at"),
    maybe_moment("signed_in_at"),
    key("id"),
    unique("email_folded"),
)

sessions = tenant_table(
    "sessions",
    text("id"),
    text("user"),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    text("method"),
    moment("created_at"),
    moment("seen_at"),
    moment("expires_at"),
    flag("strong"),
    text("agent"),
    key("id"),
    points_at("user", "users"),
)
Index(None, sessions.c.tenant_id, sessions.c.user)

one_time_links = tenant_table(
    "one_time_links",
    text("id"),
    text("user"),
    text("purpose"),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    moment("created_at"),
    moment("expires_at"),
    maybe_moment("used_at"),
    key("id"),
    points_at("user", "users"),
)

passkeys = tenant_table(
    "passkeys",
    text("id"),
    text("user"),
    Column("credential", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("counter", BigInteger, nullable=False),
    text("name"),
    moment("created_at"),
    maybe_moment("used_at"),
    key("id"),
    unique("credential"),
    points_at("user", "users"),
)

identity_providers = tenant_table(
    "identity_providers",
    text("id"),
    text("kind"),
    text("name"),
    text("issuer"),
    text("client_id"),
    maybe_text("sealed_secret"),
    flag("active"),
    key("id"),
)

identities = tenant_table(
    "identities",
    text("provider"),
    text("subject"),
    text("user"),
    key("provider", "subject"),
    points_at("provider", "identity_providers"),
    points_at("user", "users"),
)

# These two belong to no tenant yet: a kiosk that nobody has approved, and the
# very first sign-in of an installation.
pairings = Table(
    "pairings",
    METADATA,
    Column("id", String, primary_key=True),
    Column("device_hash", LargeBinary, nullable=False, unique=True),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    moment("started_at"),
    moment("expires_at"),
    text("state"),
    Column("tries", Integer, nullable=False),
    maybe_text("version"),
    maybe_text("tenant"),
    maybe_text("kiosk"),
    maybe_moment("asked_at"),
)

setup_links = Table(
    "setup_links",
    METADATA,
    Column("token_hash", LargeBinary, primary_key=True),
    moment("expires_at"),
    maybe_moment("used_at"),
)
