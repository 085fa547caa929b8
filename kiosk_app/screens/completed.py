"""The visitor is checked in: where to go, the Wi-Fi, and who knows."""

import flet as ft

from kiosk_app.journey.events import DoneTouched
from kiosk_app.journey.states import BadgeState, Completed, HostTold
from kiosk_app.widgets.arrival import arrival_page, status_line
from kiosk_app.widgets.parts import soft_button
from kiosk_app.widgets.view import View

_BADGE_WORDS = {
    BadgeState.PRINTING: "completed.badge_printing",
    BadgeState.PRINTED: "completed.badge_printed",
    BadgeState.FAILED: "completed.badge_failed",
}


def draw(view: View) -> ft.Control:
    """Draw the screen for which everything else exists."""
    state = view.state(Completed)
    reply = state.reply
    return arrival_page(
        view,
        title=_title(view, reply.visitor.name),
        reply=reply,
        room=state.room,
        statuses=[_host_line(view, state), *_badge_line(view, state.badge)],
        buttons=[
            soft_button(
                view,
                view.words("common.done"),
                lambda: view.send(DoneTouched()),
                mark="done",
            )
        ],
    )


def _title(view: View, name: str) -> str:
    first = name.split()[0] if name.split() else ""
    if not first:
        return view.words("completed.title_without_name")
    return view.words("completed.title", name=first)


def _host_line(view: View, state: Completed) -> ft.Control:
    palette, host = view.palette, state.reply.host.name
    text = view.words(f"completed.host_{state.host}", host=host)
    match state.host:
        case HostTold.TELLING:
            icon, colour = ft.Icons.SCHEDULE_ROUNDED, palette.ink2
        case HostTold.TOLD:
            icon, colour = ft.Icons.NOTIFICATIONS_ACTIVE_ROUNDED, palette.good
        case HostTold.NOT_REACHED:
            icon, colour = ft.Icons.SUPPORT_AGENT_ROUNDED, palette.warn
    return status_line(view, icon, colour, text, mark=f"host-{state.host}")


def _badge_line(view: View, badge: BadgeState) -> list[ft.Control]:
    if badge is BadgeState.NONE:
        return []
    palette = view.palette
    failed = badge is BadgeState.FAILED
    return [
        status_line(
            view,
            ft.Icons.BADGE_ROUNDED,
            palette.warn if failed else palette.ink2,
            view.words(_BADGE_WORDS[badge]),
            mark=f"badge-{badge}",
        )
    ]
