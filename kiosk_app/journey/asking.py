"""The ways to ask the server: a scan, a typed code, a walk-in's form."""

from kiosk_app.journey.effects import KeepCheckIn, LookUp, SendCheckIn
from kiosk_app.journey.entries import is_phone, tidy
from kiosk_app.journey.events import Scanned, Stamp
from kiosk_app.journey.states import (
    AlreadyHere,
    CheckedInOffline,
    Checking,
    CheckingOut,
    Colleagues,
    Completed,
    Finding,
    Goodbye,
    Journey,
    Leaving,
    Pairing,
    Recalling,
    Refused,
    ServerAway,
    StillThere,
    TakingPhoto,
    WalkIn,
    WalkInForm,
)
from kiosk_app.journey.states_help import Delivering, DeliveryTold
from kiosk_app.journey.states_names import Brought
from kiosk_app.journey.states_photo import Portrait
from kiosk_app.journey.turn import Turn, home, show, stay
from kiosk_app.journey.walk_in_pages import answers_of, type_of
from shared.check_in import CheckInRequest, HostFound, WalkInVisitor
from shared.help import DeliveryRequest
from shared.looking_up import LookUpFor, LookUpRequest
from shared.refusals import Refusal
from shared.visit_pass import looks_like_pass, tidy_code


def scan(journey: Journey, event: Scanned) -> Turn:
    """Take what the reader read; it is never more than a code or a pass."""
    match journey.state:
        case (
            Checking()
            | CheckingOut()
            | Finding()
            | Recalling()
            | Delivering(request=DeliveryRequest())
            | Pairing()
        ):
            return stay(journey)
        case Colleagues(people=people) if any(
            one.brought is Brought.ASKING for one in people
        ):
            return stay(journey)
        case ServerAway(request) if _says_the_same(request, event.text):
            # The answer may have been lost, not the check-in: the same id again.
            return send(journey, request)
        case CheckedInOffline(request) if _says_the_same(request, event.text):
            return stay(journey)
        case (
            CheckedInOffline()
            | Completed()
            | TakingPhoto(then=Completed())
            | AlreadyHere()
            | Colleagues()
            | DeliveryTold()
            | Goodbye()
            | StillThere()
        ):
            fresh, forgotten = home(journey)
            after, effects = _ask(fresh, event)
            return after, forgotten + effects
        case _:
            return _ask(journey, event)


def send(
    journey: Journey,
    request: CheckInRequest,
    *,
    looked_for: str | None = None,
    portrait: Portrait = None,
) -> Turn:
    """Send a check-in, for the first time or again.

    While the server is known to be away nobody waits for it: the kiosk decides.
    """
    asking = SendCheckIn(request) if journey.online else KeepCheckIn(request)
    return show(
        journey, Checking(request, looked_for=looked_for, portrait=portrait), asking
    )


def ask_by_code(journey: Journey, code: str, stamp: Stamp) -> Turn:
    """Ask with the six characters."""
    return send(journey, _blank(journey, stamp, code=code))


def ask_by_claim(journey: Journey, claim: str, stamp: Stamp) -> Turn:
    """Ask with the visit that the visitor has chosen."""
    return send(journey, request_by_claim(journey, claim, stamp))


def request_by_claim(journey: Journey, claim: str, stamp: Stamp) -> CheckInRequest:
    """Write what asks for a check-in by a claim."""
    return CheckInRequest(
        request_id=stamp.request_id,
        kiosk_time=stamp.kiosk_time,
        language=journey.language,
        claim=claim,
    )


def ask_by_name(journey: Journey, name: str, before: WalkIn | Leaving) -> Turn:
    """Ask which visits of today a full name may mean."""
    leaving = isinstance(before, Leaving)
    looking = LookUpFor.LEAVING if leaving else LookUpFor.ARRIVING
    request = LookUpRequest(name=name, looking=looking)
    return show(journey, Finding(name, before), LookUp(request))


def ask_by_form(
    journey: Journey, form: WalkInForm, *, host: HostFound, stamp: Stamp
) -> Turn:
    """Ask with what a walk-in told us, as far as the site asks for it."""
    email, phone = tidy(form.email), tidy(form.phone)
    visitor = WalkInVisitor(
        name=tidy(form.name),
        # Only what its owner has read: one wrong letter leads nowhere.
        email=email if email and email == form.confirmed_email else None,
        company=tidy(form.company) or None,
        phone=phone if is_phone(phone) else None,
    )
    kind = type_of(form, journey.options)
    request = CheckInRequest(
        request_id=stamp.request_id,
        kiosk_time=stamp.kiosk_time,
        language=journey.language,
        visitor=visitor,
        host_id=host.id,
        purpose=tidy(form.purpose) or None,
        visit_type=kind.key if kind else None,
        answers=answers_of(form, journey.options) or None,
        remembered=form.remembered.claim if form.remembered else None,
    )
    return send(journey, request, looked_for=host.name, portrait=form.portrait)


def _ask(journey: Journey, event: Scanned) -> Turn:
    code = tidy_code(event.text)
    if code is not None:
        return ask_by_code(journey, code, event.stamp)
    if looks_like_pass(event.text):
        return send(journey, _blank(journey, event.stamp, pass_text=event.text))
    return show(journey, Refused(Refusal.PASS_UNKNOWN))


def _blank(
    journey: Journey,
    stamp: Stamp,
    *,
    pass_text: str | None = None,
    code: str | None = None,
) -> CheckInRequest:
    return CheckInRequest(
        request_id=stamp.request_id,
        kiosk_time=stamp.kiosk_time,
        language=journey.language,
        pass_text=pass_text,
        code=code,
    )


def _says_the_same(request: CheckInRequest, text: str) -> bool:
    code = tidy_code(text)
    return text == request.pass_text or (code is not None and code == request.code)
