"""Nobody is here: the reader on one side, two other ways in on the other."""

import flet as ft

from kiosk_app.journey.events import CodeWanted, LanguageWanted, WalkInWanted
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.greeting import Greeting, greeting_with, plain_greeting
from kiosk_app.widgets.lettering import evenly, heading, sign, written
from kiosk_app.widgets.parts import chip, choice, tappable
from kiosk_app.widgets.reader_panel import reader_panel
from kiosk_app.widgets.view import View
from shared.kiosk import ReaderSide


def draw(view: View) -> ft.Control:
    """Draw the screen that a lobby sees all day."""
    ways = _ways(view)
    if not _has_reader(view):
        return _laid(view, [ways])
    if view.sizes.portrait:
        return _laid(view, [reader_panel(view, height=_panel_height(view)), ways])
    sides: list[ft.Control] = [
        reader_panel(view, width=_panel_width(view)),
        ways,
    ]
    if view.configuration.reader is ReaderSide.RIGHT:
        sides.reverse()
    return ft.Container(
        ft.Row(sides, spacing=0, vertical_alignment=ft.CrossAxisAlignment.STRETCH),
        expand=True,
        bgcolor=view.palette.ground,
    )


def _has_reader(view: View) -> bool:
    # Nobody is asked to hold a code to a reader that has come unplugged.
    return (
        view.configuration.reader is not ReaderSide.NONE and view.journey.reader_works
    )


def _panel_height(view: View) -> int:
    return view.sizes.px(344, 532)


def _panel_width(view: View) -> int:
    return view.sizes.px(304, 480)


def _laid(view: View, controls: list[ft.Control]) -> ft.Control:
    return ft.Container(
        ft.Column(
            controls, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        ),
        expand=True,
        bgcolor=view.palette.ground,
    )


def _ways(view: View) -> ft.Container:
    sizes, words = view.sizes, view.words
    has_reader = _has_reader(view)
    # Below the panel of a high page there is less room, also for "offline".
    stacked = has_reader and sizes.portrait
    greeting = _greeting(view, stacked=stacked)
    lead = "welcome.lead" if has_reader else "welcome.lead_without_reader"
    return ft.Container(
        ft.Column(
            [
                _site_line(view),
                ft.Container(height=greeting.to_title),
                heading(view, words("welcome.title"), greeting.title),
                *_own_line(view, greeting),
                written(view, words(lead), Role.LEAD, colour=view.palette.ink2),
                ft.Container(height=greeting.to_choices),
                *_choices(view, greeting.between, code_first=not has_reader),
                ft.Container(
                    _offline(view), expand=True, alignment=ft.Alignment.CENTER_LEFT
                ),
                ft.Row([_language(view)], spacing=0),
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        expand=True,
        padding=ft.Padding(
            left=sizes.px(32, 56),
            right=sizes.px(28, 48),
            top=greeting.top,
            bottom=greeting.bottom,
        ),
    )


def _greeting(view: View, *, stacked: bool) -> Greeting:
    plain = plain_greeting(view, stacked=stacked)
    text = view.configuration.welcome.get(view.journey.language)
    if not text:
        return plain
    height = view.sizes.height - (_panel_height(view) if stacked else 0)
    room = (_width(view), height - _fixed_height(view))
    return greeting_with(view, text, plain, within=room)


def _width(view: View) -> float:
    sizes = view.sizes
    beside = _has_reader(view) and not sizes.portrait
    margins = sizes.px(32, 56) + sizes.px(28, 48)
    return sizes.width - margins - (_panel_width(view) if beside else 0)


def _fixed_height(view: View) -> int:
    """Add up what is as high with every greeting; also online, so nothing jumps."""
    sizes = view.sizes
    rows = sizes.px(30, 40) + sizes.letters(Role.LEAD).line + sizes.px(48, 72)
    offline = sizes.letters(Role.SMALL).line + 2 * sizes.px(8, 12)
    return rows + 2 * sizes.choice + offline + 2 * sizes.px(8, 8)


def _own_line(view: View, greeting: Greeting) -> list[ft.Control]:
    if not greeting.text:
        return []
    # Isolated: an Arabic line is read from its own side, on a page of ours.
    text = view.words.isolated(greeting.text)
    letters = view.sizes.letters(greeting.role)
    line = evenly(
        view,
        written(view, text, letters, lines=greeting.lines),
        text,
        letters,
        within=_width(view),
    )
    return [ft.Row([line], spacing=0), ft.Container(height=greeting.to_lead)]


def _site_line(view: View) -> ft.Row:
    site = view.words.isolated(view.configuration.site)
    return ft.Row(
        [
            ft.Container(written(view, site, Role.SMALL_STRONG), expand=True),
            written(
                view,
                view.words.clock(view.now),
                Role.SMALL,
                colour=view.palette.ink2,
            ),
        ],
        spacing=view.sizes.gap,
        height=view.sizes.px(30, 40),
    )


def _choices(view: View, between: int, *, code_first: bool) -> list[ft.Control]:
    words = view.words
    walk_in = choice(
        view,
        words("welcome.walk_in"),
        words("welcome.walk_in_more"),
        lambda: view.send(WalkInWanted()),
        mark="walk-in",
        icon=ft.Icons.PERSON_ADD_ALT_1_OUTLINED,
    )
    code = choice(
        view,
        words("welcome.code"),
        words("welcome.code_more"),
        lambda: view.send(CodeWanted()),
        mark="code",
        icon=ft.Icons.DIALPAD_ROUNDED,
    )
    gap = ft.Container(height=between)
    return [code, gap, walk_in] if code_first else [walk_in, gap, code]


def _offline(view: View) -> ft.Control | None:
    if view.journey.online:
        return None
    return ft.Semantics(
        live_region=True,
        container=True,
        content=chip(view, ft.Icons.CLOUD_OFF_ROUNDED, view.words("welcome.offline")),
    )


def _language(view: View) -> ft.Control:
    name = view.words("language.name")
    face = ft.Container(
        ft.Row(
            [
                sign(
                    ft.Icons.LANGUAGE_ROUNDED, view.sizes.px(24, 36), view.palette.ink
                ),
                written(view, name, Role.SMALL_STRONG),
            ],
            spacing=view.sizes.px(8, 14),
            tight=True,
        ),
        height=view.sizes.px(48, 72),
        padding=ft.Padding.only(right=view.sizes.px(12, 18)),
        border_radius=view.sizes.px(10, 14),
        alignment=ft.Alignment.CENTER_LEFT,
    )
    return tappable(
        view,
        face,
        name=view.words("welcome.language", name=name),
        on_tap=lambda: view.send(LanguageWanted()),
        mark="language",
    )
