"""E-mail to hosts, through a real SMTP server."""

import socket

import pytest

from admin_server.core.messages import Delivered, GaveUp, Message, TryAgain
from admin_server.notifiers.email import EmailNotifier, MailServer
from tests.fakes.clock import FixedClock
from tests.fakes.smtp import open_postbox

MESSAGE = Message(
    id="0b7e",
    to_address="jonas.weber@lakeside.example",
    to_name="Jonas Weber",
    subject="Mara Lindt is here to see you",
    text="Mara Lindt has checked in.\nGrüße — 山田\n",
)


def notifier(port: int, **changes: object) -> EmailNotifier:
    values: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "sender": "desk@lakeside.example",
        "security": "none",
        "timeout": 5.0,
    }
    return EmailNotifier(MailServer(**(values | changes)), FixedClock())


async def test_a_mail_arrives_as_written() -> None:
    """The host gets the words, from the desk, with an id that repeats recognise."""
    async with open_postbox() as (postbox, port):
        outcome = await notifier(port).send(MESSAGE)

    (mail,) = postbox.mails
    assert outcome == Delivered()
    assert mail["To"] == "Jonas Weber <jonas.weber@lakeside.example>"
    assert mail["From"] == "Portico <desk@lakeside.example>"
    assert mail["Subject"] == "Mara Lindt is here to see you"
    assert mail["Message-ID"] == "<0b7e@lakeside.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"
    assert "Grüße — 山田" in mail.get_content()


async def test_a_name_cannot_write_headers() -> None:
    """Check 27: a visitor's name with line breaks stays one line of the subject."""
    nasty = "Eve\r\nBcc: everybody@lakeside.example"
    message = Message("1", MESSAGE.to_address, nasty, nasty, "text")

    async with open_postbox() as (postbox, port):
        await notifier(port).send(message)

    (mail,) = postbox.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Eve Bcc: everybody@lakeside.example"


async def test_extra_headers_are_carried() -> None:
    """What else a message says about itself stands in its head."""
    message = Message(
        "1", MESSAGE.to_address, "Jonas", "Hi", "text", headers={"X-Kind": "test"}
    )

    async with open_postbox() as (postbox, port):
        await notifier(port).send(message)

    assert postbox.mails[0]["X-Kind"] == "test"


@pytest.mark.parametrize(
    ("rcpt", "data", "outcome"),
    [
        ("550 No such person", "250 OK", GaveUp(why="smtp_550")),
        ("450 Busy", "250 OK", TryAgain(why="smtp_450")),
        ("250 OK", "554 Refused", GaveUp(why="smtp_554")),
        ("250 OK", "451 Later", TryAgain(why="smtp_451")),
    ],
)
async def test_refusals_are_told_apart(rcpt: str, data: str, outcome: object) -> None:
    """RFC 5321: what is refused for good is given up, the rest is tried again."""
    async with open_postbox() as (postbox, port):
        postbox.answer_rcpt, postbox.answer_data = rcpt, data
        said = await notifier(port).send(MESSAGE)

    assert said == outcome


async def test_a_mail_server_that_is_away_is_tried_again() -> None:
    """Nobody listening is no reason to lose a message."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    outcome = await notifier(port).send(MESSAGE)

    assert outcome == TryAgain(why="SMTPConnectError")


async def test_a_silent_mail_server_is_tried_again() -> None:
    """A server that never answers costs its time-out and no more."""
    async with open_postbox() as (postbox, port):
        postbox.delay = 1.0
        outcome = await notifier(port, timeout=0.2).send(MESSAGE)

    assert isinstance(outcome, TryAgain)


async def test_a_malformed_address_is_given_up() -> None:
    """An address that is none cannot be sent to, however often."""
    outcome = await notifier(1).send(Message("1", "not an address", "x", "x", "x"))

    assert outcome == GaveUp(why="address_malformed")


async def test_a_server_without_our_security_is_tried_again() -> None:
    """Where encryption is asked for and not offered, nothing is sent in the clear."""
    async with open_postbox() as (postbox, port):
        outcome = await notifier(port, security="starttls").send(MESSAGE)

    assert isinstance(outcome, TryAgain)
    assert postbox.mails == []


async def test_a_refused_sender_is_tried_again() -> None:
    """A mail server that does not know us yet must not cost the host a message."""
    async with open_postbox() as (postbox, port):
        postbox.answer_mail = "550 Sender refused"
        outcome = await notifier(port).send(MESSAGE)

    assert outcome == TryAgain(why="smtp_550")
