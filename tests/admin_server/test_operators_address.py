"""The operator's own address: numbers and readiness, beside what visitors reach."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from admin_server.settings import SettingWrong
from admin_server.web.beside import listen_on
from tests.fakes.ports import free_port
from tests.fakes.server_process import TENANT_FILE, ServerProcess

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server that is not running yet; whatever runs in the end is killed."""
    (tmp_path / "tenant.toml").write_text(TENANT_FILE)
    made = ServerProcess(tmp_path, free_port())
    yield made
    if made.process is not None and made.process.returncode is None:
        await made.end(signal.SIGKILL)


async def test_metrics_have_an_address_of_their_own(server: ServerProcess) -> None:
    """Numbers and words are told there and nowhere else; a stop ends both."""
    beside = f"127.0.0.1:{free_port()}"
    server.extra = {"PORTICO_METRICS_LISTEN": beside}
    await server.start()

    async with httpx.AsyncClient() as http:
        numbers = await http.get(f"http://{beside}/metrics")
        words = await http.get(f"http://{beside}/readyz")
        elsewhere = await http.get(f"http://{beside}/sign-in")
        public = await http.get(f"{server.url}/metrics")
    await server.end()

    assert 'portico_check_ok{check="store"} 1.0' in numbers.text
    assert "process_resident_memory_bytes" in numbers.text
    assert {one["state"] for one in words.json()["checks"]} == {"ok"}
    assert "calendars" in {one["check"] for one in words.json()["checks"]}
    assert (elsewhere.status_code, public.status_code) == (404, 404)
    assert "server_stopped" in server.log()
    assert "library_" not in server.log()


async def test_a_taken_address_stops_the_start(server: ServerProcess) -> None:
    """Where something else listens already, one sentence says so."""
    with listen_on("127.0.0.1:0") as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        server.extra = {"PORTICO_METRICS_LISTEN": address}

        status, _, trouble = await server.command("serve")

    assert status == 2
    assert trouble.splitlines()[-1].startswith(
        f"portico-server: PORTICO_METRICS_LISTEN names {address}"
    )
    assert "Traceback" not in trouble


@pytest.mark.parametrize(
    "address", ["9464", "localhost", ":9464", "127.0.0.1:", "127.0.0.1:99999", "x:y"]
)
def test_an_address_without_its_port_is_refused(address: str) -> None:
    """The operator learns how the setting is written."""
    with pytest.raises(SettingWrong, match="such as"):
        listen_on(address)


def test_an_address_of_the_newer_kind_may_be_named() -> None:
    """IPv6 addresses stand in brackets, as everywhere."""
    with listen_on("[::1]:0") as listening:
        assert listening.getsockname()[0] == "::1"
