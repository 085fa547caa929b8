"""What the store promises of each noun."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from admin_server.core.connections import ConnectionState, Health
from admin_server.core.errors import AlreadyExists
from admin_server.core.meetings import Answer, Attendee
from admin_server.core.people import Visitor
from admin_server.core.ports import (
    KioskEventRow,
    KioskIdentity,
    Nouns,
    Store,
    TenantStore,
)
from admin_server.core.rooms import Room
from admin_server.core.tenants import PrinterTrouble
from admin_server.core.visits import RoomOfVisit
from shared.check_in import RoomState, VisitState
from shared.kiosk import HealthReport, PrinterState
from tests.contracts.store_examples import (
    ACME,
    BADGE_ORDER,
    BO,
    CHOICE,
    CLIENT,
    CONNECTION,
    COPY,
    DELIVERY,
    HELP_CALL,
    HOST,
    HOUR,
    INVITATION,
    KEPT,
    KIOSK,
    LOGO,
    MEETING,
    MINUTE,
    NOTE,
    NOW,
    OTHER,
    PHOTO,
    ROOM,
    SHARED,
    SITE,
    VISIT,
    VISITOR,
    WATCH,
    keep_one_of_each,
)
from tests.contracts.store_tenants import StoreTenants


class NounPromises(StoreTenants):
    @pytest.mark.parametrize(
        ("question", "answer"),
        [
            (lambda n: n.tenant, ACME),
            (lambda n: n.sites.get("site"), SITE),
            (lambda n: n.sites.by_key("hq"), SITE),
            (lambda n: n.sites.all(), [SITE]),
            (lambda n: n.hosts.get("host"), HOST),
            (lambda n: n.hosts.all(), [HOST]),
            (lambda n: n.hosts.by_email("ANNA.berg@acme.example"), HOST),
            (lambda n: n.visitors.get("visitor"), VISITOR),
            (lambda n: n.visitors.by_confirmed_email("bo@GUEST.example"), VISITOR),
            (lambda n: n.visits.get("visit"), VISIT),
            (lambda n: n.visits.by_request("request"), VISIT),
            (lambda n: n.visits.between(NOW, NOW + MINUTE), [VISIT]),
            (lambda n: n.visits.on_site(), [VISIT]),
            (lambda n: n.visits.on_site("site"), [VISIT]),
            (lambda n: n.visits.of_host("host", NOW, NOW), [VISIT]),
            (lambda n: n.invitations.get("invitation"), INVITATION),
            (lambda n: n.invitations.by_code("7K2MQX"), INVITATION),
            (lambda n: n.invitations.by_visit("visit"), INVITATION),
            (lambda n: n.kiosks.get("kiosk"), KIOSK),
            (lambda n: n.kiosks.by_name("Lobby"), KIOSK),
            (lambda n: n.kiosks.all(), [KIOSK]),
            (lambda n: n.connections.get("connection"), CONNECTION),
            (lambda n: n.connections.by_name("Calendars"), CONNECTION),
            (lambda n: n.connections.all(), [CONNECTION, CLIENT, SHARED]),
            (lambda n: n.connections.organisation(), SHARED),
            (lambda n: n.connections.client("google"), CLIENT),
            (lambda n: n.connections.client("caldav"), None),
            (lambda n: n.connections.of_host("host"), [CONNECTION]),
            (lambda n: n.watches.get("watch"), WATCH),
            (lambda n: n.watches.all(), [WATCH]),
            (lambda n: n.watches.by_source("anna@acme.example"), WATCH),
            (lambda n: n.watches.due(NOW, limit=9), [WATCH]),
            (lambda n: n.meeting_choices.of("visitor", "host"), [CHOICE]),
            (lambda n: n.kept_check_ins.get("kept"), KEPT),
            (lambda n: n.kept_check_ins.of("visit"), [KEPT]),
            (lambda n: n.deliveries.get("delivery"), DELIVERY),
            (lambda n: n.deliveries.open("site"), [DELIVERY]),
            (lambda n: n.photos.get("visit"), PHOTO),
            (lambda n: n.photos.all(), [PHOTO]),
            (lambda n: n.logos.get(), LOGO),
            (lambda n: n.help_calls.get("call"), HELP_CALL),
            (lambda n: n.help_calls.open("site"), [HELP_CALL]),
            (lambda n: n.badge_orders.get("order"), BADGE_ORDER),
            (lambda n: n.badge_orders.waiting("kiosk"), [BADGE_ORDER]),
            (lambda n: n.badge_orders.of("visit"), [BADGE_ORDER]),
            (lambda n: n.rooms.all(), [ROOM]),
            (lambda n: n.room_notes.get("room@acme.example"), NOTE),
            (lambda n: n.room_notes.all(), [NOTE]),
            (lambda n: n.meetings.copy_for("anna@acme.example"), COPY),
            (
                lambda n: n.audit.of("visit:visit"),
                [(NOW, "checked_in", "kiosk:kiosk")],
            ),
        ],
    )
    async def test_what_is_kept_comes_back(self, acme: TenantStore, question, answer):
        """What reception has saved is found again, whole."""
        found = await acme.read(question)

        assert found == answer

    async def test_the_first_renewal_counts(self, acme: TenantStore):
        """Of two servers that renew a secret at once, only the first one's is kept."""
        first = await acme.write(
            lambda n: n.connections.renew_secret("connection", "new", was="v1.k.sealed")
        )
        second = await acme.write(
            lambda n: n.connections.renew_secret(
                "connection", "late", was="v1.k.sealed"
            )
        )

        kept = await acme.read(lambda n: n.connections.get("connection"))

        assert (first, second) == (True, False)
        assert kept == replace(CONNECTION, sealed_secret="new")

    async def test_removing_a_connection_ends_its_watches(self, acme: TenantStore):
        """Whoever disconnects a calendar leaves nothing behind that watches it."""
        await acme.write(lambda n: n.connections.remove("connection"))

        left = await acme.read(lambda n: (n.connections.all(), n.watches.all()))

        assert left == ([CLIENT, SHARED], [])

    async def test_health_is_noted_alone(self, acme: TenantStore):
        """How a connection is can be noted while somebody changes its settings."""
        health = Health(state=ConnectionState.EXPIRED, since=NOW)
        await acme.write(lambda n: n.connections.set_health("connection", health))

        kept = await acme.read(lambda n: n.connections.get("connection"))

        assert kept == replace(CONNECTION, health=health)

    async def test_a_correction_is_taken_back(self, acme: TenantStore):
        """What reception said of a meeting can be unsaid."""
        await acme.write(lambda n: n.meeting_choices.remove("visitor", "host", "uid-1"))

        assert await acme.read(lambda n: n.meeting_choices.of("visitor", "host")) == []

    async def test_what_is_ended_is_not_open(self, acme: TenantStore):
        """A parcel handed over, and a call somebody goes to, wait no more."""
        ended = (
            replace(DELIVERY, ended_at=NOW),
            replace(HELP_CALL, ended_at=NOW, ended_by="user"),
        )
        await acme.write(
            lambda n: (n.deliveries.put(ended[0]), n.help_calls.put(ended[1]))
        )

        left = await acme.read(
            lambda n: (n.deliveries.open("site"), n.help_calls.open("site"))
        )
        kept = await acme.read(
            lambda n: (n.deliveries.get("delivery"), n.help_calls.get("call"))
        )

        assert left == ([], [])
        assert kept == ended

    async def test_a_photo_is_over_with_its_visit_or_its_day(self, acme: TenantStore):
        """A photo is over when its visitor has left, or when it is too old."""
        young = await acme.read(lambda n: n.photos.over(NOW))
        old = await acme.read(lambda n: n.photos.over(NOW + MINUTE))
        await acme.write(lambda n: n.visits.set_state("visit", VisitState.LEFT))
        left = await acme.read(lambda n: n.photos.over(NOW))

        assert (young, old, left) == ([], ["visit"], ["visit"])

    async def test_a_photo_is_replaced_and_removed(self, acme: TenantStore):
        """Of one visit there is one photo, and none once it is deleted."""
        newer = replace(PHOTO, sealed="v1.k.newer")
        await acme.write(lambda n: n.photos.put(newer))
        replaced = await acme.read(lambda n: n.photos.all())
        await acme.write(lambda n: n.photos.remove("visit"))

        assert replaced == [newer]
        assert await acme.read(lambda n: n.photos.all()) == []

    async def test_a_logo_is_replaced_and_removed(self, acme: TenantStore):
        """An organisation has one logo, and none once it is removed."""
        newer = replace(LOGO, version="2c3d", png=b"another picture")
        await acme.write(lambda n: n.logos.put(newer))
        replaced = await acme.read(lambda n: n.logos.get())
        await acme.write(lambda n: n.logos.remove())

        assert replaced == newer
        assert await acme.read(lambda n: n.logos.get()) is None

    async def test_a_second_save_replaces(self, acme: TenantStore):
        """Saving everything a second time leaves one of each."""
        await acme.write(lambda n: n.hosts.put(replace(HOST, name="Anna Thal")))

        hosts = await acme.read(lambda n: n.hosts.all())

        assert hosts == [replace(HOST, name="Anna Thal")]

    async def test_an_absent_value_stays_absent(self, acme: TenantStore):
        """A host without mailbox or site, and a lobby without Wi-Fi, may be saved."""
        bare_host = replace(HOST, mailbox=None, calendar=None, site=None)
        bare_site = replace(SITE, wifi=None, hours=(), address=None)
        await acme.write(lambda n: (n.hosts.put(bare_host), n.sites.put(bare_site)))

        found = await acme.read(lambda n: (n.hosts.get("host"), n.sites.get("site")))

        assert found == (bare_host, bare_site)

    async def test_times_come_back_in_utc(self, acme: TenantStore):
        """A time saved in one zone is the same moment, said in UTC."""
        tokyo = timezone(timedelta(hours=9))
        local = NOW.astimezone(tokyo)
        await acme.write(lambda n: n.visits.put(replace(VISIT, arrived_at=local)))

        visit = await acme.read(lambda n: n.visits.get("visit"))

        assert visit is not None
        assert visit.arrived_at == local
        assert visit.arrived_at.utcoffset() == timedelta(0)

    async def test_microseconds_survive(self, acme: TenantStore):
        """Two visitors who arrive in the same second keep their order."""
        exact = NOW + timedelta(microseconds=123456)
        await acme.write(lambda n: n.visits.put(replace(VISIT, arrived_at=exact)))

        visit = await acme.read(lambda n: n.visits.get("visit"))

        assert visit is not None
        assert visit.arrived_at == exact

    async def test_settings_change(self, acme: TenantStore):
        """A changed setting of the organisation is there at the next look."""
        changed = replace(ACME, name="Acme & Sons", window_minutes=15)
        await acme.write(lambda n: n.change_tenant(changed))

        assert await acme.read(lambda n: n.tenant) == changed

    async def test_settings_are_seen_at_once(self, acme: TenantStore):
        """The change that saves a setting already works with it."""
        changed = replace(ACME, name="Acme & Sons")

        def change(nouns: Nouns) -> str:
            nouns.change_tenant(changed)
            return nouns.tenant.name

        assert await acme.write(change) == "Acme & Sons"

    async def test_slugs_are_unique(self, store: Store, acme: TenantStore):
        """Two organisations cannot share the short name in their addresses."""
        with pytest.raises(AlreadyExists):
            await store.before_tenant.add_tenant(replace(OTHER, slug="acme"))

    async def test_tenants_are_found(self, store: Store, acme: TenantStore, empty):
        """An organisation is found by the short name in its address."""
        found = await store.before_tenant.tenant_by_slug("other")

        assert found == OTHER.id
        assert await store.before_tenant.tenant_by_slug("nobody") is None
        assert await store.before_tenant.tenants() == [ACME.id, OTHER.id]

    async def test_unconfirmed_addresses_find_nobody(self, acme: TenantStore):
        """Whoever types another person's address does not get that person's profile."""
        stranger = Visitor("stranger", "Mallory", email="ceo@guest.example")
        await acme.write(lambda n: n.visitors.put(stranger))

        found = await acme.read(
            lambda n: n.visitors.by_confirmed_email("ceo@guest.example")
        )

        assert found is None

    async def test_an_address_belongs_to_who_is_here(self, acme: TenantStore):
        """An address that a former employee had leads to who has it today."""
        former = replace(HOST, id="a-former", active=False)
        await acme.write(lambda n: n.hosts.put(former))

        found = await acme.read(lambda n: n.hosts.by_email(HOST.email))

        assert found == HOST

    async def test_codes_are_unique(self, acme: TenantStore):
        """No two visitors are ever given the same six characters."""
        twin = replace(INVITATION, id="twin")

        with pytest.raises(AlreadyExists):
            await acme.write(lambda n: n.invitations.put(twin))

    async def test_another_code_may_be_tried(self, acme: TenantStore):
        """When a code is taken, the same invitation is saved with another one."""
        twin = replace(INVITATION, id="twin")

        def invite(nouns: Nouns) -> None:
            with pytest.raises(AlreadyExists):
                nouns.invitations.put(twin)
            nouns.invitations.put(replace(twin, code="OTHER1"))

        await acme.write(invite)

        assert await acme.read(lambda n: n.invitations.by_code("OTHER1")) is not None

    async def test_days_do_not_overlap(self, acme: TenantStore):
        """A visit at midnight belongs to the new day's list and not to the old one's."""
        before = await acme.read(lambda n: n.visits.between(NOW - HOUR, NOW))
        after = await acme.read(lambda n: n.visits.between(NOW, NOW + HOUR))

        assert before == []
        assert after == [VISIT]

    async def test_visits_are_listed_by_time(self, acme: TenantStore):
        """The day's list begins with who is expected first."""
        earlier = replace(
            VISIT, id="earlier", request_id=None, expected_arrival=NOW - MINUTE
        )
        await acme.write(lambda n: n.visits.put(earlier))

        listed = await acme.read(lambda n: n.visits.between(NOW - HOUR, NOW + HOUR))

        assert listed == [earlier, VISIT]

    async def test_who_left_is_not_on_site(self, acme: TenantStore):
        """Who has left does not stand on the list for an evacuation."""
        await acme.write(lambda n: n.visits.set_state("visit", VisitState.LEFT))

        assert await acme.read(lambda n: n.visits.on_site()) == []

    async def test_sites_have_their_own_list(self, acme: TenantStore):
        """The list of one building does not name who is in another."""
        assert await acme.read(lambda n: n.visits.on_site("annex")) == []

    async def test_a_host_waits_for_their_own(self, acme: TenantStore):
        """A host's visits are those on site, and those expected within the stretch."""
        waited = replace(VISIT, id="later", state=VisitState.EXPECTED, request_id=None)
        left = replace(waited, id="left", state=VisitState.LEFT)
        await acme.write(lambda n: [n.visits.put(one) for one in (waited, left)])
        arrival = VISIT.expected_arrival

        within = await acme.read(
            lambda n: n.visits.of_host("host", arrival, arrival + HOUR)
        )
        before = await acme.read(
            lambda n: n.visits.of_host("host", arrival - HOUR, arrival)
        )
        nobodys = await acme.read(
            lambda n: n.visits.of_host("nobody", arrival, arrival + HOUR)
        )

        assert {visit.id for visit in within} == {"later", "visit"}
        assert [visit.id for visit in before] == ["visit"]
        assert nobodys == []

    async def test_a_room_changes_alone(self, acme: TenantStore):
        """When the room is found, nothing else of the visit changes."""
        none = RoomOfVisit(state=RoomState.LOOKING, until=NOW + HOUR)
        await acme.write(lambda n: n.visits.set_room("visit", none))

        found = await acme.read(lambda n: n.visits.get("visit"))

        assert found == replace(VISIT, room=none)

    async def test_a_state_changes_alone(self, acme: TenantStore):
        """When a visit expires, nothing else of it changes."""
        await acme.write(lambda n: n.visits.set_state("visit", VisitState.EXPIRED))

        found = await acme.read(lambda n: n.visits.get("visit"))

        assert found == replace(VISIT, state=VisitState.EXPIRED)

    async def test_a_request_belongs_to_one_visit(self, acme: TenantStore):
        """One check-in can never become two visits."""
        with pytest.raises(AlreadyExists):
            await acme.write(lambda n: n.visits.put(replace(VISIT, id="second")))

    async def test_a_token_finds_its_kiosk(self, store: Store, acme: TenantStore):
        """A paired kiosk is known by its token."""
        known = await store.before_tenant.kiosk_by_token(KIOSK.token_hash)

        made_at = KIOSK.token_made_at
        assert known == KioskIdentity(ACME.id, "kiosk", "site", token_made_at=made_at)

    async def test_a_revoked_token_finds_nothing(self, store: Store, acme: TenantStore):
        """A kiosk that was carried away is nobody any more."""
        await acme.write(lambda n: n.kiosks.put(replace(KIOSK, revoked_at=NOW)))

        assert await store.before_tenant.kiosk_by_token(KIOSK.token_hash) is None

    async def test_a_sign_of_life_changes_nothing_else(self, acme: TenantStore):
        """A kiosk that reports itself stays the kiosk that it is."""
        await acme.write(lambda n: n.kiosks.seen("kiosk", NOW))

        seen = await acme.read(lambda n: n.kiosks.get("kiosk"))
        assert seen == replace(KIOSK, last_seen_at=NOW)

    async def test_a_kiosk_says_how_it_is(self, acme: TenantStore):
        """What a kiosk says of itself is kept, and nothing else of it is touched."""
        said = HealthReport(
            version="1.2", queue_length=3, printer=PrinterState.COVER_OPEN
        )

        await acme.write(lambda n: n.kiosks.report("kiosk", said, at=NOW))

        kept = await acme.read(lambda n: n.kiosks.get("kiosk"))
        assert kept == replace(
            KIOSK,
            last_seen_at=NOW,
            version="1.2",
            queue_length=3,
            printer="cover_open",
        )

    async def test_a_printers_trouble_is_noted_alone(self, acme: TenantStore):
        """Since when a printer needs somebody is noted, and nothing else of its kiosk."""
        trouble = PrinterTrouble(since=NOW, mended_at=NOW - MINUTE)

        await acme.write(lambda n: n.kiosks.note_printer("kiosk", trouble))

        kept = await acme.read(lambda n: n.kiosks.get("kiosk"))
        assert kept == replace(KIOSK, trouble=trouble)

    async def test_a_name_means_the_kiosk_of_today(self, acme: TenantStore):
        """A kiosk paired anew under its old name is the one that is meant."""
        old = replace(
            KIOSK,
            id="a-old",
            token_hash=b"old",
            next_token_hash=None,
            revoked_at=NOW,
        )
        await acme.write(lambda n: n.kiosks.put(old))

        assert await acme.read(lambda n: n.kiosks.by_name("Lobby")) == KIOSK

    async def test_rooms_can_go(self, acme: TenantStore):
        """A room that the calendar no longer knows goes, our note on it stays."""
        await acme.write(lambda n: n.rooms.remove("room@acme.example"))

        found = await acme.read(lambda n: (n.rooms.all(), n.room_notes.all()))

        assert found == ([], [NOTE])

    async def test_notes_can_go(self, acme: TenantStore):
        """A note on a room can be taken away."""
        await acme.write(lambda n: n.room_notes.remove("room@acme.example"))

        assert await acme.read(lambda n: n.room_notes.all()) == []

    async def test_a_copy_is_replaced_whole(self, acme: TenantStore):
        """A meeting that is gone from the calendar is gone from our copy."""
        other = replace(MEETING, id="meeting-2", start=NOW - HOUR)
        newer = replace(COPY, read_at=NOW, meetings=(other,))
        await acme.write(lambda n: n.meetings.keep(newer))

        assert await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox)) == newer

    async def test_a_copy_recognises_people_that_it_does_not_name(
        self, acme: TenantStore
    ):
        """Of a guest the copy only knows whether a visitor could be them."""
        met = replace(MEETING, attendees=(BO,), location="Bo, Aspen")
        await acme.write(lambda n: n.meetings.keep(replace(COPY, meetings=(met,))))

        copy = await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox))

        assert copy is not None
        [bo] = copy.meetings[0].attendees
        assert (bo.kind, bo.answer) == (BO.kind, BO.answer)
        assert bo.is_at("Bo.Celik+visits@guest.example")
        assert bo.is_called("Celik, Bo")
        assert bo.is_of("Lindgren AB")
        assert bo.is_within(["guest.example"])
        assert not (bo.is_at("b@guest.example") or bo.is_called("Bo Guest"))
        assert not (bo.is_of("Other AB") or bo.is_within(["acme.example"]))
        assert not re.search("celik@|guest.example|lindgren", repr(bo), re.IGNORECASE)

    async def test_a_room_added_later_is_found_in_a_copy(self, acme: TenantStore):
        """Whoever adds a room need not wait until calendars are read again."""
        lab = Room("lab@acme.example", "Lab, East", site="site")
        by_name = replace(MEETING, attendees=(), location="lab, east")
        seat = Attendee(lab.address, lab.name, answer=Answer.ACCEPTED)
        by_seat = replace(MEETING, id="meeting-2", attendees=(seat,), location=None)
        copy = replace(COPY, meetings=(by_name, by_seat))
        await acme.write(lambda n: n.meetings.keep(copy))
        await acme.write(lambda n: n.rooms.put(lab))

        found = await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox))

        assert found is not None
        assert found.meetings[0].location == lab.name
        assert found.meetings[1].attendees[0].address == lab.address

    async def test_a_copy_that_is_kept_again_stays_itself(self, acme: TenantStore):
        """What was kept once is neither lost nor changed by keeping it again."""
        met = replace(MEETING, attendees=(BO,), location="Bo, Aspen; Lab")
        copy = replace(COPY, meetings=(met,))
        await acme.write(lambda n: n.meetings.keep(copy))
        once = await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox))
        assert once is not None

        await acme.write(lambda n: n.meetings.keep(once))

        assert await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox)) == once

    async def test_an_empty_copy_is_a_copy(self, acme: TenantStore):
        """A host without meetings is known to have none."""
        empty_day = replace(COPY, mailbox="bo@acme.example", meetings=())
        await acme.write(lambda n: n.meetings.keep(empty_day))

        found = await acme.read(lambda n: n.meetings.copy_for("bo@acme.example"))

        assert found == empty_day

    async def test_old_copies_are_forgotten(self, acme: TenantStore):
        """Yesterday's meetings do not stay with us."""
        tomorrow = replace(
            COPY,
            mailbox="bo@acme.example",
            end=NOW + 48 * HOUR,
            read_at=NOW + 24 * HOUR,
        )
        await acme.write(lambda n: n.meetings.keep(tomorrow))

        gone = await acme.write(lambda n: n.meetings.forget_before(NOW + 24 * HOUR))

        assert gone == 1
        assert await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox)) is None
        assert await acme.read(lambda n: n.meetings.copy_for("bo@acme.example"))

    async def test_a_copy_that_nobody_reads_again_is_forgotten(self, acme: TenantStore):
        """What was read for a far day is gone a day after it was read last."""
        far = replace(COPY, end=NOW + 48 * HOUR, read_at=NOW)
        await acme.write(lambda n: n.meetings.keep(far))

        gone = await acme.write(lambda n: n.meetings.forget_before(NOW + HOUR))

        assert gone == 1

    async def test_a_copy_is_confirmed(self, acme: TenantStore):
        """Where nothing changed, a copy is as good as if it had been read now."""
        await acme.write(lambda n: n.meetings.confirm(COPY.mailbox, NOW + HOUR))

        found = await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox))

        assert found == replace(COPY, read_at=NOW + HOUR)

    async def test_the_audit_keeps_its_order(self, acme: TenantStore):
        """What happened stands in the order in which it was written down."""
        await acme.write(
            lambda n: n.audit.add(
                at=NOW - HOUR,
                event="checked_out",
                actor="user:reception",
                subject="visit:visit",
                personal={"name": "Bo Çelik"},
            )
        )

        rows = await acme.read(lambda n: n.audit.of("visit:visit"))

        assert [event for _, event, _ in rows] == ["checked_in", "checked_out"]

    async def test_kiosks_hear_what_is_new(self, acme: TenantStore):
        """A kiosk that comes back hears what it missed, and nothing twice."""
        seen = await acme.read(lambda n: n.kiosk_events.last_cursor())
        await acme.write(lambda n: _tell(n, "configuration", NOW))

        missed = await acme.read(lambda n: n.kiosk_events.after(seen, site="site"))

        newest = await acme.read(lambda n: n.kiosk_events.last_cursor())
        assert missed == [KioskEventRow(newest, "configuration", None)]
        assert newest > seen

    async def test_kiosks_hear_in_portions(self, acme: TenantStore):
        """A kiosk that was away for long gets the oldest news first."""
        await acme.write(lambda n: _tell(n, "configuration", NOW))

        first = await acme.read(lambda n: n.kiosk_events.after(0, site="site", limit=1))

        assert [event.kind for event in first] == ["room_moved"]

    async def test_kiosks_hear_of_their_own_site(self, acme: TenantStore):
        """The kiosk of one building hears nothing of another's visitors."""
        heard = await acme.read(lambda n: n.kiosk_events.after(0, site="annex"))

        assert heard == []

    async def test_there_is_no_news_at_first(self, empty: TenantStore):
        """A new organisation's kiosks begin at the beginning."""
        assert await empty.read(lambda n: n.kiosk_events.last_cursor()) == 0

    async def test_everything_can_be_saved_twice(self, store: Store, empty):
        """An organisation may have the same ids and names as another one."""
        await store.before_tenant.add_tenant(ACME)
        kiosk_elsewhere = replace(
            KIOSK, token_hash=b"another token", next_token_hash=None
        )
        await empty.write(lambda n: (n.sites.put(SITE), n.kiosks.put(kiosk_elsewhere)))

        await store.for_tenant(ACME.id).write(keep_one_of_each)

        assert await empty.read(lambda n: n.kiosks.all()) == [kiosk_elsewhere]


def _tell(nouns: Nouns, kind: str, at: datetime) -> None:
    nouns.kiosk_events.add(site="site", kind=kind, visit=None, at=at)
