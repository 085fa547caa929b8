"""Clients that trust the certificates which a connection names."""

import asyncio
import hashlib
import ssl
from pathlib import Path

import httpx

from admin_server.core.errors import StrangeReply
from admin_server.outbound.client import Client


class TrustingClient(Client):
    """A client that trusts what stands in one PEM text, and nothing else."""

    def __init__(self, certificates: str) -> None:
        super().__init__()
        plain = self._http
        self._http = httpx.AsyncClient(
            verify=ssl.create_default_context(cadata=certificates),
            timeout=plain.timeout,
            headers=plain.headers,
            follow_redirects=False,
        )


class Clients:
    """Gives each connection the client whose trust fits its setting `ca_file`."""

    def __init__(self, usual: Client) -> None:
        self._usual = usual
        self._made: dict[str, Client] = {}

    async def for_file(self, ca_file: str | None) -> Client:
        """Give the client; without a file, the usual one.

        Raises:
            StrangeReply: the file cannot be read or holds no certificate.
        """
        if not ca_file:
            return self._usual
        try:
            # Read each time: a certificate that was renewed counts at once.
            text = await asyncio.to_thread(Path(ca_file).read_text, "ascii")
            return self._for_text(text)
        except (OSError, ValueError) as error:
            raise StrangeReply("the setting ca_file names no certificates") from error

    async def close(self) -> None:
        """Close the clients that were made here; the usual one is somebody else's."""
        made, self._made = self._made, {}
        for client in made.values():
            await client.close()

    def _for_text(self, text: str) -> Client:
        name = hashlib.sha256(text.encode()).hexdigest()
        if name not in self._made:
            self._made[name] = TrustingClient(text)
        return self._made[name]
