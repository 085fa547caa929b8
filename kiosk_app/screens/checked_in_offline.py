"""The visitor is checked in while the server is away: what is so, and where to go."""

import flet as ft

from kiosk_app.journey.events import DoneTouched
from kiosk_app.journey.offline import OfflineArrival
from kiosk_app.journey.states import BadgeState, CheckedInOffline
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import heading, sign
from kiosk_app.widgets.next_step import next_step_panel
from kiosk_app.widgets.parts import button_row, chip, fact, page_ground, soft_button
from kiosk_app.widgets.view import View
from shared.offline import Skipped


def draw(view: View) -> ft.Control:
    """Draw that it went well, and what reception does besides."""
    sizes = view.sizes
    state = view.state(CheckedInOffline)
    top = sizes.px(44, 64)
    height = int(sizes.height) - 2 * (sizes.margin + sizes.gap) - top - sizes.primary
    whole = int(sizes.width) - 2 * sizes.margin
    space = (whole, height // 2) if sizes.portrait else (sizes.px(400, 660), height)
    parts: list[ft.Control] = [
        _panel(view, state.arrival, space),
        ft.Container(_facts(view, state), expand=True),
    ]
    return page_ground(
        view,
        ft.Column(
            [
                _title(view, state.arrival.name or "", height=top),
                ft.Column(parts, spacing=sizes.gap, expand=True)
                if sizes.portrait
                else ft.Row(parts, spacing=sizes.px(24, 40), expand=True),
                button_row(view, [_done(view)]),
            ],
            spacing=sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _title(view: View, name: str, *, height: int) -> ft.Row:
    sizes, words = view.sizes, view.words
    first = next(iter(name.split()), "")
    title = (
        words("completed.title", name=first)
        if first
        else words("completed.title_without_name")
    )
    taken = sizes.px(190, 280)
    room = sizes.width - 2 * sizes.margin - taken
    letters = view.fit(title, (Role.TITLE, Role.LEAD_STRONG, Role.BODY), within=room)
    return ft.Row(
        [
            sign(ft.Icons.CHECK_CIRCLE_ROUNDED, sizes.px(38, 48), view.palette.good),
            ft.Container(heading(view, title, letters, lines=1), expand=True),
            chip(view, ft.Icons.CLOUD_OFF_ROUNDED, words("server_away.offline")),
        ],
        spacing=sizes.px(10, 22),
        height=height,
    )


def _panel(view: View, arrival: OfflineArrival, space: tuple[int, int]) -> ft.Container:
    words = view.words
    if arrival.room is None or arrival.as_of is None:
        return next_step_panel(
            view,
            label=words("server_away.label"),
            text=words("server_away.next"),
            space=space,
            way=view.configuration.reception,
        )
    as_of = words.clock(arrival.as_of.astimezone(view.now.tzinfo))
    label = words("checked_in_offline.room_label", time=as_of)
    return next_step_panel(
        view, label=label, text=words.isolated(arrival.room), space=space
    )


def _facts(view: View, state: CheckedInOffline) -> ft.Column:
    facts = (
        _wifi(view, state.arrival),
        _host(view, state.arrival),
        _saved(view, state),
    )
    # A third of the height each: a longer line about the badge moves no other.
    return ft.Column(
        [
            ft.Container(one, expand=True, alignment=ft.Alignment.CENTER_LEFT)
            for one in facts
        ],
        spacing=0,
    )


def _wifi(view: View, arrival: OfflineArrival) -> ft.Row:
    words, wifi = view.words, view.configuration.wifi
    if wifi is not None:
        password = (
            words("wifi.open")
            if wifi.password is None
            else words("checked_in_offline.wifi_password", password=wifi.password)
        )
        name = words.isolated(wifi.ssid)
        return fact(view, ft.Icons.WIFI_ROUNDED, name, password)
    what = "wifi" if arrival.room else "room_and_wifi"
    icon = ft.Icons.WIFI_ROUNDED if arrival.room else ft.Icons.MEETING_ROOM_ROUNDED
    return _said(view, icon, what)


def _host(view: View, arrival: OfflineArrival) -> ft.Row:
    if Skipped.ROSTER in arrival.skipped:
        return _said(view, ft.Icons.FACT_CHECK_ROUNDED, "unlisted")
    words = view.words
    host = words.isolated(arrival.host or words("checked_in_offline.your_host"))
    more = words("checked_in_offline.host_more")
    return fact(view, ft.Icons.SCHEDULE_SEND_ROUNDED, host, more)


def _saved(view: View, state: CheckedInOffline) -> ft.Semantics:
    words, badge = view.words, state.badge
    icon, title = ft.Icons.VERIFIED_USER_ROUNDED, words("checked_in_offline.saved")
    more = words("checked_in_offline.saved_more")
    if badge is not BadgeState.NONE:
        icon, title = ft.Icons.BADGE_ROUNDED, words(f"completed.badge_{badge}")
        more = words("checked_in_offline.saved_whole")
    return ft.Semantics(
        live_region=True,
        container=True,
        identifier=f"badge-{badge}",
        content=fact(view, icon, title, more),
    )


def _said(view: View, icon: ft.IconData, what: str) -> ft.Row:
    words = view.words
    key = f"checked_in_offline.{what}"
    return fact(view, icon, words(key), words(f"{key}_more"))


def _done(view: View) -> ft.Semantics:
    return soft_button(
        view,
        view.words("common.done"),
        lambda: view.send(DoneTouched()),
        mark="done",
    )
