"""Sending mail, as JSON or as a whole mail, and what stands in Sent Items."""

import base64
import binascii
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.organisation import SentMail
from admin_server.demo.emulators.graph.queries import options
from admin_server.demo.emulators.graph.refusals import (
    GraphRefusal,
    bad_request,
    item_not_found,
)
from admin_server.demo.emulators.graph.schema import checked
from admin_server.demo.emulators.graph.shapes import Json, json_at, objects, text
from admin_server.demo.emulators.graph.times import stamp
from admin_server.demo.emulators.graph.world import Call, call_of

_LARGEST = 4 * 1024 * 1024
_READ_ROLES = ("Mail.Read", "Mail.ReadWrite")


def mail_routes() -> list[Route]:
    """Build the routes of mail."""
    mine = "/users/{user}"
    return [
        Route(f"{mine}/sendMail", _send, methods=["POST"]),
        Route(f"{mine}/mailFolders/sentitems/messages", _sent),
        Route(f"{mine}/messages/{{message}}/$value", _content),
    ]


async def _send(request: Request) -> Response:
    call = call_of(request)
    call.require("Mail.Send")
    box = call.mailbox(request.path_params["user"])
    body = await request.body()
    if len(body) > _LARGEST:
        raise GraphRefusal(413, "RequestEntityTooLarge", "The request is too large.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    saves = True
    if kind == "text/plain":
        mail = _from_mime(body)
    elif kind == "application/json":
        stated = checked(_in_small(await request.json()), "sendMail")
        saves = str(stated.get("saveToSentItems", True)).casefold() != "false"
        mail = _from_json(json_at(stated, "message"))
    else:
        raise GraphRefusal(
            415, "RequestBodyRead", f"A supported MIME type could not be found: {kind}."
        )
    _check_sender(mail, box.address)
    if not mail.get_all("To") and not mail.get_all("Cc") and not mail.get_all("Bcc"):
        raise bad_request(
            "At least one recipient is not valid., Recipient list is empty.",
            "ErrorInvalidRecipients",
        )
    if saves:
        now = call.world.clock.now()
        kept = SentMail(uuid4().hex, box.address, now, mail.as_bytes())
        call.organisation.sent.append(kept)
    return Response(status_code=202)


async def _sent(request: Request) -> Response:
    call = call_of(request)
    options(request, ())
    return JSONResponse(
        {
            "@odata.context": f"{call.base}/$metadata#users('x')/messages",
            "value": [_written(one) for one in _mails(call, request)],
        }
    )


async def _content(request: Request) -> Response:
    call = call_of(request)
    wanted = request.path_params["message"]
    for one in _mails(call, request):
        if one.id == wanted:
            return Response(one.content, media_type="text/plain")
    raise item_not_found()


def _mails(call: Call, request: Request) -> list[SentMail]:
    call.require(*_READ_ROLES)
    box = call.mailbox(request.path_params["user"])
    return [
        one for one in reversed(call.organisation.sent) if one.sender == box.address
    ]


def _in_small(stated: object) -> object:
    # Microsoft's libraries begin an action's parameters with capitals, its documents
    # do not, and Graph takes both.
    if not isinstance(stated, dict):
        return stated
    return {f"{name[:1].lower()}{name[1:]}": value for name, value in stated.items()}


def _from_mime(body: bytes) -> EmailMessage:
    try:
        content = base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise bad_request(
            "Invalid base64 string for MIME content.",
            "ErrorMimeContentInvalidBase64String",
        ) from error
    return message_from_bytes(content, policy=policy.SMTP)


def _from_json(message: Json) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    for header, name in (("To", "to"), ("Cc", "cc"), ("Bcc", "bcc")):
        people = [
            text(one, "emailAddress", "address")
            for one in objects(message, f"{name}Recipients")
        ]
        if people:
            mail[header] = ", ".join(people)
    mail["Subject"] = text(message, "subject")
    html = text(message, "body", "contentType").casefold() == "html"
    mail.set_content(
        text(message, "body", "content"), subtype="html" if html else "plain"
    )
    for file in objects(message, "attachments"):
        if text(file, "@odata.type") != "#microsoft.graph.fileAttachment":
            raise bad_request("An attachment needs its type.", "RequestBodyRead")
        kind, _, subkind = (text(file, "contentType") or "text/plain").partition("/")
        mail.add_attachment(
            base64.b64decode(text(file, "contentBytes")),
            maintype=kind,
            subtype=subkind,
            filename=text(file, "name"),
        )
    return mail


def _check_sender(mail: EmailMessage, address: str) -> None:
    stated = mail.get("From")
    if stated is None:
        mail["From"] = address
    elif [one.addr_spec.casefold() for one in stated.addresses] != [address]:
        raise GraphRefusal(
            403,
            "ErrorSendAsDenied",
            "The user account which was used to submit this request does not have the "
            "right to send mail on behalf of the specified sending account.",
        )


def _written(sent: SentMail) -> Json:
    mail = message_from_bytes(sent.content, policy=policy.default)
    return {
        "id": sent.id,
        "subject": str(mail.get("Subject", "")),
        "sentDateTime": stamp(sent.at),
        "internetMessageId": str(mail.get("Message-ID", "")),
        "hasAttachments": any(True for _ in mail.iter_attachments()),
        "from": {"emailAddress": {"address": sent.sender, "name": sent.sender}},
        "toRecipients": [
            {"emailAddress": {"address": one.addr_spec, "name": one.display_name}}
            for one in mail["To"].addresses
        ],
    }
