"""Connecting the organisation's calendar: a form per provider, tried before it is saved."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.connecting import (
    connect_organisation,
    id_for,
    may_be_keyless,
)
from admin_server.core.connections import Connection
from admin_server.core.finding_rooms import Line
from admin_server.core.owned import CALENDAR, is_owned
from admin_server.core.people import fold_email
from admin_server.core.permissions import Action
from admin_server.core.ports import CalendarRef, Nouns
from admin_server.core.reach import reach_of
from admin_server.security.connections import seal_secret
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.integrations.connection_forms import (
    FIELDS,
    KINDS,
    Entered,
    read_connection,
)
from admin_server.web.dashboard.integrations.consent_notices import redirect_uri
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.integrations.trying import (
    Trouble,
    approval_link,
    try_connection,
)
from admin_server.web.dashboard.settings import settling

PATH = "/settings/integrations/calendar"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Stored:
    """What is stored already, seen from one provider's form.

    Attributes:
        mailbox: a host's, by which a connection is tried.
        reader_app: the registration is there by which a reader's account signs in.
        keyless: the server's own account may sign in for the organisation.
    """

    kind: str
    connection: Connection | None
    mailbox: str
    reader_app: bool
    keyless: bool

    @property
    def same(self) -> Connection | None:
        """The connection, where it is of this provider."""
        found = self.connection
        return found if found is not None and found.kind == self.kind else None


@router.get(f"{PATH}/connect/{{kind}}")
async def connect(request: Request, who: Who, parts: App, kind: str) -> Response:
    """Show what a provider needs."""
    return _page(request, who, parts, await _stored(who, parts, _known(kind)))


@router.post(f"{PATH}/connect/{{kind}}")
async def save(request: Request, who: Who, parts: App, kind: str) -> Response:
    """Try the connection, and save it only if it reads."""
    stored = await _stored(who, parts, _known(kind))
    if is_owned(who.tenant, CALENDAR):
        return go_to(request, PATH, said="settings.nothing_changed")
    form = await read_form(request, words_for(request))
    entered = await read_connection(
        form,
        kind,
        stored.connection,
        keyless=stored.keyless,
        elsewhere="token_url" in parts.elsewhere.get(kind, {}),
    )
    if not form.fits:
        return _page(request, who, parts, stored, form=form)
    asked = _asked(parts, stored.connection, kind, entered)
    line = await _line(who, asked, entered.mailbox)
    trouble = await try_connection(parts, who.tenant.id, line, secret=entered.secret)
    if trouble is not None:
        return _page(request, who, parts, stored, form=form, trouble=trouble)
    before = stored.connection
    if before is not None and before.id != asked.id:
        # Its token goes with it, and its provider would go on telling us of changes.
        await parts.following.let_go(who.tenant.id, before.id)
    await _save(who, parts, _sealed(parts, who, asked, entered), entered)
    return go_to(request, PATH, said="connect.connected")


async def _line(who: CurrentUser, asked: Connection, mailbox: str) -> Line:
    """Say what is read to try a connection: of a known host, what they will be read by."""

    def work(nouns: Nouns) -> str | None:
        return next(
            (
                host.calendar
                for host in nouns.hosts.all()
                if host.active and fold_email(host.mailbox or "") == fold_email(mailbox)
            ),
            None,
        )

    return Line(asked, mailbox, await who.store.read(work))


def _asked(
    parts: Parts, before: Connection | None, kind: str, entered: Entered
) -> Connection:
    """Make the connection as it would be, with the secret that is stored, if any."""
    fresh = Connection(
        id=parts.chance.new_id(), kind=kind, name="", settings=entered.settings
    )
    kept = before is not None and id_for(before, fresh) == before.id
    base = before if kept and before is not None else fresh
    return replace(
        base,
        settings=entered.settings,
        account=entered.account,
        secret_ends_at=entered.ends_at,
    )


def _sealed(
    parts: Parts, who: CurrentUser, asked: Connection, entered: Entered
) -> Connection:
    if entered.secret is None:
        return asked
    sealed = seal_secret(parts.box, who.tenant.id, asked.id, entered.secret)
    return replace(asked, sealed_secret=sealed, secret_from=None)


async def _save(
    who: CurrentUser, parts: Parts, connection: Connection, entered: Entered
) -> None:
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> Connection:
        asked, stored = connection, nouns.connections.get(connection.id)
        if entered.secret is None and stored is not None:
            # While it was tried it may have been renewed, or sealed with a new key.
            asked = replace(asked, sealed_secret=stored.sealed_secret)
        return connect_organisation(nouns, asked, by)

    await who.store.write(work)
    parts.following.look_again()


async def _stored(who: CurrentUser, parts: Parts, kind: str) -> Stored:
    everybody = await parts.store.before_tenant.every_tenant()

    def work(nouns: Nouns) -> Stored:
        mailboxes = sorted(
            host.mailbox for host in nouns.hosts.all() if host.active and host.mailbox
        )
        return Stored(
            kind=kind,
            connection=nouns.connections.organisation(),
            mailbox=mailboxes[0] if mailboxes else who.user.email,
            reader_app=nouns.connections.client(kind) is not None,
            keyless=may_be_keyless(len(everybody)),
        )

    return await who.store.read(work)


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotThere
    return kind


def _page(
    request: Request,
    who: CurrentUser,
    parts: Parts,
    stored: Stored,
    *,
    form: Filled | None = None,
    trouble: Trouble | None = None,
) -> Response:
    kind, same = stored.kind, stored.same
    return page(
        request,
        "calendar_connect.html",
        form=form,
        status=422 if form else 200,
        start={} if form else _start(stored),
        kind=kind,
        same=same,
        other=stored.connection if same is None else None,
        owned=is_owned(who.tenant, CALENDAR),
        trouble=trouble,
        callback=redirect_uri(parts),
        reach=reach_of(parts.public_url),
        approval=_approval(parts, same),
        reader_app=stored.reader_app,
        keyless=stored.keyless,
        can_consent=kind in parts.consents,
    )


def _approval(parts: Parts, same: Connection | None) -> str | None:
    return approval_link(parts, CalendarRef(same, "")) if same else None


def _start(stored: Stored) -> dict[str, str]:
    same = stored.same
    start = {"mailbox": stored.mailbox, "way": "key"}
    if same is None:
        return start
    settings = {name: same.settings.get(name, "") for name in FIELDS[same.kind]}
    ends = same.secret_ends_at
    return {
        **start,
        **settings,
        "secret_ends": ends.date().isoformat() if ends else "",
    }
