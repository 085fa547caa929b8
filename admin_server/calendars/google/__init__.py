"""Google calendars: read with an organisation's key, or with one reader's account."""

from admin_server.calendars.google.provider import Google

__all__ = ["Google"]
