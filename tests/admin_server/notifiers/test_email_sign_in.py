"""Signing in to an SMTP server by a token (XOAUTH2)."""

import json
from dataclasses import replace

import pytest

from admin_server.core.messages import Delivered, Message, TryAgain
from admin_server.core.tenants import MailAccount
from admin_server.notifiers.email import smtp_account, smtp_oauth_account
from admin_server.outbound.mails import MailLogin, MailTools
from tests.fakes.clock import FixedClock
from tests.fakes.smtp import open_postbox
from tests.fakes.token_desk import TokenDesk, said

MESSAGE = Message("m1", "mara@lindt.example", "Mara Lindt", "Hello", "Hello\n")


class Drawer:
    """Keeps the secrets that it is given."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    async def keep(self, another: str) -> None:
        self.kept.append(another)


def login(
    port: int, secret: str | None = "s3cret", drawer: Drawer | None = None, **more: str
) -> MailLogin:
    settings = {
        "host": "127.0.0.1",
        "port": str(port),
        "security": "none",
        "user": "visitors@lakeside.example",
        "token_url": "https://login.example/token",
        "client_id": "app",
        **more,
    }
    account = MailAccount("smtp_oauth", "visitors@lakeside.example", settings=settings)
    return MailLogin(account, secret, (drawer or Drawer()).keep)


async def test_a_token_opens_the_server() -> None:
    """The server sees user and token, and takes the mail."""
    desk = TokenDesk(said(access_token="t1"))
    async with open_postbox(signed_in=True) as (postbox, port):
        postbox.token = "t1"
        notifier = smtp_oauth_account(login(port), MailTools(FixedClock(), desk))
        outcome = await notifier.send(MESSAGE)

    assert outcome == Delivered()
    assert postbox.shown == [("visitors@lakeside.example", "t1")]
    assert postbox.mails[0]["From"] == "Portico <visitors@lakeside.example>"


async def test_a_refused_token_is_renewed() -> None:
    """A token that was taken back costs one try; the next one has a new one."""
    desk = TokenDesk(said(access_token="t1"), said(access_token="t2"))
    async with open_postbox(signed_in=True) as (postbox, port):
        postbox.token = "t2"
        notifier = smtp_oauth_account(login(port), MailTools(FixedClock(), desk))
        first = await notifier.send(MESSAGE)
        second = await notifier.send(MESSAGE)

    assert (first, second) == (TryAgain(why="smtp_535"), Delivered())


async def test_without_a_token_nothing_is_sent() -> None:
    """A consent that ended is told by its reason, and waits to be mended."""
    desk = TokenDesk(said(400, error="invalid_grant"))
    async with open_postbox(signed_in=True) as (postbox, port):
        notifier = smtp_oauth_account(login(port), MailTools(FixedClock(), desk))
        outcome = await notifier.send(MESSAGE)

    assert outcome == TryAgain(why="token_invalid_grant")
    assert postbox.shown == postbox.mails == []


async def test_a_persons_consent_is_kept_up_to_date() -> None:
    """Where the secret holds a refresh token, its successor is saved."""
    desk = TokenDesk(said(access_token="t1", refresh_token="r2"))
    drawer = Drawer()
    secret = json.dumps({"client_secret": "s", "refresh_token": "r1"})
    async with open_postbox(signed_in=True) as (postbox, port):
        postbox.token = "t1"
        notifier = smtp_oauth_account(
            login(port, secret, drawer), MailTools(FixedClock(), desk)
        )
        outcome = await notifier.send(MESSAGE)

    assert outcome == Delivered()
    assert desk.forms[0]["refresh_token"] == "r1"
    assert desk.forms[0]["client_secret"] == "s"
    assert [json.loads(kept) for kept in drawer.kept] == [
        {"client_secret": "s", "refresh_token": "r2"}
    ]


async def test_a_port_that_is_none_is_the_usual_one() -> None:
    """Whatever stands in the settings, a mail server that is away is tried again."""
    known = login(1)
    settings = {**known.account.settings, "port": "nonsense", "host": "127.0.0.1"}
    account = replace(known, account=replace(known.account, settings=settings))

    outcome = await smtp_account(account, MailTools(FixedClock(), TokenDesk())).send(
        MESSAGE
    )

    assert outcome == TryAgain(why="SMTPConnectError")


async def test_a_server_that_knows_no_tokens_is_tried_again() -> None:
    """A server without XOAUTH2 is somebody's to mend; the mail waits."""
    desk = TokenDesk(said(access_token="t1"))
    async with open_postbox(tokens=False) as (postbox, port):
        notifier = smtp_oauth_account(login(port), MailTools(FixedClock(), desk))
        outcome = await notifier.send(MESSAGE)

    assert outcome == TryAgain(why="SMTPException")
    assert postbox.mails == []


async def test_a_tenants_own_server_needs_no_sign_in() -> None:
    """A relay in the house takes mail from whoever is there."""
    desk = TokenDesk()
    async with open_postbox() as (postbox, port):
        account = login(port, None, user="")
        outcome = await smtp_account(account, MailTools(FixedClock(), desk)).send(
            MESSAGE
        )

    assert outcome == Delivered()
    assert len(postbox.mails) == 1


async def test_a_tenants_server_inside_is_not_reached() -> None:
    """Where the operator refuses private addresses, a tenant's server is out there."""
    desk = TokenDesk()
    async with open_postbox() as (postbox, port):
        tools = MailTools(FixedClock(), desk, private=False)
        outcome = await smtp_account(login(port, None, user=""), tools).send(MESSAGE)

    assert outcome == TryAgain(why="NotPublic")
    assert postbox.mails == []


async def test_a_tenants_server_out_there_is_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is refused inside works as ever outside."""
    monkeypatch.setattr("admin_server.outbound.public_only.is_public", lambda _: True)
    async with open_postbox() as (postbox, port):
        tools = MailTools(FixedClock(), TokenDesk(), private=False)
        outcome = await smtp_account(login(port, None, user=""), tools).send(MESSAGE)

    assert outcome == Delivered()
    assert len(postbox.mails) == 1
