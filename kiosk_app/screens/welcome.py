"""Nobody is here: the reader on one side, two other ways in on the other."""

from collections.abc import Sequence

import flet as ft

from kiosk_app.journey.events import LanguageWanted
from kiosk_app.journey.opening import Closed, closed_at
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.comfort_actions import eased_actions
from kiosk_app.widgets.greeting import (
    Greeting,
    crowded_greeting,
    greeting_with,
    plain_greeting,
)
from kiosk_app.widgets.grown_welcome import GrownWelcome, grown_welcome
from kiosk_app.widgets.lettering import evenly, heading, written
from kiosk_app.widgets.parts import chip
from kiosk_app.widgets.reader_panel import (
    reader_band,
    reader_panel,
    reads_by_camera,
    reads_by_reader,
)
from kiosk_app.widgets.sides import between_sides, start_side
from kiosk_app.widgets.site_line import site_line
from kiosk_app.widgets.small_actions import (
    SmallAction,
    small_action_lines,
    small_actions,
)
from kiosk_app.widgets.staff_door import with_staff_door
from kiosk_app.widgets.view import View
from kiosk_app.widgets.ways import (
    Ways,
    large_way,
    small_way,
    ways_while_closed,
    ways_while_open,
)
from shared.kiosk import ReaderSide


def draw(view: View) -> ft.Control:
    """Draw the screen that a lobby sees all day."""
    if view.sizes.large_text:
        return grown_welcome(view, _parts(view), _site_line(view))
    ways = with_staff_door(view, _ways(view))
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
    return reads_by_reader(view) or reads_by_camera(view)


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
    sizes = view.sizes
    has_reader = _has_reader(view)
    # Below the panel of a high page there is less room, also for "offline".
    stacked = has_reader and sizes.portrait
    greeting = _greeting(view, stacked=stacked)
    said: list[ft.Control] = [
        _site_line(view),
        ft.Container(height=greeting.to_title),
        _title(view, greeting),
        *_own_line(view, greeting),
        *_lead(view, greeting),
        ft.Container(height=greeting.to_choices),
    ]
    offline = ft.Container(_offline(view), expand=True, alignment=start_side(view))
    if sizes.low and not stacked:
        # All that is only read goes above what everybody can reach.
        said = [_above_reach(view, [*said, offline], top=greeting.top)]
        offline = ft.Container(expand=True)
    return ft.Container(
        ft.Column(
            [
                *said,
                *_choices(view, greeting.between),
                offline,
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


def _above_reach(view: View, said: list[ft.Control], *, top: int) -> ft.Container:
    column = ft.Column(
        said, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ft.Container(column, height=view.sizes.reach - top)


def _parts(view: View) -> GrownWelcome:
    plain = plain_greeting(view, stacked=False)
    text = view.configuration.welcome.get(view.journey.language)
    offline = _offline(view)
    return GrownWelcome(
        said=[
            *([reader_band(view)] if _has_reader(view) else []),
            _title(view, plain),
            *([written(view, view.words.isolated(text), Role.LEAD)] if text else []),
            *_lead(view, plain),
            *([offline] if offline is not None else []),
        ],
        ways=[large_way(view, way) for way in _offered(view).large],
        small=_small_actions(view),
    )


def _title(view: View, greeting: Greeting) -> ft.Semantics:
    if _closed(view) is None:
        return heading(view, view.words("welcome.title"), greeting.title)
    text = view.words("welcome.closed")
    roles = (greeting.title, Role.NEXT, Role.NEXT_SMALL, Role.TITLE)
    return heading(view, text, view.fit(text, roles, within=_width(view)), lines=1)


def _lead(view: View, greeting: Greeting) -> list[ft.Control]:
    closed = _closed(view)
    if closed is not None:
        text = _opens(view, closed)
    elif not _offered(view).leads_in or (greeting.text and _is_crowded(view)):
        # Nobody is asked to choose where there is nothing to choose, or no room.
        return []
    else:
        lead = "lead" if _has_reader(view) else "lead_without_reader"
        text = view.words(f"welcome.{lead}")
    letters = view.fit(text, (Role.LEAD, Role.LABEL, Role.SMALL), within=_width(view))
    return [written(view, text, letters, colour=view.palette.ink2)]


def _opens(view: View, closed: Closed) -> str:
    time = view.words.clock(closed.opens)
    if closed.opens.date() == view.now.date():
        return view.words.plain("welcome.opens_today", time=time)
    return view.words.plain(
        "welcome.opens", day=view.words.weekday(closed.opens), time=time
    )


def _greeting(view: View, *, stacked: bool) -> Greeting:
    plain = plain_greeting(view, stacked=stacked)
    text = view.configuration.welcome.get(view.journey.language)
    crowded = _is_crowded(view)
    height = view.sizes.height - (_panel_height(view) if stacked else 0)
    height -= _fixed_height(view)
    if not text or _closed(view) is not None:
        return crowded_greeting(view, plain, height=height) if crowded else plain
    if crowded:
        # The lead goes first.
        height += view.sizes.letters(Role.LEAD).line
    room = (_width(view), height)
    return greeting_with(view, text, plain, within=room, crowded=crowded)


def _is_crowded(view: View) -> bool:
    return len(_foot(view)) > 1


def _foot(view: View) -> list[Sequence[SmallAction]]:
    return small_action_lines(view, _small_actions(view), width=_width(view))


def _width(view: View) -> float:
    sizes = view.sizes
    beside = _has_reader(view) and not sizes.portrait
    margins = sizes.px(32, 56) + sizes.px(28, 48)
    return sizes.width - margins - (_panel_width(view) if beside else 0)


def _fixed_height(view: View) -> int:
    """Add up what is as high with every greeting; also online, so nothing jumps."""
    sizes = view.sizes
    foot = len(_foot(view)) * sizes.px(48, 72)
    rows = sizes.px(30, 40) + sizes.letters(Role.LEAD).line + foot
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
    return site_line(view, width=_width(view))


def _choices(view: View, between: int) -> list[ft.Control]:
    ways = [large_way(view, way) for way in _offered(view).large]
    spaced: list[ft.Control] = [
        part for way in ways for part in (ft.Container(height=between), way)
    ]
    return spaced[1:]


def _offered(view: View) -> Ways:
    if _closed(view) is not None:
        return ways_while_closed(view)
    return ways_while_open(view, code_first=not _has_reader(view))


def _closed(view: View) -> Closed | None:
    return closed_at(view.now, view.configuration.hours)


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
    return [
        *actions,
        *eased_actions(view),
        *(small_way(view, way) for way in _offered(view).small),
    ]
