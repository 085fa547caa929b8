"""Messages by Microsoft 365's own interface (Graph, `sendMail`)."""

import base64
import json
from email.errors import MessageError
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from typing_extensions import override

from admin_server.core.messages import Delivered, GaveUp, Message, Outcome, TryAgain
from admin_server.core.ports import Notifier
from admin_server.outbound.client import OutboundError, Reply, Request
from admin_server.outbound.mails import MailLogin, MailTools, write_mail
from admin_server.outbound.pauses import pause_in
from admin_server.outbound.tokens import AccessTokens, Grant, TokenRefused

LOGIN_URL = "https://login.microsoftonline.com"
GRAPH_URL = "https://graph.microsoft.com/v1.0"
_LONGEST_CODE = 60


class GraphNotifier(Notifier):
    """Sends each message as a whole mail: Graph keeps its calendar part that way."""

    def __init__(
        self, login: MailLogin, tools: MailTools, tokens: AccessTokens, *, url: str
    ) -> None:
        self._login = login
        self._tools = tools
        self._tokens = tokens
        self._url = url

    @override
    async def send(self, message: Message) -> Outcome:
        """Send it; what an administrator can mend is tried again."""
        try:
            mail = write_mail(
                message, sender=self._login.sender, clock=self._tools.clock
            )
            content = base64.b64encode(mail.as_bytes())
        except (ValueError, IndexError, MessageError):
            return GaveUp(why="address_malformed")
        try:
            token = await self._tokens.get()
            reply = await self._post(content, token)
        except TokenRefused as problem:
            return TryAgain(why=problem.why, after=problem.after)
        except OutboundError as problem:
            return TryAgain(why=type(problem).__name__)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            self._tokens.forget(token)
        return self._outcome(reply)

    async def _post(self, content: bytes, token: str) -> Reply:
        settings = self._login.account.settings
        sender = quote(self._login.account.sender, safe="@")
        request = Request(
            "POST",
            f"{self._url}/users/{sender}/sendMail",
            headers={
                "Authorization": f"Bearer {token}",
                # Says that the body is a mail in base64; JSON would be a message.
                "Content-Type": "text/plain",
            },
            body=content,
        )
        http = await self._tools.clients.trusting(settings.get("ca_file"))
        return await http.send(request)

    def _outcome(self, reply: Reply) -> Outcome:
        why = f"graph_{_code(reply.body) or reply.status}"
        match reply.status:
            case HTTPStatus.ACCEPTED:
                return Delivered()
            case HTTPStatus.BAD_REQUEST | HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                # It is about this mail: sent again it would be the same one.
                return GaveUp(why=why)
            case _:
                pause = pause_in(reply.headers, now=self._tools.clock.now())
                return TryAgain(why=why, after=pause)


def graph_account(login: MailLogin, tools: MailTools) -> Notifier:
    """Send from a mailbox of a tenant's Microsoft 365."""
    settings = login.account.settings
    login_url = (settings.get("login_url") or LOGIN_URL).rstrip("/")
    graph_url = (settings.get("graph_url") or GRAPH_URL).rstrip("/")
    grant = Grant(
        url=f"{login_url}/{quote(settings.get('tenant', ''), safe='')}/oauth2/v2.0/token",
        client_id=settings.get("client_id", ""),
        scope=settings.get("scope") or "https://graph.microsoft.com/.default",
        client_secret=login.secret or "",
        ca_file=settings.get("ca_file"),
    )
    tokens = AccessTokens(tools.clients, tools.clock, grant, keep=login.keep)
    if urlsplit(graph_url).scheme != "https":
        # A token would go there in the clear.
        graph_url = GRAPH_URL
    return GraphNotifier(login, tools, tokens, url=graph_url)


def _code(body: bytes) -> str:
    """Read the short code of a refusal; its sentence could name somebody."""
    try:
        stated = json.loads(body)
        code = stated["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return ""
    printable = isinstance(code, str) and code.isascii() and code.isalnum()
    return code[:_LONGEST_CODE] if printable else ""
