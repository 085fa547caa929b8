"""An address counts only once a Portico server has answered there."""

import asyncio
import contextlib
import json
import ssl
from datetime import UTC, datetime

import pytest

from kiosk_app.journey.effects import CheckServer, TrustServer
from kiosk_app.journey.events import ServerNotTaken, ServerTaken, ServerUntrusted
from kiosk_app.journey.states_server import ServerProblem
from kiosk_app.runners.finding_server import FindingServer
from kiosk_app.runners.server_address import open_address
from kiosk_app.settings import Settings
from shared.server_address import ServerLink, fingerprint_of, shown_fingerprint
from tests.fakes.certificates import Authority
from tests.fakes.cut_handshakes import LEFT_OPEN, left_open_sockets

__all__ = ["left_open_sockets"]
pytestmark = pytest.mark.filterwarnings(LEFT_OPEN)

PORTICO = {"product": "portico", "version": "0.1.0"}
PAST = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))


@pytest.fixture
def address(tmp_path):
    """A kiosk that knows no server yet."""
    return open_address(Settings(data=tmp_path / "data", boot_files=()))


@pytest.fixture
def turned():
    """What the kiosk was told when it was turned to an address."""
    return []


@pytest.fixture
def finding(address, turned):
    """Whoever looks at addresses."""

    async def moved(*, another):
        turned.append(another)

    async def others(effect):
        raise AssertionError(effect)

    return FindingServer(address, moved=moved, others=others)


@contextlib.asynccontextmanager
async def _answering(reply, pair=None):
    """Answer every call on a free port with this, over TLS where there is a pair."""
    body = json.dumps(reply).encode()
    context = None
    if pair is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)

    writers = []

    async def answer(reader, writer):
        writers.append(writer)
        with contextlib.suppress(OSError):
            await reader.read(4096)
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.transport.abort()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for writer in writers:
            writer.transport.abort()
    # What was aborted is closed in the loop's next turns.
    await asyncio.sleep(0.02)


async def test_a_portico_server_is_kept(finding, address, turned):
    """Somebody answers in our words: the address is kept, and the kiosk turned there."""
    async with _answering(PORTICO) as port:
        said = await finding.perform(CheckServer(f"http://127.0.0.1:{port}/"))

    assert said == ServerTaken()
    assert (address.url, turned) == (f"http://127.0.0.1:{port}", [True])


async def test_the_same_address_again_keeps_the_pairing(finding, address, turned):
    """Whoever types the address that is known already loses nothing."""
    async with _answering(PORTICO) as port:
        address.take(f"http://127.0.0.1:{port}", None)
        said = await finding.perform(CheckServer(f"http://127.0.0.1:{port}"))

    assert (said, turned) == (ServerTaken(moved=False), [False])


async def test_another_servers_words_are_not_ours(finding, address):
    """A printer's own page, or any other server, is not taken for Portico."""
    async with _answering({"status": "ok"}) as port:
        said = await finding.perform(CheckServer(f"http://127.0.0.1:{port}"))

    assert (said, address.url) == (ServerNotTaken(ServerProblem.NOT_PORTICO), None)


async def test_no_address_nobody_there_and_no_tls_are_told_apart(finding):
    """Each slip has a sentence of its own."""
    async with _answering(PORTICO) as port:
        plain = await finding.perform(CheckServer(f"https://127.0.0.1:{port}"))
    nobody = await finding.perform(CheckServer("http://127.0.0.1:9"))
    no_address = await finding.perform(CheckServer("no address"))

    assert plain == ServerNotTaken(ServerProblem.NO_TLS)
    assert nobody == ServerNotTaken(ServerProblem.NO_ANSWER)
    assert no_address == ServerNotTaken(ServerProblem.NO_ADDRESS)


@pytest.mark.parametrize(
    ("vouched", "problem"),
    [
        ({"valid": PAST}, ServerProblem.CLOCK),
        ({"name": "other.example"}, ServerProblem.OTHER_NAME),
    ],
)
async def test_a_certificate_that_does_not_fit_says_why(
    address, tmp_path, vouched, problem
):
    """A wrong clock and a wrong name are mended differently."""
    authority = Authority(tmp_path)
    finding = FindingServer(
        address, ca_file=authority.file, moved=_nobody, others=_nobody
    )

    async with _answering(PORTICO, authority.vouch(**vouched)) as port:
        said = await finding.perform(CheckServer(f"https://127.0.0.1:{port}"))

    assert said == ServerNotTaken(problem)


async def _nobody(*_args, **_more):
    raise AssertionError("nobody is asked")


async def test_a_private_authority_needs_a_persons_yes(finding, address, tmp_path):
    """The fingerprint is shown, and after the yes this authority is trusted there."""
    authority = Authority(tmp_path)
    pem = authority.file.read_text()
    shown = shown_fingerprint(fingerprint_of(pem))

    async with _answering({**PORTICO, "ca": pem}, authority.vouch()) as port:
        url = f"https://127.0.0.1:{port}"
        doubted = await finding.perform(CheckServer(url))
        before = address.url
        other = await finding.perform(TrustServer("0000 0000"))
        said = await finding.perform(TrustServer(shown))

    assert doubted == ServerUntrusted(url, shown)
    assert before is None
    assert other == ServerNotTaken(ServerProblem.NOT_TRUSTED)
    assert (said, address.ca) == (ServerTaken(), pem)


async def test_the_dashboards_code_needs_no_yes(finding, address, tmp_path):
    """A scanned fingerprint that fits is enough; one that does not is refused."""
    authority = Authority(tmp_path)
    pem = authority.file.read_text()

    async with _answering({**PORTICO, "ca": pem}, authority.vouch()) as port:
        url = f"https://127.0.0.1:{port}"
        wrong = await finding.perform(CheckServer(ServerLink(url, "ab" * 32).text))
        right = await finding.perform(
            CheckServer(ServerLink(url, fingerprint_of(pem)).text)
        )

    assert wrong == ServerNotTaken(ServerProblem.NOT_TRUSTED)
    assert (right, address.url) == (ServerTaken(), url)


async def test_an_authority_that_vouches_for_nobody_here_is_not_shown(
    finding, tmp_path
):
    """Whoever sits between names an authority: it must be the server's own."""
    authority, other = Authority(tmp_path), Authority(tmp_path, "Other")

    async with _answering(
        {**PORTICO, "ca": other.file.read_text()}, authority.vouch()
    ) as port:
        said = await finding.perform(CheckServer(f"https://127.0.0.1:{port}"))

    assert said == ServerNotTaken(ServerProblem.NOT_TRUSTED)
