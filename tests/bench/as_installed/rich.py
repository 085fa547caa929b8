"""Stands before a library of our tests that installations do not have.

structlog loads it where it finds it, which would be counted as a part of each start.
"""

raise ImportError("an installation has no rich")
