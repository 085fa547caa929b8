"""Calendars in Microsoft 365, read through Microsoft Graph."""

from admin_server.calendars.microsoft.consent import MicrosoftConsent
from admin_server.calendars.microsoft.directory import MicrosoftDirectory
from admin_server.calendars.microsoft.provider import Microsoft

__all__ = ["Microsoft", "MicrosoftConsent", "MicrosoftDirectory"]
