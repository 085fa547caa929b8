"""A Microsoft Graph of our own: sign-in, calendars, rooms, changes and faults."""

from admin_server.demo.emulators.graph.seeds import (
    EmulatorEvent,
    EmulatorGroup,
    EmulatorPerson,
    EmulatorRoom,
    Fault,
)
from admin_server.demo.emulators.graph.server import EmulatorFailed, GraphEmulator

__all__ = [
    "EmulatorEvent",
    "EmulatorFailed",
    "EmulatorGroup",
    "EmulatorPerson",
    "EmulatorRoom",
    "Fault",
    "GraphEmulator",
]
