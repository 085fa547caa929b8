"""Whoever was here before is offered what they told then, and need not type it."""

from dataclasses import replace

from kiosk_app.journey.effects import Recall
from kiosk_app.journey.entries import tidy
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    ConfirmTouched,
    Event,
    NoneOfThese,
    NotRecalled,
    Recalled,
)
from kiosk_app.journey.states import (
    Journey,
    Recalling,
    WalkIn,
    WalkInForm,
    WelcomeBack,
)
from kiosk_app.journey.turn import Turn, show, stay
from kiosk_app.journey.walk_in_way import onwards, way_of
from shared.looking_up import ReturningReply, ReturningRequest


def after_email(journey: Journey, page: WalkIn) -> Turn:
    """Go on after an address was found right; where the site wants it, ask whose."""
    wanted = journey.options.remember and journey.online
    if not wanted or page.changing or page.form.remembered is not None:
        return onwards(journey, way_of(page))
    name, email = tidy(page.form.name), page.form.confirmed_email
    request = ReturningRequest(name=name, email=email)
    return show(journey, Recalling(page), Recall(request))


def at_recalling(journey: Journey, state: Recalling, event: Event) -> Turn:
    """Take the answer to the address that was asked for, and no other."""
    asked = state.page.form.confirmed_email
    match event:
        case Recalled(email, known) if email == asked:
            return _answered(replace(journey, online=True), state, known)
        case NotRecalled(email) if email == asked:
            # Nobody has to know that we wanted to spare them something.
            return onwards(replace(journey, online=False), way_of(state.page))
        case BecameSlow():
            return show(journey, replace(state, slow=True))
        case _:
            return stay(journey)


def at_welcome_back(journey: Journey, state: WelcomeBack, event: Event) -> Turn:
    """Let somebody keep what they told last time, or type it anew."""
    page = state.page
    match event:
        case ConfirmTouched():
            host = page.form.host or state.known.host
            form = replace(page.form, remembered=state.known, host=host)
            return onwards(journey, way_of(replace(page, form=form)))
        case NoneOfThese():
            return onwards(journey, way_of(page))
        case BackTouched():
            return show(journey, page)
        case _:
            return stay(journey)


def still_theirs(form: WalkInForm, before: WalkInForm) -> WalkInForm:
    """Drop what is remembered of somebody once another name or e-mail is typed."""
    known = form.remembered
    if known is None or _who(form) == _who(before):
        return form
    host = None if form.host == known.host else form.host
    return replace(form, remembered=None, host=host)


def _answered(journey: Journey, state: Recalling, known: ReturningReply) -> Turn:
    offer = _not_typed(state.page.form, known)
    if not (known.claim and (offer.company or offer.phone or offer.host)):
        return onwards(journey, way_of(state.page))
    return show(journey, WelcomeBack(state.page, offer))


def _not_typed(form: WalkInForm, known: ReturningReply) -> ReturningReply:
    typed = {
        "company": tidy(form.company),
        "phone": tidy(form.phone),
        "host": form.host,
    }
    return known.model_copy(update={field: None for field in typed if typed[field]})


def _who(form: WalkInForm) -> tuple[str, str]:
    return tidy(form.name), tidy(form.email)
