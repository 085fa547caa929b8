"""The server is away, and the kiosk checks somebody in by itself."""

from dataclasses import replace

from kiosk_app.journey.badges import hear_of_badge
from kiosk_app.journey.effects import KeepCheckIn, PrintBadge, SendCheckIn
from kiosk_app.journey.events import (
    BadgeElsewhere,
    BadgeFailed,
    BadgePrinted,
    CheckInKept,
    CheckInNotKept,
    CheckInUnanswered,
    DoneTouched,
    Event,
)
from kiosk_app.journey.states import (
    BadgeState,
    CheckedInOffline,
    Checking,
    Journey,
    Refused,
    ServerAway,
)
from kiosk_app.journey.turn import Turn, home, show, stay
from shared.check_in import RoomReply, RoomState


def go_on_alone(
    journey: Journey,
    state: Checking,
    event: CheckInUnanswered | CheckInKept | CheckInNotKept,
) -> Turn:
    """Let the kiosk decide where the server does not answer."""
    match event:
        case CheckInKept():
            return _kept(journey, state, event)
        case CheckInNotKept():
            return _not_kept(journey, state, event)
        case CheckInUnanswered():
            # It may even have arrived: what is kept has the same id.
            offline = replace(journey, online=False)
            waiting = replace(state, unanswered=True)
            return show(offline, waiting, KeepCheckIn(state.request))


def _not_kept(journey: Journey, state: Checking, event: CheckInNotKept) -> Turn:
    if event.code is not None:
        return show(journey, Refused(event.code, event.detail))
    if state.unanswered:
        return show(journey, ServerAway(state.request, state.portrait))
    # What cannot be decided here is worth the wait: the server may be back.
    return show(journey, state, SendCheckIn(state.request))


def _kept(journey: Journey, state: Checking, event: CheckInKept) -> Turn:
    arrival, speaking = event.arrival, _speaking(journey, event.arrival.language)
    shown = CheckedInOffline(state.request, arrival)
    if event.badge is None or not journey.prints_badges:
        return show(speaking, shown)
    room = RoomReply(
        state=RoomState.FOUND if arrival.room else RoomState.NONE, name=arrival.room
    )
    printing = replace(shown, badge=BadgeState.PRINTING)
    mine = str(state.request.request_id)
    badge = PrintBadge(mine, event.badge, room, is_kept=True)
    return show(speaking, printing, badge)


def at_checked_in_offline(
    journey: Journey, state: CheckedInOffline, event: Event
) -> Turn:
    """Show how far the badge is, until the visitor has read it all."""
    mine = str(state.request.request_id)
    match event:
        case DoneTouched():
            return home(journey)
        case BadgePrinted(about) | BadgeFailed(about) | BadgeElsewhere(about) if (
            about == mine
        ):
            return show(journey, hear_of_badge(state, event))
        case _:
            return stay(journey)


def _speaking(journey: Journey, language: str | None) -> Journey:
    chosen = journey.language != journey.default_language
    if chosen or language is None or language not in journey.languages:
        return journey
    return replace(journey, language=language)
