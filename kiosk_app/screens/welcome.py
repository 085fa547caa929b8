"""Nobody is here: the reader on one side, two other ways in on the other."""

import flet as ft

from kiosk_app.journey.events import (
    CheckOutWanted,
    CodeWanted,
    LanguageWanted,
    WalkInWanted,
)
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.greeting import Greeting, greeting_with, plain_greeting
from kiosk_app.widgets.lettering import evenly, heading, written
from kiosk_app.widgets.parts import chip, choice
from kiosk_app.widgets.reader_panel import reader_panel
from kiosk_app.widgets.sides import between_sides, start_side
from kiosk_app.widgets.small_actions import SmallAction, small_actions
from kiosk_app.widgets.view import View
from shared.kiosk import ReaderSide
from shared.kiosk_options import WelcomeButton


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
                *_lead(view, words(lead)),
                ft.Container(height=greeting.to_choices),
                *_choices(view, greeting.between, code_first=not has_reader),
                ft.Container(_offline(view), expand=True, alignment=start_side(view)),
                small_actions(view, _small_actions(view), width=_width(view)),
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        expand=True,
        padding=between_sides(
            view,
            begins=sizes.px(32, 56),
            ends=sizes.px(28, 48),
            top=greeting.top,
            bottom=greeting.bottom,
        ),
    )


def _lead(view: View, text: str) -> list[ft.Control]:
    if not {WelcomeButton.WALK_IN, WelcomeButton.CODE}.intersection(_buttons(view)):
        # Nobody is asked to choose where there is nothing to choose.
        return []
    return [written(view, text, Role.LEAD, colour=view.palette.ink2)]


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
    drawn = {WelcomeButton.WALK_IN: walk_in, WelcomeButton.CODE: code}
    ways = [way for button, way in drawn.items() if button in _buttons(view)]
    if code_first:
        ways.reverse()
    return [*ways[:1], *([ft.Container(height=between)] if ways[1:] else []), *ways[1:]]


def _buttons(view: View) -> tuple[WelcomeButton, ...]:
    return view.configuration.options.buttons


def _offline(view: View) -> ft.Control | None:
    if view.journey.online:
        return None
    return ft.Semantics(
        live_region=True,
        container=True,
        content=chip(view, ft.Icons.CLOUD_OFF_ROUNDED, view.words(_offline_line(view))),
    )


def _offline_line(view: View) -> str:
    # Without a key to seal to, the kiosk alone checks nobody in.
    if view.configuration.queue_key is None:
        return "welcome.offline"
    return "welcome.offline_scan" if _has_reader(view) else "welcome.offline_go_on"


def _small_actions(view: View) -> list[SmallAction]:
    """List what stands below the choices, in its order."""
    name = view.words("language.name")
    actions = [
        SmallAction(
            name,
            ft.Icons.LANGUAGE_ROUNDED,
            "language",
            lambda: view.send(LanguageWanted()),
            name=view.words("welcome.language", name=name),
            keeps_icon=True,
        )
    ]
    if WelcomeButton.CHECK_OUT in _buttons(view):
        actions.append(
            SmallAction(
                view.words("welcome.check_out"),
                ft.Icons.LOGOUT_ROUNDED,
                "check-out",
                lambda: view.send(CheckOutWanted()),
            )
        )
    return actions
