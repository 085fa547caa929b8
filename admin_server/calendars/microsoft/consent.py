"""How people permit us to read their calendars at Microsoft."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit

# It has no type hints; everything it gives is looked at before it is believed.
import msal  # type: ignore[import-untyped]
from typing_extensions import override

from admin_server.calendars.microsoft.account import (
    ANY_ORGANISATION,
    PERSONAL_TENANT,
    Account,
    account_of_app,
    same_server,
)
from admin_server.calendars.microsoft.applications import (
    Application,
    in_thread,
    new_application,
)
from admin_server.calendars.microsoft.deadlines import within
from admin_server.calendars.microsoft.grants import (
    OFFLINE,
    PROFILE,
    READ,
    READ_SHARED,
    WRITE,
    Grant,
    bare_names,
    lacks,
)
from admin_server.calendars.microsoft.profile import read_address
from admin_server.calendars.microsoft.reading import at, text_at
from admin_server.calendars.microsoft.refusals import outbound_refusal, person_refusal
from admin_server.core.connections import AppRegistration
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
)
from admin_server.core.ports import Begun, Clock, Consent, Granted, Scope
from admin_server.outbound.client import Client, NobodyTrusted
from admin_server.outbound.clients import Clients

DEADLINE = timedelta(seconds=15)
"""How long a person waits for us on their way to Microsoft and back."""
_MODE, _POSTED = "response_mode", "form_post"
_HELD = ("state", "nonce", "code_verifier", "scope")
# Asked for by the sign-in library itself, which refuses to be told.
_ASKED_ANYWAY = OFFLINE
# What is not granted everywhere, and missed only where somebody shares a calendar.
_CAN_DO_WITHOUT = frozenset({READ_SHARED})


class MicrosoftConsent(Consent):
    """Asks people of work, school and personal accounts for their permission.

    The registration's setting `tenant` says who can: one organisation, or
    "organizations" (every work account, which it is if left out), "consumers"
    (Outlook.com and the like) or "common" (both).
    """

    revoke_url = "https://myapplications.microsoft.com/"

    def __init__(
        self, http: Client, clock: Clock, *, deadline: timedelta = DEADLINE
    ) -> None:
        self._clock = clock
        self._deadline = deadline
        self._clients = Clients(http)

    @override
    def scopes(self, *, books: bool) -> tuple[Scope, ...]:
        write = (Scope(WRITE, "write_meetings"),) if books else ()
        return (
            Scope(READ, "read_meetings"),
            *write,
            Scope(READ_SHARED, "read_shared"),
            Scope(PROFILE, "know_account"),
            Scope(OFFLINE, "stay_connected"),
        )

    @override
    async def begin(
        self,
        app: AppRegistration,
        *,
        redirect_uri: str,
        books: bool,
        login_hint: str | None = None,
    ) -> Begun:
        account = account_of_app(app)
        named = [one.name for one in self.scopes(books=books)]
        async with within(self._deadline):
            application = await self._application(app, account)
            work = partial(
                _begin,
                application.known,
                [account.permission(one) for one in named if one != _ASKED_ANYWAY],
                redirect_uri,
                login_hint,
            )
            flow = await in_thread(application.sign_in, work)
        held = {name: text_at(flow, name) for name in _HELD} | {
            "scope": " ".join(_texts(at(flow, "scope")))
        }
        url = text_at(flow, "auth_uri")
        if not same_server(url, account.login_url):
            raise StrangeReply("sign-in leads to another server than login_url")
        return Begun(url=_brought_back(url), held=held)

    @override
    async def finish(
        self,
        app: AppRegistration,
        held: Mapping[str, str],
        answer: Mapping[str, str],
        *,
        redirect_uri: str,
    ) -> Granted:
        _check_state(held, answer)
        if answer.get("error"):
            raise person_refusal(answer, is_answer=True)
        account = account_of_app(app)
        async with within(self._deadline):
            application = await self._application(app, account)
            flow = _flow(held, redirect_uri)
            work = partial(_finish, application.known, flow, dict(answer))
            result = await in_thread(application.sign_in, work)
            if not text_at(result, "access_token"):
                raise person_refusal(result, is_answer=True)
            return await self._read(result, held, account, application.http)

    @override
    def approval_url(self, app: AppRegistration, *, redirect_uri: str) -> str | None:
        try:
            account = account_of_app(app)
        except CalendarError:
            # Whoever connects is told what is wrong with the registration.
            return None
        tenant = account.tenant.casefold()
        if tenant in {"consumers", PERSONAL_TENANT}:
            # Private people have no administrator.
            return None
        query = {
            "client_id": account.client_id,
            # All that the registration lists, so that nobody has to approve twice.
            "scope": account.permission(".default"),
            "redirect_uri": redirect_uri,
        }
        known = ANY_ORGANISATION if tenant == "common" else account.tenant
        return f"{account.login_url}/{known}/v2.0/adminconsent?{urlencode(query)}"

    @override
    async def close(self) -> None:
        await self._clients.close()

    async def _read(
        self,
        result: Mapping[str, object],
        held: Mapping[str, str],
        account: Account,
        http: Client,
    ) -> Granted:
        """Read what was granted, and by whom."""
        granted = _granted(result, held)
        claims = _claims(result, account, self._clock.now().timestamp())
        token = text_at(result, "access_token")
        address = await read_address(http, account, token, clock=self._clock)
        tenant = text_at(claims, "tid")
        who = f"{tenant}.{text_at(claims, 'oid') or text_at(claims, 'sub')}"
        return Granted(
            secret=Grant(text_at(result, "refresh_token"), granted, who).text(),
            account=address or text_at(claims, "preferred_username"),
            personal=tenant == PERSONAL_TENANT,
            scopes=granted,
        )

    async def _application(self, app: AppRegistration, account: Account) -> Application:
        try:
            http = await self._clients.trusting(app.settings.get("ca_file"))
        except NobodyTrusted as error:
            raise outbound_refusal(error) from error
        return await new_application(account, http, self._clock)


def _begin(
    application: msal.ConfidentialClientApplication,
    scopes: list[str],
    redirect_uri: str,
    login_hint: str | None,
) -> Mapping[str, object]:
    try:
        flow = application.initiate_auth_code_flow(
            scopes,
            redirect_uri=redirect_uri,
            login_hint=login_hint,
            # It warns of any other way, for the code stands in an address then.
            response_mode=_POSTED,
            # Who is signed in already may want to connect another account.
            prompt=None if login_hint else "select_account",
        )
    except ValueError as error:
        raise StrangeReply("the sign-in server describes itself strangely") from error
    return flow if isinstance(flow, Mapping) else {}


def _brought_back(url: str) -> str:
    """Let the browser bring the answer in the address of our page.

    A form that Microsoft has it post comes without the cookie that holds what we need
    to know; and the code in the address is of no use without that cookie.
    """
    split = urlsplit(url)
    query = [
        (name, "query" if name == _MODE else text)
        for name, text in parse_qsl(split.query)
    ]
    return split._replace(query=urlencode(query)).geturl()


def _flow(held: Mapping[str, str], redirect_uri: str) -> dict[str, object]:
    """Put together what the sign-in library gave us when it began."""
    named: dict[str, object] = {name: held.get(name, "") for name in _HELD}
    scopes = held.get("scope", "").split()
    return named | {"redirect_uri": redirect_uri, "scope": scopes}


def _finish(
    application: msal.ConfidentialClientApplication,
    flow: dict[str, object],
    answer: dict[str, str],
) -> Mapping[str, object]:
    try:
        result = application.acquire_token_by_auth_code_flow(flow, answer)
    # Without the cause: its words quote what the browser brought.
    except (ValueError, RuntimeError, LookupError, TypeError):
        raise StrangeReply("the answer does not belong to our question") from None
    return result if isinstance(result, Mapping) else {}


def _check_state(held: Mapping[str, str], answer: Mapping[str, str]) -> None:
    is_whole = all(held.get(name) for name in _HELD)
    ours, theirs = held.get("state", ""), answer.get("state", "")
    if not is_whole or not hmac.compare_digest(ours.encode(), theirs.encode()):
        raise StrangeReply("the answer does not belong to our question")


def _granted(result: Mapping[str, object], held: Mapping[str, str]) -> tuple[str, ...]:
    """Say what was granted; what we cannot do without has to be among it."""
    granted = bare_names(text_at(result, "scope"))
    if not text_at(result, "refresh_token"):
        raise ConsentNeeded(ConsentReason.PERMISSION_MISSING, OFFLINE)
    ours = {READ, WRITE, READ_SHARED, PROFILE}
    asked = [name for name in bare_names(held.get("scope", "")) if name in ours]
    for name in asked:
        if name not in _CAN_DO_WITHOUT and lacks(granted, name):
            raise ConsentNeeded(ConsentReason.PERMISSION_MISSING, name)
    return (*(name for name in asked if not lacks(granted, name)), OFFLINE)


def _claims(
    result: Mapping[str, object], account: Account, now: float
) -> Mapping[str, object]:
    """Read who signed in; the sign-in library compares the nonce and nothing else."""
    claims = at(result, "id_token_claims")
    ends = at(claims, "exp")
    is_ours = text_at(claims, "aud") == account.client_id
    is_young = isinstance(ends, int | float) and ends + _SKEW > now
    if not isinstance(claims, Mapping) or not is_ours or not is_young:
        raise StrangeReply("the sign-in server does not say who signed in")
    return claims


def _texts(stated: object) -> list[str]:
    listed = stated if isinstance(stated, list) else []
    return [one for one in listed if isinstance(one, str)]


_SKEW = timedelta(minutes=5).total_seconds()
