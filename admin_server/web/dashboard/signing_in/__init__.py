"""Signing in: with a password, a code, a passkey or an identity provider; links and the first start."""
