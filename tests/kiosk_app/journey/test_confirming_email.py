"""B27, B28: an e-mail is read back, and nothing goes on before it was found right."""

from dataclasses import replace

import pytest

from kiosk_app.journey.events import (
    BackTouched,
    ChangeTouched,
    ConfirmTouched,
    NextTouched,
    OptionsTold,
    SuggestionTaken,
    Typed,
)
from kiosk_app.journey.states import (
    Confirming,
    ConfirmingEmail,
    Entry,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
)
from shared.kiosk_options import Asked, KioskOptions
from tests.kiosk_app.journey.examples import (
    FORM,
    JONAS,
    READ_BACK,
    STAMP,
    after,
    effects_of,
    journey,
)

TYPED = WalkIn(
    step=WalkInStep.DETAILS,
    form=WalkInForm(name=Entry("Mara", 4), email=Entry("mara@lindt.example ", 0)),
    active=WalkInField.EMAIL,
)


def test_an_address_is_read_back_before_the_next_page():
    """After Next the visitor sees their address once more."""
    assert after(journey(TYPED), NextTouched()).state == ConfirmingEmail(TYPED)


def test_yes_leads_on_and_it_is_not_asked_again():
    """Whoever said yes is not asked a second time for the same address."""
    host = after(journey(TYPED), NextTouched(), ConfirmTouched(STAMP))
    again = after(host, BackTouched(), NextTouched())

    assert host.state.step is WalkInStep.HOST
    assert host.state.form.confirmed_email == "mara@lindt.example"
    assert again.state.step is WalkInStep.HOST


def test_a_changed_address_is_read_back_again():
    """One more letter is another address."""
    host = after(journey(TYPED), NextTouched(), ConfirmTouched(STAMP))
    details = replace(after(host, BackTouched()).state, active=WalkInField.EMAIL)

    done = after(journey(details), Typed("m", STAMP), NextTouched())

    assert isinstance(done.state, ConfirmingEmail)


@pytest.mark.parametrize("event", [BackTouched(), ChangeTouched(WalkInStep.DETAILS)])
def test_change_leads_back_to_the_field(event):
    """Whoever finds a mistake is back where they typed."""
    assert after(journey(ConfirmingEmail(TYPED)), event).state == TYPED


def test_what_was_meant_is_taken_and_read_back():
    """The suggestion is an address too: it wants a yes of its own."""
    taken = after(journey(READ_BACK), SuggestionTaken())
    done = after(taken, ConfirmTouched(STAMP))

    assert taken.state.page.form.email.text == "mara@gmail.com"
    assert isinstance(taken.state, ConfirmingEmail)
    assert done.state.form.confirmed_email == "mara@gmail.com"


def test_a_suggestion_that_is_none_changes_nothing():
    """Where nothing looks mistyped there is nothing to take."""
    start = journey(ConfirmingEmail(TYPED))

    assert after(start, SuggestionTaken()) == start


def test_enter_does_not_say_yes():
    """A key held too long on a real keyboard confirms nothing."""
    assert after(journey(READ_BACK), NextTouched()) == journey(READ_BACK)


def test_an_address_that_was_never_read_is_not_sent():
    """Even at the last button the address is read back first."""
    form = replace(FORM, email=Entry("mara@lindt.example", 0))
    start = journey(Confirming(form))

    shown = after(start, ConfirmTouched(STAMP))
    back = after(shown, ConfirmTouched(STAMP))

    assert effects_of(start, ConfirmTouched(STAMP)) == ()
    assert isinstance(shown.state, ConfirmingEmail)
    assert back.state == Confirming(replace(form, confirmed_email="mara@lindt.example"))


def test_an_address_that_the_site_asks_no_more_is_not_sent():
    """An admin who stops asking for e-mails gets none, confirmed or not."""
    form = replace(FORM, email=Entry("mara@lindt.example", 0))
    off = KioskOptions(by_name=False, email=Asked.OFF)

    sent = after(journey(Confirming(form)), OptionsTold(off), ConfirmTouched(STAMP))

    assert sent.state.request.visitor.email is None
    assert sent.state.request.host_id == JONAS.id
