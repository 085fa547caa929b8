import re

from shared.version import VERSION


def test_the_version_is_three_numbers():
    """The version can be compared with another."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
