"""E-mail through Microsoft 365, against the emulator over real HTTPS."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import icalendar
import pytest

from admin_server.core.messages import (
    CalendarPart,
    Delivered,
    GaveUp,
    InlineImage,
    Message,
    Outcome,
    TryAgain,
)
from admin_server.core.ports import Notifier
from admin_server.core.tenants import MailAccount
from admin_server.demo.emulators.graph import Fault, GraphEmulator
from admin_server.notifiers.graph import graph_account
from admin_server.outbound.client import Client, Request
from admin_server.outbound.clients import Clients
from admin_server.outbound.mails import MailLogin, MailTools
from tests.fakes.clock import FixedClock
from tests.fakes.ports import free_port

SENDER = "visitors@firma.example"
CLIENT, SECRET = "app", "right~secret"
ENTRY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "UID:u1\r\nSEQUENCE:2\r\nDTSTAMP:20261123T090000Z\r\nDTSTART:20261123T100000Z\r\n"
    "SUMMARY:Grüße\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
MESSAGE = Message(
    "m1",
    "mara@lindt.example",
    "Mara Lindt",
    "Your visit, Märchen",
    "Hello\n",
    html='<img src="cid:pass@x">',
    images=(InlineImage("pass@x", b"\x89PNG"),),
    calendar=CalendarPart("REQUEST", ENTRY),
)


async def nothing(_: str) -> None:
    """Keep nothing: an app's own secret does not change."""


@dataclass
class Post:
    """One organisation's mailbox, and a way to look into it."""

    emulator: GraphEmulator
    clients: Clients
    clock: FixedClock = field(default_factory=FixedClock)
    organisation: str = field(default_factory=lambda: str(uuid4()))

    async def tell(self, what: str, *stated: object, **more: object) -> object:
        verb = getattr(self.emulator, what)
        return await asyncio.to_thread(verb, self.organisation, *stated, **more)

    async def open(self) -> None:
        await self.tell("add_organisation", clients={CLIENT: SECRET})
        await self.tell("set_up", roles=["Mail.Send", "Mail.Read"])
        await self.tell("add_user", SENDER, "Visitors")

    def notifier(self, secret: str = SECRET, **changes: str) -> Notifier:
        settings = self.emulator.connection_settings(self.organisation, CLIENT)
        sender = changes.pop("sender", SENDER)
        account = MailAccount("graph", sender, "Reception", {**settings, **changes})
        login = MailLogin(account, secret, nothing)
        return graph_account(login, MailTools(self.clock, self.clients))

    async def sent(self, path: str = "mailFolders/sentitems/messages") -> bytes:
        client = await self.clients.trusting(str(self.emulator.ca_file))
        form = (
            f"client_id={CLIENT}&client_secret={SECRET}&grant_type=client_credentials"
            "&scope=https://graph.microsoft.com/.default"
        )
        url = f"{self.emulator.url}/{self.organisation}/oauth2/v2.0/token"
        reply = await client.send(Request("POST", url, body=form.encode()))
        token = reply.body.split(b'"access_token":"')[1].split(b'"')[0].decode()
        reply = await client.send(
            Request(
                "GET",
                f"{self.emulator.graph_url}/users/{SENDER}/{path}",
                headers={"Authorization": f"Bearer {token}"},
            )
        )
        return reply.body


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphEmulator]:
    with GraphEmulator(tmp_path_factory.mktemp("graph-mail")) as running:
        yield running


@pytest.fixture
async def post(emulator: GraphEmulator) -> AsyncIterator[Post]:
    clients = Clients(Client())
    made = Post(emulator, clients)
    await made.open()
    yield made
    await clients.close()


async def test_a_mail_leaves_whole(post: Post) -> None:
    """Picture and calendar entry are in what Microsoft 365 sends."""
    outcome = await post.notifier().send(MESSAGE)

    listed = await post.sent()
    number = listed.split(b'"id":"')[1].split(b'"')[0].decode()
    content = await post.sent(f"messages/{number}/$value")
    mail = message_from_bytes(content, policy=policy.default)
    parts = {part.get_content_type(): part for part in mail.walk()}
    entry = icalendar.Calendar.from_ical(parts["text/calendar"].get_content())
    assert outcome == Delivered()
    assert mail["Subject"] == MESSAGE.subject
    assert mail["From"] == f"Reception <{SENDER}>"
    assert parts["image/png"]["Content-ID"] == "<pass@x>"
    assert parts["text/calendar"].get_param("method") == entry["METHOD"] == "REQUEST"
    assert entry.walk("VEVENT")[0]["SUMMARY"] == "Grüße"


async def test_one_token_carries_many_mails(post: Post) -> None:
    """Signing in once is enough for an hour."""
    notifier = post.notifier()

    outcomes = [await notifier.send(MESSAGE) for _ in range(3)]

    counted = await post.tell("requests")
    assert outcomes == [Delivered()] * 3
    assert (counted["token"], counted["sendMail"]) == (1, 3)


async def test_a_token_that_was_taken_back_is_renewed(post: Post) -> None:
    """After one refusal the next try has a new token."""
    notifier = post.notifier()
    await notifier.send(MESSAGE)
    await post.tell("expire_access")

    refused = await notifier.send(MESSAGE)
    sent = await notifier.send(MESSAGE)

    assert refused == TryAgain(why="graph_InvalidAuthenticationToken")
    assert sent == Delivered()


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (
            Fault("sendMail", 429, "TooManyRequests", headers={"Retry-After": "17"}),
            TryAgain("graph_TooManyRequests", timedelta(seconds=17)),
        ),
        (Fault("sendMail", 503, html="<p>Busy</p>"), TryAgain("graph_503")),
        (
            Fault("sendMail", 403, "ErrorAccessDenied"),
            TryAgain("graph_ErrorAccessDenied"),
        ),
        (
            Fault("sendMail", 400, "ErrorInvalidRecipients"),
            GaveUp("graph_ErrorInvalidRecipients"),
        ),
        (Fault("sendMail", 413), GaveUp("graph_Planned")),
    ],
)
async def test_refusals_are_told_apart(
    post: Post, fault: Fault, outcome: Outcome
) -> None:
    """What is about this mail is given up; the rest is mended and tried again."""
    await post.tell("plan_fault", fault)

    assert await post.notifier().send(MESSAGE) == outcome


async def test_a_missing_permission_is_tried_again(post: Post) -> None:
    """An app that may not send yet costs no mail."""
    await post.tell("set_up", roles=["Calendars.Read"])

    outcome = await post.notifier().send(MESSAGE)

    assert outcome == TryAgain(why="graph_ErrorAccessDenied")


async def test_an_unknown_sender_is_tried_again(post: Post) -> None:
    """A mailbox that does not exist is an administrator's to mend."""
    outcome = await post.notifier(sender="nobody@firma.example").send(MESSAGE)

    assert outcome == TryAgain(why="graph_ErrorInvalidUser")


async def test_a_wrong_secret_is_tried_again(post: Post) -> None:
    """An expired client secret is said by its code, and nothing is lost."""
    outcome = await post.notifier("wrong").send(MESSAGE)

    assert outcome == TryAgain(why="token_invalid_client")


async def test_microsoft_365_away_is_tried_again(post: Post) -> None:
    """Without a network the mail waits."""
    notifier = post.notifier()
    await notifier.send(MESSAGE)
    away = f"https://127.0.0.1:{free_port()}"

    unsigned = await post.notifier(login_url=away).send(MESSAGE)
    unsent = await post.notifier(graph_url=f"{away}/v1.0").send(MESSAGE)

    assert unsigned == TryAgain(why="token_Unreachable")
    assert unsent == TryAgain(why="Unreachable")


async def test_nothing_goes_in_the_clear(post: Post) -> None:
    """An address that is not https is not used: token and mail are personal."""
    notifier = post.notifier(graph_url="http://127.0.0.1:1/v1.0")

    assert notifier._url == "https://graph.microsoft.com/v1.0"


async def test_a_malformed_address_is_given_up(post: Post) -> None:
    """An address that is none cannot be sent to, however often."""
    outcome = await post.notifier().send(replace(MESSAGE, to_address="none"))

    assert outcome == GaveUp(why="address_malformed")
