"""The visitor is checked in: where to go, the Wi-Fi, and who knows."""

from datetime import datetime

import flet as ft

from kiosk_app.journey.events import ColleaguesWanted, DoneTouched
from kiosk_app.journey.states import BadgeState, Completed, HostTold
from kiosk_app.journey.states_names import Punctual
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.arrival import (
    STATUS_LINES,
    arrival_page,
    drawn_line,
    status_line,
    status_lines,
    title_room,
)
from kiosk_app.widgets.badge_line import badge_line, badge_words
from kiosk_app.widgets.parts import soft_button
from kiosk_app.widgets.view import View
from shared.check_in import RoomState

_MORNING, _NOON, _EVENING = 5, 12, 18


def draw(view: View) -> ft.Control:
    """Draw the screen for which everything else exists."""
    state = view.state(Completed)
    return arrival_page(
        view,
        title=_title(view, state),
        state=state,
        statuses=[
            _host_line(view, state),
            *_badge_line(view, state),
            *_next_line(view, state),
        ],
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


def _title(view: View, state: Completed) -> str:
    """Greet by the time of day at the site, where that leaves the title large."""
    first = next(iter(state.reply.visitor.name.split()), "")
    words = view.words
    if not first:
        return words("completed.title_without_name")
    title = words("completed.title", name=first)
    greeted = words.plain(f"completed.{_part_of_day(view.now)}", title=title)
    letters = view.sizes.letters(Role.TITLE)
    room = title_room(view, _note(view, state))
    return greeted if view.ruler.width(greeted, letters) <= room else title


def _part_of_day(now: datetime) -> str:
    if _MORNING <= now.hour < _NOON:
        return "morning"
    return "afternoon" if _NOON <= now.hour < _EVENING else "evening"


def _host_line(view: View, state: Completed) -> ft.Control:
    palette = view.palette
    looks = {
        HostTold.TELLING: (ft.Icons.SCHEDULE_ROUNDED, palette.ink2),
        HostTold.TOLD: (ft.Icons.NOTIFICATIONS_ACTIVE_ROUNDED, palette.good),
        HostTold.NOT_REACHED: (ft.Icons.SUPPORT_AGENT_ROUNDED, palette.warn),
    }
    icon, colour = looks[state.host]
    mark = f"host-{state.host}"
    return status_line(view, icon, colour, _host_text(view, state), mark=mark)


def _host_text(view: View, state: Completed) -> str:
    return view.words(f"completed.host_{state.host}", host=state.reply.host.name)


def _next_line(view: View, state: Completed) -> list[ft.Control]:
    """Say what to do now, unless that is to wait, or to go to reception."""
    goes = state.room.state is RoomState.FOUND and state.punctual is not Punctual.EARLY
    text = view.words("completed.next_room")
    promised = state.badge is not BadgeState.NONE
    badge = [_badge_text(view, state)] if promised else []
    said = [_host_text(view, state), *badge, text]
    lines = sum(status_lines(view, each, state.reply) for each in said)
    if not goes or state.host is HostTold.NOT_REACHED or lines > STATUS_LINES:
        return []
    icon = ft.Icons.ARROW_FORWARD_ROUNDED
    return [status_line(view, icon, view.palette.ink2, text, mark="next-room")]


def _badge_line(view: View, state: Completed) -> list[ft.Control]:
    line = badge_line(view, state, size=view.sizes.px(26, 36))
    if line is None:
        return []
    text = _badge_text(view, state)
    return [drawn_line(view, line.picture, text, mark=line.mark)]


def _badge_text(view: View, state: Completed) -> str:
    """Say why there is no badge where there is room for it; what to do at least."""
    whole = badge_words(view, state)
    said = (_host_text(view, state), whole)
    lines = sum(status_lines(view, each, state.reply) for each in said)
    if state.badge is BadgeState.FAILED and lines > STATUS_LINES:
        return view.words("completed.badge_failed")
    return whole
