"""What the store promises of saving: all or nothing, and nothing lost."""

import asyncio
from dataclasses import replace

import pytest

from admin_server.core.people import Visitor
from admin_server.core.ports import Nouns, Store, TenantStore
from tests.contracts.store_examples import HOST, NOW, VISIT, VISITOR, message
from tests.contracts.store_tenants import StoreTenants


class PowerFailure(Exception):
    """What a test's work raises in the middle."""


class TransactionPromises(StoreTenants):
    async def test_a_fault_undoes_everything(self, store: Store, empty: TenantStore):
        """A check-in that fails half-way leaves no visitor and no message behind."""

        def work(nouns: Nouns) -> None:
            nouns.visitors.put(VISITOR)
            nouns.outbox.add(message("m"))
            raise PowerFailure

        with pytest.raises(PowerFailure):
            await empty.write(work)

        assert await empty.read(lambda n: n.visitors.get("visitor")) is None
        assert await store.before_tenant.next_due() is None

    async def test_one_fault_harms_nobody_else(self, empty: TenantStore):
        """Of many check-ins at once, the one that fails takes no other along."""

        def faulty(nouns: Nouns) -> None:
            nouns.visitors.put(Visitor("faulty", "Mallory"))
            raise PowerFailure

        outcomes = await asyncio.gather(
            *(empty.write(_save_visitor(number)) for number in range(10)),
            empty.write(faulty),
            *(empty.write(_save_visitor(number)) for number in range(10, 20)),
            return_exceptions=True,
        )

        saved = await empty.read(
            lambda n: [n.visitors.get(str(number)) for number in range(20)]
        )
        assert None not in saved
        assert isinstance(outcomes[10], PowerFailure)
        assert await empty.read(lambda n: n.visitors.get("faulty")) is None

    async def test_many_writers_lose_nothing(self, empty: TenantStore):
        """Two hundred people may check in at the same moment."""
        await asyncio.gather(
            *(empty.write(_save_visitor(number)) for number in range(200))
        )

        saved = await empty.read(
            lambda n: [n.visitors.get(str(number)) for number in range(200)]
        )

        assert None not in saved

    async def test_one_request_makes_one_visit(self, acme: TenantStore):
        """A kiosk that repeats itself eight times at once checks in one person."""

        def check_in(visit_id: str):
            def work(nouns: Nouns) -> str:
                known = nouns.visits.by_request("again")
                if known is not None:
                    return known.id
                nouns.visits.put(replace(VISIT, id=visit_id, request_id="again"))
                return visit_id

            return work

        visits = await asyncio.gather(
            *(acme.write(check_in(f"try {number}")) for number in range(8))
        )

        listed = await acme.read(lambda n: n.visits.on_site())
        assert len(set(visits)) == 1
        assert len(listed) == 2  # the example, and the try that came first

    async def test_counting_up_loses_no_step(self, acme: TenantStore):
        """Changes that build on what they read never overwrite each other."""

        def lengthen(nouns: Nouns) -> None:
            host = nouns.hosts.get("host")
            assert host is not None
            nouns.hosts.put(replace(host, name=host.name + "x"))

        await asyncio.gather(*(acme.write(lengthen) for _ in range(30)))

        host = await acme.read(lambda n: n.hosts.get("host"))
        assert host == replace(HOST, name=HOST.name + "x" * 30)

    async def test_work_gives_its_answer(self, empty: TenantStore):
        """Who saves something gets back what the saving found out."""
        assert await empty.write(lambda n: n.tenant.slug) == "other"

    async def test_reading_cannot_write(self, empty: TenantStore):
        """Looking at a page changes nothing, whatever the page's code tries."""
        with pytest.raises(RuntimeError):
            await empty.read(lambda n: n.visitors.put(VISITOR))

        assert await empty.read(lambda n: n.visitors.get("visitor")) is None

    async def test_a_saved_change_is_seen_at_once(self, empty: TenantStore):
        """What reception has saved is on the next page it opens."""
        await empty.write(lambda n: n.visitors.put(VISITOR))

        assert await empty.read(lambda n: n.visitors.get("visitor")) == VISITOR

    async def test_an_unknown_visitor_cannot_visit(self, acme: TenantStore):
        """A visit without a visitor is refused, and the list stays as it was."""
        with pytest.raises(LookupError):
            await acme.write(
                lambda n: n.visits.put(
                    replace(VISIT, id="x", request_id=None, visitor="nobody")
                )
            )

        assert await acme.read(lambda n: n.visits.on_site()) == [VISIT]

    async def test_an_open_store_is_ready(self, store: Store):
        """A server whose database is in order says so."""
        assert (await store.condition()).is_good

    async def test_time_without_a_zone_is_refused(self, acme: TenantStore):
        """A time that could be anywhere in the world is never saved."""
        nowhere = replace(VISIT, arrived_at=NOW.replace(tzinfo=None))

        with pytest.raises(Exception, match="without an offset"):
            await acme.write(lambda n: n.visits.put(nowhere))

        assert await acme.read(lambda n: n.visits.get("visit")) == VISIT


def _save_visitor(number: int):
    def work(nouns: Nouns) -> None:
        nouns.visitors.put(Visitor(str(number), f"Visitor {number}"))

    return work
