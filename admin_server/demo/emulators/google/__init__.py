"""A stand-in for Google Calendar and the directory of rooms, as a real server."""

from admin_server.demo.emulators.google.emulator import GoogleEmulator

__all__ = ["GoogleEmulator"]
