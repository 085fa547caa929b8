"""Devices of the lobby: printers, scanners, their ports; imports none of us."""
