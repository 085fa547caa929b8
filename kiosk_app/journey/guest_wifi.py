"""The guest network on a screen that is open while the site's admin changes it."""

from dataclasses import replace

from kiosk_app.journey.states import (
    AlreadyHere,
    CheckingOut,
    Colleagues,
    Completed,
    State,
    StillThere,
    Uncovered,
)
from shared.check_in import CheckInReply, WifiReply


def with_wifi(state: State, wifi: WifiReply | None) -> State:
    """Let a screen that shows the guest network, or goes back to one, show this one."""
    if isinstance(state, StillThere):
        return replace(state, covered=_uncovered(state.covered, wifi))
    return _uncovered(state, wifi)


def _uncovered(state: Uncovered, wifi: WifiReply | None) -> Uncovered:
    match state:
        case Completed(reply) | AlreadyHere(reply):
            return replace(state, reply=_now(reply, wifi))
        case Colleagues(arrived):
            here = replace(arrived, reply=_now(arrived.reply, wifi))
            return replace(state, arrived=here)
        case CheckingOut(here=AlreadyHere(reply) as before):
            return replace(state, here=replace(before, reply=_now(reply, wifi)))
        case _:
            return state


def _now(reply: CheckInReply, wifi: WifiReply | None) -> CheckInReply:
    return reply.model_copy(update={"wifi": wifi})
