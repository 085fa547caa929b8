"""Draws the kept pictures anew: look at each one before it is committed."""

from pathlib import Path

from tests.golden.badges import KEPT
from tests.golden.jobs import write_all


def main() -> None:
    """Write every picture beside this file."""
    for name, kept in KEPT.items():
        path = Path(__file__).parent / f"{name}.png"
        kept.draw().save(path, optimize=True)
        print(path)
    for name, job in write_all().items():
        path = Path(__file__).parent / "languages" / name
        path.write_bytes(job)
        print(path)


if __name__ == "__main__":
    main()
