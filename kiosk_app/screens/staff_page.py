"""How this kiosk is, and what can be tried; for staff, and nothing personal on it."""

from datetime import datetime

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    DoneTouched,
    LoadAnewTouched,
    PrinterPageWanted,
    ReaderTestWanted,
    ServerWanted,
)
from kiosk_app.journey.states_server import ServerFrom
from kiosk_app.journey.states_staff import (
    Mishap,
    ReaderState,
    ReaderTest,
    StaffPage,
)
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import button_row, page_ground, primary_button, soft_button
from kiosk_app.widgets.printer_picture import PRINTER_TROUBLES
from kiosk_app.widgets.sides import side_by_side
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View
from shared.kiosk import PrinterState

_MISHAPS = 5
_SHARES = (6, 5)
"""How facts and mishaps share the width of a page."""


def draw(view: View) -> ft.Control:
    """Draw what is known on one side, what went wrong on the other."""
    sizes, state = view.sizes, view.state(StaffPage)
    sides: list[ft.Control] = [_facts(view, state), _mishaps(view, state)]
    middle = side_by_side(view, sides, _SHARES)
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words("staff_page.title"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                middle,
                _test_buttons(view, state),
                _ends(view),
            ],
            spacing=sizes.px(10, 20),
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _ends(view: View) -> ft.Control:
    """Lead home; or to another server, where the kiosk keeps the address itself."""
    height = view.sizes.px(56, 88)
    done = primary_button(
        view,
        view.words("common.done"),
        lambda: view.send(DoneTouched()),
        mark="done",
        height=height,
    )
    if view.journey.server is not ServerFrom.KIOSK:
        return done
    other = soft_button(
        view,
        view.words("staff_page.other_server"),
        lambda: view.send(ServerWanted()),
        mark="other-server",
        height=height,
    )
    return button_row(view, [other, done])


def _facts(view: View, state: StaffPage) -> ft.Column:
    words, facts = view.words, state.facts
    seen = facts.server_seen_at
    rows = [
        _fact(view, "version", facts.version),
        _fact(view, "server", words.isolated(facts.server)),
        _fact(view, "seen", _moment(view, seen) if seen else words("staff_page.never")),
        _fact(view, "waiting", str(facts.queue_length)),
        _printer(view, state),
        _reader(view, state),
    ]
    if not facts.clock_set:
        rows.append(_fact(view, "clock", words("staff_page.clock_unset"), warns=True))
    return ft.Column(rows, spacing=view.sizes.px(4, 10))


def _printer(view: View, state: StaffPage) -> ft.Control:
    printer = state.facts.printer
    said = view.words(f"staff_page.printer_{printer}")
    return _fact(view, "printer", said, warns=printer in PRINTER_TROUBLES)


def _reader(view: View, state: StaffPage) -> ft.Control:
    tried = state.reader
    if tried is not ReaderTest.IDLE:
        return _fact(view, "reader", view.words(f"staff_page.reader_{tried}"))
    reader = state.facts.reader
    return _fact(
        view,
        "reader",
        view.words(f"staff_page.reader_{reader}"),
        warns=reader is ReaderState.AWAY,
    )


def _fact(view: View, key: str, value: str, *, warns: bool = False) -> ft.Control:
    """Write a name and what is so; what changes while one looks is read out."""
    sizes, palette = view.sizes, view.palette
    name = view.words(f"staff_page.{key}")
    return ft.Semantics(
        container=True,
        live_region=key in ("printer", "reader"),
        label=f"{name}: {value}",
        exclude_semantics=True,
        content=ft.Row(
            [
                ft.Container(
                    written(view, name, Role.SMALL, colour=palette.ink2),
                    width=sizes.px(156, 240),
                ),
                ft.Container(
                    written(
                        view,
                        value,
                        Role.SMALL_STRONG,
                        colour=palette.warn if warns else None,
                        lines=2,
                    ),
                    expand=True,
                ),
            ],
            spacing=sizes.px(8, 16),
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    )


def _mishaps(view: View, state: StaffPage) -> ft.Column:
    words, sizes = view.words, view.sizes
    lines = [_mishap(view, one) for one in state.facts.mishaps[:_MISHAPS]]
    none = written(
        view, words("staff_page.no_mishaps"), Role.SMALL, colour=view.palette.ink2
    )
    return ft.Column(
        [
            written(view, words("staff_page.mishaps"), Role.SMALL_STRONG),
            *(lines or [none]),
        ],
        spacing=sizes.px(4, 10),
    )


def _mishap(view: View, mishap: Mishap) -> ft.Control:
    text = f"{_moment(view, mishap.at)}  {mishap.code}"
    return written(view, view.words.isolated(text), Role.SMALL)


def _moment(view: View, at: datetime) -> str:
    """Write a time; with its day where that is not today."""
    there = at.astimezone(view.now.tzinfo)
    clock = view.words.clock(there)
    if there.date() == view.now.date():
        return clock
    return f"{there:%m-%d} {clock}"


def _test_buttons(view: View, state: StaffPage) -> ft.Control:
    buttons = _tests(view, state)
    if not view.sizes.portrait:
        return button_row(view, buttons)
    # Beside each other there is no room for their words.
    return ft.Column(
        list(buttons),
        spacing=view.sizes.gap,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _tests(view: View, state: StaffPage) -> list[ft.Semantics]:
    words, height = view.words, view.sizes.px(56, 88)
    loading = "loading" if state.loading else "load"
    buttons = [
        soft_button(
            view,
            words("staff_page.test_reader"),
            lambda: view.send(ReaderTestWanted()),
            mark="test-reader",
            height=height,
        ),
        soft_button(
            view,
            words(f"staff_page.{loading}"),
            lambda: view.send(LoadAnewTouched()),
            mark="load-anew",
            height=height,
        ),
    ]
    if state.facts.printer is PrinterState.NONE:
        return buttons
    printer = soft_button(
        view,
        words("staff_printer.title"),
        lambda: view.send(PrinterPageWanted()),
        mark="printer-page",
        height=height,
    )
    return [printer, *buttons]
