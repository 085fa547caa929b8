"""What becomes of a consent: a host's own connection, or the organisation's reader."""

import json
from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import structlog

from admin_server.core.changes import Author
from admin_server.core.connecting import connect_organisation, id_for
from admin_server.core.connections import AppRegistration, Connection, OwnCalendar
from admin_server.core.errors import (
    CalendarError,
    SecretUnreadable,
    StrangeReply,
)
from admin_server.core.finding_rooms import Line
from admin_server.core.own_calendars import (
    Account,
    connect,
    host_of,
    keep_calendars,
    note_failed_loading,
    replaced_by,
)
from admin_server.core.people import fold_email
from admin_server.core.ports import CalendarRef, Granted, Nouns
from admin_server.security.connections import seal_secret
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser, NotThere

log = structlog.get_logger()


async def keep_own(
    parts: Parts, who: CurrentUser, kind: str, granted: Granted
) -> Connection:
    """Save a host's own connection and list the calendars of its account.

    Raises:
        NotThere: they are no host any more, or may not connect any more.
    """
    account = Account(kind, granted.account, granted.personal, granted.ends_at)

    def look(nouns: Nouns) -> Connection | None:
        host = host_of(nouns, who.user.email)
        return replaced_by(nouns, host, account) if host is not None else None

    def work(nouns: Nouns) -> Connection:
        host = host_of(nouns, who.user.email)
        if host is None or not nouns.tenant.calendar.own_calendars:
            raise NotThere
        return connect(
            nouns,
            host,
            account,
            _author(who, parts),
            new_id=str(uuid4()),
            seal=lambda id_: seal_secret(parts.box, who.tenant.id, id_, granted.secret),
        )

    old = await who.store.read(look)
    if old is not None:
        await parts.following.let_go(who.tenant.id, old.id)
    saved = await who.store.write(work)
    await load_calendars(parts, who, saved)
    parts.following.look_again()
    return saved


async def load_calendars(
    parts: Parts, who: CurrentUser, connection: Connection
) -> bool:
    """List the calendars of an account; False where that failed, which is noted."""
    at = parts.clock.now()
    try:
        found = await _listed(parts, who, connection)
    except CalendarError as trouble:
        failed = trouble
        log.warning(
            "calendars_not_listed",
            connection=connection.id,
            why=type(trouble).__name__,
        )
        await who.store.write(
            lambda nouns: note_failed_loading(nouns, connection.id, failed, at=at)
        )
        return False
    await who.store.write(
        lambda nouns: keep_calendars(nouns, connection.id, found, at=at)
    )
    return True


async def keep_reader(
    parts: Parts,
    who: CurrentUser,
    granted: Granted,
    *,
    kind: str,
    app: AppRegistration,
) -> None:
    """Save the account that reads for the organisation, once it was seen to work.

    Raises:
        OwnedByFile: a tenant file owns the organisation's connection.
        CalendarError: it does not work; what was there before stays.
    """
    before = await who.store.read(lambda nouns: nouns.connections.organisation())
    secret = _with_app(granted.secret, app)
    asked = _reader(before, granted, kind=kind, app=app)
    await parts.calendars[kind].check(
        CalendarRef(connection=asked, mailbox=granted.account, secret=secret, app=app)
    )
    sealed = seal_secret(parts.box, who.tenant.id, asked.id, secret)
    by = _author(who, parts)

    def work(nouns: Nouns) -> Connection:
        return connect_organisation(nouns, replace(asked, sealed_secret=sealed), by)

    if before is not None and before.id != asked.id:
        await parts.following.let_go(who.tenant.id, before.id)
    await who.store.write(work)
    parts.following.look_again()


async def _listed(
    parts: Parts, who: CurrentUser, connection: Connection
) -> Sequence[OwnCalendar]:
    calendar = parts.calendars.get(connection.kind)
    if calendar is None:
        raise StrangeReply("no such kind of calendar")
    try:
        ref = await parts.refs.of(
            who.tenant.id, Line(connection, connection.account or "")
        )
    except SecretUnreadable as error:
        raise StrangeReply("the secret cannot be opened") from error
    return await calendar.calendars(ref)


def _reader(
    before: Connection | None, granted: Granted, *, kind: str, app: AppRegistration
) -> Connection:
    kept = before.settings if before is not None and before.kind == kind else {}
    stated = {name: text for name, text in app.settings.items() if name != "client_id"}
    asked = Connection(
        id=str(uuid4()),
        kind=kind,
        name=granted.account,
        settings={**kept, **stated},
        account=granted.account,
        personal=granted.personal,
        secret_ends_at=granted.ends_at,
    )
    if before is None or fold_email(before.account or "") != fold_email(
        granted.account
    ):
        return asked
    return replace(asked, id=id_for(before, asked))


def _with_app(secret: str, app: AppRegistration) -> str:
    """Put the registration beside the token: the organisation's is read by both.

    A host's own gets it with every question instead, from where it is kept once.
    """
    stated = json.loads(secret)
    whole = {**stated, "client_id": app.client_id, "client_secret": app.secret}
    return json.dumps(whole)


def _author(who: CurrentUser, parts: Parts) -> Author:
    return Author(actor=who.actor, at=parts.clock.now())
