import smtplib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from admin_server.demo.children import Children
from admin_server.demo.environment import plain_environment
from admin_server.demo.mail_catcher import CaughtMails, build_app
from admin_server.demo.ports import answers, wanted_or_free

_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def _mail(subject: str = "Mara Lindt is here", text: str = "Hello") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "visitors@lakeside.example"
    message["To"] = "jonas@lakeside.example"
    message.set_content(text)
    return message


def _caught(*messages: EmailMessage, kept: int = 200) -> CaughtMails:
    mails = CaughtMails(lambda: _NOW, kept=kept)
    _ = [mails.keep("from@x.example", ["to@x.example"], bytes(m)) for m in messages]
    return mails


def _browser(mails: CaughtMails) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build_app(mails))
    return httpx.AsyncClient(transport=transport, base_url="http://mails")


def test_only_the_last_mails_are_kept():
    """The mail catcher forgets the oldest mails instead of filling the machine."""
    mails = _caught(_mail("one"), _mail("two"), _mail("three"), kept=2)

    assert [mail.subject for mail in mails] == ["three", "two"]
    assert mails.get(1) is None


def test_umlauts_and_other_scripts_are_read():
    """A mail in any language is shown as it was written."""
    mails = _caught(_mail("Grüße an سارة", "Schöne Grüße\n"))

    mail = next(iter(mails))

    assert (mail.subject, mail.text) == ("Grüße an سارة", "Schöne Grüße\n")


def test_a_mail_that_is_none_is_kept_all_the_same():
    """Even a broken mail is kept, so that one can see what came."""
    mails = CaughtMails(lambda: _NOW)
    broken = b"Content-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe"

    mails.keep("", [], broken)

    assert next(iter(mails)).subject == ""


async def test_a_mail_cannot_do_anything_in_the_page():
    """What a mail says is shown as text; nothing in it runs."""
    evil = "<script>alert(1)</script>"
    mails = _caught(_mail(evil, evil))

    async with _browser(mails) as browser:
        pages = [await browser.get("/"), await browser.get("/mails/1")]

    assert [evil in page.text for page in pages] == [False, False]
    assert ["&lt;script&gt;" in page.text for page in pages] == [True, True]
    assert "default-src 'none'" in pages[0].headers["content-security-policy"]


async def test_an_empty_list_says_so():
    """Before the first mail the page says that none has come."""
    async with _browser(_caught()) as browser:
        page = await browser.get("/")

    assert "No mail has come in yet" in page.text


async def test_a_forgotten_mail_is_not_there():
    """A mail that is no longer kept is told so."""
    async with _browser(_caught()) as browser:
        page = await browser.get("/mails/7")

    assert page.status_code == 404


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """A mail catcher as a process of its own: its port for mails, its address."""
    smtp, http = wanted_or_free(0, "--port"), wanted_or_free(0, "--port")
    children = Children(tmp_path)
    children.start(
        "mail catcher",
        [
            "-m",
            "admin_server.demo.mail_catcher",
            f"--smtp-port={smtp}",
            f"--http-port={http}",
        ],
        plain_environment(),
    )
    url = f"http://127.0.0.1:{http}"
    assert children.wait_until(lambda: answers(url), seconds=30)
    yield smtp, url
    children.stop()


def test_a_sent_mail_can_be_read(catcher: tuple[int, str]):
    """A mail that the server sends appears in the list."""
    port, url = catcher

    with smtplib.SMTP("127.0.0.1", port) as sender:
        sender.send_message(_mail())

    mails = httpx.get(f"{url}/api/mails").json()
    assert [mail["subject"] for mail in mails] == ["Mara Lindt is here"]
    assert mails[0]["to"] == ["jonas@lakeside.example"]


def test_two_catchers_cannot_share_a_port(catcher: tuple[int, str]):
    """A second mail catcher on the same port ends instead of losing mails."""
    port, _ = catcher

    second = subprocess.run(
        [
            sys.executable,
            "-m",
            "admin_server.demo.mail_catcher",
            f"--smtp-port={port}",
            f"--http-port={wanted_or_free(0, '--port')}",
        ],
        capture_output=True,
        timeout=30,
        check=False,
    )

    assert second.returncode != 0


def _invitation(html: str = '<p>Hi</p><img src="cid:pass@x">') -> EmailMessage:
    message = _mail()
    message.add_alternative(html, subtype="html")
    *_, part = message.iter_parts()
    part.add_related(b"\x89PNG", "image", "png", cid="<pass@x>")
    message.add_alternative("BEGIN:VCALENDAR", subtype="calendar")
    return message


async def test_an_invitation_is_shown_with_its_picture():
    """Whoever tries the demo sees the mail as the visitor does, QR code and all."""
    async with _browser(_caught(_invitation())) as browser:
        page = await browser.get("/mails/1")
        framed = await browser.get("/mails/1/html")

    assert '<iframe sandbox title="The mail" src="/mails/1/html">' in page.text
    assert "BEGIN:VCALENDAR" in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert '<img src="data:image/png;base64,iVBORw==">' in framed.text


async def test_a_mails_html_does_nothing():
    """A mail's page runs no script, fetches nothing and cannot leave its frame."""
    evil = _invitation('<script>alert(1)</script><img src="https://spy.example">')

    async with _browser(_caught(evil)) as browser:
        framed = await browser.get("/mails/1/html")

    policy = framed.headers["content-security-policy"]
    assert "sandbox;" in policy
    assert "default-src 'none'" in policy
    assert "img-src data:" in policy
    assert "script" not in policy
    assert "allow" not in policy


async def test_a_plain_mail_has_no_frame():
    """A mail to a host is shown in plain words."""
    async with _browser(_caught(_mail())) as browser:
        page = await browser.get("/mails/1")
        nothing = await browser.get("/mails/9/html")

    assert "<iframe" not in page.text
    assert nothing.status_code == 404


async def test_a_picture_that_is_no_picture_is_left_out():
    """Only pictures are written into a mail's page."""
    odd = _mail()
    odd.add_alternative('<img src="cid:x@y">', subtype="html")
    *_, html = odd.iter_parts()
    html.add_related(b"<svg/>", "image", "svg+xml", cid="<x@y>")

    async with _browser(_caught(odd)) as browser:
        framed = await browser.get("/mails/1/html")

    assert "cid:x@y" in framed.text
