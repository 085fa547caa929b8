"""A sign-in server that gives prepared answers, without a network."""

import json
from urllib.parse import parse_qs

from typing_extensions import override

from admin_server.outbound.client import Client, OutboundError, Reply, Request
from admin_server.outbound.clients import Clients


class TokenDesk(Clients):
    """Stands where the clients stand; remembers the forms that it was sent."""

    def __init__(self, *answers: Reply | OutboundError) -> None:
        self.answers = list(answers)
        self.forms: list[dict[str, str]] = []
        self.urls: list[str] = []

    @override
    async def trusting(self, ca_file: str | None) -> Client:
        return _Window(self)

    @override
    async def close(self) -> None:
        """Nothing is open."""


class _Window(Client):
    def __init__(self, desk: TokenDesk) -> None:
        self._desk = desk

    @override
    async def send(self, request: Request, *, deadline: object = None) -> Reply:
        form = parse_qs(request.body.decode())
        self._desk.forms.append({name: values[0] for name, values in form.items()})
        self._desk.urls.append(request.url)
        answer = self._desk.answers.pop(0)
        if isinstance(answer, OutboundError):
            raise answer
        return answer


def said(status: int = 200, **stated: object) -> Reply:
    """Write an answer in JSON."""
    return Reply(status, {}, json.dumps(stated).encode())
