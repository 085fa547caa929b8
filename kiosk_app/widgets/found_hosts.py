"""What the search for a host found: at most three cards, or one calm line."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import HostChosen, TryAgainTouched
from kiosk_app.journey.states import SearchState, WalkIn
from kiosk_app.journey.states_help import Delivering
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.call_button import call_button
from kiosk_app.widgets.eased_typing import STAYS_BELOW
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import soft_button, tappable
from kiosk_app.widgets.typing_page import notice
from kiosk_app.widgets.view import View
from shared.check_in import HostFound

MOST_HOSTS = 3
_EDGES = 4
_SLACK = 6


def found_hosts(view: View, state: WalkIn | Delivering, *, width: int) -> ft.Control:
    """Draw the answer in a place of fixed height."""
    place = ft.Container(_answer(view, state, width), width=width, data=STAYS_BELOW)
    if view.sizes.low:
        # The field above it does not move when names are found.
        place.height = _reached(view)
    return place


def _answer(view: View, state: WalkIn | Delivering, width: int) -> ft.Control:
    match state.search:
        case SearchState.FOUND:
            if state.hosts:
                return _cards(view, state.hosts[:MOST_HOSTS], width)
            return _with_a_way_on(view, "walk_in.none_found", call_button(view))
        case SearchState.SEARCHING:
            return notice(view, view.words("walk_in.searching"))
        case SearchState.AWAY:
            return _away(view)
        case SearchState.IDLE:
            page = "delivering" if isinstance(state, Delivering) else "walk_in"
            missing = "host_missing" if state.nudged else "host_hint"
            return notice(view, view.words(f"{page}.{missing}"), warns=state.nudged)


def _cards(view: View, hosts: tuple[HostFound, ...], width: int) -> ft.Control:
    gap = view.sizes.px(12, 20)
    if view.sizes.portrait:
        return ft.Column([_card(view, host, width) for host in hosts], spacing=gap)
    widths = _widths(view, hosts, width - gap * (MOST_HOSTS - 1))
    cards: list[ft.Control] = [
        _card(view, host, wide) for host, wide in zip(hosts, widths, strict=True)
    ]
    return ft.Row(cards, spacing=gap)


def _widths(view: View, hosts: tuple[HostFound, ...], width: int) -> list[int]:
    """Share the row equally, or by the names where one would be cut otherwise."""
    equal = width // MOST_HOSTS
    letters = view.sizes.letters(Role.BODY)
    beside = 2 * view.sizes.px(14, 22) + _EDGES + _SLACK
    needs = [int(view.ruler.width(host.name, letters)) + beside for host in hosts]
    spare = width - sum(needs)
    if max(needs) <= equal or spare < 0:
        return [equal] * len(hosts)
    return [need + spare // MOST_HOSTS for need in needs]


def _card(view: View, host: HostFound, width: int) -> ft.Control:
    palette, sizes, words = view.palette, view.sizes, view.words
    inner = width - 2 * sizes.px(14, 22) - _EDGES
    name = words.isolated(host.name)
    letters = view.fit(name, (Role.BODY, Role.SMALL_STRONG), within=inner)
    lines: list[ft.Control] = [written(view, name, letters)]
    if host.department:
        department = words.isolated(host.department)
        lines.append(written(view, department, Role.SMALL, colour=palette.ink2))
    face = ft.Container(
        ft.Column(lines, spacing=0, alignment=ft.MainAxisAlignment.CENTER),
        width=width,
        height=sizes.px(64, 96),
        bgcolor=palette.surface,
        border=ft.Border.all(2, palette.edge),
        border_radius=sizes.round_button,
        padding=ft.Padding.symmetric(horizontal=sizes.px(14, 22)),
    )
    said = ", ".join(part for part in (host.name, host.department) if part)
    return tappable(
        view,
        face,
        name=words("walk_in.choose_host", name=said),
        on_tap=partial(view.send, HostChosen(host)),
        mark=f"host-{host.id}",
    )


def _away(view: View) -> ft.Control:
    again = soft_button(
        view,
        view.words("common.try_again"),
        lambda: view.send(TryAgainTouched()),
        mark="try-again",
    )
    return _with_a_way_on(view, "walk_in.away", again, call_button(view))


def _with_a_way_on(view: View, text: str, *buttons: ft.Semantics) -> ft.Control:
    said = notice(view, view.words(text), warns=True)
    if view.sizes.portrait:
        below = ft.Row(list(buttons), spacing=view.sizes.gap)
        return ft.Column([said, below], spacing=view.sizes.gap)
    return ft.Row([ft.Container(said, expand=True), *buttons], spacing=view.sizes.gap)


def _reached(view: View) -> int:
    rows = MOST_HOSTS if view.sizes.portrait else 1
    return rows * view.sizes.px(64, 96) + (rows - 1) * view.sizes.px(12, 20)
