"""A courier brings something: for whom, how much, and where it may stay."""

from dataclasses import replace

from kiosk_app.journey.effects import SendOn, TellOfDelivery
from kiosk_app.journey.entries import Key, edit, tidy
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    CaretMoved,
    Cleared,
    ConfirmTouched,
    DeliveryNotTaken,
    DeliveryTaken,
    DoneTouched,
    Erased,
    Event,
    HostChosen,
    HostsFound,
    HostsUnreachable,
    NextTouched,
    ParcelsCounted,
    Stamp,
    TryAgainTouched,
    Typed,
)
from kiosk_app.journey.host_search import after_search, search_for
from kiosk_app.journey.states import Journey, SearchState
from kiosk_app.journey.states_help import Delivering, DeliveryTold
from kiosk_app.journey.turn import Turn, home, show, stay, welcome
from shared.check_in import HostFound
from shared.help import DeliveryRequest

MOST_PARCELS = 99


def at_delivering(journey: Journey, state: Delivering, event: Event) -> Turn:
    """Let a courier find the host, count, and tell; then take the answer."""
    if state.request is not None:
        return _under_way(journey, state, state.request, event)
    if state.host is not None:
        return _counting(journey, state, state.host, event)
    return _looking(journey, state, event)


def at_delivery_told(journey: Journey, state: DeliveryTold, event: Event) -> Turn:
    """Let them read; a host who could not be told may hear of it after all."""
    match event:
        case DeliveryTaken(request_id, reply) if request_id == state.request.request_id:
            told = replace(state, told=True, host=reply.host, where=reply.where)
            return show(journey, told)
        case DoneTouched() | BackTouched():
            return home(journey)
        case _:
            return stay(journey)


def _looking(journey: Journey, state: Delivering, event: Event) -> Turn:
    match event:
        case Typed() | Erased() | Cleared() | CaretMoved():
            return _write(journey, state, event)
        case HostsFound() | HostsUnreachable():
            return show(journey, after_search(state, event, tidy(state.query)))
        case TryAgainTouched() if state.search is SearchState.AWAY:
            return search_for(journey, state, tidy(state.query))
        case _:
            return _turn_page(journey, state, event)


def _write(journey: Journey, state: Delivering, key: Key) -> Turn:
    after = replace(state, query=edit(state.query, key), nudged=False)
    if tidy(after.query) == tidy(state.query):
        return show(journey, after)
    return search_for(journey, after, tidy(after.query))


def _turn_page(journey: Journey, state: Delivering, event: Event) -> Turn:
    match event:
        case HostChosen(host):
            return show(journey, replace(state, host=host, nudged=False))
        case NextTouched():
            return show(journey, replace(state, nudged=True))
        case BackTouched():
            return welcome(journey)
        case _:
            return stay(journey)


def _counting(
    journey: Journey, state: Delivering, host: HostFound, event: Event
) -> Turn:
    match event:
        case ParcelsCounted(by):
            parcels = min(max(state.parcels + by, 1), MOST_PARCELS)
            return show(journey, replace(state, parcels=parcels))
        case ConfirmTouched(stamp):
            request = _request(host, state.parcels, stamp)
            asking = replace(state, request=request)
            return show(journey, asking, TellOfDelivery(request))
        case BackTouched():
            return show(journey, replace(state, host=None))
        case _:
            return stay(journey)


def _under_way(
    journey: Journey, state: Delivering, request: DeliveryRequest, event: Event
) -> Turn:
    asked = request.request_id
    host = state.host.name if state.host else ""
    match event:
        case DeliveryTaken(request_id, reply) if request_id == asked:
            told = DeliveryTold(request, reply.host, told=True, where=reply.where)
            return show(replace(journey, online=True), told)
        case DeliveryNotTaken(request_id, answered) if request_id == asked:
            untold = DeliveryTold(request, host, told=False)
            # What a server refused it would refuse again.
            again = () if answered else (SendOn(request),)
            return show(replace(journey, online=answered), untold, *again)
        case BecameSlow():
            return show(journey, replace(state, slow=True))
        case _:
            return stay(journey)


def _request(host: HostFound, parcels: int, stamp: Stamp) -> DeliveryRequest:
    return DeliveryRequest(
        request_id=stamp.request_id,
        kiosk_time=stamp.kiosk_time,
        host_id=host.id,
        parcels=parcels,
    )
