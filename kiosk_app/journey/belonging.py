"""How the kiosk comes to belong to a site: a code, an admin's yes, a token."""

from dataclasses import replace

from kiosk_app.journey.effects import AskForCode, AskForToken
from kiosk_app.journey.events import (
    Approval,
    CodeGiven,
    CodeNotGiven,
    ServerTaken,
    TokenAsked,
    Unpaired,
)
from kiosk_app.journey.states import Journey, Pairing
from kiosk_app.journey.states_server import ServerFrom
from kiosk_app.journey.turn import Turn, home, show, stay


def belong(
    journey: Journey,
    event: Unpaired | CodeGiven | CodeNotGiven | TokenAsked | ServerTaken,
) -> Turn:
    """Take news about this kiosk's token, whatever is shown."""
    match event:
        case Unpaired():
            return home(replace(journey, paired=False))
        case ServerTaken(moved):
            # Its token is the other server's, who alone may see it.
            paired = journey.paired and not moved
            return home(replace(journey, paired=paired, server=ServerFrom.KIOSK))
        case TokenAsked(_, Approval.APPROVED):
            return home(replace(journey, paired=True))
        case _ if isinstance(journey.state, Pairing):
            return _while_pairing(journey, journey.state, event)
        case _:
            return stay(journey)


def _while_pairing(
    journey: Journey, state: Pairing, event: CodeGiven | CodeNotGiven | TokenAsked
) -> Turn:
    match event:
        case CodeGiven(code):
            fresh = Pairing(code=code, denied=state.denied)
            return show(journey, fresh, AskForToken(code.text))
        case CodeNotGiven(too_old):
            gone = Pairing(away=not too_old, denied=state.denied, too_old=too_old)
            return show(journey, gone, AskForCode())
        case TokenAsked(code, approval) if state.code and state.code.text == code:
            return _asked(journey, state, approval, code)
        case _:
            return stay(journey)


def _asked(journey: Journey, state: Pairing, approval: Approval, code: str) -> Turn:
    match approval:
        case Approval.DENIED:
            return show(journey, Pairing(denied=True), AskForCode())
        case Approval.EXPIRED:
            # The old code stays until there is a new one: nothing flickers.
            return show(journey, state, AskForCode())
        case _:
            away = approval is Approval.AWAY
            return show(journey, replace(state, away=away), AskForToken(code))
