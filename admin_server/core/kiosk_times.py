"""When something happened at a kiosk that may tell of it late."""

from datetime import UTC, datetime, timedelta

LONGEST_KEPT = timedelta(days=3)
"""So long a kiosk may have been alone; what claims to be older has a wrong clock."""


def happened_at(kiosk_time: datetime, *, now: datetime) -> datetime:
    """Say in UTC when something was: by the kiosk's clock, as far as it can be right."""
    said = kiosk_time.astimezone(UTC)
    return said if now - LONGEST_KEPT <= said <= now else now
