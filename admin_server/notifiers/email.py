"""Messages by e-mail, through an SMTP server: the operator's or a tenant's own."""

import json
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage

import aiosmtplib
from typing_extensions import override

from admin_server.core.messages import (
    Delivered,
    GaveUp,
    Message,
    Outcome,
    Sender,
    TryAgain,
)
from admin_server.core.ports import Clock, Notifier
from admin_server.outbound.mails import MailLogin, MailTools, write_mail
from admin_server.outbound.public_only import connect_publicly
from admin_server.outbound.tokens import AccessTokens, Grant, TokenRefused

_PERMANENT = 500
_PORT = 587


@dataclass(frozen=True)
class MailServer:
    """How mail leaves: where to, and under which name.

    Attributes:
        security: "none", "starttls" or "tls".
        timeout: seconds that one whole sending may take.
        private: it may be on this machine or in a private network.
    """

    host: str
    port: int
    sender: str
    sender_name: str = "Portico"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security: str = "starttls"
    timeout: float = 20.0
    private: bool = True


class EmailNotifier(Notifier):
    """Sends each message as one mail (RFC 5322) to one person.

    Args:
        tokens: signs in by a token (SASL XOAUTH2) instead of a password.
    """

    def __init__(
        self, server: MailServer, clock: Clock, tokens: AccessTokens | None = None
    ) -> None:
        self._server = server
        self._clock = clock
        self._tokens = tokens

    @override
    async def send(self, message: Message) -> Outcome:
        """Send it; a refused address or mail is given up, all else tried again."""
        try:
            token = await self._tokens.get() if self._tokens is not None else None
        except TokenRefused as problem:
            return TryAgain(why=problem.why, after=problem.after)
        try:
            await self._hand_over(message, token)
        except aiosmtplib.SMTPResponseException as problem:
            return self._refused(problem, token)
        except aiosmtplib.SMTPRecipientsRefused as problem:
            codes = [refused.code for refused in problem.recipients]
            return _outcome(max(codes, default=0))
        except (aiosmtplib.SMTPException, OSError) as problem:
            return TryAgain(why=type(problem).__name__)
        except (ValueError, IndexError, MessageError):
            return GaveUp(why="address_malformed")
        return Delivered()

    def _refused(
        self, problem: aiosmtplib.SMTPResponseException, token: str | None
    ) -> Outcome:
        if isinstance(problem, aiosmtplib.SMTPDataError):
            return _outcome(problem.code)
        if self._tokens is not None and token is not None:
            self._tokens.forget(token)
        # Refused before the mail was looked at: about us, our sender's address or
        # our sign-in, which an administrator can mend.
        return TryAgain(why=f"smtp_{problem.code}")

    async def _hand_over(self, message: Message, token: str | None) -> None:
        server = self._server

        async def given() -> str:
            return token or ""

        mail = self._mail(message)
        line = None if server.private else await connect_publicly(*self._place)
        await aiosmtplib.send(
            mail,
            hostname=server.host,
            port=server.port if line is None else None,
            sock=line,
            username=server.user,
            password=None if token else server.password,
            oauth_token_generator=given if token else None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            timeout=server.timeout,
        )

    @property
    def _place(self) -> tuple[str, int, float]:
        return self._server.host, self._server.port, self._server.timeout

    def _mail(self, message: Message) -> EmailMessage:
        sender = Sender(self._server.sender, self._server.sender_name)
        return write_mail(message, sender=sender, clock=self._clock)


def smtp_account(login: MailLogin, tools: MailTools) -> Notifier:
    """Send through a tenant's own SMTP server, with a password or none."""
    server = _server(login, tools, password=login.secret)
    return EmailNotifier(server, tools.clock)


def smtp_oauth_account(login: MailLogin, tools: MailTools) -> Notifier:
    """Send through a tenant's own SMTP server, signed in by a token.

    The secret is the app's own; or, for a person's consent, a JSON object with
    `refresh_token` and, where the app has one, `client_secret`.
    """
    settings, secret = login.account.settings, _OAuthSecret.read(login.secret)
    grant = Grant(
        url=settings.get("token_url", ""),
        client_id=settings.get("client_id", ""),
        scope=settings.get("scope", ""),
        client_secret=secret.client_secret,
        refresh_token=secret.refresh_token,
        ca_file=settings.get("ca_file"),
    )

    async def keep(refresh_token: str) -> None:
        await login.keep(_OAuthSecret(secret.client_secret, refresh_token).written())

    tokens = AccessTokens(tools.clients, tools.clock, grant, keep=keep)
    server = _server(login, tools, password=None)
    return EmailNotifier(server, tools.clock, tokens)


@dataclass(frozen=True)
class _OAuthSecret:
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)

    @classmethod
    def read(cls, secret: str | None) -> "_OAuthSecret":
        try:
            stated = json.loads(secret or "")
        except ValueError:
            stated = None
        if not isinstance(stated, dict):
            return cls(secret or "", "")
        names = ("client_secret", "refresh_token")
        return cls(*(str(stated.get(name) or "") for name in names))

    def written(self) -> str:
        stated = {
            "client_secret": self.client_secret,
            "refresh_token": self.refresh_token,
        }
        return json.dumps({name: value for name, value in stated.items() if value})


def _server(login: MailLogin, tools: MailTools, *, password: str | None) -> MailServer:
    settings = login.account.settings
    port = settings.get("port", "")
    return MailServer(
        host=settings.get("host", "localhost"),
        port=int(port) if port.isascii() and port.isdecimal() else _PORT,
        sender=login.account.sender,
        sender_name=login.account.sender_name,
        user=settings.get("user") or None,
        password=password,
        security=settings.get("security") or "starttls",
        private=tools.private,
    )


def _outcome(code: int) -> Outcome:
    # RFC 5321 4.2.1: 4yz may be tried again, 5yz may not. 530, 534, 535 and 538
    # are about our own sign-in, which an administrator can mend.
    if code >= _PERMANENT and code not in {530, 534, 535, 538}:
        return GaveUp(why=f"smtp_{code}")
    return TryAgain(why=f"smtp_{code}")
