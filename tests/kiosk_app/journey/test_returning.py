"""Whoever was here before keeps what they told, and nobody is held up by it."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import Recall
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    ChangeTouched,
    ConfirmTouched,
    Erased,
    HostChosen,
    LeftAlone,
    NextTouched,
    NoneOfThese,
    NotRecalled,
    OptionsTold,
    Recalled,
    Scanned,
    SuggestionTaken,
    Typed,
)
from kiosk_app.journey.states import (
    Confirming,
    ConfirmingEmail,
    Entry,
    Recalling,
    WalkInField,
    WalkInForm,
    WalkInStep,
    WelcomeBack,
)
from shared.kiosk_options import Asked, KioskOptions
from shared.looking_up import ReturningReply, ReturningRequest
from tests.kiosk_app.journey.examples import (
    JONAS,
    KNOWN,
    LATER,
    PASS,
    RIGHT,
    STAMP,
    after,
    effects_of,
    journey,
)

EMAIL = "mara@lindt.example"
REMEMBERING = OptionsTold(
    KioskOptions(by_name=False, remember=True, phone=Asked.REQUIRED)
)
UNREAD = replace(RIGHT, form=replace(RIGHT.form, confirmed_email=""))
READING = after(journey(ConfirmingEmail(UNREAD)), REMEMBERING)
ASKING = after(READING, ConfirmTouched(STAMP))
OFFERED = after(ASKING, Recalled(EMAIL, KNOWN))
KEPT = after(OFFERED, ConfirmTouched(STAMP))


def test_a_confirmed_address_is_asked_for_with_the_name():
    """After "Yes, that is right" the server says whether they were here before."""
    assert effects_of(READING, ConfirmTouched(STAMP)) == (
        Recall(ReturningRequest(name="Mara Lindt", email=EMAIL)),
    )
    assert ASKING.state == Recalling(RIGHT)


def test_nobody_is_asked_for_where_the_site_does_not_want_it():
    """It is off by default: the next page comes as ever."""
    start = after(READING, OptionsTold(KioskOptions(by_name=False)))

    assert effects_of(start, ConfirmTouched(STAMP)) == ()
    assert after(start, ConfirmTouched(STAMP)).state.step is WalkInStep.HOST


def test_without_a_server_nobody_waits():
    """While the server is known to be away the visitor goes straight on."""
    start = replace(READING, online=False)

    assert effects_of(start, ConfirmTouched(STAMP)) == ()
    assert after(start, ConfirmTouched(STAMP)).state.step is WalkInStep.PHONE


def test_whoever_changes_their_address_at_the_end_is_not_asked_for_again():
    """A letter mended on the last page leads back there."""
    changing = ConfirmingEmail(replace(UNREAD, changing=True))
    start = replace(READING, state=changing)

    assert effects_of(start, ConfirmTouched(STAMP)) == ()


@pytest.mark.parametrize(
    ("answer", "online"),
    [
        (Recalled(EMAIL, ReturningReply()), True),
        (Recalled(EMAIL, ReturningReply(claim="c")), True),
        (Recalled(EMAIL, KNOWN.model_copy(update={"claim": None})), True),
        (NotRecalled(EMAIL), False),
    ],
)
def test_nothing_known_or_no_answer_is_never_noticed(answer, online):
    """The next question comes at once, with everything that was typed."""
    done = after(ASKING, answer)

    assert done.state.step is WalkInStep.PHONE
    assert done.state.form.confirmed_email == EMAIL
    assert done.online is online


@pytest.mark.parametrize(
    "event",
    [
        Recalled("ben@lindt.example", KNOWN),
        NotRecalled("ben@lindt.example"),
        BackTouched(),
        Scanned(PASS, LATER),
        LeftAlone(20),
    ],
)
def test_nothing_else_is_taken_for_the_answer(event):
    """A late answer to the visitor before is not shown, and nothing interrupts."""
    assert after(ASKING, event) == ASKING


def test_a_slow_answer_is_admitted():
    """After a moment the screen says that it is looking."""
    assert after(ASKING, BecameSlow()).state.slow


def test_what_is_known_is_offered():
    """The visitor sees what they told last time, masked."""
    assert OFFERED.state == WelcomeBack(RIGHT, KNOWN)


def test_what_was_typed_already_is_not_offered():
    """Whoever typed their company is not shown an older one."""
    form = replace(RIGHT.form, company=Entry("Nordwind", 8))
    asking = replace(ASKING, state=Recalling(replace(RIGHT, form=form)))

    offered = after(asking, Recalled(EMAIL, KNOWN))

    assert offered.state.known == KNOWN.model_copy(update={"company": None})


def test_use_these_leaves_out_what_is_known():
    """Phone and host are not asked: the form is complete and can be read."""
    assert isinstance(KEPT.state, Confirming)
    assert KEPT.state.form.host == KNOWN.host
    assert KEPT.state.form.remembered == KNOWN


def test_what_was_taken_over_is_sent_as_a_claim():
    """The kiosk sends the claim and what was typed, never what it did not see."""
    request = after(KEPT, ConfirmTouched(LATER)).state.request

    assert request.remembered == "claim-known"
    assert request.host_id == JONAS.id
    assert (request.visitor.company, request.visitor.phone) == (None, None)


def test_type_anew_asks_everything():
    """Whoever wants nothing of it goes on as a stranger would."""
    done = after(OFFERED, NoneOfThese())
    host = after(done, *(Typed(digit, STAMP) for digit in "123456"), NextTouched())
    sent = after(host, HostChosen(JONAS), ConfirmTouched(LATER))

    assert done.state.step is WalkInStep.PHONE
    assert host.state.step is WalkInStep.HOST
    assert sent.state.request.remembered is None


def test_back_leads_to_the_address():
    """Whoever mistyped is back where they typed."""
    assert after(OFFERED, BackTouched()).state == RIGHT


@pytest.mark.parametrize("event", [NextTouched(), SuggestionTaken()])
def test_only_a_touch_decides(event):
    """Enter on a real keyboard takes nothing over."""
    assert after(OFFERED, event) == OFFERED


@pytest.mark.parametrize("field", [WalkInField.NAME, WalkInField.EMAIL])
def test_another_name_or_address_loses_what_was_taken_over(field):
    """Whoever turns out to be somebody else has nothing of the first."""
    step = WalkInStep.NAME if field is WalkInField.NAME else WalkInStep.DETAILS
    page = replace(RIGHT, step=step, active=field, form=KEPT.state.form, changing=True)

    typed = after(replace(KEPT, state=page), Typed("m", STAMP))

    assert typed.state.form.remembered is None
    assert typed.state.form.host is None


def test_a_host_of_ones_own_choice_stays():
    """Whoever chose their host themselves keeps them, whatever else changes."""
    form = replace(KEPT.state.form, host=JONAS)
    page = replace(RIGHT, active=WalkInField.EMAIL, form=form)

    typed = after(replace(KEPT, state=page), Erased())

    assert typed.state.form.remembered is None
    assert typed.state.form.host == JONAS


def test_another_company_changes_nothing_else():
    """Typing a company leaves phone and host as they were taken over."""
    page = replace(RIGHT, active=WalkInField.COMPANY, form=KEPT.state.form)

    typed = after(replace(KEPT, state=page), Typed("N", STAMP))

    assert typed.state.form.remembered == KNOWN


def test_a_line_that_was_taken_over_can_be_changed():
    """Each line of the last page leads to its own page and back."""
    opened = after(KEPT, ChangeTouched(WalkInStep.PHONE))
    back = after(opened, NextTouched())

    assert opened.state.step is WalkInStep.PHONE
    assert back.state == KEPT.state


def test_what_was_taken_over_is_not_asked_for_twice():
    """Whoever goes back and on again is not welcomed a second time."""
    page = replace(UNREAD, form=replace(KEPT.state.form, confirmed_email=""))
    start = replace(KEPT, state=ConfirmingEmail(page))

    assert effects_of(start, ConfirmTouched(STAMP)) == ()


def test_a_form_without_memory_sends_none():
    """A walk-in who was never here sends nothing but what they typed."""
    form = WalkInForm(name=Entry("Mara", 4), host=JONAS)

    sent = after(journey(Confirming(form)), ConfirmTouched(STAMP))

    assert sent.state.request.remembered is None
