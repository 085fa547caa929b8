"""A badge as a picture file: how a design comes out, without a server or a printer."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from shared.badge import Badge, BadgeLabels, Pattern
from shared.badge_design import BadgeDesign, built_in_designs, read_design
from shared.badge_layout import draw_badge
from shared.badge_pictures import open_picture

_WORDS = {
    "name": ("Mara Lindt", "the visitor's name"),
    "company": ("Nordwind Robotics GmbH", "their company"),
    "host": ("Jonas Weber", "who is visited"),
    "room": ("Conference Room A", "the meeting room"),
    "site": ("Harbour Office", "the site"),
    "date": ("Friday, 21 November 2025", "the day, as it is written at the site"),
    "validity": ("Valid until 17:30", "until when the badge counts"),
    "visit-type": ("Contractor", "the kind of visit"),
    "text": ("Emergency: 112", "a line of the site's own"),
    "code": ("K7WQ2M", "the text of the QR code"),
    "host-label": ("Host", "the small word beside the host"),
    "room-label": ("Room", "the small word beside the room"),
}
_DPI = (100, 1200)


class PreviewWrong(Exception):
    """No picture can be drawn; the text is one plain sentence."""


def draw_preview(arguments: Sequence[str]) -> str:
    """Draw a badge into a file, as the arguments say; give a sentence about it.

    Raises:
        PreviewWrong: a file cannot be read or written.
        DesignWrong: the design cannot be used.
    """
    given = _parser().parse_args(arguments)
    design = _design(given.design)
    image = draw_badge(_badge(given), design, dpi=given.dpi)
    try:
        image.save(given.output, format="PNG", dpi=(given.dpi, given.dpi))
    except OSError as problem:
        raise PreviewWrong(f"{given.output} cannot be written.") from problem
    return f"{given.output}: {image.width} by {image.height} dots at {given.dpi} dpi"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="portico-kiosk badge",
        description="Draws a badge as a printer would print it, into a PNG file.",
        epilog='Words have examples; "" leaves one out. Own designs: docs/badges.md.',
    )
    parser.add_argument(
        "--design", default="classic", help="a built-in design, or FILE.toml; classic"
    )
    parser.add_argument(
        "--dpi", type=_dpi, default=203, help="the printer's dots per inch; 203"
    )
    for name, (example, explanation) in _WORDS.items():
        parser.add_argument(f"--{name}", default=example, help=explanation)
    parser.add_argument(
        "--pattern", type=Pattern, choices=list(Pattern), default=Pattern.NONE
    )
    for name in ("photo", "logo"):
        parser.add_argument(f"--{name}", type=Path, help="a PNG or JPEG file")
    parser.add_argument("-o", "--output", type=Path, required=True)
    return parser


def _dpi(text: str) -> int:
    low, high = _DPI
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    raise argparse.ArgumentTypeError(f"a whole number from {low} to {high}")


def _design(wanted: str) -> BadgeDesign:
    ours = built_in_designs()
    if wanted in ours:
        return ours[wanted]
    if not wanted.endswith(".toml"):
        names = ", ".join(ours)
        raise PreviewWrong(
            f"No design is called {wanted}; there is {names}, or a file."
        )
    try:
        return read_design(Path(wanted).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise PreviewWrong(f"{wanted} cannot be read.") from problem


def _badge(given: argparse.Namespace) -> Badge:
    return Badge(
        name=given.name,
        company=given.company,
        host=given.host,
        site=given.site,
        date=given.date,
        room=given.room,
        code=given.code,
        labels=BadgeLabels(given.host_label, given.room_label),
        validity=given.validity,
        visit_type=given.visit_type,
        pattern=given.pattern,
        text=given.text,
        photo=_picture(given.photo),
        logo=_picture(given.logo),
    )


def _picture(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise PreviewWrong(f"{file} cannot be read.") from problem
    if open_picture(content) is None:
        raise PreviewWrong(f"{file} is no PNG or JPEG picture.")
    return content
