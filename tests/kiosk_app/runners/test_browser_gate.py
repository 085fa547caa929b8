"""A tablet's kiosk knows the browser that it was paired in."""

import pytest

from kiosk_app.journey.events import Approval, CodeNotGiven, TokenAsked
from kiosk_app.runners.browser_gate import BrowserGate, name_of
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.pairing import Pairings
from kiosk_app.runners.server_calls import ServerCalls, open_client
from tests.kiosk_app.runners.test_pairing import CODE, GIVEN, TOKEN

TABLET, STRANGER = name_of("tablet"), name_of("stranger")


@pytest.fixture
def token(tmp_path):
    return KioskToken(file=tmp_path / "token")


@pytest.fixture
def another():
    """How often the pairing code was made worthless."""
    return []


@pytest.fixture
def gate(tmp_path, token, another):
    opened = BrowserGate(tmp_path)
    opened.attend(token, on_another=lambda: another.append(1))
    return opened


@pytest.fixture
async def pairings(server, token, gate):
    async def sleep(_seconds):
        """Nobody really waits."""

    async with open_client(server.address, token, None) as client:
        yield Pairings(ServerCalls(client), token, gate=gate, sleep=sleep)


def paired(folder, browser: str | None) -> BrowserGate:
    """Start a kiosk that was paired in a browser before."""
    before = BrowserGate(folder)
    before.bind(browser)
    again = BrowserGate(folder)
    again.attend(KioskToken("pk_k_kept"), on_another=lambda: None)
    return again


def test_after_a_restart_only_the_same_browser_comes_in(tmp_path):
    """The tablet goes on; a stranger's browser does not."""
    gate = paired(tmp_path, TABLET)

    assert (gate.admits(TABLET), gate.admits(STRANGER)) == (True, False)
    assert gate.admits(None) is False


def test_only_the_hash_of_the_cookie_lies_on_the_disk(tmp_path):
    """Whoever reads the file cannot show the kiosk with it."""
    paired(tmp_path, name_of("tablet"))

    file = tmp_path / "browser"
    assert "tablet" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_a_paired_kiosk_that_knows_no_browser_lets_nobody_in(tmp_path):
    """Where the file was lost a stranger is not taken for the tablet."""
    gate = paired(tmp_path, None)

    assert gate.admits(TABLET) is False


def test_before_the_kiosk_is_ready_nobody_new_comes_in(tmp_path):
    """In the first moment after a start nothing is open."""
    assert BrowserGate(tmp_path).admits(STRANGER) is False


def test_whoever_takes_the_screen_over_gets_a_code_of_their_own(gate, another):
    """An admin who approves a code approves the browser that shows it, no other."""
    gate.take_stage(TABLET)
    gate.take_stage(TABLET)
    gate.take_stage(STRANGER)

    assert another == [1, 1]


async def test_pairing_binds_the_browser_that_showed_the_code(
    server, pairings, gate, tmp_path
):
    """The tablet on which the admin read the code is the one that counts."""
    server.answers("POST pairings", GIVEN)
    server.answers("POST pairings/token", TOKEN)
    gate.take_stage(TABLET)
    await pairings.ask_for_code()
    gate.take_stage(STRANGER)

    asked = await pairings.ask_for_token(CODE)

    assert asked == TokenAsked(CODE, Approval.APPROVED)
    assert (gate.admits(TABLET), gate.admits(STRANGER)) == (True, False)
    assert (tmp_path / "browser").read_text().strip() == TABLET


async def test_a_code_that_comes_for_another_browser_is_not_shown(
    server, pairings, gate, monkeypatch
):
    """A code that was asked for by a stranger's browser is not shown on the tablet."""
    server.answers("POST pairings", GIVEN)
    gate.take_stage(STRANGER)
    start = ServerCalls.start_pairing

    async def slowly(calls):
        given = await start(calls)
        gate.take_stage(TABLET)
        return given

    monkeypatch.setattr(ServerCalls, "start_pairing", slowly)

    assert await pairings.ask_for_code() == CodeNotGiven()


async def test_a_code_that_no_browser_showed_cannot_be_approved(
    server, pairings, token
):
    """A kiosk whose page nobody opened yet is not given away."""
    server.answers("POST pairings", GIVEN)
    server.answers("POST pairings/token", TOKEN)

    await pairings.ask_for_code()
    asked = await pairings.ask_for_token(CODE)

    assert asked == TokenAsked(CODE, Approval.PENDING)
    assert token.text is None
    assert server.calls("POST pairings/token") == []


def test_once_paired_everybody_else_is_hung_up_on(gate, token):
    """A stranger who had the pairing page open does not see the first visitor."""
    ended = []
    gate.watch(TABLET, lambda: ended.append("tablet"))
    gate.watch(STRANGER, lambda: ended.append("stranger"))
    gone = gate.watch(name_of("gone"), lambda: ended.append("gone"))
    gone()

    gate.bind(TABLET)
    token.take("pk_k_new")
    gate.close_to_others()

    assert ended == ["stranger"]


async def test_paired_again_another_browser_takes_the_place(
    server, pairings, gate, token
):
    """An admin who revokes and pairs again binds the new tablet."""
    server.answers("POST pairings", GIVEN)
    server.answers("POST pairings/token", TOKEN)
    gate.bind(TABLET)
    token.take("pk_k_old")
    token.forget("pk_k_old")
    gate.take_stage(STRANGER)

    await pairings.ask_for_code()
    await pairings.ask_for_token(CODE)

    assert (gate.admits(TABLET), gate.admits(STRANGER)) == (False, True)
