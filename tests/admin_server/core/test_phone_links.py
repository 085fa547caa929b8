"""A link for a visitor's phone counts for ten minutes, at the kiosk that showed it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from admin_server.core.phone_links import PhoneLink

GIVEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINK = PhoneLink("tenant", "site", "kiosk", UUID(int=7), GIVEN)


def test_a_link_counts_for_ten_minutes():
    """Nobody can use a photograph of the screen in the afternoon."""
    almost = GIVEN + timedelta(minutes=10) - timedelta(seconds=1)

    assert LINK.counts(almost)
    assert not LINK.counts(GIVEN + timedelta(minutes=10))
