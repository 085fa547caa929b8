"""A message as a mail: its parts, and headers that nobody can add to."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from admin_server.core.messages import (
    Attachment,
    CalendarPart,
    InlineImage,
    Message,
    Sender,
)
from admin_server.outbound.mails import write_mail
from tests.fakes.clock import FixedClock

SENDER = Sender("desk@lakeside.example", "Lakeside")
ENTRY = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Grüße\r\nEND:VCALENDAR\r\n"


def message(**changes: object) -> Message:
    values: dict[str, object] = {
        "id": "m1",
        "to_address": "mara@lindt.example",
        "to_name": "Mara Lindt",
        "subject": "Your visit",
        "text": "Hello\n",
    }
    return Message(**(values | changes))  # type: ignore[arg-type]


def as_received(sent: Message, *, sender: Sender = SENDER) -> EmailMessage:
    mail = write_mail(sent, sender=sender, clock=FixedClock())
    received = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert isinstance(received, EmailMessage)
    return received


def test_words_alone_are_one_part() -> None:
    """A plain message stays plain."""
    mail = as_received(message())

    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == "Hello\r\n"


def test_an_invitation_has_all_its_parts() -> None:
    """Plain words, HTML with its picture, the entry to act on, and as a file."""
    mail = as_received(
        message(
            html='<img src="cid:pass@x">',
            images=(InlineImage("pass@x", b"\x89PNG"),),
            calendar=CalendarPart("REQUEST", ENTRY),
            attachments=(Attachment("map.pdf", "application/pdf", b"%PDF"),),
        )
    )

    parts = {part.get_content_type(): part for part in mail.walk()}
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/calendar",
        "application/ics",
        "application/pdf",
    ]
    assert parts["image/png"]["Content-ID"] == "<pass@x>"
    assert parts["image/png"].get_content_disposition() == "inline"
    assert parts["application/pdf"].get_filename() == "map.pdf"
    assert parts["application/pdf"].get_content() == b"%PDF"


def test_calendars_get_the_entry_as_it_was_written() -> None:
    """RFC 6047: the method stands at the part too, and every line ends as it must."""
    mail = as_received(message(calendar=CalendarPart("CANCEL", ENTRY)))

    parts = {part.get_content_type(): part for part in mail.walk()}
    assert parts["text/calendar"].get_param("method") == "CANCEL"
    assert parts["text/calendar"].get_param("charset") == "utf-8"
    assert parts["text/calendar"].get_payload(decode=True) == ENTRY.encode()
    assert parts["application/ics"].get_payload(decode=True) == ENTRY.encode()
    assert parts["application/ics"].get_filename() == "visit.ics"


def test_answers_go_to_whoever_is_named() -> None:
    """A reply reaches the host, not the desk that sent the mail."""
    mail = as_received(message(reply_to=Sender("jonas@lakeside.example", "Weber, J.")))

    (answers,) = mail["Reply-To"].addresses
    assert (answers.addr_spec, answers.display_name) == (
        "jonas@lakeside.example",
        "Weber, J.",
    )


def test_names_cannot_write_headers() -> None:
    """Check 27: line breaks in any name leave one line."""
    nasty = "Eve\r\nBcc: everybody@lakeside.example\r\n\r\nHello"
    mail = as_received(
        message(
            to_name=nasty,
            subject=nasty,
            reply_to=Sender("x@y.example", nasty),
            headers={"X-Kind": nasty},
        ),
        sender=Sender(SENDER.address, nasty),
    )

    assert mail["Bcc"] is None
    assert mail.get_content() == "Hello\r\n"
    assert mail["Subject"] == "Eve Bcc: everybody@lakeside.example Hello"


@pytest.mark.parametrize(
    "address", ["none", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"]
)
def test_addresses_cannot_write_headers(address: str) -> None:
    """Check 27: what is no single address is refused."""
    with pytest.raises((ValueError, IndexError)):
        write_mail(message(to_address=address), sender=SENDER, clock=FixedClock())
