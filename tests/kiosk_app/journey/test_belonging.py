"""How a kiosk without a token comes to belong to a site."""

import pytest

from kiosk_app.journey.effects import AskForCode, AskForToken, ForgetVisitor
from kiosk_app.journey.events import (
    Approval,
    CodeGiven,
    CodeNotGiven,
    Scanned,
    ScreenFailed,
    TimeUp,
    TokenAsked,
    Unpaired,
)
from kiosk_app.journey.states import Journey, Pairing, PairingCode, Welcome
from tests.kiosk_app.journey.examples import (
    COMPLETED,
    LATER,
    PAIRING,
    PAIRING_CODE,
    PASS,
    after,
    effects_of,
    journey,
)

UNPAIRED = Journey(state=PAIRING, paired=False)
CODE = PAIRING_CODE.text


def asked(approval: Approval, code: str = CODE) -> TokenAsked:
    """The server has answered what an admin said."""
    return TokenAsked(code, approval)


def test_a_kiosk_without_a_token_asks_for_a_code():
    """A kiosk that nobody has paired shows the pairing screen by itself."""
    start = Journey(state=Pairing(), paired=False)

    assert effects_of(start, Unpaired()) == (ForgetVisitor(), AskForCode())
    assert after(start, Unpaired()).state == Pairing()


@pytest.mark.parametrize("state", [Welcome(), COMPLETED])
def test_a_revoked_kiosk_shows_the_pairing_screen_at_once(state):
    """Whoever stood before a kiosk that is revoked leaves nothing on its screen."""
    done = after(journey(state, language="de"), Unpaired())

    assert (done.state, done.paired, done.language) == (Pairing(), False, "en")


def test_a_given_code_is_shown_and_asked_about():
    """The code appears, and the kiosk begins to ask whether it was approved."""
    start = Journey(state=Pairing(), paired=False)

    assert after(start, CodeGiven(PAIRING_CODE)).state == PAIRING
    assert effects_of(start, CodeGiven(PAIRING_CODE)) == (AskForToken(CODE),)


def test_a_server_that_is_away_is_said_so_and_asked_again():
    """The screen says that the server was not reached, and the kiosk goes on trying."""
    done = after(UNPAIRED, CodeNotGiven())

    assert done.state == Pairing(away=True)
    assert effects_of(UNPAIRED, CodeNotGiven()) == (AskForCode(),)


def test_the_code_stays_while_an_admin_thinks():
    """Nothing moves on the screen until somebody decides."""
    assert after(UNPAIRED, asked(Approval.PENDING)) == UNPAIRED
    assert effects_of(UNPAIRED, asked(Approval.PENDING)) == (AskForToken(CODE),)


def test_a_lost_server_is_told_beside_the_code_and_untold_when_it_is_back():
    """The code stays on the screen; a line says that the server is away just now."""
    lost = after(UNPAIRED, asked(Approval.AWAY))

    assert lost.state == Pairing(PAIRING_CODE, away=True)
    assert after(lost, asked(Approval.PENDING)).state == PAIRING


def test_an_expired_code_is_renewed_silently():
    """The old code stays until the new one takes its place."""
    fresh = PairingCode("LMNP-QRST", "https://a.example/pair", "https://a.example/x")

    waiting = after(UNPAIRED, asked(Approval.EXPIRED))

    assert waiting.state == PAIRING
    assert effects_of(UNPAIRED, asked(Approval.EXPIRED)) == (AskForCode(),)
    assert after(waiting, CodeGiven(fresh)).state == Pairing(fresh)


def test_a_denied_kiosk_says_so_and_offers_another_code():
    """Whoever was turned away by mistake can try again at once."""
    denied = after(UNPAIRED, asked(Approval.DENIED))

    assert denied.state == Pairing(denied=True)
    assert after(denied, CodeGiven(PAIRING_CODE)).state == Pairing(
        PAIRING_CODE, denied=True
    )


def test_an_approved_kiosk_welcomes_visitors():
    """Once an admin has said yes the welcome appears."""
    done = after(UNPAIRED, asked(Approval.APPROVED))

    assert done == Journey(state=Welcome(), paired=True)


def test_news_of_an_older_code_change_nothing():
    """Only the code on the screen counts."""
    late = asked(Approval.DENIED, "LMNP-QRST")

    assert after(UNPAIRED, late) == UNPAIRED
    assert effects_of(UNPAIRED, late) == ()


def test_nobody_checks_in_at_an_unpaired_kiosk():
    """A pass that is held to an unpaired kiosk does nothing."""
    assert after(UNPAIRED, Scanned(PASS, LATER)) == UNPAIRED


def test_a_failed_screen_comes_back_to_the_pairing_screen():
    """After a mishap an unpaired kiosk asks for a new code instead of welcoming."""
    failed = after(UNPAIRED, ScreenFailed())

    assert after(failed, TimeUp()).state == Pairing()
    assert effects_of(failed, TimeUp()) == (ForgetVisitor(), AskForCode())
