"""What a site asks: company, e-mail, phone, kind of visit, its questions, the reason."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import KeepCheckIn, SendCheckIn
from kiosk_app.journey.events import (
    BackTouched,
    ChangeTouched,
    Cleared,
    ConfirmTouched,
    Erased,
    FieldTouched,
    HostChosen,
    MoreWanted,
    NextTouched,
    OptionsTold,
    RowChosen,
    ServerSeen,
    Typed,
    WalkInWanted,
)
from kiosk_app.journey.states import (
    Answering,
    ChoosingType,
    Confirming,
    Entry,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.walk_in_pages import Page, is_required, named, pages
from kiosk_app.journey.walk_in_way import Way, open_page
from shared.kiosk_options import (
    Asked,
    KioskOptions,
    Question,
    QuestionKind,
    VisitType,
)
from tests.kiosk_app.journey.examples import (
    FLOOR,
    FORM,
    JONAS,
    PLATE,
    SEVEN_KINDS,
    STAMP,
    after,
    effects_of,
    journey,
)

CAMERA = Question(key="camera", kind=QuestionKind.YES_NO, label={"en": "A camera?"})
NEEDED = PLATE.model_copy(update={"required": True})
CONTRACTOR = VisitType(
    key="contractor", name={"en": "Contractor"}, questions=(NEEDED, CAMERA)
)
MEETING = VisitType(key="meeting", name={"en": "Meeting"})
ASKING = KioskOptions(
    by_name=False,
    company=Asked.REQUIRED,
    email=Asked.REQUIRED,
    phone=Asked.OFF,
    purpose=Asked.OPTIONAL,
    visit_types=(CONTRACTOR, MEETING),
)
KINDS = KioskOptions(by_name=False, visit_types=(CONTRACTOR, MEETING))
TOLD = replace(
    FORM, visit_type="contractor", answers=(("plate", "B 1"), ("camera", "no"))
)


def at(state, options=ASKING):
    """Stand at a page of a site that asks for these things."""
    return replace(journey(state), options=options)


def typed(text):
    """Type a text with one touch."""
    return Typed(text, STAMP)


def steps(form, options):
    """Name the pages of a walk-in."""
    return [page.step for page in pages(form, options)]


WITHOUT_EMAIL = (
    WalkInWanted(),
    typed("Mara Lindt"),
    NextTouched(),
    typed("Lindt AG"),
    NextTouched(),
    typed("+49 30 1234567"),
    NextTouched(),
    RowChosen("contractor"),
    typed("B ML 4827"),
    NextTouched(),
    RowChosen("yes"),
    typed("Repair of the lift"),
    NextTouched(),
    HostChosen(JONAS),
)


def test_everything_that_was_told_is_sent():
    """C14: without an e-mail a phone number; kind of visit, answers and reason as well."""
    told = after(at(Welcome()), *WITHOUT_EMAIL)

    (sent,) = effects_of(told, ConfirmTouched(STAMP))

    request = sent.request
    assert isinstance(told.state, Confirming)
    assert isinstance(sent, SendCheckIn)
    assert (request.visitor.company, request.visitor.email) == ("Lindt AG", None)
    assert request.visitor.phone == "+49 30 1234567"
    assert (request.visit_type, request.purpose) == ("contractor", "Repair of the lift")
    assert request.answers == {"plate": "B ML 4827", "camera": "yes"}


def test_without_the_server_the_kiosk_keeps_all_of_it():
    """Statement 33: the kept check-in carries the answers too."""
    away = replace(at(Welcome()), online=False)

    told = after(away, *WITHOUT_EMAIL)
    (kept,) = effects_of(told, ConfirmTouched(STAMP))

    assert isinstance(kept, KeepCheckIn)
    assert kept.request.answers == {"plate": "B ML 4827", "camera": "yes"}
    assert kept.request.visitor.phone == "+49 30 1234567"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (KioskOptions(), ["name", "details", "host"]),
        (KioskOptions(company=Asked.OFF, email=Asked.OFF), ["name", "host"]),
        (KioskOptions(phone=Asked.OPTIONAL), ["name", "details", "phone", "host"]),
        (KioskOptions(email=Asked.REQUIRED), ["name", "details", "phone", "host"]),
        (KINDS, ["name", "details", "type", "host"]),
        (KioskOptions(purpose=Asked.REQUIRED), ["name", "details", "purpose", "host"]),
    ],
)
def test_a_site_asks_what_it_chose(options, expected):
    """Only what the site wants to know has a page, so that the steps count right."""
    assert steps(WalkInForm(), options) == expected


def test_the_questions_come_with_the_kind_of_visit():
    """A meeting asks nothing more; a contractor is asked two things."""
    meeting = replace(FORM, visit_type="meeting")

    assert "question" not in steps(meeting, KINDS)
    assert Page(WalkInStep.QUESTION, "plate") in pages(TOLD, KINDS)


def test_a_phone_number_is_asked_only_of_those_without_an_email():
    """Where an e-mail is wanted, whoever gives one is not asked for a number too."""
    given = replace(FORM, email=Entry("m@a.example", 0))

    assert "phone" not in steps(given, ASKING)


@pytest.mark.parametrize("company", ["", "  "])
def test_a_required_company_is_asked_for(company):
    """Next says what is missing, and the keyboard writes there."""
    form = replace(FORM, company=Entry(company, 0))
    start = WalkIn(step=WalkInStep.DETAILS, form=form, active=WalkInField.EMAIL)

    done = after(at(start), NextTouched())

    assert (done.state.nudged, done.state.active) == (True, WalkInField.COMPANY)


@pytest.mark.parametrize("number", ["", "1234", "+-()", "12 34"])
def test_a_number_that_cannot_be_one_is_asked_about(number):
    """A phone number has at least five digits."""
    form = replace(FORM, company=Entry("AG", 2), phone=Entry(number, 0))
    start = WalkIn(step=WalkInStep.PHONE, form=form, active=WalkInField.PHONE)

    assert after(at(start), NextTouched()).state.nudged


def test_letters_are_no_part_of_a_phone_number():
    """Whatever a real keyboard types, only digits and their signs are taken."""
    start = WalkIn(step=WalkInStep.PHONE, active=WalkInField.PHONE)

    done = after(at(start), typed("+49x(30)-1/2 a3"), Erased(), typed("45"))

    assert done.state.form.phone.text == "+49(30)-1/2 45"
    assert after(done, Cleared()).state.form.phone == Entry()


def test_an_optional_number_may_be_left_out():
    """Skip, with nothing written, goes on."""
    optional = KioskOptions(by_name=False, phone=Asked.OPTIONAL)
    start = WalkIn(step=WalkInStep.PHONE, form=FORM, active=WalkInField.PHONE)

    assert after(at(start, optional), NextTouched()).state.step is WalkInStep.HOST


def test_a_required_reason_is_asked_for():
    """Nobody passes the reason where the site wants one."""
    options = KioskOptions(by_name=False, purpose=Asked.REQUIRED)
    start = WalkIn(step=WalkInStep.PURPOSE, form=FORM, active=WalkInField.PURPOSE)

    done = after(at(start, options), NextTouched())

    assert (done.state.step, done.state.nudged) == (WalkInStep.PURPOSE, True)


def test_a_field_that_is_not_asked_cannot_be_touched():
    """The keyboard never writes what the site does not want."""
    options = KioskOptions(by_name=False, company=Asked.OFF)
    start = at(WalkIn(step=WalkInStep.DETAILS, active=WalkInField.EMAIL), options)

    assert after(start, FieldTouched(WalkInField.COMPANY)) == start


def test_a_kind_that_the_site_has_not_cannot_be_chosen():
    """Only what is on the page can be touched."""
    start = at(ChoosingType(FORM), KINDS)

    assert after(start, RowChosen("party")) == start


def test_another_kind_asks_its_own_questions():
    """Whoever chooses another kind of visit starts its questions afresh."""
    start = at(Confirming(replace(FORM, visit_type="meeting")), KINDS)

    changing = after(start, ChangeTouched(WalkInStep.TYPE), RowChosen("contractor"))
    plate = after(changing, typed("B 1"), NextTouched())
    done = after(plate, NextTouched())

    assert changing.state.question == NEEDED
    assert plate.state.question == CAMERA
    assert done.state == Confirming(
        replace(
            FORM, visit_type="contractor", answers=(("plate", "B 1"), ("camera", ""))
        )
    )


def test_the_same_kind_again_keeps_its_answers():
    """Looking at the kinds and choosing the same one loses nothing."""
    start = at(Confirming(TOLD), KINDS)

    done = after(start, ChangeTouched(WalkInStep.TYPE), RowChosen("contractor"))

    assert done.state == Confirming(TOLD)


def test_a_change_of_kind_can_be_given_up():
    """Back from the new questions leaves kind and answers as they were."""
    start = at(Confirming(TOLD), KINDS)

    done = after(
        start, ChangeTouched(WalkInStep.TYPE), RowChosen("meeting"), BackTouched()
    )
    half = after(
        at(Confirming(replace(FORM, visit_type="meeting")), KINDS),
        ChangeTouched(WalkInStep.TYPE),
        RowChosen("contractor"),
        BackTouched(),
    )

    assert done.state.step is WalkInStep.HOST
    assert half.state == Confirming(replace(FORM, visit_type="meeting"))


def test_one_answer_can_be_changed():
    """Change at an answer, then Next, is back at the confirmation."""
    start = at(Confirming(TOLD), KINDS)

    changing = after(start, ChangeTouched(WalkInStep.QUESTION, "plate"))
    done = after(changing, typed("2"), NextTouched())

    assert changing.state.entry == Entry("B 1", 3)
    assert dict(done.state.form.answers) == {"plate": "B 12", "camera": "no"}
    assert isinstance(done.state, Confirming)


@pytest.mark.parametrize(
    "event",
    [ChangeTouched(WalkInStep.QUESTION, "other"), ChangeTouched(WalkInStep.PURPOSE)],
)
def test_what_is_not_asked_cannot_be_changed(event):
    """A line that is not there leads nowhere."""
    start = at(Confirming(TOLD), KINDS)

    assert after(start, event) == start


def test_a_required_question_is_not_passed():
    """Next without an answer says that one is needed, until something is typed."""
    start = at(Answering(FORM, NEEDED), KINDS)

    nudged = after(start, NextTouched())

    assert nudged.state.nudged
    assert not after(nudged, typed("B")).state.nudged


def test_only_the_offered_answers_are_taken():
    """A choice is touched, never typed."""
    start = at(Answering(FORM, FLOOR), KINDS)

    assert after(start, RowChosen("row9")) == start
    assert after(start, typed("row1")) == start


@pytest.mark.parametrize("state", [ChoosingType(FORM), Answering(FORM, FLOOR)])
def test_more_rows_than_fit_are_shown_in_turn(state):
    """Six rows at once; More shows the others, and then the first again."""
    start = at(state, SEVEN_KINDS)

    more = after(start, MoreWanted())

    assert more.state.shown == 1
    assert after(more, MoreWanted()) == start


def test_few_rows_have_nothing_more():
    """Where all rows are shown, More would show the same."""
    start = at(ChoosingType(FORM), KINDS)

    assert after(start, MoreWanted()) == start


def test_back_goes_through_the_questions():
    """Back from a question leads to the one before, then to the kinds."""
    form = replace(TOLD, answers=())
    start = at(Answering(form, CAMERA), KINDS)

    plate = after(start, BackTouched())
    kinds = after(plate, BackTouched())
    details = after(kinds, BackTouched())

    assert plate.state.question == NEEDED
    assert kinds.state == ChoosingType(form)
    assert details.state.step is WalkInStep.DETAILS


@pytest.mark.parametrize(
    ("form", "page"),
    [
        (FORM, ChoosingType(FORM)),
        (replace(TOLD, answers=()), Answering(replace(TOLD, answers=()), NEEDED)),
    ],
)
def test_what_the_site_asks_by_now_is_asked_before_it_is_sent(form, page):
    """An admin who adds a kind of visit meanwhile gets an answer."""
    start = after(journey(Confirming(form)), OptionsTold(KINDS))

    assert effects_of(start, ConfirmTouched(STAMP)) == ()
    assert after(start, ConfirmTouched(STAMP)).state == page


def test_what_the_site_asks_no_more_is_not_sent():
    """Answers to questions that are gone stay where they are."""
    start = at(Confirming(TOLD), KioskOptions(by_name=False))

    request = after(start, ConfirmTouched(STAMP)).state.request

    assert (request.visit_type, request.answers) == (None, None)


def test_a_question_that_is_gone_leads_on():
    """Whoever answers what is asked no more is not held up."""
    start = after(at(Answering(TOLD, CAMERA), KINDS), OptionsTold(KioskOptions()))

    done = after(start, RowChosen("yes"))

    assert isinstance(done.state, Confirming)


def test_a_choice_that_is_gone_is_asked_again():
    """An answer that cannot be touched any more does not count."""
    question = FLOOR.model_copy(update={"required": True})
    kind = VisitType(key="tour", name={"en": "Tour"}, questions=(question,))
    form = replace(FORM, visit_type="tour", answers=(("floor", "row99"),))
    start = at(Confirming(form), KioskOptions(by_name=False, visit_types=(kind,)))

    done = after(start, ConfirmTouched(STAMP))

    assert done.state.question == question


def test_while_the_server_is_away_a_walk_in_goes_on():
    """The pages are the same with and without the server."""
    start = after(at(ChoosingType(FORM), KINDS), ServerSeen(online=False))

    assert after(start, RowChosen("contractor")).state.question == NEEDED


def test_a_page_that_is_gone_leads_to_the_confirmation():
    """Nobody is shown a question that the site has just taken away."""
    way = Way(TOLD, Page(WalkInStep.QUESTION, "gone"))

    shown, _ = open_page(at(Confirming(TOLD), KINDS), way)

    assert shown.state == Confirming(TOLD)


@pytest.mark.parametrize(
    ("field", "form", "required"),
    [
        (WalkInField.NAME, FORM, True),
        (WalkInField.HOST, FORM, True),
        (WalkInField.COMPANY, FORM, True),
        (WalkInField.EMAIL, FORM, False),
        (WalkInField.PHONE, FORM, True),
        (WalkInField.PHONE, replace(FORM, email=Entry("m@a.example", 0)), False),
        (WalkInField.PURPOSE, FORM, False),
    ],
)
def test_what_nobody_can_leave_out_is_marked(field, form, required):
    """C14: an e-mail is never forced; whoever has none gives a phone number."""
    assert is_required(field, form, ASKING) is required


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"de": "Handwerk", "en": "Contractor"}, "Handwerk"),
        ({"fr": "Artisan", "en": "Contractor"}, "Contractor"),
        ({"fr": "Artisan"}, "Artisan"),
        ({"de": "", "en": "Contractor"}, "Contractor"),
        ({}, ""),
    ],
)
def test_a_text_of_the_site_is_said_in_the_visitors_language(names, said):
    """Else in the site's first language, else in whichever there is."""
    assert named(names, "de", "en") == said
