"""Inviting people, changing a visit, and their passes."""
