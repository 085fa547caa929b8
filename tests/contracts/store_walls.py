"""What the store promises of the walls between tenants."""

from dataclasses import replace

import pytest

from admin_server.core.connections import Health
from admin_server.core.ports import (
    AuditFilter,
    Listing,
    Nouns,
    Page,
    Span,
    Store,
    TenantStore,
)
from admin_server.core.tenants import PrinterTrouble
from admin_server.core.visits import RoomOfVisit
from shared.check_in import VisitState
from shared.kiosk import HealthReport
from tests.contracts.store_examples import (
    ACME,
    BADGE_ORDER,
    CHOICE,
    CONNECTION,
    COPY,
    DELIVERY,
    HELP_CALL,
    HOST,
    HOUR,
    IDENTITY,
    INVITATION,
    KEPT,
    KIOSK,
    LINK,
    LOGO,
    MINUTE,
    NOTE,
    NOW,
    PASSKEY,
    PHOTO,
    PROVIDER,
    ROOM,
    SESSION,
    SITE,
    USER,
    VISIT,
    VISITOR,
    WATCH,
)
from tests.contracts.store_tenants import StoreTenants

EVERY_VISIT = Listing((Span(("site",), NOW - HOUR, NOW + HOUR),), here_too=True)

QUESTIONS = {
    "sites.all": lambda n: n.sites.all(),
    "sites.get": lambda n: n.sites.get("site"),
    "sites.by_key": lambda n: n.sites.by_key("hq"),
    "hosts.all": lambda n: n.hosts.all(),
    "hosts.get": lambda n: n.hosts.get("host"),
    "hosts.by_email": lambda n: n.hosts.by_email(HOST.email),
    "hosts.search": lambda n: n.hosts.search("anna berg"),
    "visitors.get": lambda n: n.visitors.get("visitor"),
    "visitors.by_confirmed_email": lambda n: n.visitors.by_confirmed_email(
        "bo@guest.example"
    ),
    "invitations.get": lambda n: n.invitations.get("invitation"),
    "invitations.by_code": lambda n: n.invitations.by_code("7K2MQX"),
    "invitations.by_visit": lambda n: n.invitations.by_visit("visit"),
    "visits.get": lambda n: n.visits.get("visit"),
    "visits.by_request": lambda n: n.visits.by_request("request"),
    "visits.between": lambda n: n.visits.between(NOW - HOUR, NOW + HOUR),
    "visits.on_site": lambda n: n.visits.on_site(),
    "visits.of_host": lambda n: n.visits.of_host("host", NOW - HOUR, NOW + HOUR),
    "visits.of_visitor": lambda n: n.visits.of_visitor(
        "visitor", NOW - HOUR, NOW + HOUR
    ),
    "visits.of_email": lambda n: n.visits.of_email("bo@guest.example", since=NOW),
    "visits.listed": lambda n: n.visits.listed(EVERY_VISIT, Page(9)),
    "visits.counts": lambda n: n.visits.counts(EVERY_VISIT),
    "visits.overdue": lambda n: n.visits.overdue(now=NOW + 2 * HOUR, limit=9),
    "kiosks.all": lambda n: n.kiosks.all(),
    "kiosks.get": lambda n: n.kiosks.get("kiosk"),
    "kiosks.by_name": lambda n: n.kiosks.by_name("Lobby"),
    "connections.all": lambda n: n.connections.all(),
    "connections.get": lambda n: n.connections.get("connection"),
    "connections.by_name": lambda n: n.connections.by_name("Calendars"),
    "connections.organisation": lambda n: n.connections.organisation(),
    "connections.client": lambda n: n.connections.client("google"),
    "connections.of_host": lambda n: n.connections.of_host("host"),
    "watches.all": lambda n: n.watches.all(),
    "watches.get": lambda n: n.watches.get("watch"),
    "watches.by_source": lambda n: n.watches.by_source("anna@acme.example"),
    "watches.due": lambda n: n.watches.due(NOW + HOUR, limit=9),
    "meeting_choices.of": lambda n: n.meeting_choices.of("visitor", "host"),
    "kept_check_ins.get": lambda n: n.kept_check_ins.get("kept"),
    "kept_check_ins.of": lambda n: n.kept_check_ins.of("visit"),
    "deliveries.get": lambda n: n.deliveries.get("delivery"),
    "deliveries.open": lambda n: n.deliveries.open("site"),
    "logos.get": lambda n: n.logos.get(),
    "photos.get": lambda n: n.photos.get("visit"),
    "photos.all": lambda n: n.photos.all(),
    "photos.over": lambda n: n.photos.over(NOW + HOUR),
    "help_calls.get": lambda n: n.help_calls.get("call"),
    "help_calls.open": lambda n: n.help_calls.open("site"),
    "badge_orders.get": lambda n: n.badge_orders.get("order"),
    "badge_orders.waiting": lambda n: n.badge_orders.waiting("kiosk"),
    "badge_orders.of": lambda n: n.badge_orders.of("visit"),
    "rooms.all": lambda n: n.rooms.all(),
    "room_notes.all": lambda n: n.room_notes.all(),
    "room_notes.get": lambda n: n.room_notes.get("room@acme.example"),
    "meetings.copy_for": lambda n: n.meetings.copy_for("anna@acme.example"),
    "audit.of": lambda n: n.audit.of("visit:visit"),
    "audit.newest": lambda n: n.audit.newest(AuditFilter(), limit=9),
    "outbox.fate": lambda n: n.outbox.fate("message"),
    "outbox.waiting": lambda n: n.outbox.waiting("host_arrival"),
    "kiosk_events.after": lambda n: n.kiosk_events.after(0, site="site"),
    "kiosk_events.last_cursor": lambda n: n.kiosk_events.last_cursor(),
    "users.all": lambda n: n.users.all(),
    "users.get": lambda n: n.users.get("user"),
    "users.by_email": lambda n: n.users.by_email(USER.email),
    "sessions.get": lambda n: n.sessions.get("session"),
    "sessions.of_user": lambda n: n.sessions.of_user("user"),
    "one_time_links.get": lambda n: n.one_time_links.get("link"),
    "passkeys.of_user": lambda n: n.passkeys.of_user("user"),
    "passkeys.by_credential": lambda n: n.passkeys.by_credential(b"credential"),
    "identity_providers.all": lambda n: n.identity_providers.all(),
    "identity_providers.get": lambda n: n.identity_providers.get("provider"),
    "identity_providers.identity": lambda n: n.identity_providers.identity(
        "provider", "subject-1"
    ),
    "identity_providers.identities_of": lambda n: n.identity_providers.identities_of(
        "user"
    ),
}
"""Every question that can be asked of a tenant, asked for Acme's things."""

TAMPERINGS = {
    "sites.put": lambda n: n.sites.put(replace(SITE, name="Taken")),
    "hosts.put": lambda n: n.hosts.put(replace(HOST, name="Taken", site=None)),
    "visitors.put": lambda n: n.visitors.put(replace(VISITOR, name="Taken")),
    "visits.set_room": lambda n: n.visits.set_room("visit", RoomOfVisit()),
    "visits.set_state": lambda n: n.visits.set_state("visit", VisitState.CANCELLED),
    "kiosks.seen": lambda n: n.kiosks.seen("kiosk", NOW),
    "kiosks.report": lambda n: n.kiosks.report(
        "kiosk", HealthReport(version="9"), at=NOW
    ),
    "kiosks.note_printer": lambda n: n.kiosks.note_printer(
        "kiosk", PrinterTrouble(NOW)
    ),
    "visits.remove": lambda n: n.visits.remove("visit"),
    "visitors.remove": lambda n: n.visitors.remove("visitor"),
    "connections.put": lambda n: n.connections.put(
        replace(CONNECTION, name="Taken", host=None)
    ),
    "connections.set_health": lambda n: n.connections.set_health(
        "connection", Health()
    ),
    "connections.renew_secret": lambda n: n.connections.renew_secret(
        "connection", "v1.k.taken", was="v1.k.sealed"
    ),
    "connections.remove": lambda n: n.connections.remove("connection"),
    "watches.remove": lambda n: n.watches.remove("watch"),
    "meeting_choices.remove": lambda n: n.meeting_choices.remove(
        "visitor", "host", "uid-1"
    ),
    "photos.remove": lambda n: n.photos.remove("visit"),
    "logos.put": lambda n: n.logos.put(replace(LOGO, png=b"taken")),
    "logos.remove": lambda n: n.logos.remove(),
    "rooms.put": lambda n: n.rooms.put(replace(ROOM, name="Taken", site=None)),
    "rooms.note_gone": lambda n: n.rooms.note_gone("room@acme.example", NOW),
    "rooms.remove": lambda n: n.rooms.remove("room@acme.example"),
    "room_notes.put": lambda n: n.room_notes.put(replace(NOTE, directions="Taken")),
    "room_notes.remove": lambda n: n.room_notes.remove("room@acme.example"),
    "meetings.keep": lambda n: n.meetings.keep(replace(COPY, meetings=())),
    "meetings.confirm": lambda n: n.meetings.confirm(COPY.mailbox, NOW + 999 * HOUR),
    "meetings.forget_before": lambda n: n.meetings.forget_before(NOW + 999 * HOUR),
    "audit.add": lambda n: n.audit.add(
        at=NOW, event="forged", actor="user:other", subject="visit:visit"
    ),
    "outbox.bring_forward": lambda n: n.outbox.bring_forward(
        "host_arrival:visit", NOW - HOUR
    ),
    "outbox.change_payload": lambda n: n.outbox.change_payload("message", {}),
    "users.put": lambda n: n.users.put(replace(USER, name="Taken")),
    "sessions.end": lambda n: n.sessions.end("session"),
    "sessions.end_all": lambda n: n.sessions.end_all("user"),
    "sessions.forget_before": lambda n: n.sessions.forget_before(NOW + 999 * HOUR),
    "one_time_links.end_all": lambda n: n.one_time_links.end_all("user"),
    "one_time_links.forget_before": lambda n: n.one_time_links.forget_before(
        NOW + 999 * HOUR
    ),
    "passkeys.remove": lambda n: n.passkeys.remove("passkey"),
    "identity_providers.put": lambda n: n.identity_providers.put(
        replace(PROVIDER, name="Taken")
    ),
    "identity_providers.remove": lambda n: n.identity_providers.remove("provider"),
    "identity_providers.forget_identity": lambda n: (
        n.identity_providers.forget_identity("provider", "subject-1")
    ),
}
"""Changes that another tenant can try on Acme's things; they hit only its own."""

TRESPASSES = {
    "connections.put": lambda n: n.connections.put(CONNECTION),
    "watches.put": lambda n: n.watches.put(WATCH),
    "meeting_choices.put": lambda n: n.meeting_choices.put(CHOICE),
    "hosts.put": lambda n: n.hosts.put(HOST),
    "kept_check_ins.add": lambda n: n.kept_check_ins.add(KEPT),
    "deliveries.put": lambda n: n.deliveries.put(DELIVERY),
    "photos.put": lambda n: n.photos.put(PHOTO),
    "help_calls.put": lambda n: n.help_calls.put(HELP_CALL),
    "badge_orders.put": lambda n: n.badge_orders.put(BADGE_ORDER),
    "kiosks.put": lambda n: n.kiosks.put(
        replace(KIOSK, token_hash=b"other", next_token_hash=b"other next")
    ),
    "rooms.put": lambda n: n.rooms.put(ROOM),
    "visits.put": lambda n: n.visits.put(VISIT),
    "invitations.put": lambda n: n.invitations.put(INVITATION),
    "kiosk_events.add": lambda n: n.kiosk_events.add(
        site="site", kind="room_moved", visit="visit", at=NOW
    ),
    "sessions.put": lambda n: n.sessions.put(replace(SESSION, token_hash=b"other")),
    "one_time_links.put": lambda n: n.one_time_links.put(
        replace(LINK, token_hash=b"other")
    ),
    "passkeys.put": lambda n: n.passkeys.put(PASSKEY),
    "identity_providers.keep_identity": lambda n: n.identity_providers.keep_identity(
        IDENTITY
    ),
}
"""Values of another tenant that point at Acme's things; they are refused."""


class WallPromises(StoreTenants):
    @pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
    async def test_nothing_is_seen_across(self, acme, empty: TenantStore, question):
        """An organisation never sees anything of another one."""
        seen = await empty.read(question)

        assert not seen
        assert await acme.read(question)

    @pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS.keys())
    async def test_nothing_is_changed_across(
        self, store: Store, acme, empty: TenantStore, tampering
    ):
        """An organisation never changes anything of another one."""
        before = await acme.read(_everything)
        due = await store.before_tenant.next_due()

        await empty.write(tampering)

        assert await acme.read(_everything) == before
        assert await store.before_tenant.next_due() == due

    @pytest.mark.parametrize("trespass", TRESPASSES.values(), ids=TRESPASSES.keys())
    async def test_nothing_is_pointed_at_across(
        self, acme, empty: TenantStore, trespass
    ):
        """An organisation cannot save anything that leads to another one's things."""
        with pytest.raises(LookupError):
            await empty.write(trespass)

        assert not await empty.read(_everything_of_nobody)

    async def test_words_find_nobody_across(self, acme, empty: TenantStore):
        """A name from another organisation does not lead to one's own host."""
        namesake = replace(HOST, name="Bo Thal", site=None)
        await empty.write(lambda n: n.hosts.put(namesake))

        assert await empty.read(lambda n: n.hosts.search("anna berg")) == []
        assert await empty.read(lambda n: n.hosts.search("thal")) == [namesake]

    async def test_a_token_is_not_shared(self, acme, empty: TenantStore):
        """Two organisations can never have a kiosk with the same token."""
        await empty.write(lambda n: n.sites.put(SITE))

        with pytest.raises(Exception, match="token_hash"):
            await empty.write(lambda n: n.kiosks.put(KIOSK))

    async def test_who_signs_in_is_not_shared(self, acme, empty: TenantStore):
        """Two organisations can never have a session or a link with the same token."""
        await empty.write(lambda n: n.users.put(USER))

        with pytest.raises(Exception, match="token_hash"):
            await empty.write(lambda n: n.sessions.put(SESSION))
        with pytest.raises(Exception, match="token_hash"):
            await empty.write(lambda n: n.one_time_links.put(LINK))

    async def test_a_tenant_changes_only_itself(self, acme, empty: TenantStore):
        """An organisation cannot change another one's settings."""
        with pytest.raises(ValueError, match="itself"):
            await empty.write(lambda n: n.change_tenant(replace(ACME, name="Taken")))

        assert await acme.read(lambda n: n.tenant) == ACME

    async def test_an_unknown_tenant_has_nothing(self, store: Store, acme):
        """An organisation that does not exist gets an error, not an empty page."""
        nobody = store.for_tenant("tenant-nobody")

        with pytest.raises(LookupError):
            await nobody.read(lambda n: n.sites.all())
        with pytest.raises(LookupError):
            await nobody.write(lambda n: n.visitors.put(VISITOR))

    async def test_the_same_key_does_not_collide(
        self, store: Store, acme, empty: TenantStore
    ):
        """Two organisations may each have the same thing to tell."""
        row = (await _claim(store))[0].row
        await empty.write(lambda n: n.outbox.add(replace(row, id="theirs")))

        assert [claimed.row.id for claimed in await _claim(store)] == ["theirs"]


def _everything(nouns: Nouns) -> list[object]:
    return [nouns.tenant, *(question(nouns) for question in QUESTIONS.values())]


def _everything_of_nobody(nouns: Nouns) -> list[object]:
    return [found for found in _everything(nouns)[1:] if found]


async def _claim(store: Store):
    return await store.before_tenant.claim_outbox(
        owner="worker", now=NOW, lease_until=NOW + MINUTE, limit=9
    )
