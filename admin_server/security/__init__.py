"""Tokens, passes and sealed secrets."""
