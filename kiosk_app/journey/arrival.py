"""After the check-in: room, badge and host come in one by one."""

from dataclasses import replace

from kiosk_app.journey.badges import BadgeNews, hear_of_badge
from kiosk_app.journey.events import (
    BadgeElsewhere,
    BadgeFailed,
    BadgePrinted,
    CheckOutTouched,
    ColleaguesWanted,
    DoneTouched,
    Event,
    HostOverdue,
    HostWasTold,
    RoomAnswered,
    VisitCancelled,
)
from kiosk_app.journey.leaving import ask_to_leave
from kiosk_app.journey.states import (
    AlreadyHere,
    Colleagues,
    Completed,
    HostTold,
    Journey,
    Refused,
)
from kiosk_app.journey.states_names import Companion
from kiosk_app.journey.turn import Turn, home, show, stay
from shared.check_in import RoomReply, RoomState
from shared.refusals import Refusal


def at_arrival(journey: Journey, state: Completed | AlreadyHere, event: Event) -> Turn:
    """Fill in what becomes known about the visit on the screen, and no other."""
    visit = state.reply.visit.id
    match event:
        case DoneTouched() | CheckOutTouched() | ColleaguesWanted():
            return _go(journey, state, event)
        case VisitCancelled(about) if about == visit:
            return show(journey, Refused(Refusal.CANCELLED))
        case RoomAnswered(about, room) if about == visit:
            moved = state.moved or _is_another(state.room, room)
            return show(journey, replace(state, room=room, moved=moved))
        case HostOverdue(about) if (
            about == visit
            and isinstance(state, Completed)
            and state.host is HostTold.TELLING
        ):
            # Still on its way, perhaps; but who waits in a lobby needs to hear what to do.
            return show(journey, replace(state, host=HostTold.NOT_REACHED))
        case (
            HostWasTold(about)
            | BadgePrinted(about)
            | BadgeFailed(about)
            | BadgeElsewhere(about)
        ) if about == visit and isinstance(state, Completed):
            return show(journey, _filled(state, event))
        case _:
            return stay(journey)


def _go(
    journey: Journey,
    state: Completed | AlreadyHere,
    event: DoneTouched | CheckOutTouched | ColleaguesWanted,
) -> Turn:
    match event:
        case DoneTouched():
            return home(journey)
        case CheckOutTouched(stamp) if isinstance(state, AlreadyHere):
            return ask_to_leave(journey, state, stamp)
        case ColleaguesWanted() if isinstance(state, Completed) and state.reply.party:
            return show(journey, Colleagues(state, _party(state)))
        case _:
            # Nobody leaves from the screen on which they have just arrived.
            return stay(journey)


def _party(state: Completed) -> tuple[Companion, ...]:
    return tuple(Companion(one.name, one.claim) for one in state.reply.party)


def _is_another(before: RoomReply, room: RoomReply) -> bool:
    """Tell whether somebody has read a room that is theirs no more."""
    if before.state is not RoomState.FOUND:
        return False
    return (before.name, before.building) != (room.name, room.building)


def host_told(reached: bool | None) -> HostTold:  # noqa: FBT001 - three-valued, read aloud at the call
    """Say what the visitor reads of their host; None: no news yet."""
    if reached is None:
        return HostTold.TELLING
    return HostTold.TOLD if reached else HostTold.NOT_REACHED


def _filled(state: Completed, event: HostWasTold | BadgeNews) -> Completed:
    if isinstance(event, HostWasTold):
        return replace(state, host=host_told(event.reached))
    return hear_of_badge(state, event)
