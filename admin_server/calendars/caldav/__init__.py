"""Calendars on any CalDAV server: Nextcloud, Radicale, iCloud and others."""

from admin_server.calendars.caldav.provider import CalDav

__all__ = ["CalDav"]
