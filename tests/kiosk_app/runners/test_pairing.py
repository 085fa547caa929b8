"""The device's side of pairing, over a real socket."""

import pytest

from kiosk_app.journey.events import Approval, CodeGiven, CodeNotGiven, TokenAsked
from kiosk_app.journey.states import PairingCode
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.pairing import Pairings
from kiosk_app.runners.server_calls import ServerCalls, open_client
from tests.fakes.kiosk_server import Answer

CODE = "BCDF-GHJK"
GIVEN = Answer(
    201,
    f'{{"device_secret": "s3cret", "code": "{CODE}", "address": "https://a/pair",'
    f' "address_with_code": "https://a/pair?code={CODE}", "expires_in": 600,'
    ' "interval": 5}',
)
TOKEN = Answer(
    200, '{"token": "pk_k_new", "tenant": "T", "site": "S", "kiosk": "Front desk"}'
)


def no(code: str) -> Answer:
    """A refusal of the token endpoint."""
    return Answer(400, f'{{"error": "{code}", "message": "x"}}')


@pytest.fixture
def waited():
    """How long each pause was meant to be."""
    return []


@pytest.fixture
def token(tmp_path):
    """No token yet, and a place to keep one."""
    return KioskToken(file=tmp_path / "token")


@pytest.fixture
async def pairings(server, token, waited):
    """A kiosk that is to be paired; nobody really waits."""

    async def sleep(seconds):
        waited.append(seconds)

    async with open_client(server.address, token, None) as client:
        yield Pairings(ServerCalls(client), token, sleep=sleep)


async def test_a_code_comes_from_the_server(server, pairings):
    """The kiosk shows what the server gave, and keeps the secret to itself."""
    server.answers("POST pairings", GIVEN)

    answer = await pairings.ask_for_code()

    assert answer == CodeGiven(
        PairingCode(CODE, "https://a/pair", f"https://a/pair?code={CODE}")
    )
    [seen] = server.seen
    assert "authorization" not in seen.headers


async def test_a_server_that_is_away_is_asked_less_and_less(server, pairings, waited):
    """The pauses grow to half a minute, and end with the first answer."""
    server.answers("POST pairings", *[Answer(503)] * 6, GIVEN)

    first = [await pairings.ask_for_code() for _ in range(6)]
    last = await pairings.ask_for_code()

    assert first == [CodeNotGiven()] * 6
    assert isinstance(last, CodeGiven)
    assert waited == [0, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize(
    ("answer", "approval"),
    [
        (no("authorization_pending"), Approval.PENDING),
        (no("slow_down"), Approval.PENDING),
        (no("access_denied"), Approval.DENIED),
        (no("expired_token"), Approval.EXPIRED),
        (no("something_new"), Approval.EXPIRED),
        (Answer(503), Approval.AWAY),
        (TOKEN, Approval.APPROVED),
    ],
)
async def test_each_answer_has_its_meaning(server, pairings, answer, approval):
    """Not yet, no, too late, nobody there, or yes: the screen is told which."""
    server.answers("POST pairings", GIVEN)
    server.answers("POST pairings/token", answer)
    await pairings.ask_for_code()

    assert await pairings.ask_for_token(CODE) == TokenAsked(CODE, approval)


async def test_the_kiosk_asks_at_the_pace_it_is_told(server, pairings, waited):
    """Five seconds between questions, and five more after each slow_down."""
    server.answers("POST pairings", GIVEN)
    server.answers(
        "POST pairings/token", no("authorization_pending"), no("slow_down"), TOKEN
    )
    await pairings.ask_for_code()

    answers = [await pairings.ask_for_token(CODE) for _ in range(3)]

    assert waited == [0, 5, 5, 10]
    assert answers[-1] == TokenAsked(CODE, Approval.APPROVED)


async def test_the_token_is_kept_before_anybody_is_told(
    server, pairings, token, tmp_path
):
    """A kiosk that says it is paired has its token on disk."""
    server.answers("POST pairings", GIVEN)
    server.answers("POST pairings/token", TOKEN)
    await pairings.ask_for_code()

    await pairings.ask_for_token(CODE)

    assert token.text == "pk_k_new"
    assert (tmp_path / "token").read_text() == "pk_k_new\n"


async def test_a_token_that_cannot_be_kept_is_not_used(server, pairings, tmp_path):
    """With a full or broken disk the kiosk asks to be paired again."""
    server.answers("POST pairings", GIVEN)
    server.answers("POST pairings/token", TOKEN)
    await pairings.ask_for_code()
    (tmp_path / "token").mkdir()

    answer = await pairings.ask_for_token(CODE)

    assert answer == TokenAsked(CODE, Approval.EXPIRED)


async def test_an_older_code_is_not_asked_about(server, pairings):
    """Only the code on the screen can pair this kiosk."""
    server.answers("POST pairings", GIVEN)
    await pairings.ask_for_code()

    assert await pairings.ask_for_token("LMNP-QRST") is None
    assert server.calls("POST pairings/token") == []


async def test_the_secret_is_never_logged(server, pairings, capsys):
    """Whoever reads the log cannot fetch the token."""
    server.answers("POST pairings", GIVEN)
    server.answers("POST pairings/token", TOKEN)

    await pairings.ask_for_code()
    await pairings.ask_for_token(CODE)

    said = "".join(capsys.readouterr())
    assert "s3cret" not in said
    assert "pk_k_new" not in said
    assert CODE not in said


async def test_a_kiosk_that_is_too_old_reads_so(server, calls):
    """A server two versions ahead gives no code, and the screen says what to do."""
    server.answers(
        "POST pairings", Answer(426, '{"error":"kiosk_too_old","message":"x"}')
    )

    told = await Pairings(calls, KioskToken()).ask_for_code()

    assert told == CodeNotGiven(too_old=True)
