"""Log lines: their shape, and that they name nobody."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from admin_server.core.messages import GaveUp, TryAgain
from admin_server.logs import set_up_logs
from tests.fakes.clock import MORNING
from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    JONAS,
    RECEPTION,
    TOKEN,
    Lobby,
    meeting,
    open_lobby,
)
from tests.fakes.page_forms import PageForm
from tests.fakes.pairing import new_device
from tests.fakes.people import PASSWORD, put_user, quick_passwords, type_password
from tests.fakes.sleeper import until

WHO = "Zebulon Quux"
MAIL = "zq@quuxery.example"
SECRETS = ("zebulon", "quux", "blorch", "lakeside.example", "jonas", "noor", "albrecht")
"""Names, addresses and subjects of everybody in the journey below."""


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is written to standard error, at the most talkative level."""
    paper = io.StringIO()
    monkeypatch.setattr(sys, "stderr", paper)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    set_up_logs(level="debug", as_json=True)
    yield paper
    structlog.reset_defaults()
    root.handlers[:], root.level = before, level


def lines(paper: io.StringIO) -> list[dict[str, object]]:
    """The lines, read again."""
    return [json.loads(line) for line in paper.getvalue().splitlines()]


def fail(words: str) -> None:
    """Fail as a library does that quotes what it was given."""
    raise ValueError(f"no such visitor: {words}") from LookupError(words)


def test_an_exception_is_told_by_kind_and_place(written: io.StringIO) -> None:
    """What failed can be found in the code; whom it was about cannot."""
    try:
        fail(WHO)
    except ValueError:
        structlog.get_logger().exception("job_failing", job="sweep")

    (line,) = lines(written)

    assert line["error"] == "ValueError < LookupError"
    assert str(line["trail"]).count("test_logs.py") == 2
    assert (line["event"], line["job"], line["level"]) == (
        "job_failing",
        "sweep",
        "error",
    )
    assert "Zebulon" not in written.getvalue()


def test_an_exception_may_be_handed_over(written: io.StringIO) -> None:
    """A handler that was given the exception logs it the same way."""
    log = structlog.get_logger()

    log.error("unexpected", exc_info=ValueError(WHO))
    log.error("unexpected", exc_info=(ValueError, ValueError(WHO), None))
    log.error("unexpected", exc_info=True)  # noqa: LOG014 - as some library might

    assert [line.get("error") for line in lines(written)] == [
        "ValueError",
        "ValueError",
        None,
    ]
    assert "Zebulon" not in written.getvalue()


def test_what_a_library_says_is_left_out(written: io.StringIO) -> None:
    """A library that quotes a visitor is heard of, and not quoted."""
    library = logging.getLogger("some.library")

    library.info("%s came", WHO)
    library.warning("%s is no name", WHO)
    try:
        fail(WHO)
    except ValueError:
        library.exception("failed for %s", WHO)

    warned, failed = lines(written)
    assert (warned["event"], warned["library"]) == ("library_warned", "some.library")
    assert str(warned["at"]).startswith("test_logs.py:")
    assert (failed["event"], failed["error"]) == (
        "library_failed",
        "ValueError < LookupError",
    )
    assert "Zebulon" not in written.getvalue()


def test_the_web_server_may_say_what_is_wrong_with_a_socket(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why nothing can listen on a port is told in full, for it is about nobody."""
    # Another server in this process may have taken its lines for itself.
    for name in ("uvicorn", "uvicorn.error"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
        monkeypatch.setattr(logging.getLogger(name), "level", logging.INFO)
    logging.getLogger("uvicorn.error").error("address already in use")

    (line,) = lines(written)

    assert (line["library"], line["why"]) == ("uvicorn.error", "address already in use")


def test_a_terminal_gets_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who watches reads a line, not JSON."""
    paper = io.StringIO()
    monkeypatch.setattr(sys, "stderr", paper)
    before = logging.getLogger().handlers[:]
    set_up_logs(level="info", as_json=False)

    structlog.get_logger().info("visit_left", visit="v-1")
    structlog.get_logger().debug("pushes_ignored", number=1)

    structlog.reset_defaults()
    logging.getLogger().handlers[:] = before
    assert "visit_left" in paper.getvalue()
    assert "visit=v-1" in paper.getvalue()
    assert "pushes_ignored" not in paper.getvalue()


async def test_a_whole_day_names_nobody(tmp_path: Path, written: io.StringIO) -> None:
    """Check 9: sign-in, invitation, pairing, meetings, check-ins, mail; no name."""
    async with open_lobby(tmp_path) as lobby:
        secrets = [
            *await _sign_in(lobby),
            *await _pair(lobby),
            *await _invite(lobby),
            *await _come(lobby),
        ]
        await _mail_fails(lobby)

    said = written.getvalue().lower()
    events = {line["event"] for line in lines(written)}
    assert {
        "kiosk_paired",
        "room_look_up_failed",
        "message_delayed",
        "message_given_up",
        "refused",
        "malformed",
        "turned_away",
    } <= events
    for secret in (*SECRETS, *secrets):
        assert secret.lower() not in said


async def _sign_in(lobby: Lobby) -> list[str]:
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = lobby.browser()
    await type_password(browser, RECEPTION, "blorch-wrong-password")
    await type_password(browser, RECEPTION)
    await browser.get("/visits?q=zebulon")
    await browser.get("/zebulon-quux")
    return [PASSWORD, *browser.cookies.values()]


async def _pair(lobby: Lobby) -> list[str]:
    device = await new_device(lobby)
    admin = await lobby.sign_in(ADMIN)
    said = {"code": device.code, "name": "Blorch", "site": HOUSE.id}
    await admin.post("/pair/approve", data=said)
    token = (await device.ask()).json()["token"]
    return [device.code, device.secret, token, TOKEN]


async def _invite(lobby: Lobby) -> list[str]:
    browser = await lobby.sign_in(RECEPTION)
    new = "/visits/new"
    form = PageForm((await browser.get(new)).text, new)
    said = {"name__0": WHO, "email__0": MAIL, "host_name": JONAS.name}
    answer = await browser.post(new, data=form.filled(**said))
    assert answer.status_code == 303
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    lobby.app.state.parts.following.look_again()
    await lobby.app.state.parts.following.turn()
    return []


async def _come(lobby: Lobby) -> list[str]:
    invitation = await lobby.expect(WHO, email=MAIL)
    lobby.clock.forward(minutes=20)
    lobby.calendar.fail_with = ValueError(f"{WHO} has no calendar")  # type: ignore[assignment]
    visit = {"name": WHO, "email": MAIL, "company": "Blorch"}
    walked_in = await lobby.check_in(visitor=visit, host_id=JONAS.id)
    await lobby.get(f"/check-ins/{walked_in.json()['visit']['id']}/room", wait=5)
    await lobby.check_in(**{"pass": lobby.pass_of(invitation)})
    await lobby.check_in(visitor=visit, host_id=JONAS.id, request_id="zebulon")
    await lobby.check_in(code="BLORCH")
    return [lobby.pass_of(invitation), invitation.code]


async def _mail_fails(lobby: Lobby) -> None:
    lobby.mail.outcome = TryAgain(why="connection_lost")
    lobby.clock.forward(minutes=5)
    before = len(lobby.mail.sent)
    await lobby.check_in(visitor={"name": WHO}, host_id=JONAS.id)
    lobby.clock.forward(minutes=5)
    await until(lambda: len(lobby.mail.sent) > before)
    lobby.mail.outcome = GaveUp(why="no_such_mailbox")
    before = len(lobby.mail.sent)
    lobby.clock.forward(hours=1)
    await until(lambda: len(lobby.mail.sent) > before)
