"""Clients by whom they trust: the usual one, and one for each file of certificates."""

import asyncio
import hashlib
import ssl
from pathlib import Path

from admin_server.outbound.client import Client, NobodyTrusted


class Clients:
    """Gives whoever names a file of certificates a client that trusts only those."""

    def __init__(self, usual: Client) -> None:
        self._usual = usual
        self._made: dict[str, Client] = {}

    async def trusting(self, ca_file: str | None) -> Client:
        """Give the client for a file of certificates (PEM); without one, the usual.

        Raises:
            NobodyTrusted: the file cannot be read or holds no certificate.
        """
        if not ca_file:
            return self._usual
        try:
            # Read each time: a certificate that was renewed counts at once.
            found = await asyncio.to_thread(Path(ca_file).read_bytes)
            # Beside certificates, such files hold names in any language.
            return self._for_text(found.decode("ascii", "ignore"))
        except (OSError, ValueError) as error:
            raise NobodyTrusted("the setting ca_file names no certificates") from error

    def trusting_text(self, certificates: str) -> Client:
        """Give the client for certificates (PEM) that stand in a setting.

        Raises:
            NobodyTrusted: there is no certificate in it.
        """
        try:
            return self._for_text(certificates)
        except (OSError, ValueError) as error:
            raise NobodyTrusted("the setting authority holds no certificate") from error

    async def close(self) -> None:
        """Close all of them, the usual one as well."""
        made, self._made = self._made, {}
        for client in (self._usual, *made.values()):
            await client.close()

    def _for_text(self, text: str) -> Client:
        if not text.strip():
            # Told of nobody, ssl would trust everybody whom the system trusts.
            raise ValueError("there is nothing in it")
        name = hashlib.sha256(text.encode()).hexdigest()
        if name not in self._made:
            trusted = ssl.create_default_context(cadata=text)
            self._made[name] = self._usual.trusting(trusted)
        return self._made[name]
