"""Passes as pictures, as they stand in an invitation's mail."""

from collections.abc import Sequence
from pathlib import Path

import qrcode

from admin_server.demo.laying import Ticket

_PIXELS_PER_MODULE = 10
_QUIET_MODULES = 4


def draw_passes(tickets: Sequence[Ticket], folder: Path) -> list[Path]:
    """Draw each visitor's pass into a PNG; says which file is whose, in order."""
    return [
        _draw(ticket, folder / f"{number:02}-{_word(ticket)}.png")
        for number, ticket in enumerate(tickets, start=1)
    ]


def _word(ticket: Ticket) -> str:
    # Of the e-mail, because file names in any script do not suit every terminal.
    return ticket.visitor.email.partition("@")[0].replace(".", "-")


def _draw(ticket: Ticket, file: Path) -> Path:
    code = qrcode.QRCode(
        error_correction=qrcode.ERROR_CORRECT_M,
        box_size=_PIXELS_PER_MODULE,
        border=_QUIET_MODULES,
    )
    code.add_data(ticket.pass_text)
    with file.open("wb") as opened:
        code.make_image().save(opened)
    return file
