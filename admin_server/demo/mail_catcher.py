"""A mail server that delivers nothing: it keeps the last mails and shows them."""

import argparse
import asyncio
import base64
import contextlib
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.responses import HTMLResponse

from admin_server.demo.mail_pages import list_page, mail_page

_KEPT = 200
_LARGEST_MAIL = 2_000_000
_STOP_SECONDS = 1
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_HTML_HEADERS = {
    **_HEADERS,
    # Whatever stands in a mail runs nothing, fetches nothing and leads nowhere.
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "frame-ancestors 'self'"
    ),
}
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})


@dataclass(frozen=True)
class CaughtMail:
    """One mail as it came in.

    Attributes:
        number: counts from 1; the newest has the highest.
        to: the recipients that the sender named to the server.
        html: the HTML part with its own images in it; empty where there is none.
        calendar: the calendar entry; empty where there is none.
    """

    number: int
    at: str
    sender: str
    to: list[str]
    subject: str
    text: str
    headers: dict[str, str]
    html: str = ""
    calendar: str = ""


class CaughtMails:
    """The last mails that came in, newest first."""

    def __init__(self, now: Callable[[], datetime], *, kept: int = _KEPT) -> None:
        self._now = now
        self._mails: deque[CaughtMail] = deque(maxlen=kept)
        self._count = 0

    def __iter__(self) -> Iterator[CaughtMail]:
        """Give the newest first."""
        return reversed(self._mails)

    def get(self, number: int) -> CaughtMail | None:
        """Find a mail by its number, while it is kept."""
        return next((mail for mail in self._mails if mail.number == number), None)

    def keep(self, sender: str, to: Sequence[str], content: bytes) -> CaughtMail:
        """Read a mail's content and keep it."""
        message = message_from_bytes(content, policy=policy.default)
        self._count += 1
        mail = CaughtMail(
            number=self._count,
            at=self._now().isoformat(timespec="seconds"),
            sender=sender,
            to=list(to),
            subject=str(message.get("Subject", "")),
            text=_text_of(message),
            headers={name: str(value) for name, value in message.items()},
            html=_html_of(message),
            calendar=_part_of(message, "text/calendar"),
        )
        self._mails.append(mail)
        return mail


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    return _content(body) if body is not None else ""


def _content(part: Message) -> str:
    try:
        content = part.get_content() if isinstance(part, EmailMessage) else ""
    except (LookupError, UnicodeDecodeError):
        return "This mail's text is in an unknown encoding."
    return content if isinstance(content, str) else ""


def _html_of(message: EmailMessage) -> str:
    """Give the HTML part, with the images that came with it written into it."""
    html = _part_of(message, "text/html")
    for part in message.walk():
        cid, kind = (
            str(part.get("Content-ID", "")).strip("<> "),
            part.get_content_type(),
        )
        if cid and kind in _PICTURES:
            decoded = part.get_payload(decode=True)
            raw = decoded if isinstance(decoded, bytes) else b""
            content = base64.b64encode(raw).decode()
            html = html.replace(f"cid:{cid}", f"data:{kind};base64,{content}")
    return html


def _part_of(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind:
            return _content(part)
    return ""


class _Inbox:
    """What aiosmtpd calls for each mail."""

    def __init__(self, mails: CaughtMails) -> None:
        self._mails = mails

    async def handle_DATA(  # noqa: N802 - the library's name for it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self._mails.keep(envelope.mail_from or "", envelope.rcpt_tos, raw)
        return "250 Kept, not delivered"


def build_app(mails: CaughtMails, *, smtp_port: int | None = None) -> FastAPI:
    """Build the pages; with a port, mails are caught there while the app lives."""

    @contextlib.asynccontextmanager
    async def catching(_: FastAPI) -> AsyncIterator[None]:
        if smtp_port is None:
            yield
            return
        async with await _listen(mails, smtp_port):
            yield

    app = FastAPI(lifespan=catching, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/api/mails")
    async def all_mails() -> list[dict[str, object]]:
        return [asdict(mail) for mail in mails]

    @app.get("/")
    async def list_of_mails() -> HTMLResponse:
        rows = [(m.number, m.at, ", ".join(m.to), m.subject) for m in mails]
        return HTMLResponse(list_page(rows), headers=_HEADERS)

    app.include_router(_pages_of_mails(mails))
    return app


def _pages_of_mails(mails: CaughtMails) -> APIRouter:
    pages = APIRouter()

    @pages.get("/mails/{number}")
    async def one_mail(number: int) -> HTMLResponse:
        mail = _kept(mails, number)
        page = mail_page(
            mail.subject,
            mail.headers,
            mail.text,
            html_at=f"/mails/{number}/html" if mail.html else None,
            calendar=mail.calendar,
        )
        return HTMLResponse(page, headers=_HEADERS)

    @pages.get("/mails/{number}/html")
    async def html_of_mail(number: int) -> HTMLResponse:
        return HTMLResponse(_kept(mails, number).html, headers=_HTML_HEADERS)

    return pages


def _kept(mails: CaughtMails, number: int) -> CaughtMail:
    mail = mails.get(number)
    if mail is None:
        raise HTTPException(404, "This mail is no longer kept.")
    return mail


async def _listen(mails: CaughtMails, port: int) -> asyncio.Server:
    inbox = _Inbox(mails)

    def one_sender() -> SMTP:
        return SMTP(
            inbox,
            hostname="localhost",
            ident="Portico demo",
            data_size_limit=_LARGEST_MAIL,
            enable_SMTPUTF8=True,
        )

    loop = asyncio.get_running_loop()
    return await loop.create_server(one_sender, "127.0.0.1", port)


def main(argv: Sequence[str] | None = None) -> int:
    """Catch mails until stopped."""
    parser = argparse.ArgumentParser(prog="mail_catcher", description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    arguments = parser.parse_args(argv)
    app = build_app(CaughtMails(_utc_now), smtp_port=arguments.smtp_port)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=arguments.http_port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    return 0


def _utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the clock of this process


if __name__ == "__main__":
    sys.exit(main())
