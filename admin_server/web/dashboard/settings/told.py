"""What a test of the settings found, in plain words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """What a test found, line by line."""

    lines: tuple[str, ...]
    good: bool = False
