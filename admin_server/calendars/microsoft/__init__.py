"""Calendars in Microsoft 365, read through Microsoft Graph."""

from admin_server.calendars.microsoft.provider import Microsoft
from admin_server.calendars.microsoft.pushes import client_state

__all__ = ["Microsoft", "client_state"]
