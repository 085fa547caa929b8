"""The msal applications by which we sign in, one for each connection."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

# It has no type hints; everything it gives is looked at before it is believed.
import msal  # type: ignore[import-untyped]
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from admin_server.calendars.microsoft.account import Account
from admin_server.calendars.microsoft.sign_in import SignInHttp
from admin_server.core.errors import ConsentNeeded, ConsentReason, StrangeReply
from admin_server.core.ports import Clock
from admin_server.outbound.client import Client

T = TypeVar("T")

_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True)
class Application:
    """An application with the account and the client that it was made for."""

    print: str
    http: Client
    loop: asyncio.AbstractEventLoop
    sign_in: SignInHttp
    known: msal.ConfidentialClientApplication


class Applications:
    """Gives each connection its application, made anew where anything changed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, Application] = {}

    async def of(self, connection: str, account: Account, http: Client) -> Application:
        """Give a connection's application.

        Raises:
            CalendarError: the sign-in server cannot be reached or understood, or
                the secret cannot be one.
        """
        kept = self._kept.get(connection)
        wanted = (account.print, http, asyncio.get_running_loop())
        if kept is None or (kept.print, kept.http, kept.loop) != wanted:
            kept = await new_application(account, http, self._clock)
            self._kept[connection] = kept
        return kept


async def new_application(account: Account, http: Client, clock: Clock) -> Application:
    """Make an application; the sign-in server is asked to describe itself.

    Raises:
        CalendarError: it cannot be reached or understood, or the secret cannot be one.
    """
    loop = asyncio.get_running_loop()
    sign_in = SignInHttp(http, loop, login_url=account.login_url, clock=clock)
    made = await in_thread(sign_in, partial(_new_application, account, sign_in))
    return Application(account.print, http, loop, sign_in, made)


async def in_thread(sign_in: SignInHttp, work: Callable[[], T]) -> T:
    """Let msal work, which waits; when nobody wants its answer any more, it ends."""
    try:
        return await asyncio.to_thread(work)
    except asyncio.CancelledError:
        sign_in.give_up()
        raise


def _new_application(
    account: Account, sign_in: SignInHttp
) -> msal.ConfidentialClientApplication:
    try:
        return msal.ConfidentialClientApplication(
            account.client_id,
            client_credential=_credential(account.secret),
            authority=f"{account.login_url}/{account.tenant}",
            http_client=sign_in,
            # Our own setting says which server to trust; msal would ask Microsoft's
            # worldwide one, which knows nothing of private clouds.
            instance_discovery=False,
        )
    except (ValueError, KeyError) as error:
        raise StrangeReply(
            "the sign-in server describes itself strangely: check login_url"
        ) from error


def _credential(secret: str) -> str | dict[str, str]:
    """Tell a certificate with its key, in PEM, from a client secret."""
    blocks = {found[1]: found[0] for found in _PEM.finditer(secret)}
    if not blocks:
        return secret
    keys = [block for kind, block in blocks.items() if kind.endswith("PRIVATE KEY")]
    if len(keys) != 1 or "CERTIFICATE" not in blocks:
        raise ConsentNeeded(
            ConsentReason.EXPIRED,
            "the secret must hold a private key and its certificate",
        )
    _check_pair(keys[0], blocks["CERTIFICATE"])
    return {"private_key": keys[0], "public_certificate": blocks["CERTIFICATE"]}


def _check_pair(key: str, certificate: str) -> None:
    """Make sure that msal can sign with a key: it would only notice when it does."""
    try:
        private = load_pem_private_key(key.encode(), password=None)
        public = load_pem_x509_certificate(certificate.encode()).public_key()
    # Without the cause: its words could quote the key.
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise StrangeReply("the key or the certificate cannot be read") from None
    if not isinstance(private, RSAPrivateKey) or private.public_key() != public:
        raise StrangeReply("the certificate is not for this key, or the key not RSA")
