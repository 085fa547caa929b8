"""The server as its operator meets it: commands, stops, and crashes."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.fakes.lakeside import settle_lakeside
from tests.fakes.lobby import bearer
from tests.fakes.ports import free_port
from tests.fakes.server_process import TENANT_FILE, ServerProcess
from tests.fakes.smtp import Postbox, open_postbox

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server that is not running yet; whatever runs in the end is killed."""
    (tmp_path / "tenant.toml").write_text(TENANT_FILE)
    made = ServerProcess(tmp_path, free_port())
    yield made
    if made.process is not None and made.process.returncode is None:
        await made.end(signal.SIGKILL)


async def _host(http: httpx.AsyncClient, token: str) -> str:
    found = await http.get(
        "/api/v1/hosts", params={"q": "jonas"}, headers=bearer(token)
    )
    return str(found.json()["hosts"][0]["id"])


async def _come(http: httpx.AsyncClient, token: str, host: str) -> str | None:
    body = {
        "request_id": str(uuid4()),
        "kiosk_time": "2026-11-23T10:00:00+01:00",
        "visitor": {"name": "Guest"},
        "host_id": host,
    }
    try:
        answer = await http.post("/api/v1/check-ins", json=body, headers=bearer(token))
    except httpx.TransportError:
        return None
    return answer.json()["visit"]["id"] if answer.status_code == 201 else None


async def _mailed(postbox: Postbox, count: int) -> None:
    async with asyncio.timeout(30):
        while len({mail["Message-ID"] for mail in postbox.mails}) < count:
            await asyncio.sleep(0.05)


def _mail_settings(port: int) -> dict[str, str]:
    return {
        "PORTICO_SMTP_HOST": "127.0.0.1",
        "PORTICO_SMTP_PORT": str(port),
        "PORTICO_SMTP_SECURITY": "none",
        "PORTICO_MAIL_FROM": "desk@lakeside.example",
    }


async def test_an_orderly_stop_loses_and_repeats_nothing(
    server: ServerProcess,
) -> None:
    """Decision 9: stopped three times with mails on the wire, each goes out once."""
    async with open_postbox() as (postbox, port):
        postbox.delay = 0.15
        server.extra = _mail_settings(port)
        token = await settle_lakeside(server)
        came: list[str | None] = []
        for _ in range(3):
            await server.start()
            async with httpx.AsyncClient(base_url=server.url) as http:
                host = await _host(http, token)
                came += await asyncio.gather(
                    *(_come(http, token, host) for _ in range(8))
                )
            await server.end(signal.SIGTERM)
        await server.start()
        await _mailed(postbox, 24)
        await server.end()

    sent = [mail["Message-ID"] for mail in postbox.mails]
    assert server.log().count("server_stopped") == 4
    assert None not in came
    assert len(sent) == len(set(sent)) == 24


async def test_a_crash_loses_nothing(server: ServerProcess) -> None:
    """Decision 9: killed with mails in flight, every host is told in the end."""
    async with open_postbox() as (postbox, port):
        postbox.delay = 0.15
        server.extra = _mail_settings(port) | {"PORTICO_MESSAGE_LEASE_SECONDS": "3"}
        token = await settle_lakeside(server)
        came: list[str | None] = []
        for pause in (0.05, 0.12, 0.2):
            await server.start()
            async with httpx.AsyncClient(base_url=server.url) as http:
                host = await _host(http, token)
                people = [
                    asyncio.create_task(_come(http, token, host)) for _ in range(8)
                ]
                await asyncio.sleep(pause)
                await server.end(signal.SIGKILL)
                came += await asyncio.gather(*people)
        acknowledged = [visit for visit in came if visit is not None]
        await server.start()
        await _mailed(postbox, len(acknowledged))
        await server.end()

    assert acknowledged


async def test_a_second_server_says_why_it_will_not_start(
    server: ServerProcess,
) -> None:
    """Two servers on one database would harm it; the second says so and ends."""
    await settle_lakeside(server)
    await server.start()
    second = ServerProcess(server.folder, free_port())

    status, _, trouble = await second.command("serve")

    assert status == 2
    assert trouble.startswith("portico-server: ")
    assert len(trouble.splitlines()) == 1
    assert "Traceback" not in trouble


async def test_commands_reach_the_running_server(server: ServerProcess) -> None:
    """Decision 16: what the command line writes, the running server has at once."""
    token = await settle_lakeside(server)
    await server.start()
    file = server.folder / "tenant.toml"
    file.write_text(TENANT_FILE.replace("Lakeside House", "Lakeside Tower"))

    dry = await server.command("apply", str(file), "--dry-run")
    applied = await server.command("apply", str(file))
    again = await server.command("apply", str(file))
    async with httpx.AsyncClient(base_url=server.url) as http:
        told = await http.get("/api/v1/kiosk", headers=bearer(token))

    assert "Lakeside House" in dry[1]
    assert "Lakeside Tower" in dry[1]
    assert applied[0] == 0
    assert "Nothing to change." in again[1]
    assert told.json()["site"] == "Lakeside Tower"


async def test_a_new_token_ends_the_old_one(server: ServerProcess) -> None:
    """A kiosk that gets a new token is the only one that still gets in."""
    old = await settle_lakeside(server)
    await server.start()
    new = (await server.command("kiosk-token", "Front desk", "--tenant", "lakeside"))[1]

    async with httpx.AsyncClient(base_url=server.url) as http:
        with_old = await http.get("/api/v1/kiosk", headers=bearer(old))
        with_new = await http.get("/api/v1/kiosk", headers=bearer(new))

    assert (with_old.status_code, with_new.status_code) == (401, 200)


async def test_a_pass_from_the_command_line_opens(server: ServerProcess) -> None:
    """The operator can invite somebody; the printed pass checks them in."""
    token = await settle_lakeside(server)
    png = server.folder / "pass.png"
    status, said, trouble = await server.command(
        "pass", "Mara Lindt", "--tenant", "lakeside", "--host",
        "jonas.weber@lakeside.example", "--site", "house", "--png", str(png),
    )  # fmt: skip
    assert status == 0, trouble
    text, code = said.splitlines()
    await server.start()
    body = {
        "request_id": str(uuid4()),
        "kiosk_time": "2026-11-23T10:00:00+01:00",
        "pass": text,
    }

    async with httpx.AsyncClient(base_url=server.url) as http:
        answer = await http.post("/api/v1/check-ins", json=body, headers=bearer(token))

    assert answer.status_code == 201
    assert answer.json()["badge"]["code"] == code
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["kiosk-token", "Front desk", "--tenant", "nobody"], "no tenant 'nobody'"),
        (["kiosk-token", "Backdoor", "--tenant", "lakeside"], "no kiosk 'Backdoor'"),
        (["apply", "missing.toml"], "missing.toml"),
        (
            [
                "pass", "Mara", "--tenant", "lakeside", "--site", "house",
                "--host", "nobody@lakeside.example",
            ],
            "no host",
        ),
        (
            [
                "pass", "Mara", "--tenant", "lakeside", "--site", "attic",
                "--host", "jonas.weber@lakeside.example",
            ],
            "no site",
        ),
        (
            [
                "pass", "Mara", "--tenant", "lakeside", "--site", "house",
                "--host", "jonas.weber@lakeside.example", "--arrival", "noon",
            ],
            "is no time",
        ),
        (
            [
                "pass", "Mara", "--tenant", "lakeside", "--site", "house",
                "--host", "jonas.weber@lakeside.example",
                "--arrival", "2026-11-23T10:00",
            ],
            "needs an offset",
        ),
        (
            [
                "pass", "Mara", "--tenant", "lakeside", "--site", "house",
                "--host", "jonas.weber@lakeside.example",
                "--arrival", "2026-11-23T10:00Z", "--departure", "2026-11-25T10:00Z",
            ],
            "at most 24 hours",
        ),
    ],
)  # fmt: skip
async def test_commands_say_what_is_wrong(
    server: ServerProcess, words: list[str], sentence: str
) -> None:
    """A command that cannot be done says why, and changes nothing."""
    await settle_lakeside(server)

    status, _, trouble = await server.command(*words)

    assert status == 1
    assert sentence in trouble
    assert "Traceback" not in trouble


async def test_a_picture_that_cannot_be_saved_is_said_so(
    server: ServerProcess,
) -> None:
    """The pass is printed all the same, and one sentence says what went wrong."""
    await settle_lakeside(server)

    status, said, trouble = await server.command(
        "pass", "Mara", "--tenant", "lakeside", "--site", "house",
        "--host", "jonas.weber@lakeside.example", "--png", "missing/pass.png",
    )  # fmt: skip

    assert (status, said[:3]) == (1, "P1.")
    assert trouble.startswith("portico-server: The picture could not be saved")


async def test_a_wrong_setting_stops_the_start(server: ServerProcess) -> None:
    """A server that cannot start says so in one sentence."""
    server.extra = {"PORTICO_PORT": "lots"}

    status, _, trouble = await server.command("serve")

    assert status == 2
    assert trouble == "portico-server: PORTICO_PORT must be a number, not 'lots'."


async def test_a_wrong_certificate_stops_the_start(server: ServerProcess) -> None:
    """A server that cannot speak HTTPS as it was told says so in one sentence."""
    server.extra = {
        "PORTICO_TLS_CERTIFICATE": str(server.folder / "missing.pem"),
        "PORTICO_TLS_KEY": str(server.folder / "missing.key"),
    }

    status, _, trouble = await server.command("serve")

    assert status == 2
    assert trouble.splitlines()[-1] == (
        f"portico-server: PORTICO_TLS_CERTIFICATE names {server.folder}/missing.pem, "
        "which cannot be read: No such file or directory."
    )


async def test_the_logs_name_nobody(server: ServerProcess) -> None:
    """Check 9: no name, e-mail, code or token of a check-in stands in the log."""
    async with open_postbox() as (postbox, port):
        server.extra = _mail_settings(port) | {"PORTICO_LOG_LEVEL": "debug"}
        token = await settle_lakeside(server)
        await server.start()
        async with httpx.AsyncClient(base_url=server.url) as http:
            host = await _host(http, token)
            body = {
                "request_id": str(uuid4()),
                "kiosk_time": "2026-11-23T10:00:00+01:00",
                "visitor": {"name": "Zebulon Quux", "email": "zq@quux.example"},
                "host_id": host,
            }
            await http.post("/api/v1/check-ins", json=body, headers=bearer(token))
            wrong = {**body, "request_id": "nonsense"}
            await http.post("/api/v1/check-ins", json=wrong, headers=bearer(token))
        await _mailed(postbox, 1)
        await server.end()

    log = server.log()
    assert "message_delivered" in log
    for secret in ("Zebulon", "quux", "jonas", token, token.rsplit("_", 1)[1]):
        assert secret.lower() not in log.lower()


async def test_the_api_describes_itself_to_the_operator(
    server: ServerProcess,
) -> None:
    """The operator can print the description of the kiosk API."""
    status, said, _ = await server.command("openapi")

    assert status == 0
    assert '"/api/v1/check-ins"' in said
