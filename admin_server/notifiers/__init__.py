"""Channels that carry messages to people; one line each below."""
