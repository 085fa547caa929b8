"""What came from kiosks besides check-ins: what they kept, parcels, photos, calls, badges."""

from sqlalchemy import Column, Index, Integer

from admin_server.storage.columns import (
    flag,
    json_value,
    key,
    maybe_moment,
    maybe_text,
    moment,
    points_at,
    tenant_table,
    text,
)

kept_check_ins = tenant_table(
    "kept_check_ins",
    text("request_id"),
    text("visit"),
    text("kiosk"),
    moment("arrived_at"),
    moment("kept_at"),
    json_value("flags"),
    key("request_id"),
    points_at("visit", "visits"),
)

deliveries = tenant_table(
    "deliveries",
    text("id"),
    text("site"),
    text("kiosk"),
    moment("at"),
    maybe_moment("ended_at"),
    text("host"),
    maybe_text("courier"),
    Column("parcels", Integer, nullable=False),
    key("id"),
    points_at("site", "sites"),
    points_at("host", "hosts"),
)

photos = tenant_table(
    "photos",
    text("visit"),
    moment("taken_at"),
    text("sealed"),
    key("visit"),
    points_at("visit", "visits"),
)

help_calls = tenant_table(
    "help_calls",
    text("id"),
    text("site"),
    text("kiosk"),
    moment("at"),
    maybe_moment("ended_at"),
    text("reason"),
    maybe_text("name"),
    maybe_text("looked_for"),
    maybe_text("ended_by"),
    key("id"),
    points_at("site", "sites"),
)

badge_orders = tenant_table(
    "badge_orders",
    text("id"),
    text("visit"),
    text("site"),
    text("kiosk"),
    moment("ordered_at"),
    text("ordered_by"),
    flag("reprint"),
    text("state"),
    maybe_moment("ended_at"),
    key("id"),
    points_at("visit", "visits"),
    points_at("site", "sites"),
    points_at("kiosk", "kiosks"),
)
Index(None, badge_orders.c.tenant_id, badge_orders.c.visit)
Index(None, badge_orders.c.tenant_id, badge_orders.c.kiosk, badge_orders.c.state)
