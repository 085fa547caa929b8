"""Google: calendars read for an organisation or for one person, and its directory."""

from admin_server.calendars.google.consent import GoogleConsent
from admin_server.calendars.google.people import GoogleDirectory
from admin_server.calendars.google.provider import Google

__all__ = ["Google", "GoogleConsent", "GoogleDirectory"]
