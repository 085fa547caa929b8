"""Draws the kept pictures anew: look at each one before it is committed."""

from pathlib import Path

from tests.golden.badges import draw_all


def main() -> None:
    """Write every picture beside this file."""
    for name, image in draw_all().items():
        path = Path(__file__).parent / f"{name}.png"
        image.save(path, optimize=True)
        print(path)


if __name__ == "__main__":
    main()
