"""Integrations: calendars and directories, how they are, and what they would find."""
