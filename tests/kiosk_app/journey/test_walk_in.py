"""A visitor without an invitation tells who they are and whom they visit."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import ForgetVisitor, SearchHosts, SendCheckIn
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    ChangeTouched,
    Cleared,
    ConfirmTouched,
    Erased,
    FieldTouched,
    HostChosen,
    HostsFound,
    HostsUnreachable,
    NextTouched,
    TryAgainTouched,
    Typed,
    WalkInWanted,
)
from kiosk_app.journey.states import (
    Checking,
    Confirming,
    Entry,
    SearchState,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    Welcome,
)
from shared.check_in import CheckInRequest, WalkInVisitor
from tests.kiosk_app.journey.examples import (
    ASKED,
    AWAY,
    FORM,
    ID,
    JONAS,
    NAMING,
    NINE,
    SEARCHING,
    STAMP,
    after,
    effects_of,
    journey,
)


def typed(text):
    """Type a text with one touch."""
    return Typed(text, STAMP)


ANNA = JONAS.model_copy(update={"id": "host-2", "name": "Anna Berg"})
AT_DETAILS = WalkIn(
    step=WalkInStep.DETAILS,
    form=WalkInForm(name=Entry("Mara Lindt", 10)),
    active=WalkInField.COMPANY,
)
AT_HOST = WalkIn(
    step=WalkInStep.HOST,
    form=WalkInForm(name=Entry("Mara Lindt", 10)),
    active=WalkInField.HOST,
)


def test_a_walk_in_is_checked_in_with_what_they_told():
    """Name, company, e-mail and host, in this order, then one look at it all."""
    told = after(
        journey(),
        WalkInWanted(),
        typed("  Mara Lindt "),
        NextTouched(),
        typed("Lindt AG"),
        FieldTouched(WalkInField.EMAIL),
        typed("mara@lindt.example"),
        NextTouched(),
        ConfirmTouched(STAMP),
        typed(ASKED),
        HostsFound(ASKED, (JONAS,)),
        HostChosen(JONAS),
    )
    expected = CheckInRequest(
        request_id=ID,
        kiosk_time=NINE,
        visitor=WalkInVisitor(
            name="Mara Lindt", email="mara@lindt.example", company="Lindt AG"
        ),
        host_id="host-1",
    )

    sent = after(told, ConfirmTouched(STAMP))

    assert isinstance(told.state, Confirming)
    assert sent.state == Checking(expected, looked_for="Jonas Weber")
    assert effects_of(told, ConfirmTouched(STAMP)) == (SendCheckIn(expected),)


def test_company_and_email_may_be_skipped():
    """Nobody has to tell more than their name and their host."""
    sent = after(journey(Confirming(FORM)), ConfirmTouched(STAMP))

    assert sent.state.request.visitor == WalkInVisitor(name="Mara Lindt")


@pytest.mark.parametrize("name", ["", "   ", "\u200d", "-"])
def test_next_without_a_name_says_what_is_missing(name):
    """Next stays on the page and says that the name is missing."""
    start = WalkIn(form=WalkInForm(name=Entry(name, len(name))))

    done = after(journey(start), NextTouched())

    assert done.state == replace(start, nudged=True)


def test_the_nudge_goes_as_soon_as_something_is_typed():
    """Whoever repairs it is not reminded any longer."""
    done = after(journey(WalkIn(nudged=True)), typed("M"))

    assert done.state.nudged is False


@pytest.mark.parametrize(
    "email", ["mara", "mara@", "mara@lindt", "@lindt.example", "a b@c.example"]
)
def test_an_email_that_cannot_be_one_is_asked_about(email):
    """A typing error in the e-mail is caught before it is sent."""
    form = replace(AT_DETAILS.form, email=Entry(email, 0))
    start = replace(AT_DETAILS, form=form)

    done = after(journey(start), NextTouched())

    assert done.state == replace(start, nudged=True, active=WalkInField.EMAIL)


def test_details_lead_to_the_host():
    """Skip, with nothing written, goes on."""
    assert after(journey(AT_DETAILS), NextTouched()).state == AT_HOST


def test_next_without_a_host_says_what_is_missing():
    """A host has to be chosen."""
    done = after(journey(AT_HOST), NextTouched())

    assert done.state == replace(AT_HOST, nudged=True)


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (WalkInStep.NAME, WalkInField.EMAIL),
        (WalkInStep.DETAILS, WalkInField.HOST),
        (WalkInStep.HOST, WalkInField.NAME),
    ],
)
def test_only_fields_of_the_page_can_be_touched(step, field):
    """The keyboard never writes into a field that is not on the screen."""
    start = journey(WalkIn(step=step))

    assert after(start, FieldTouched(field)) == start


def test_a_touched_field_is_written_into_at_its_end():
    """Touching the e-mail field moves the keyboard there."""
    form = replace(AT_DETAILS.form, email=Entry("m@", 0))
    start = journey(replace(AT_DETAILS, form=form))

    done = after(start, FieldTouched(WalkInField.EMAIL), typed("x"))

    assert done.state.active is WalkInField.EMAIL
    assert done.state.form.email == Entry("m@x", 3)


def test_keys_write_into_the_active_field_only():
    """Typing a company leaves the name as it is."""
    done = after(journey(AT_DETAILS), typed("Lindt"), CaretMoved(-1), Erased())

    assert done.state.form == replace(AT_DETAILS.form, company=Entry("Lint", 3))


@pytest.mark.parametrize("text", ["jo", "Jo ", "J W", "李", "ミ", "김", "ко"])
def test_two_letters_begin_a_search_or_one_in_east_asia(text):
    """The search begins as soon as it can find somebody."""
    effects = effects_of(journey(AT_HOST), typed(text))

    assert effects == (SearchHosts(text.strip()),)


@pytest.mark.parametrize("text", ["j", " ", "--", "j."])
def test_a_single_letter_does_not_search(text):
    """One letter would list half of the house."""
    start = journey(AT_HOST)

    assert effects_of(start, typed(text)) == ()
    assert after(start, typed(text)).state.search is SearchState.IDLE


def test_a_blank_does_not_search_again():
    """What is searched for has not changed, so nothing on the screen moves."""
    found = after(journey(SEARCHING), HostsFound(ASKED, (JONAS,)), CaretMoved(1))

    done = after(found, typed(" "))

    assert effects_of(found, typed(" ")) == ()
    assert done.state.hosts == (JONAS,)


def test_a_new_letter_takes_the_old_names_away():
    """The names on the screen belong to what is written above them."""
    found = after(journey(SEARCHING), HostsFound(ASKED, (JONAS,)), CaretMoved(1))

    done = after(found, typed("x"))

    assert (done.state.search, done.state.hosts) == (SearchState.SEARCHING, ())


def test_a_cleared_search_shows_nobody():
    """An empty field has no results."""
    found = after(journey(SEARCHING), HostsFound(ASKED, (JONAS,)))

    done = after(found, Cleared())

    assert (done.state.search, done.state.hosts) == (SearchState.IDLE, ())


def test_found_hosts_are_shown():
    """The answer to what is written is shown."""
    done = after(journey(SEARCHING), HostsFound(ASKED, (JONAS, ANNA)))

    assert done.state.search is SearchState.FOUND
    assert done.state.hosts == (JONAS, ANNA)


@pytest.mark.parametrize("answer", [HostsFound("Jon", (ANNA,)), HostsUnreachable("J")])
def test_an_answer_to_an_older_search_is_ignored(answer):
    """Names that do not fit what is written never appear."""
    assert after(journey(SEARCHING), answer) == journey(SEARCHING)


def test_a_search_that_failed_can_be_tried_again():
    """When the server did not answer, one touch searches again."""
    failed = after(journey(SEARCHING), HostsUnreachable(ASKED))

    again = after(failed, TryAgainTouched())

    assert failed.state.search is SearchState.AWAY
    assert again.state.search is SearchState.SEARCHING
    assert effects_of(journey(AWAY), TryAgainTouched()) == (SearchHosts(ASKED),)


def test_trying_again_means_nothing_while_all_is_well():
    """A search under way is not started twice."""
    start = journey(SEARCHING)

    assert after(start, TryAgainTouched()) == start


def test_a_host_cannot_be_chosen_on_another_page():
    """Only the page of the hosts chooses hosts."""
    assert after(journey(NAMING), HostChosen(JONAS)) == journey(NAMING)


def test_back_goes_through_the_pages_to_the_welcome():
    """Back, back, back leads home, in the visitor's language."""
    start = journey(AT_HOST, language="de")

    details = after(start, BackTouched())
    name = after(details, BackTouched())
    out = after(name, BackTouched())

    assert details.state == AT_DETAILS
    assert (name.state.step, name.state.form) == (WalkInStep.NAME, AT_HOST.form)
    assert (out.state, out.language) == (Welcome(), "de")
    assert effects_of(name, BackTouched()) == (ForgetVisitor(),)


def test_back_from_the_confirmation_leads_to_the_host():
    """The page before the confirmation is the host's."""
    done = after(journey(Confirming(FORM)), BackTouched())

    assert (done.state.step, done.state.changing) == (WalkInStep.HOST, False)


def test_a_chosen_host_need_not_be_chosen_again():
    """Back from the confirmation and Next again keeps the host."""
    done = after(journey(Confirming(FORM)), BackTouched(), NextTouched())

    assert done.state == Confirming(FORM)


def test_a_line_can_be_changed_and_the_visitor_returns():
    """Change at the name, then Next, is back at the confirmation."""
    done = after(
        journey(Confirming(FORM)),
        ChangeTouched(WalkInStep.NAME),
        typed("-Berg"),
        NextTouched(),
    )

    assert done.state.form.name.text == "Mara Lindt-Berg"
    assert isinstance(done.state, Confirming)


def test_a_change_can_be_given_up():
    """Back from a change leaves the line as it was."""
    done = after(
        journey(Confirming(FORM)),
        ChangeTouched(WalkInStep.NAME),
        Cleared(),
        BackTouched(),
    )

    assert done.state == Confirming(FORM)


def test_another_host_can_be_chosen_from_the_confirmation():
    """Change at the host shows an empty search."""
    changing = after(journey(Confirming(FORM)), ChangeTouched(WalkInStep.HOST))

    done = after(changing, HostChosen(ANNA))

    assert changing.state.form.query == Entry()
    assert done.state == Confirming(replace(FORM, host=ANNA))


def test_a_change_without_its_former_form_keeps_what_is_written():
    """Even then Back leads to the confirmation."""
    start = WalkIn(form=FORM, changing=True)

    assert after(journey(start), BackTouched()).state == Confirming(FORM)


@pytest.mark.parametrize(
    ("form", "step"),
    [
        (WalkInForm(host=JONAS), WalkInStep.NAME),
        (replace(FORM, email=Entry("mara", 0)), WalkInStep.DETAILS),
        (replace(FORM, host=None), WalkInStep.HOST),
    ],
)
def test_an_incomplete_form_is_never_sent(form, step):
    """What is missing is asked for instead."""
    start = journey(Confirming(form))

    assert effects_of(start, ConfirmTouched(STAMP)) == ()
    assert after(start, ConfirmTouched(STAMP)).state.step is step
