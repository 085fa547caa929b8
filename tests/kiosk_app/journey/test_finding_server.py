"""A kiosk out of the box learns where its server is, and may be turned to another."""

from dataclasses import replace

from kiosk_app.journey.effects import AskForCode, CheckServer, TrustServer
from kiosk_app.journey.events import (
    BackTouched,
    ConfirmTouched,
    NextTouched,
    Scanned,
    ServerNotTaken,
    ServerTaken,
    ServerUntrusted,
    ServerWanted,
    Typed,
)
from kiosk_app.journey.machine import advance
from kiosk_app.journey.patience import patience
from kiosk_app.journey.states import Entry, Pairing, Welcome
from kiosk_app.journey.states_server import (
    AskingServer,
    ServerFrom,
    ServerProblem,
    TrustingServer,
)
from tests.kiosk_app.journey.examples import LATER, after, effects_of, journey

TYPED = AskingServer(Entry("a.example", 9))
LOOKING = replace(TYPED, looking=True)


def _new(state=None):
    """Stand at a kiosk that nobody has told anything."""
    start = journey(state or AskingServer())
    return replace(start, paired=False, server=ServerFrom.NOBODY)


def test_an_address_is_typed_and_looked_at():
    """Next asks who answers there, and nothing is kept before."""
    typed = after(_new(), Typed("a.example", LATER))

    turn = advance(typed, NextTouched())

    assert turn == (_new(LOOKING), (CheckServer("a.example"),))


def test_a_code_from_the_dashboard_is_looked_at_with_its_fingerprint():
    """The reader brings address and fingerprint; only the address is shown."""
    link = "https://a.example#ca=" + "ab" * 32

    now, asked = advance(_new(), Scanned(link, LATER))

    assert now.state.entry.text == "https://a.example"
    assert asked == (CheckServer(link),)


def test_nothing_typed_is_no_address():
    """Next without an address says so and asks nobody."""
    now, asked = advance(_new(), NextTouched())

    assert (now.state.problem, asked) == (ServerProblem.NO_ADDRESS, ())


def test_what_was_typed_stays_when_nobody_answers():
    """Whoever typed a wrong letter mends it; the sentence goes with the next key."""
    refused = after(_new(LOOKING), ServerNotTaken(ServerProblem.NO_SUCH_HOST))

    mended = after(refused, Typed("x", LATER))

    assert refused.state == replace(TYPED, problem=ServerProblem.NO_SUCH_HOST)
    assert mended.state == AskingServer(Entry("a.examplex", 10))


def test_a_private_authority_is_trusted_only_by_a_person():
    """The fingerprint is shown; yes keeps the address, no leads back to it."""
    asked = after(_new(LOOKING), ServerUntrusted("https://a.example", "1A2B 3C4D"))

    yes = advance(asked, ConfirmTouched(LATER))
    no = after(asked, BackTouched())

    assert isinstance(asked.state, TrustingServer)
    assert yes == (_new(LOOKING), (TrustServer("1A2B 3C4D"),))
    assert no.state == TYPED


def test_a_server_that_was_taken_is_asked_for_a_code():
    """As soon as the address is kept the kiosk shows a code to pair it by."""
    now, asked = advance(_new(LOOKING), ServerTaken())

    assert isinstance(now.state, Pairing)
    assert now.server is ServerFrom.KIOSK
    assert AskForCode() in asked


def test_another_server_means_another_pairing():
    """A kiosk that is turned to another server is not paired there."""
    paired = replace(journey(LOOKING), server=ServerFrom.KIOSK)

    moved = after(paired, ServerTaken())
    same = after(paired, ServerTaken(moved=False))

    assert (moved.paired, same.paired) == (False, True)
    assert same.state == Welcome()


def test_an_operators_address_is_nobodys_to_change():
    """Where a setting says the address, no button at the kiosk changes it."""
    given = replace(journey(Pairing()), paired=False)
    ours = replace(given, server=ServerFrom.KIOSK)

    assert effects_of(given, ServerWanted()) == ()
    assert after(given, ServerWanted()) == given
    assert after(ours, ServerWanted()).state == AskingServer()


def test_a_new_kiosk_waits_for_its_address():
    """Nothing counts down on the first page of a new kiosk; a changed one goes home."""
    changing = replace(journey(AskingServer()), server=ServerFrom.KIOSK)

    assert patience(_new(), 20) is None
    assert patience(changing, 20) is not None
    assert isinstance(after(changing, BackTouched()).state, Welcome)
