"""A real SMTP server on this machine that keeps what it is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """Keeps mails; answers what it is told to, after the delay it is told."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer_mail = "250 OK"
        self.answer_rcpt = "250 OK"
        self.answer_data = "250 OK"
        self.delay = 0.0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address, options
    ) -> str:
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
async def open_postbox() -> AsyncIterator[tuple[Postbox, int]]:
    """Run the server on a free port."""
    postbox = Postbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(postbox, hostname="postbox", loop=loop), "127.0.0.1", 0
    )
    try:
        yield postbox, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
