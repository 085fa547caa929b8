"""The registrations by which hosts connect calendars of their own, one per provider."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.connecting import id_for, save_app
from admin_server.core.connections import AppRegistration, Connection
from admin_server.core.owned import APPS, is_owned
from admin_server.core.permissions import Action
from admin_server.core.ports import CalendarRef
from admin_server.core.reach import reach_of
from admin_server.security.connections import seal_secret
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.integrations import own_policy
from admin_server.web.dashboard.integrations.connection_forms import (
    APP_FIELDS,
    KINDS,
    Entered,
    read_app,
)
from admin_server.web.dashboard.integrations.consent_notices import redirect_uri
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.integrations.trying import (
    Trouble,
    asking,
)
from admin_server.web.dashboard.settings import settling

router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Stored:
    """The registration of one provider, where there is one."""

    kind: str
    app: Connection | None


@router.get(f"{own_policy.PATH}/{{kind}}")
async def app(request: Request, who: Who, parts: App, kind: str) -> Response:
    """Show the registration of one provider."""
    return _page(request, who, parts, await _stored(who, parts, kind))


@router.post(f"{own_policy.PATH}/{{kind}}")
async def change_app(request: Request, who: Who, parts: App, kind: str) -> Response:
    """Save the registration, once the provider's sign-in was found by it."""
    stored = await _stored(who, parts, kind)
    if is_owned(who.tenant, f"{APPS}.{kind}"):
        return go_to(request, own_policy.PATH, said="settings.nothing_changed")
    form = await read_form(request, words_for(request))
    entered = read_app(form, kind, stored.app)
    if not form.fits:
        return _page(request, who, parts, stored, form=form)
    asked = _asked(parts, stored, entered)
    trouble = await _try_to_begin(who, parts, asked, entered)
    if trouble is not None:
        return _page(request, who, parts, stored, form=form, trouble=trouble)
    if entered.secret is not None:
        sealed = seal_secret(parts.box, who.tenant.id, asked.id, entered.secret)
        asked = replace(asked, sealed_secret=sealed, secret_from=None)
    by = settling.author(who, parts)
    await who.store.write(lambda nouns: save_app(nouns, asked, by))
    return go_to(request, own_policy.PATH, said="connect.app_saved")


def _asked(parts: Parts, stored: Stored, entered: Entered) -> Connection:
    before = stored.app
    fresh = Connection(parts.chance.new_id(), stored.kind, "", entered.settings)
    kept = before is not None and id_for(before, fresh) == before.id
    base = before if kept and before is not None else fresh
    return replace(base, settings=entered.settings, secret_ends_at=entered.ends_at)


async def _try_to_begin(
    who: CurrentUser, parts: Parts, asked: Connection, entered: Entered
) -> Trouble | None:
    """Begin a consent that nobody finishes; its secret is tried by the first host."""

    async def reference() -> CalendarRef:
        secret = entered.secret
        if secret is None:
            known = await parts.refs.app(who.tenant.id, asked.kind)
            secret = known.secret if known else None
        return CalendarRef(connection=asked, mailbox="", secret=secret)

    async def begin(ref: CalendarRef) -> None:
        settings = ref.connection.settings
        trial = AppRegistration(settings["client_id"], ref.secret or "", settings)
        await parts.consents[asked.kind].begin(
            trial, redirect_uri=redirect_uri(parts), books=False
        )

    return await asking(parts, asked, reference, begin)


async def _stored(who: CurrentUser, parts: Parts, kind: str) -> Stored:
    if kind not in KINDS or kind not in parts.consents:
        raise NotThere
    found = await who.store.read(lambda nouns: nouns.connections.client(kind))
    return Stored(kind, found)


def _page(
    request: Request,
    who: CurrentUser,
    parts: Parts,
    stored: Stored,
    *,
    form: Filled | None = None,
    trouble: Trouble | None = None,
) -> Response:
    consent = parts.consents[stored.kind]
    return page(
        request,
        "calendar_app.html",
        form=form,
        status=422 if form else 200,
        start={} if form else _start(stored),
        kind=stored.kind,
        same=stored.app,
        owned=is_owned(who.tenant, f"{APPS}.{stored.kind}"),
        trouble=trouble,
        callback=redirect_uri(parts),
        reach=reach_of(parts.public_url),
        scopes=consent.scopes(books=False),
    )


def _start(stored: Stored) -> dict[str, str]:
    if stored.app is None:
        return {}
    ends = stored.app.secret_ends_at
    settings = stored.app.settings
    return {
        **{name: settings.get(name, "") for name in APP_FIELDS[stored.kind]},
        "secret_ends": ends.date().isoformat() if ends else "",
    }
