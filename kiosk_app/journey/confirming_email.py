"""An e-mail address is read back, and counts only when its owner found it right."""

from dataclasses import replace

from kiosk_app.journey.email_check import suggestion
from kiosk_app.journey.entries import at_end, tidy
from kiosk_app.journey.events import (
    BackTouched,
    ChangeTouched,
    ConfirmTouched,
    Event,
    SuggestionTaken,
)
from kiosk_app.journey.returning import after_email
from kiosk_app.journey.states import ConfirmingEmail, Entry, Journey, WalkIn
from kiosk_app.journey.turn import Turn, show, stay


def at_confirming_email(journey: Journey, state: ConfirmingEmail, event: Event) -> Turn:
    """Let somebody say yes, take what they probably meant, or type it again."""
    email = address(state)
    match event:
        case ConfirmTouched():
            form = replace(state.page.form, confirmed_email=email)
            return after_email(journey, replace(state.page, form=form))
        case SuggestionTaken():
            meant = suggestion(email)
            page = state.page if meant is None else _with_email(state.page, meant)
            return show(journey, ConfirmingEmail(page))
        case BackTouched() | ChangeTouched():
            return show(journey, state.page)
        case _:
            return stay(journey)


def address(state: ConfirmingEmail) -> str:
    """Give the address that is read back."""
    return tidy(state.page.form.email)


def _with_email(page: WalkIn, email: str) -> WalkIn:
    entry = at_end(Entry(email))
    return replace(page, form=replace(page.form, email=entry))
