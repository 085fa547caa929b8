"""The kinds of visit of a site and their questions, put and taken away."""

import pytest

from admin_server.core.visit_types import (
    MOST,
    TooMany,
    Twice,
    choices_of,
    find_question,
    find_type,
    new_key,
    question_forward,
    type_forward,
    with_question,
    with_type,
    without_question,
    without_type,
)
from shared.kiosk_options import KioskOptions, Question, VisitType

INTERVIEW = VisitType(key="interview", name={"en": "Interview"})
SERVICE = VisitType(key="service", name={"en": "Service"})
BOTH = KioskOptions(visit_types=(INTERVIEW, SERVICE))
PLATE = Question(key="plate", label={"en": "Number plate"})
TOOL = Question(key="tool", label={"en": "Tools"})
COLOURS = {"red": {"en": "Red", "de": "Rot"}, "blue": {"en": "Blue", "de": "Blau"}}


def keys(options: KioskOptions) -> list[str]:
    """The kinds of visit, in their order."""
    return [kind.key for kind in options.visit_types]


def test_a_new_kind_is_the_last_one():
    """What an admin adds stands after what was there."""
    options = with_type(with_type(KioskOptions(), INTERVIEW), SERVICE)

    assert options == BOTH


def test_a_changed_kind_stays_where_it_is():
    """Another name moves nothing."""
    named = INTERVIEW.model_copy(update={"name": {"en": "Job interview"}})

    options = with_type(BOTH, named)

    assert options.visit_types == (named, SERVICE)


def test_a_visitor_is_not_shown_too_many():
    """A thirteenth kind of visit, or question, finds no room."""
    kinds = tuple(VisitType(key=f"k{at}", name={}) for at in range(MOST))
    questions = tuple(Question(key=f"q{at}", label={}) for at in range(MOST))

    with pytest.raises(TooMany):
        with_type(KioskOptions(visit_types=kinds), INTERVIEW)
    with pytest.raises(TooMany):
        with_question(INTERVIEW.model_copy(update={"questions": questions}), PLATE)


@pytest.mark.parametrize(
    ("moved", "after"),
    [
        ("service", ["service", "interview"]),
        ("interview", ["interview", "service"]),
        ("unknown", ["interview", "service"]),
    ],
)
def test_a_kind_is_brought_forward(moved: str, after: list[str]):
    """It changes places with the one before; the first stays first."""
    options = type_forward(BOTH, moved)

    assert keys(options) == after


def test_a_kind_is_taken_away():
    """Only that one goes."""
    options = without_type(BOTH, "interview")

    assert keys(options) == ["service"]
    assert find_type(options, "interview") is None
    assert find_type(options, "service") == SERVICE


def test_questions_are_put_moved_and_taken_away():
    """A kind's questions are treated like the kinds themselves."""
    asked = with_question(with_question(INTERVIEW, PLATE), TOOL)

    turned = question_forward(asked, "tool")
    fewer = without_question(asked, "plate")

    assert asked.questions == (PLATE, TOOL)
    assert turned.questions == (TOOL, PLATE)
    assert fewer.questions == (TOOL,)
    assert find_question(fewer, "plate") is None
    assert find_question(fewer, "tool") == TOOL


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Number plate", "number_plate"),
        ("Größe?", "grosse"),
        ("大阪", "other"),
        ("Interview", "interview_2"),
        ("x" * 80, "x" * 36),
    ],
)
def test_a_key_is_made_of_words(words: str, key: str):
    """What an admin writes becomes a short name that nothing else has."""
    assert new_key(words, ["interview"]) == key


def test_choices_are_the_same_in_every_language():
    """The first line in one language is the first line in the other."""
    choices = choices_of({"en": ["Red", "Blue"], "de": ["Rot", "Blau"]}, {})

    assert choices == COLOURS


def test_a_choice_keeps_its_key_wherever_it_stands():
    """What visitors answered means the same after the order was changed."""
    choices = choices_of({"en": ["Green", "Blue", "Red"], "de": []}, COLOURS)

    assert list(choices) == ["green", "blue", "red"]
    assert choices["blue"] == {"en": "Blue"}


def test_words_in_a_language_that_is_not_offered_stay():
    """A language that is taken back later has its words still."""
    choices = choices_of({"en": ["Red"]}, COLOURS)

    assert choices == {"red": {"en": "Red", "de": "Rot"}}


def test_a_key_that_meant_something_else_is_not_given_away():
    """A choice of the same key but other words becomes a new one."""
    choices = choices_of({"en": ["Red!"]}, COLOURS)

    assert choices == {"red_2": {"en": "Red!"}}


def test_choices_that_cannot_be_told_apart_are_refused():
    """Two that read the same, or more than a screen holds."""
    many = [f"choice {at}" for at in range(MOST + 1)]

    with pytest.raises(Twice):
        choices_of({"en": ["Red", "red"]}, {})
    with pytest.raises(TooMany):
        choices_of({"en": many}, {})
