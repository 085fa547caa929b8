"""The emulated Microsoft 365 sends mail as Graph does."""

import base64
from collections.abc import Mapping

import httpx
import pytest
from kiota_abstractions.serialization import Parsable
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.file_attachment import FileAttachment
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.message import Message
from msgraph.generated.models.message_collection_response import (
    MessageCollectionResponse,
)
from msgraph.generated.models.recipient import Recipient
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import (
    SendMailPostRequestBody,
)

from tests.admin_server.demo.emulators.graph.graph_caller import ANNA, Caller
from tests.admin_server.demo.emulators.graph.test_models import parse, unknown_in

MIME = (
    f"From: {ANNA}\r\nTo: mia@acme.example\r\nSubject: Hello\r\n"
    "Message-ID: <m1@firma.example>\r\n\r\nHello\r\n"
)


@pytest.fixture
async def sender(caller: Caller) -> Caller:
    await caller.tell("set_up", roles=["Mail.Send", "Mail.Read"])
    return caller


def written(body: Parsable) -> bytes:
    writer = JsonSerializationWriter()
    writer.write_object_value(None, body)
    return writer.get_serialized_content()


def by_the_library() -> bytes:
    """A message as Microsoft's own library writes it."""
    to = Recipient(email_address=EmailAddress(address="mia@acme.example"))
    file = FileAttachment(
        name="visit.ics", content_type="application/ics", content_bytes=b"BEGIN"
    )
    message = Message(
        subject="Hello",
        body=ItemBody(content="<p>Hello</p>", content_type=BodyType.Html),
        to_recipients=[to],
        attachments=[file],
    )
    return written(SendMailPostRequestBody(message=message, save_to_sent_items=True))


async def send(caller: Caller, body: bytes, kind: str) -> httpx.Response:
    url = f"{caller.emulator.graph_url}/users/{ANNA}/sendMail"
    return await caller.http.post(url, content=body, headers={"Content-Type": kind})


async def sent(caller: Caller) -> list[Mapping[str, object]]:
    answer = await caller.get(f"/users/{ANNA}/mailFolders/sentitems/messages")
    return answer.json()["value"]


async def test_the_librarys_messages_are_taken(sender: Caller) -> None:
    """What Microsoft's library writes is accepted, and stands in Sent Items."""
    answer = await send(sender, by_the_library(), "application/json")

    listed = await sender.get(f"/users/{ANNA}/mailFolders/sentitems/messages")
    found = parse(listed.content, MessageCollectionResponse)
    (kept,) = found.value
    assert (answer.status_code, answer.content) == (202, b"")
    assert unknown_in(found) == set()
    assert kept.subject == "Hello"
    assert kept.has_attachments
    assert kept.to_recipients[0].email_address.address == "mia@acme.example"


async def test_a_whole_mail_is_taken(sender: Caller) -> None:
    """A mail in base64 goes out as it is, under its own id."""
    answer = await send(sender, base64.b64encode(MIME.encode()), "text/plain")

    (kept,) = await sent(sender)
    content = await sender.get(f"/users/{ANNA}/messages/{kept['id']}/$value")
    assert answer.status_code == 202
    assert kept["internetMessageId"] == "<m1@firma.example>"
    assert content.text == MIME


async def test_a_mail_need_not_be_kept(sender: Caller) -> None:
    """Sent Items stay empty where that is asked for."""
    body = by_the_library().replace(
        b'"SaveToSentItems": true', b'"SaveToSentItems": false'
    )

    answer = await send(sender, body, "application/json")

    assert b"false" in body
    assert answer.status_code == 202
    assert await sent(sender) == []


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"%%%", "text/plain", 400, "ErrorMimeContentInvalidBase64String"),
        (
            base64.b64encode(b"Subject: To nobody\r\n\r\nHello"),
            "text/plain",
            400,
            "ErrorInvalidRecipients",
        ),
        (
            base64.b64encode(MIME.replace(ANNA, "boss@firma.example").encode()),
            "text/plain",
            403,
            "ErrorSendAsDenied",
        ),
        (b'{"message": {"colour": "red"}}', "application/json", 400, "RequestBodyRead"),
        (b"<mail/>", "application/xml", 415, "RequestBodyRead"),
        (b"A" * (4 * 1024 * 1024 + 4), "text/plain", 413, "RequestEntityTooLarge"),
    ],
    ids=["no base64", "no recipient", "another sender", "property", "xml", "size"],
)
async def test_what_graph_refuses_is_refused(
    sender: Caller, body: bytes, kind: str, status: int, code: str
) -> None:
    """Each mistake has Graph's own status and code."""
    answer = await send(sender, body, kind)

    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code


async def test_an_attachment_says_its_type(sender: Caller) -> None:
    """Graph does not guess what kind of attachment is meant."""
    to = [{"emailAddress": {"address": "mia@acme.example"}}]
    message = {"toRecipients": to, "attachments": [{"name": "x"}]}

    answer = await sender.send("POST", f"/users/{ANNA}/sendMail", {"message": message})

    assert answer.status_code == 400


async def test_sending_needs_its_permission(caller: Caller) -> None:
    """An app that may only read calendars sends no mail, and reads none."""
    answer = await send(caller, base64.b64encode(MIME.encode()), "text/plain")
    listed = await caller.get(f"/users/{ANNA}/mailFolders/sentitems/messages")

    assert (answer.status_code, listed.status_code) == (403, 403)


async def test_a_mail_that_is_not_there(sender: Caller) -> None:
    """An id that nobody gave is refused."""
    answer = await sender.get(f"/users/{ANNA}/messages/none/$value")

    assert answer.json()["error"]["code"] == "ErrorItemNotFound"
