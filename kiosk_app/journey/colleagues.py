"""Whoever has just checked in checks others of their party in as well."""

from dataclasses import replace

from kiosk_app.journey.arrival import at_arrival
from kiosk_app.journey.asking import request_by_claim
from kiosk_app.journey.badges import BadgeNews, badge_of, hear_of_badge
from kiosk_app.journey.effects import AskRoom, Effect, SendCheckIn
from kiosk_app.journey.events import (
    BackTouched,
    ByWorld,
    CheckInAnswered,
    CheckInRefused,
    CheckInUnanswered,
    ColleaguesConfirmed,
    ColleagueTouched,
    DoneTouched,
    Event,
    Stamp,
)
from kiosk_app.journey.states import BadgeState, Colleagues, Completed, Journey
from kiosk_app.journey.states_names import Brought, Companion
from kiosk_app.journey.turn import Turn, show, stay
from shared.check_in import CheckInReply, Colleague, RoomState


def at_colleagues(journey: Journey, state: Colleagues, event: Event) -> Turn:
    """Mark who comes along, check them in one by one, and go back."""
    match event:
        case ColleagueTouched(at) if not _confirmed(state):
            return show(journey, _toggled(state, at))
        case ColleaguesConfirmed(stamps) if not _confirmed(state):
            return _ask_next(journey, _asked_for(journey, state, stamps))
        case CheckInAnswered() | CheckInRefused() | CheckInUnanswered():
            return _answered(journey, state, event)
        case BackTouched() | DoneTouched():
            busy = any(one.brought is Brought.ASKING for one in state.people)
            return stay(journey) if busy else show(journey, _left_over(state))
        case _ if isinstance(event, ByWorld):
            return _meanwhile(journey, state, event)
        case _:
            return stay(journey)


def _confirmed(state: Colleagues) -> bool:
    return any(one.request is not None for one in state.people)


def _toggled(state: Colleagues, touched: int) -> Colleagues:
    people = (
        replace(one, chosen=one.chosen != (at == touched))
        for at, one in enumerate(state.people)
    )
    return replace(state, people=tuple(people))


def _asked_for(
    journey: Journey, state: Colleagues, stamps: tuple[Stamp, ...]
) -> Colleagues:
    chosen = [at for at, one in enumerate(state.people) if one.chosen]
    stamped = dict(zip(chosen, stamps, strict=False))
    people = (
        replace(one, request=request_by_claim(journey, one.claim, stamped[at]))
        if at in stamped
        else one
        for at, one in enumerate(state.people)
    )
    return replace(state, people=tuple(people))


def _ask_next(journey: Journey, state: Colleagues, *effects: Effect) -> Turn:
    for one in state.people:
        if one.request is not None and one.brought is Brought.NOT_YET:
            asking = _with(state, one, Brought.ASKING)
            return show(journey, asking, *effects, SendCheckIn(one.request))
    return show(journey, state, *effects)


def _answered(
    journey: Journey,
    state: Colleagues,
    event: CheckInAnswered | CheckInRefused | CheckInUnanswered,
) -> Turn:
    asked = next((one for one in state.people if one.brought is Brought.ASKING), None)
    if asked is None or asked.request is None:
        return stay(journey)
    if asked.request.request_id != event.request_id:
        return stay(journey)
    met = replace(journey, online=not isinstance(event, CheckInUnanswered))
    if isinstance(event, CheckInAnswered):
        papers = _papers(journey, event.reply)
        there = replace(
            asked,
            visit=event.reply.visit.id,
            badge=BadgeState.PRINTING if papers else BadgeState.NONE,
        )
        known = _exchanged(state, asked, there)
        return _ask_next(met, _with(known, there, Brought.DONE), *papers)
    # One who could not be checked in here does not keep the others waiting.
    return _ask_next(met, _with(state, asked, Brought.AT_RECEPTION))


def _papers(journey: Journey, reply: CheckInReply) -> tuple[Effect, ...]:
    if reply.already_here or not journey.prints_badges:
        return ()
    badge = badge_of(reply, journey.options)
    if reply.room.state is not RoomState.LOOKING:
        return (badge,)
    return AskRoom(reply.visit.id, reply.deadline_ms), badge


def _with(state: Colleagues, asked: Companion, brought: Brought) -> Colleagues:
    return _exchanged(state, asked, replace(asked, brought=brought))


def _exchanged(state: Colleagues, before: Companion, now: Companion) -> Colleagues:
    people = (now if one is before else one for one in state.people)
    return replace(state, people=tuple(people))


def _theirs(state: Colleagues, visit: str) -> Companion | None:
    return next((one for one in state.people if one.visit == visit), None)


def _left_over(state: Colleagues) -> Completed:
    """Go back to the room; who was left out may still be brought along."""
    party = [
        Colleague(name=one.name, claim=one.claim)
        for one in state.people
        if one.request is None
    ]
    reply = state.arrived.reply.model_copy(update={"party": party})
    return replace(state.arrived, reply=reply)


def _meanwhile(journey: Journey, state: Colleagues, event: ByWorld) -> Turn:
    """Hear of a colleague's badge, and let the page behind hear of its own visit."""
    if isinstance(event, BadgeNews) and (one := _theirs(state, event.visit)):
        return show(journey, _exchanged(state, one, hear_of_badge(one, event)))
    turn = at_arrival(journey, state.arrived, event)
    after, effects = turn
    if not isinstance(after.state, Completed):
        return turn
    return show(after, replace(state, arrived=after.state), *effects)
