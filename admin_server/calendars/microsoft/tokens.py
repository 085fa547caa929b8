"""Access tokens for Graph: one msal application for each connection."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

# It has no type hints; everything it gives is looked at before it is believed.
import msal  # type: ignore[import-untyped]
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from admin_server.calendars.microsoft.account import Account
from admin_server.calendars.microsoft.pauses import Pauses
from admin_server.calendars.microsoft.reading import text_at
from admin_server.calendars.microsoft.refusals import token_refusal
from admin_server.calendars.microsoft.sign_in import SignInHttp
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import Clock
from admin_server.outbound.client import Client

T = TypeVar("T")

_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True)
class _Kept:
    """An application with the account and the client that it was made for."""

    print: str
    http: Client
    loop: asyncio.AbstractEventLoop
    sign_in: SignInHttp
    application: msal.ConfidentialClientApplication


class Tokens:
    """Gives access tokens; msal keeps each until shortly before it ends."""

    def __init__(self, clock: Clock, pauses: Pauses) -> None:
        # What it says in detail are requests with everything in them.
        logging.getLogger("msal").setLevel(logging.WARNING)
        self._clock = clock
        self._pauses = pauses
        self._kept: dict[str, _Kept] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(
        self,
        connection: str,
        account: Account,
        http: Client,
        *,
        instead_of: str | None = None,
        claims: str | None = None,
    ) -> str:
        """Give a token for a connection.

        Args:
            instead_of: a token that was refused, so that a new one is needed.
            claims: what Graph demanded of the new one.

        Raises:
            CalendarError: there is none.
        """
        lock = self._locks.setdefault(connection, asyncio.Lock())
        async with lock:
            self._pauses.check(connection)
            try:
                kept = await self._keep(connection, account, http)
                result = await _in_thread(
                    kept.sign_in,
                    partial(
                        _acquire, kept.application, _scope(account), instead_of, claims
                    ),
                )
            except TryLater as error:
                self._pauses.keep(connection, error.after)
                raise
        token = text_at(result, "access_token")
        if not token:
            raise token_refusal(result)
        return token

    async def _keep(self, connection: str, account: Account, http: Client) -> _Kept:
        """Give the connection's application, made anew where anything changed."""
        loop = asyncio.get_running_loop()
        kept = self._kept.get(connection)
        wanted = (account.print, http, loop)
        if kept is None or (kept.print, kept.http, kept.loop) != wanted:
            sign_in = SignInHttp(
                http, loop, login_url=account.login_url, clock=self._clock
            )
            made = await _in_thread(
                sign_in, partial(_new_application, account, sign_in)
            )
            kept = self._kept[connection] = _Kept(*wanted, sign_in, made)
        return kept


async def _in_thread(sign_in: SignInHttp, work: Callable[[], T]) -> T:
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


def _acquire(
    application: msal.ConfidentialClientApplication,
    scope: str,
    instead_of: str | None,
    claims: str | None,
) -> Mapping[str, object]:
    result = application.acquire_token_for_client([scope])
    # Somebody else may have had the same trouble, and a new one is there already.
    if instead_of and text_at(result, "access_token") == instead_of:
        if claims:
            result = application.acquire_token_for_client(
                [scope], claims_challenge=claims
            )
        else:
            application.remove_tokens_for_client()
            result = application.acquire_token_for_client([scope])
    return result if isinstance(result, Mapping) else {}


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


def _scope(account: Account) -> str:
    """Ask for all that was permitted for Graph in this account's cloud."""
    split = urlsplit(account.graph_url)
    return f"{split.scheme}://{split.netloc}/.default"
