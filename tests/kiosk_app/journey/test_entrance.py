"""The welcome, the languages and the code."""

import pytest

from kiosk_app.journey.effects import ForgetVisitor, SendCheckIn
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    Cleared,
    CodeWanted,
    Erased,
    LanguageChosen,
    LanguagesOffered,
    LanguageWanted,
    LeftAlone,
    SecondPassed,
    Typed,
    WalkInWanted,
)
from kiosk_app.journey.states import (
    Checking,
    ChoosingLanguage,
    Entry,
    StillThere,
    TypingCode,
    WalkIn,
    Welcome,
)
from tests.kiosk_app.journey.examples import (
    NAMING,
    STAMP,
    after,
    effects_of,
    journey,
)


@pytest.mark.parametrize(
    ("touch", "state"),
    [
        (CodeWanted(), TypingCode()),
        (WalkInWanted(), WalkIn()),
        (LanguageWanted(), ChoosingLanguage()),
    ],
)
def test_each_button_of_the_welcome_opens_its_screen(touch, state):
    """A visitor chooses their way in."""
    assert after(journey(), touch).state == state


def test_a_chosen_language_is_spoken_from_then_on():
    """A visitor who touches Deutsch reads German."""
    done = after(journey(), LanguageWanted(), LanguageChosen("de"))

    assert (done.state, done.language) == (Welcome(), "de")


def test_a_language_that_is_not_on_offer_cannot_be_chosen():
    """Only what the site offers can be chosen."""
    done = after(journey(), LanguageWanted(), LanguageChosen("tlh"))

    assert (done.state, done.language) == (ChoosingLanguage(), "en")


def test_the_language_screen_can_be_left():
    """Back from the languages changes nothing."""
    done = after(journey(language="de"), LanguageWanted(), BackTouched())

    assert done == journey(language="de")


def test_a_language_left_behind_is_forgotten():
    """The page asks first; the next visitor does not meet the language left behind."""
    asked = after(journey(language="de"), LeftAlone(1))

    assert asked.state == StillThere(Welcome(), 1)
    assert after(asked, SecondPassed()) == journey()


def test_the_sites_languages_are_taken_over():
    """The kiosk speaks the site's first language once it knows it."""
    done = after(journey(), LanguagesOffered(("fr", "Not a language", "en")))

    assert (done.language, done.default_language) == ("fr", "fr")
    assert done.languages == ("fr", "en")


@pytest.mark.parametrize(
    "start", [journey(language="de"), journey(NAMING, language="en")]
)
def test_new_languages_do_not_change_what_somebody_reads(start):
    """A visitor in the middle of something goes on in their language."""
    done = after(start, LanguagesOffered(("fr", "en", "de")))

    assert done.language == start.language
    assert done.default_language == "fr"


def test_no_language_at_all_changes_nothing():
    """A server that names no language leaves the kiosk speaking."""
    assert after(journey(), LanguagesOffered(())) == journey()


def test_the_sixth_sign_sends_the_code():
    """Nobody needs to find an Enter key."""
    start = journey(TypingCode(Entry("K7Q2F", 5)))

    done = after(start, Typed("m", STAMP))

    assert isinstance(done.state, Checking)
    assert done.state.request.code == "K7Q2FM"
    assert effects_of(start, Typed("m", STAMP)) == (SendCheckIn(done.state.request),)


@pytest.mark.parametrize("sign", ["0", "o", "1", "I", "-", "\u0131", "Ä", "\n"])
def test_signs_that_no_code_has_are_not_taken(sign):
    """A key that cannot be right writes nothing."""
    start = journey(TypingCode(Entry("K7", 2)))

    assert after(start, Typed(sign, STAMP)) == start


def test_a_pasted_code_is_tidied():
    """The code may be typed with hyphens and in small letters."""
    done = after(journey(TypingCode()), Typed("k7q-2fm", STAMP))

    assert done.state.request.code == "K7Q2FM"


def test_a_sign_in_the_middle_of_the_code_can_be_replaced():
    """A typing error is repaired where it stands."""
    start = journey(TypingCode(Entry("K7Q2", 4)))

    done = after(start, CaretMoved(-1), Erased(), Typed("H", STAMP))

    assert done.state == TypingCode(Entry("K7H2", 3))


def test_the_code_can_be_cleared():
    """One touch empties the boxes."""
    done = after(journey(TypingCode(Entry("K7Q2", 4))), Cleared())

    assert done.state == TypingCode()


def test_back_from_the_code_keeps_the_language():
    """Going back is not going away."""
    start = journey(TypingCode(Entry("K7", 2)), language="de")

    assert after(start, BackTouched()) == journey(language="de")
    assert effects_of(start, BackTouched()) == (ForgetVisitor(),)
