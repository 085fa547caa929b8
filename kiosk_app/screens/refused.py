"""The server said no: what is so, and what to do next."""

from collections.abc import Mapping
from datetime import datetime

import flet as ft

from kiosk_app.journey.events import CodeWanted, DoneTouched, WalkInWanted
from kiosk_app.journey.states import Refused
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.call_button import call_button
from kiosk_app.widgets.lettering import evenly, heading
from kiosk_app.widgets.next_step import next_step_panel
from kiosk_app.widgets.parts import (
    button_row,
    page_ground,
    primary_button,
    soft_button,
    tile,
)
from kiosk_app.widgets.sides import start_side
from kiosk_app.widgets.view import View
from shared.refusals import Refusal

_ICONS: Mapping[Refusal, ft.IconData] = {
    Refusal.PASS_UNKNOWN: ft.Icons.QR_CODE_2_ROUNDED,
    Refusal.CODE_UNKNOWN: ft.Icons.DIALPAD_ROUNDED,
    Refusal.ALREADY_USED: ft.Icons.LOGOUT_ROUNDED,
    Refusal.EXPIRED: ft.Icons.EVENT_BUSY_ROUNDED,
    Refusal.CANCELLED: ft.Icons.CANCEL_ROUNDED,
    Refusal.OTHER_SITE: ft.Icons.MEETING_ROOM_ROUNDED,
    Refusal.TOO_EARLY: ft.Icons.SCHEDULE_ROUNDED,
    Refusal.HOST_UNKNOWN: ft.Icons.PERSON_SEARCH_ROUNDED,
}
_BY_NAME = frozenset(
    {
        Refusal.PASS_UNKNOWN,
        Refusal.ALREADY_USED,
        Refusal.EXPIRED,
        Refusal.CLAIM_UNKNOWN,
    }
)


def draw(view: View) -> ft.Control:
    """Draw the reason small, the next step large, and always a way home."""
    state, sizes = view.state(Refused), view.sizes
    section = view.words.refusal(state.code)
    asks = state.code not in _BY_NAME and state.code is not Refusal.CODE_UNKNOWN
    width = int(sizes.width) - 2 * sizes.margin
    top = sizes.px(76, 120)
    buttons = _buttons(view, state.code)
    # Half a narrow page is too little for what these buttons say.
    rows = [[button] for button in reversed(buttons)] if sizes.portrait else [buttons]
    below = len(rows) * (sizes.primary + sizes.gap)
    height = int(sizes.height) - 2 * sizes.margin - top - sizes.gap - below
    return page_ground(
        view,
        ft.Column(
            [
                _reason(view, state, section, height=top),
                next_step_panel(
                    view,
                    label=view.words("refused.label"),
                    text=view.words(f"{section}.next"),
                    space=(width, height),
                    way=view.configuration.reception if asks else None,
                ),
                *(button_row(view, row) for row in rows),
            ],
            spacing=sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _reason(view: View, state: Refused, section: str, *, height: int) -> ft.Row:
    sizes, palette = view.sizes, view.palette
    stopped = state.code is Refusal.CANCELLED
    colours = (
        (palette.stop_fill, palette.stop)
        if stopped
        else (palette.warn_fill, palette.warn)
    )
    icon = _ICONS.get(state.code, ft.Icons.SUPPORT_AGENT_ROUNDED)
    side = sizes.px(64, 96)
    inner = int(sizes.width) - 2 * sizes.margin - side - sizes.gap
    text = _sentence(view, state, section)
    letters, lines = view.fill(
        text, (Role.TITLE, Role.LEAD_STRONG, Role.BODY), within=(inner, height)
    )
    return ft.Row(
        [
            tile(view, icon, colours=colours, side=side),
            ft.Container(
                evenly(
                    view,
                    heading(view, text, letters, lines=lines),
                    text,
                    letters,
                    within=inner,
                ),
                expand=True,
                alignment=start_side(view),
            ),
        ],
        spacing=sizes.gap,
        height=height,
    )


def _sentence(view: View, state: Refused, section: str) -> str:
    words, detail = view.words, state.detail
    match state.code:
        case Refusal.OTHER_SITE:
            places = (detail.get("site"), detail.get("address"))
            where = ", ".join(place for place in places if place)
            if not where:
                return words(f"{section}.what_plain")
            return words(f"{section}.what", where=where)
        case Refusal.TOO_EARLY:
            starts = _moment(detail.get("starts"))
            if starts is None:
                return words(f"{section}.what_plain")
            local = starts.astimezone(view.now.tzinfo)
            return words.plain(f"{section}.what", when=words.moment(local))
        case _:
            return words(f"{section}.what")


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def _buttons(view: View, code: Refusal) -> list[ft.Semantics]:
    words = view.words
    home = words("common.home")
    if code is Refusal.CODE_UNKNOWN:
        onward = primary_button(
            view,
            words("refused.code"),
            lambda: view.send(CodeWanted()),
            mark="code",
        )
    elif code in _BY_NAME:
        onward = primary_button(
            view,
            words("refused.walk_in"),
            lambda: view.send(WalkInWanted()),
            mark="walk-in",
        )
    else:
        onward = call_button(view)
    return [
        soft_button(view, home, lambda: view.send(DoneTouched()), mark="home"),
        onward,
    ]
