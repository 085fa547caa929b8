"""Consent to calendars: off to the provider, and back with what was permitted."""

import hmac
import json
from enum import StrEnum
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.connecting import OwnedByFile
from admin_server.core.connection_states import PROVIDERS
from admin_server.core.errors import CalendarError, SecretUnreadable, StrangeReply
from admin_server.core.own_calendars import host_of
from admin_server.core.owned import CALENDAR, is_owned
from admin_server.core.permissions import Action
from admin_server.core.ports import Granted
from admin_server.web.current import App, Parts
from admin_server.web.dashboard.current import (
    CurrentUser,
    NotAllowed,
    NotThere,
    Open,
)
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.integrations.consent_gate import kept_out
from admin_server.web.dashboard.integrations.consent_kept import keep_own, keep_reader
from admin_server.web.dashboard.integrations.consent_notices import (
    CALLBACK,
    Notice,
    Trouble,
    notice_of,
    redirect_uri,
    tell,
)
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.signing_in.held import Held

log = structlog.get_logger()
router = APIRouter()


class Purpose(StrEnum):
    """What somebody consents for."""

    OWN = "own"
    """A host's own calendars."""
    READER = "reader"
    """The account by which the organisation reads."""


BACK = {
    Purpose.OWN: "/account/calendar",
    Purpose.READER: "/settings/integrations/calendar",
}
"""On which page each of them begins and ends."""
READERS = ("google",)
"""Where one account, to which others opened their calendars, can read for all."""
BOOKS = False
"""Nothing is entered into calendars yet, so nobody is asked to permit it."""
_HELD = Held("consent")
_signed_in = NeedsCalendars(Action.OWN_ACCOUNT)
_Anybody = Annotated[CurrentUser | None, Depends(Open())]
_Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.OWN_ACCOUNT))]
_Admin = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@router.post(f"{BACK[Purpose.OWN]}/connect")
async def begin_own(request: Request, who: _Who, parts: App) -> Response:
    """Take a host to the provider to whose calendars they consent."""
    kind = (await read_form(request, words_for(request))).text("provider")
    host = await who.store.read(lambda nouns: host_of(nouns, who.user.email))
    if host is None or not who.tenant.calendar.own_calendars:
        raise NotThere
    notice = await kept_out(parts, who, host, kind)
    if notice is not None:
        return _told(request, who, Purpose.OWN, notice)
    return await _leave(request, parts, who, Purpose.OWN, kind)


@router.post(f"{BACK[Purpose.READER]}/consent")
async def begin_reader(request: Request, who: _Admin, parts: App) -> Response:
    """Take an admin to the provider whose account shall read for everybody."""
    kind = (await read_form(request, words_for(request))).text("provider")
    if kind not in READERS or is_owned(who.tenant, CALENDAR):
        raise NotThere
    return await _leave(request, parts, who, Purpose.READER, kind)


@router.get(CALLBACK)
async def finish(request: Request, parts: App, _: _Anybody) -> Response:
    """Take what a provider sends a browser back with."""
    said = request.query_params
    if "admin_consent" in said and "code" not in said:
        return _approved(request)
    # Not before: an administrator who approves at the provider has no account here.
    who = await _signed_in(request)
    words = _HELD.read(request)
    theirs = words is not None and _is_of(words, who)
    if words is None or not theirs or not _is_answer(words, said.get("state", "")):
        # Not dropped: another page may have sent the browser here to spoil a
        # consent that is under way.
        purpose = Purpose(words["purpose"]) if words and theirs else Purpose.OWN
        return _told(request, who, purpose, Notice(Trouble.STALE))
    response = await _finish(request, parts, who, words)
    _HELD.drop(response)
    return response


async def _leave(
    request: Request, parts: Parts, who: CurrentUser, purpose: Purpose, kind: str
) -> Response:
    consent = parts.consents.get(kind)
    own = purpose is Purpose.OWN
    try:
        app = await parts.refs.app(who.tenant.id, kind)
        if consent is None or app is None:
            raise NotThere
        begun = await consent.begin(
            app,
            redirect_uri=redirect_uri(parts),
            books=BOOKS and own,
            login_hint=who.user.email if own else None,
        )
        state = _state_of(begun.url)
    except (CalendarError, SecretUnreadable) as trouble:
        return _told(request, who, purpose, notice_of(trouble, kind))
    # A page that goes on by itself, not a redirect: browsers hold the redirects of
    # a form to the policy that our forms go nowhere but here.
    response = page(
        request,
        "consent_leaving.html",
        address=begun.url,
        back=BACK[purpose],
        provider=PROVIDERS.get(kind, kind),
    )
    _HELD.give(
        request,
        response,
        purpose=purpose.value,
        kind=kind,
        tenant=who.tenant.id,
        user=who.user.id,
        state=state,
        held=json.dumps(begun.held),
    )
    return response


async def _finish(
    request: Request, parts: Parts, who: CurrentUser, words: dict[str, str]
) -> Response:
    purpose, kind = Purpose(words["purpose"]), words["kind"]
    if not _HELD.use_up(request, words, word="state"):
        return _told(request, who, purpose, Notice(Trouble.STALE, kind))
    if purpose is Purpose.READER and not who.may(Action.MANAGE_TENANT):
        raise NotAllowed
    try:
        notice = await _keep(request, parts, who, words)
    except (CalendarError, SecretUnreadable) as trouble:
        notice = notice_of(trouble, kind)
    except OwnedByFile as owned:
        raise NotThere from owned
    if notice is not None:
        return _told(request, who, purpose, notice)
    said = f"consenting.connected_{purpose.value}"
    return go_to(request, BACK[purpose], said=said, provider=PROVIDERS.get(kind, kind))


async def _keep(
    request: Request, parts: Parts, who: CurrentUser, words: dict[str, str]
) -> Notice | None:
    """Save what was permitted; gives why it may not be, where that is so."""
    kind = words["kind"]
    consent, app = parts.consents.get(kind), await parts.refs.app(who.tenant.id, kind)
    if consent is None or app is None:
        raise NotThere
    granted: Granted = await consent.finish(
        app,
        json.loads(words["held"]),
        dict(request.query_params),
        redirect_uri=redirect_uri(parts),
    )
    if words["purpose"] == Purpose.READER.value:
        await keep_reader(parts, who, granted, kind=kind, app=app)
        return None
    host = await who.store.read(lambda nouns: host_of(nouns, who.user.email))
    if host is None:
        raise NotThere
    # Asked again: the rule may have changed while they were away.
    notice = await kept_out(parts, who, host, kind)
    if notice is None:
        await keep_own(parts, who, kind, granted)
    return notice


def _told(
    request: Request, who: CurrentUser, purpose: Purpose, notice: Notice
) -> Response:
    log.info(
        "consent_refused",
        tenant=who.tenant.id,
        purpose=purpose.value,
        kind=notice.kind,
        code=notice.code,
        detail=notice.detail,
    )
    return tell(request, BACK[purpose], notice)


def _approved(request: Request) -> HTMLResponse:
    """Say whether an administrator approved; nothing here depends on it."""
    said = request.query_params
    agreed = said["admin_consent"].casefold() == "true" and "error" not in said
    return page(request, "consent_approved.html", agreed=agreed)


def _is_of(words: dict[str, str], who: CurrentUser) -> bool:
    """Tell whether a browser holds what this person began, in this organisation."""
    return words["tenant"] == who.tenant.id and words["user"] == who.user.id


def _is_answer(words: dict[str, str], state: str) -> bool:
    return hmac.compare_digest(words["state"].encode(), state.encode())


def _state_of(url: str) -> str:
    found = parse_qs(urlsplit(url).query).get("state", [""])[0]
    if not found:
        raise StrangeReply("a consent without a state")
    return found
