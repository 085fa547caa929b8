"""The line at the top of the first screen: logo, site and clock."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.view import View

_WIDEST_SHARE = 0.4
"""Of the line: the site's name and the clock need the rest."""


def site_line(view: View, *, width: float) -> ft.Row:
    """Draw the line; it is as high with a logo as without."""
    site = view.words.isolated(view.configuration.site)
    clock = written(
        view, view.words.clock(view.now), Role.SMALL, colour=view.palette.ink2
    )
    return ft.Row(
        [
            *_logo(view, widest=width * _WIDEST_SHARE),
            ft.Container(written(view, site, Role.SMALL_STRONG), expand=True),
            clock,
        ],
        spacing=view.sizes.gap,
        height=view.sizes.px(30, 40),
    )


def _logo(view: View, *, widest: float) -> list[ft.Control]:
    told = view.configuration.logo
    if told is None or view.logo is None:
        return []
    # Arabic letters wear marks that reach up into this line.
    height = view.sizes.px(24, 36) if view.words.from_right else view.sizes.px(28, 40)
    width = min(told.width * height / told.height, widest)
    picture = ft.Image(
        src=view.logo,
        width=round(width),
        height=height,
        fit=ft.BoxFit.CONTAIN,
        filter_quality=ft.FilterQuality.MEDIUM,
        gapless_playback=True,
        exclude_from_semantics=True,
        # A picture that no browser can draw leaves the line as it is without one.
        error_content=ft.Container(),
    )
    return [ft.Semantics(image=True, container=True, label=told.name, content=picture)]
