"""What a site asks somebody without an invitation."""

from uuid import uuid4

import pytest

from admin_server.core.visits import Arrival
from admin_server.core.walk_in_answers import answers_of, told_in
from shared.check_in import CheckInRequest
from shared.kiosk_options import (
    Asked,
    KioskOptions,
    Question,
    QuestionKind,
    VisitType,
)
from shared.refusals import Refusal, Refused
from tests.fakes.clock import MORNING

PLATE = Question(key="plate", label={"en": "Number plate", "de": "Kennzeichen"})
LUNCH = Question(
    key="lunch",
    kind=QuestionKind.CHOICE,
    label={"en": "Lunch"},
    required=True,
    choices={"soup": {"en": "Soup", "de": "Suppe"}, "none": {}},
)
FIRST_AID = Question(
    key="first_aid", kind=QuestionKind.YES_NO, label={"en": "First aider?"}
)
WORKS = VisitType(
    key="works",
    name={"en": "Contractor", "de": "Handwerk"},
    questions=(PLATE, LUNCH, FIRST_AID),
)
OPTIONS = KioskOptions(visit_types=(WORKS, VisitType(key="talk", name={"en": "Talk"})))


def request(**said: object) -> CheckInRequest:
    """Somebody who came without an invitation."""
    visitor = {"name": "Ada", **said.pop("visitor", {})}
    return CheckInRequest(
        request_id=uuid4(),
        kiosk_time=MORNING,
        visitor=visitor,
        host_id="host-jonas",
        **said,
    )


def test_answers_are_kept_by_their_keys():
    """What was answered is kept, and what was left empty is not."""
    answers = {"plate": "  ZH 1 ", "lunch": "soup", "first_aid": ""}

    told = answers_of(request(visit_type="works", answers=answers), OPTIONS)

    assert told == Arrival(
        visit_type="works", answers={"plate": "ZH 1", "lunch": "soup"}
    )


def test_where_nothing_is_asked_nothing_is_kept():
    """A site without kinds of visit asks for none."""
    assert answers_of(request(), KioskOptions()) == Arrival()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "visit_type"),
        ({"visit_type": "party"}, "visit_type"),
        ({"visit_type": "works"}, "answers.lunch"),
        ({"visit_type": "works", "answers": {"lunch": " "}}, "answers.lunch"),
        ({"visit_type": "works", "answers": {"lunch": "cake"}}, "answers.lunch"),
        (
            {"visit_type": "works", "answers": {"lunch": "soup", "first_aid": "ja"}},
            "answers.first_aid",
        ),
        ({"visit_type": "works", "answers": {"lunch": "soup", "x": "y"}}, "answers"),
        ({"visit_type": "talk", "answers": {"lunch": "soup"}}, "answers"),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(said: dict[str, object], field: str):
    """Only what the site asks is taken, and what it requires must be there."""
    with pytest.raises(Refused) as refused:
        answers_of(request(**said), OPTIONS)

    assert refused.value.code is Refusal.REQUEST_INVALID
    assert refused.value.message.startswith(f"{field}:")


@pytest.mark.parametrize(
    ("required", "field"),
    [
        ("company", "visitor.company"),
        ("email", "visitor.email"),
        ("phone", "visitor.phone"),
        ("purpose", "purpose"),
    ],
)
def test_what_the_site_requires_must_be_there(required: str, field: str):
    """A site that wants to know something is told before anybody is checked in."""
    options = KioskOptions(**{required: Asked.REQUIRED})

    with pytest.raises(Refused) as refused:
        answers_of(request(), options)

    assert refused.value.message.startswith(f"{field}:")


def test_a_phone_number_suffices_for_an_e_mail():
    """C14, statement 20: whoever declines an e-mail leaves a number instead."""
    options = KioskOptions(email=Asked.REQUIRED)

    assert answers_of(request(visitor={"phone": "+41 44 1"}), options) == Arrival()


def test_answers_are_said_in_the_readers_language():
    """A host reads questions and choices in words, the first language's if need be."""
    arrival = Arrival(
        visit_type="works",
        answers={"plate": "ZH 1", "lunch": "soup", "first_aid": "yes"},
    )

    told = told_in(arrival, OPTIONS, languages=("de", "en"), say=str.upper)

    assert told.visit_type == "Handwerk"
    assert told.answers == (
        ("Kennzeichen", "ZH 1"),
        ("Lunch", "Suppe"),
        ("First aider?", "YES"),
    )


def test_what_is_asked_no_more_is_said_by_its_key():
    """A question that was taken away since leaves its answer readable."""
    arrival = Arrival(visit_type="gone", answers={"old": "so"})

    told = told_in(arrival, OPTIONS, languages=("en",), say=str)

    assert (told.visit_type, told.answers) == ("gone", (("old", "so"),))
