"""A small picture of the welcome screen, from what the kiosks themselves are told."""

import textwrap
from dataclasses import dataclass

from admin_server.core.branding import branding
from admin_server.web.dashboard.words import Words
from shared.kiosk import KioskReply
from shared.kiosk_options import WelcomeButton

_OURS = "#0B5D66"
_LARGE = 2
"""How many of the buttons stand large in the middle of the screen."""
_SIGNS_ON_A_LINE = 34


@dataclass(frozen=True)
class Preview:
    """What the picture shows.

    Attributes:
        own: the organisation's own line, broken as it is drawn.
        choices: the large buttons, in their order; `actions`: the small ones.
        panel, on_panel: the colours of the place where codes are read.
    """

    site: str
    own: tuple[str, ...]
    choices: tuple[str, ...]
    actions: tuple[str, ...]
    panel: str
    on_panel: str


def preview_of(told: KioskReply, t: Words) -> Preview:
    """Say what the welcome screen looks like, in the words of who is looking."""
    shades = branding(told.accent or _OURS).light
    own = told.welcome.get(t.language) or next(iter(told.welcome.values()), "")
    buttons = told.options.buttons
    return Preview(
        site=told.site,
        own=tuple(textwrap.wrap(own, _SIGNS_ON_A_LINE)),
        choices=tuple(_named(one, t) for one in buttons[:_LARGE]),
        actions=tuple(_named(one, t) for one in buttons[_LARGE:]),
        panel=shades.panel,
        on_panel=shades.on_panel,
    )


def _named(button: WelcomeButton, t: Words) -> str:
    return t(f"site_kiosk.button.{button.value}")
