"""The visitor is checked in: where to go, the Wi-Fi, and who knows."""

import flet as ft

from kiosk_app.journey.events import ColleaguesWanted, DoneTouched
from kiosk_app.journey.states import BadgeState, Completed, HostTold
from kiosk_app.journey.states_names import Punctual
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
        state=state,
        statuses=[_host_line(view, state), *_badge_line(view, state.badge)],
        buttons=[
            soft_button(
                view,
                view.words("common.done"),
                lambda: view.send(DoneTouched()),
                mark="done",
            ),
            *_colleagues(view, state),
        ],
        note=_note(view, state),
    )


def _colleagues(view: View, state: Completed) -> list[ft.Semantics]:
    if not state.reply.party:
        return []
    return [
        soft_button(
            view,
            view.words("completed.colleagues"),
            lambda: view.send(ColleaguesWanted()),
            mark="colleagues",
        )
    ]


def _note(view: View, state: Completed) -> str | None:
    if state.punctual is Punctual.ABOUT:
        return None
    starts = state.reply.visit.expected_arrival
    return view.words.plain(
        f"completed.{state.punctual}", time=view.words.clock(starts)
    )


def _title(view: View, name: str) -> str:
    first = next(iter(name.split()), "")
    if not first:
        return view.words("completed.title_without_name")
    return view.words("completed.title", name=first)


def _host_line(view: View, state: Completed) -> ft.Control:
    palette = view.palette
    looks = {
        HostTold.TELLING: (ft.Icons.SCHEDULE_ROUNDED, palette.ink2),
        HostTold.TOLD: (ft.Icons.NOTIFICATIONS_ACTIVE_ROUNDED, palette.good),
        HostTold.NOT_REACHED: (ft.Icons.SUPPORT_AGENT_ROUNDED, palette.warn),
    }
    icon, colour = looks[state.host]
    text = view.words(f"completed.host_{state.host}", host=state.reply.host.name)
    return status_line(view, icon, colour, text, mark=f"host-{state.host}")


def _badge_line(view: View, badge: BadgeState) -> list[ft.Control]:
    if badge is BadgeState.NONE:
        return []
    palette = view.palette
    failed = badge is BadgeState.FAILED
    return [
        status_line(
            view,
            ft.Icons.BADGE_OUTLINED,
            palette.warn if failed else palette.ink2,
            view.words(_BADGE_WORDS[badge]),
            mark=f"badge-{badge}",
        )
    ]
