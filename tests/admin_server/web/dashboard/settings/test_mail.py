from dataclasses import replace

import pytest

from admin_server.core.errors import SecretUnreadable
from admin_server.core.messages import GaveUp, TryAgain
from admin_server.core.tenants import MailAccount
from admin_server.notifiers.email import EmailNotifier, MailServer
from admin_server.security.mail_accounts import MailSecrets
from tests.fakes.lobby import ADMIN, SITE_ADMIN, TENANT, Lobby
from tests.fakes.owning import events, own, tenant_of
from tests.fakes.smtp import open_postbox

_PATH = "/settings/mail"
_SMTP = {
    "kind": "smtp",
    "sender": "visitors@lakeside.example",
    "sender_name": "Lakeside visitors",
    "host": "smtp.lakeside.example",
    "port": "465",
    "security": "tls",
    "user": "visitors",
    "secret": "hunter2-hunter2",
}
_OAUTH = {
    "kind": "smtp_oauth",
    "sender": "visitors@lakeside.example",
    "host": "smtp.lakeside.example",
    "user": "visitors@lakeside.example",
    "token_url": "https://login.example/token",
    "client_id": "app-1",
    "secret": "app-secret",
}
_GRAPH = {
    "kind": "graph",
    "sender": "visitors@lakeside.example",
    "tenant": "lakeside.example",
    "client_id": "app-1",
    "secret": "app-secret",
}


async def test_a_mail_server_is_saved(lobby: Lobby):
    """The account is kept, its password sealed and shown to nobody."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_PATH, data=_SMTP)

    tenant = await tenant_of(lobby)
    shown = await browser.get(_PATH)
    assert tenant.mail is not None
    assert tenant.mail.settings == {
        "host": "smtp.lakeside.example",
        "port": "465",
        "security": "tls",
        "user": "visitors",
    }
    assert "hunter2" not in repr(tenant.mail)
    assert "hunter2" not in shown.text
    assert MailSecrets(lobby.app.state.parts.box).open(tenant) == "hunter2-hunter2"
    assert await events(lobby) == [("tenant.mail_changed", f"user:{ADMIN.id}")]


@pytest.mark.parametrize("form", [_SMTP, _OAUTH, _GRAPH], ids=lambda f: f["kind"])
async def test_an_empty_secret_keeps_the_present_one(lobby: Lobby, form: dict):
    """Changing the sender's name does not need the secret again."""
    browser = await lobby.sign_in(ADMIN)
    await browser.post(_PATH, data=form)
    before = (await tenant_of(lobby)).mail

    changed = {**form, "secret": "", "sender_name": "Another"}
    await browser.post(_PATH, data=changed)

    after = (await tenant_of(lobby)).mail
    assert before is not None
    assert after == replace(before, sender_name="Another")


async def test_another_way_drops_the_secret(lobby: Lobby):
    """A password is never handed to another kind of server."""
    browser = await lobby.sign_in(ADMIN)
    await browser.post(_PATH, data=_SMTP)

    await browser.post(_PATH, data={**_GRAPH, "secret": ""})

    mail = (await tenant_of(lobby)).mail
    assert mail is not None
    assert (mail.kind, mail.sealed_secret) == ("graph", None)


async def test_what_only_a_file_can_say_stays(lobby: Lobby):
    """Saving the page does not forget where the file said Microsoft is."""
    account = MailAccount(
        "graph", "a@x.example", settings={"graph_url": "https://graph.example"}
    )
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, mail=account))
    )
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_PATH, data=_GRAPH)

    mail = (await tenant_of(lobby)).mail
    assert mail is not None
    assert mail.settings["graph_url"] == "https://graph.example"


async def test_mail_goes_back_to_the_operator(lobby: Lobby):
    """An own account can be given up."""
    browser = await lobby.sign_in(ADMIN)
    await browser.post(_PATH, data=_SMTP)

    await browser.post(_PATH, data={"kind": "operator"})

    assert (await tenant_of(lobby)).mail is None


@pytest.mark.parametrize(
    ("form", "field", "value", "said"),
    [
        (_SMTP, "kind", "pigeon", "Choose a way from the list."),
        (_SMTP, "sender", "visitors", "This is not an e-mail address"),
        (_SMTP, "host", "", "Fill this in."),
        (_SMTP, "port", "99999", "A port is a number"),
        (_SMTP, "security", "hope", "Choose one from the list."),
        (_OAUTH, "token_url", "login", "This is not a web address"),
        (_OAUTH, "client_id", "", "Fill this in."),
        (_GRAPH, "tenant", "", "Fill this in."),
    ],
)
async def test_a_wrong_value_is_told(
    lobby: Lobby, form: dict, field: str, value: str, said: str
):
    """What does not fit is named, and nothing is saved."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data={**form, field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert "hunter2" not in answer.text
    assert (await tenant_of(lobby)).mail is None


async def test_an_owned_account_is_locked(lobby: Lobby):
    """How mail leaves stays as the configuration file says."""
    await own(lobby, "mail.settings")
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_PATH)
    await browser.post(_PATH, data=_SMTP)

    assert "Set in the configuration file." in shown.text
    assert (await tenant_of(lobby)).mail is None


@pytest.mark.parametrize("path", [_PATH, f"{_PATH}/test"])
async def test_a_site_admin_has_no_say_in_mail(lobby: Lobby, path: str):
    """Mail is the organisation's business."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(path, data=_SMTP)

    assert answer.status_code == 403
    assert lobby.mail.sent == []


async def test_a_test_mail_really_goes_through(lobby: Lobby):
    """The mail is in the tester's own postbox, and the page says who took it."""
    browser = await lobby.sign_in(ADMIN)
    async with open_postbox() as (postbox, port):
        server = MailServer("127.0.0.1", port, "desk@lakeside.example", security="none")
        way = EmailNotifier(server, lobby.clock)
        parts = lobby.app.state.parts
        lobby.app.state.parts = replace(parts, mail=lambda _: way)

        answer = await browser.post(f"{_PATH}/test")

    assert "has taken the mail to ines@lakeside.example" in answer.text
    assert [mail["To"] for mail in postbox.mails] == [
        "Ines Albrecht <ines@lakeside.example>"
    ]
    tenant = await lobby.store.for_tenant(TENANT).read(lambda nouns: nouns.tenant)
    assert tenant.checklist == {"mail": "done"}


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("smtp_535", "does not accept our user name and password"),
        ("smtp_550", "refuses the address"),
        ("smtp_554", "refuses this mail"),
        ("smtp_451", "is busy"),
        ("SMTPConnectError", "cannot be reached"),
        ("SMTPTimeoutError", "did not answer in time"),
        ("token_invalid_client", "refuses us (invalid_client)"),
        ("graph_ErrorAccessDenied", "Microsoft 365 refuses the mail"),
        ("Oddity", "What we were told: Oddity"),
    ],
)
async def test_a_refusal_is_told_in_plain_words(lobby: Lobby, why: str, said: str):
    """Whatever the server answers, the tester reads what to look at."""
    lobby.mail.outcome = TryAgain(why)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(f"{_PATH}/test")

    assert said in answer.text


async def test_a_final_refusal_names_its_code(lobby: Lobby):
    """The server's own number is there for whoever runs it."""
    lobby.mail.outcome = GaveUp("smtp_550")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(f"{_PATH}/test")

    assert "code: 550." in answer.text


async def test_no_way_to_send_is_told(lobby: Lobby):
    """Where nobody set up mail, the page says who can."""
    lobby.app.state.parts = replace(lobby.app.state.parts, mail=lambda _: None)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(f"{_PATH}/test")

    assert "No way to send mail is set up." in answer.text


async def test_an_unreadable_secret_is_told(lobby: Lobby):
    """A password that cannot be opened is asked for again."""

    def closed(_):
        raise SecretUnreadable

    lobby.app.state.parts = replace(lobby.app.state.parts, mail=closed)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(f"{_PATH}/test")

    assert "The password of the mail account cannot be read." in answer.text


async def test_no_port_is_too_long_to_read(lobby: Lobby) -> None:
    """A port of five thousand digits is answered like any other wrong one."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        "/settings/mail",
        data={"kind": "smtp", "sender": "desk@lakeside.example", "port": "9" * 5000},
    )

    assert answer.status_code == 422
