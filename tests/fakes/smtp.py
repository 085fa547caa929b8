"""A real SMTP server on this machine that keeps what it is sent."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Postbox:
    """Keeps mails; answers what it is told to, after the delay it is told.

    Attributes:
        token: the access token that it takes, by XOAUTH2.
        signed_in: mail is taken only from who signed in.
        shown: user and token of everybody who signed in by one.
    """

    def __init__(self) -> None:
        self.token = ""
        self.signed_in = False
        self.shown: list[tuple[str, str]] = []
        self.mails: list[EmailMessage] = []
        self.answer_mail = "250 OK"
        self.answer_rcpt = "250 OK"
        self.answer_data = "250 OK"
        self.delay = 0.0

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """Sign somebody in as Microsoft and Google describe it."""
        said = base64.b64decode(args[1]).decode()
        user, bearer, *rest = said.split("\x01")
        assert rest == ["", ""]
        self.shown.append(
            (user.removeprefix("user="), bearer.removeprefix("auth=Bearer "))
        )
        if self.shown[-1][1] == self.token:
            return AuthResult(success=True)
        challenge = base64.b64encode(b'{"status":"401"}').decode()
        await server.push(f"334 {challenge}")
        assert await server._reader.readline() == b"\r\n"
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address, options
    ) -> str:
        if self.signed_in and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answer_mail

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address, options
    ) -> str:
        if self.answer_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_rcpt

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.answer_data.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.mails.append(mail)
        await asyncio.sleep(self.delay)
        return self.answer_data


@asynccontextmanager
async def open_postbox(
    *, signed_in: bool = False, tokens: bool = True
) -> AsyncIterator[tuple[Postbox, int]]:
    """Run the server on a free port.

    Args:
        signed_in: it takes mail only from who signed in.
        tokens: it knows XOAUTH2.
    """
    postbox = Postbox()
    postbox.signed_in = signed_in
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            postbox,
            hostname="postbox",
            loop=loop,
            # This machine only: a real server would want TLS first.
            auth_require_tls=False,
            auth_exclude_mechanism=() if tokens else ("XOAUTH2",),
        ),
        "127.0.0.1",
        0,
    )
    try:
        yield postbox, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
