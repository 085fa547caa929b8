"""What the store promises of looking twice within one change."""

import asyncio
from dataclasses import replace

from admin_server.core.connections import Connection
from admin_server.core.people import Visitor
from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.rooms import Room
from tests.contracts.store_examples import HOST, NOW, SITE, VISIT, VISITOR
from tests.contracts.store_tenants import StoreTenants


class KnownPromises(StoreTenants):
    async def test_a_change_sees_what_it_changed(self, acme: TenantStore):
        """Whoever renames a visitor, a host and a site reads the new names at once."""

        def work(nouns: Nouns) -> list[str]:
            _names(nouns)
            nouns.visitors.put(replace(VISITOR, name="New visitor"))
            nouns.hosts.put(replace(HOST, name="New host"))
            nouns.sites.put(replace(SITE, name="New site"))
            return _names(nouns)

        seen = await acme.write(work)

        assert seen == ["New visitor", "New host", "New site"]
        assert await acme.read(_names) == seen

    async def test_a_change_reads_back_what_it_saved(self, acme: TenantStore):
        """What is read right after it was saved is what everybody reads later."""

        def work(nouns: Nouns) -> list[object]:
            nouns.visitors.put(VISITOR)
            nouns.hosts.put(HOST)
            nouns.sites.put(SITE)
            return _read(nouns)

        seen = await acme.write(work)

        assert seen == await acme.read(_read)

    async def test_whoever_was_removed_is_gone_at_once(self, empty: TenantStore):
        """A profile that is forgotten cannot be looked up a moment later."""

        def work(nouns: Nouns) -> Visitor | None:
            nouns.visitors.put(VISITOR)
            nouns.visitors.get(VISITOR.id)
            nouns.visitors.remove(VISITOR.id)
            return nouns.visitors.get(VISITOR.id)

        assert await empty.write(work) is None

    async def test_a_moved_visit_is_read_as_it_stands(self, acme: TenantStore):
        """A visit that was changed within the same change is read as changed."""

        def work(nouns: Nouns) -> str | None:
            nouns.visits.get(VISIT.id)
            nouns.visits.put(replace(VISIT, room_text="By the lake"))
            found = nouns.visits.get(VISIT.id)
            return found.room_text if found else None

        assert await acme.write(work) == "By the lake"

    async def test_rooms_are_read_as_they_stand(self, empty: TenantStore):
        """A room that was just found or taken away is in the list, or is not."""

        def work(nouns: Nouns) -> list[int]:
            room = Room("a@rooms.example", "Room A")
            seen = [nouns.rooms.all()]
            nouns.rooms.put(room)
            seen.append(nouns.rooms.all())
            nouns.rooms.remove(room.address)
            return [len(rooms) for rooms in [*seen, nouns.rooms.all()]]

        assert await empty.write(work) == [0, 1, 0]

    async def test_a_room_stays_gone_while_people_change_it(self, empty: TenantStore):
        """Since when the calendar does not name a room is kept until it names it."""

        def work(nouns: Nouns) -> list[object]:
            room = Room("a@rooms.example", "Room A")
            nouns.rooms.put(room)
            nouns.rooms.note_gone(room.address, NOW)
            nouns.rooms.put(replace(room, selected=False))
            seen: list[object] = [one.gone_since for one in nouns.rooms.all()]
            nouns.rooms.note_gone(room.address, None)
            return [*seen, *(one.gone_since for one in nouns.rooms.all())]

        assert await empty.write(work) == [NOW, None]

    async def test_a_new_connection_is_used_at_once(self, empty: TenantStore):
        """Whoever connects, renames and removes a calendar is believed each time."""

        def work(nouns: Nouns) -> list[str | None]:
            seen = [_organisation(nouns)]
            connection = Connection("connection-1", "memory", "Calendar")
            nouns.connections.put(connection)
            seen.append(_organisation(nouns))
            nouns.connections.put(replace(connection, name="Renamed"))
            seen.append(_organisation(nouns))
            nouns.connections.remove(connection.id)
            return [*seen, _organisation(nouns)]

        assert await empty.write(work) == [None, "Calendar", "Renamed", None]

    async def test_nobody_knows_what_was_refused(self, acme: TenantStore):
        """What a refused change had written is unknown to those saved along with it."""

        def refused(nouns: Nouns) -> None:
            nouns.visitors.put(replace(VISITOR, name="Never saved"))
            nouns.visitors.get(VISITOR.id)
            raise ZeroDivisionError

        def next_one(nouns: Nouns) -> str:
            nouns.audit.add(at=NOW, event="visit.moved", actor="test", subject="x:1")
            return _names(nouns)[0]

        outcomes = await asyncio.gather(
            acme.write(next_one),
            acme.write(refused),
            acme.write(next_one),
            acme.write(refused),
            acme.write(next_one),
            return_exceptions=True,
        )

        assert outcomes[::2] == [VISITOR.name] * 3


def _names(nouns: Nouns) -> list[str]:
    return [one.name for one in _read(nouns)]  # type: ignore[attr-defined]  # all three have one


def _read(nouns: Nouns) -> list[object]:
    return [
        nouns.visitors.get(VISITOR.id),
        nouns.hosts.get(HOST.id),
        nouns.sites.get(SITE.id),
    ]


def _organisation(nouns: Nouns) -> str | None:
    found = nouns.connections.organisation()
    return found.name if found else None
