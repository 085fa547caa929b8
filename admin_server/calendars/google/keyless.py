"""Signing in without a key: the machine's own account has Google sign for another.

On a machine of Google Cloud its metadata server gives it a token. With that, IAM
signs as the service account to which an administrator delegated (signJwt), and the
token endpoint takes the signed text as it takes one that a key signed.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from admin_server.calendars.google.addresses import (
    IAM_URL,
    METADATA_URL,
    TOKEN_URL,
    is_here,
)
from admin_server.calendars.google.refusals import NotSignedIn, api_refusal
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StrangeReply,
)
from admin_server.outbound.client import Reply, Request

KIND = "keyless"
Ask = Callable[[Request], Awaitable[Reply]]

_MACHINE = "/computeMetadata/v1/instance/service-accounts/default/token"
_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LASTS = timedelta(hours=1)
_PERMISSION = "iam.serviceAccounts.signJwt"


@dataclass(frozen=True)
class Keyless:
    """A service account of which nobody has a key.

    Attributes:
        account: its address, such as "portico@firma.iam.gserviceaccount.com".
    """

    account: str
    metadata_url: str = METADATA_URL
    iam_url: str = IAM_URL

    async def assertion(
        self, ask: Ask, *, subject: str, scope: str, now: datetime
    ) -> Request:
        """Have a request for somebody's token signed; gives its form, to be sent.

        Raises:
            CalendarError: the machine has no account, or it may not sign.
        """
        machine = await self._machine_token(ask, now)
        claims = {
            "iss": self.account,
            "sub": subject,
            "scope": scope,
            "aud": TOKEN_URL,
            "iat": int(now.timestamp()),
            "exp": int((now + _LASTS).timestamp()),
        }
        return _exchange(await self._signed(ask, machine, claims, now))

    async def _machine_token(self, ask: Ask, now: datetime) -> str:
        headers = {"metadata-flavor": "Google"}
        url = f"{self.metadata_url}{_MACHINE}"
        # It is always a private address.
        reply = await ask(Request("GET", url, headers, anywhere=True))
        if reply.status == HTTPStatus.NOT_FOUND:
            raise ConsentNeeded(
                ConsentReason.PERMISSION_MISSING,
                "this machine has no service account of its own",
            )
        return _word_in(reply, "access_token", now)

    async def _signed(
        self, ask: Ask, machine: str, claims: Mapping[str, Any], now: datetime
    ) -> str:
        account = quote(self.account, safe="@")
        request = Request(
            "POST",
            f"{self.iam_url}/v1/projects/-/serviceAccounts/{account}:signJwt",
            {"authorization": f"Bearer {machine}", "content-type": "application/json"},
            json.dumps({"payload": json.dumps(claims)}).encode(),
        )
        return _word_in(await ask(request), "signedJwt", now)


def read_keyless(stated: Mapping[str, Any]) -> Keyless:
    """Read a connection's secret of this kind.

    Raises:
        ValueError: it names no account, or an address that is not Google's.
    """
    account = stated.get("service_account")
    if not isinstance(account, str) or "@" not in account:
        raise ValueError("it names no service account")
    named = {
        name: stated[name].rstrip("/")
        for name in ("metadata_url", "iam_url")
        if isinstance(stated.get(name), str)
    }
    # The machine's own token opens more than calendars: beside Google itself, only
    # a stand-in on this machine may see it.
    if not all(map(is_here, named.values())):
        raise ValueError("it names an address that is not Google's")
    return Keyless(account, **named)


def _exchange(assertion: str) -> Request:
    form = urlencode({"grant_type": _JWT_GRANT, "assertion": assertion})
    headers = {"content-type": "application/x-www-form-urlencoded"}
    # Where it goes is for the caller to say.
    return Request("POST", "", headers, form.encode())


def _word_in(reply: Reply, name: str, now: datetime) -> str:
    if reply.status != HTTPStatus.OK:
        raise _refused(reply, now)
    try:
        found = json.loads(reply.body)[name]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise StrangeReply(f"signing in: an answer without {name}") from error
    if not isinstance(found, str):
        raise StrangeReply(f"signing in: an answer without {name}")
    return found


def _refused(reply: Reply, now: datetime) -> Exception:
    refusal = api_refusal(reply, now)
    if isinstance(refusal, ConsentNeeded):
        return ConsentNeeded(refusal.reason, f"{_PERMISSION}: {refusal.detail}")
    if isinstance(refusal, NotSignedIn):
        return ConsentNeeded(
            ConsentReason.PERMISSION_MISSING, f"{_PERMISSION}: the machine is refused"
        )
    if isinstance(refusal, NoSuchCalendar):
        return ConsentNeeded(
            ConsentReason.EXPIRED, "Google knows no such service account"
        )
    return refusal
