"""What the store promises of messages that must not get lost."""

import asyncio
from dataclasses import replace

import pytest

from admin_server.core.errors import AlreadyExists
from admin_server.core.ports import ClaimedRow, Store, TenantStore
from tests.contracts.store_examples import ACME, HOUR, MINUTE, NOW, OTHER, message
from tests.contracts.store_tenants import StoreTenants


class OutboxPromises(StoreTenants):
    @pytest.fixture
    async def waiting(self, store: Store, empty: TenantStore) -> TenantStore:
        """One message waits; it is due now."""
        await empty.write(lambda n: n.outbox.add(message("m", dedupe_key="key")))
        return empty

    async def test_a_due_message_is_taken_once(self, store: Store, waiting):
        """Two workers never send the same message."""
        first = await _claim(store, "first")
        second = await _claim(store, "second")

        taken = replace(message("m", dedupe_key="key"), attempt=1)
        assert first == [ClaimedRow(OTHER.id, taken)]
        assert second == []

    async def test_what_waits_can_be_read_and_changed(self, waiting: TenantStore):
        """A message that waits keeps its place when what it carries is changed."""
        await waiting.write(lambda n: n.outbox.change_payload("m", {"visit": "other"}))

        kind = message("m").kind
        rows = await waiting.read(lambda n: n.outbox.waiting(kind))
        others = await waiting.read(lambda n: n.outbox.waiting("another"))
        changed = replace(message("m", dedupe_key="key"), payload={"visit": "other"})
        assert (rows, others) == ([changed], [])

    async def test_what_was_sent_waits_no_more(self, store: Store, waiting):
        """A message that was sent is neither listed nor changed."""
        await _claim(store, "worker")
        await store.before_tenant.finish_outbox("m", owner="worker", now=NOW)

        await waiting.write(lambda n: n.outbox.change_payload("m", {"visit": "other"}))

        assert await waiting.read(lambda n: n.outbox.waiting(message("m").kind)) == []

    async def test_messages_are_shared_out(self, store: Store, empty: TenantStore):
        """Many workers at once share the messages and leave none out."""
        await empty.write(
            lambda n: [n.outbox.add(message(f"m{number}")) for number in range(20)]
        )

        shares = await asyncio.gather(
            *(_claim(store, f"worker {number}", limit=5) for number in range(8))
        )

        taken = sorted(_ids([claimed for share in shares for claimed in share]))
        assert taken == sorted(f"m{number}" for number in range(20))

    async def test_the_oldest_goes_first(self, store: Store, empty: TenantStore):
        """Whose message has waited longest is told first."""
        late, early = message("late"), message("early", due_at=NOW - HOUR)
        await empty.write(lambda n: (n.outbox.add(late), n.outbox.add(early)))

        assert _ids(await _claim(store, limit=1)) == ["early"]
        assert _ids(await _claim(store, limit=1)) == ["late"]

    async def test_every_tenants_messages_are_sent(
        self, store: Store, waiting, acme: TenantStore
    ):
        """One worker sends for everybody and knows for whom."""
        claimed = await _claim(store)

        assert {(row.tenant, row.row.id) for row in claimed} == {
            (ACME.id, "message"),
            (OTHER.id, "m"),
        }

    async def test_nothing_is_sent_early(self, store: Store, empty: TenantStore):
        """A message for later waits until then."""
        await empty.write(lambda n: n.outbox.add(message("m", due_at=NOW + MINUTE)))

        assert await _claim(store) == []
        assert await store.before_tenant.next_due() == NOW + MINUTE

    async def test_a_sent_message_is_done(self, store: Store, waiting):
        """A message that was delivered is not sent again."""
        await _claim(store)

        done = await store.before_tenant.finish_outbox("m", owner="worker", now=NOW)

        assert done
        assert await store.before_tenant.next_due() is None
        assert await _claim(store, now=NOW + 99 * HOUR) == []

    async def test_a_lost_lease_is_taken_over(self, store: Store, waiting):
        """When a worker dies, another one sends its message."""
        await _claim(store, "dead worker")

        early = await _claim(store, "other", now=NOW + MINUTE / 2)
        after = await _claim(store, "other", now=NOW + MINUTE)

        assert early == []
        assert [claimed.row.attempt for claimed in after] == [2]
        assert [claimed.left_behind for claimed in after] == [True]

    async def test_a_lost_lease_wakes_somebody(self, store: Store, waiting):
        """A worker knows when the message of a dead one will be free."""
        await _claim(store, "dead worker")

        assert await store.before_tenant.next_due() == NOW + MINUTE

    async def test_who_lost_the_lease_is_told(self, store: Store, waiting):
        """A worker that was too slow learns that another one has the message."""
        await _claim(store, "slow")
        await _claim(store, "quick", now=NOW + MINUTE)

        late = await store.before_tenant.finish_outbox("m", owner="slow", now=NOW)
        good = await store.before_tenant.finish_outbox("m", owner="quick", now=NOW)

        assert not late
        assert good

    async def test_who_lost_the_lease_changes_nothing(self, store: Store, waiting):
        """A worker that was too slow cannot park another one's message."""
        await _claim(store, "slow")
        await _claim(store, "quick", now=NOW + MINUTE)

        await _retry(store, "slow", dead=True)

        assert await store.before_tenant.finish_outbox("m", owner="quick", now=NOW)

    async def test_a_lease_can_be_renewed(self, store: Store, waiting):
        """A long delivery keeps its message."""
        await _claim(store, "worker")

        await store.before_tenant.renew_outbox(
            ["m"], owner="worker", lease_until=NOW + HOUR
        )

        assert await _claim(store, "other", now=NOW + 2 * MINUTE) == []

    async def test_only_the_owner_renews(self, store: Store, waiting):
        """Nobody can hold on to another worker's message."""
        await _claim(store, "worker")

        await store.before_tenant.renew_outbox(
            ["m"], owner="other", lease_until=NOW + HOUR
        )

        assert _ids(await _claim(store, "third", now=NOW + MINUTE)) == ["m"]

    async def test_a_message_is_tried_again(self, store: Store, waiting):
        """When the mail server is busy, the message waits and is counted."""
        await _claim(store)

        await _retry(store, "worker", dead=False)

        assert await _claim(store) == []
        assert await store.before_tenant.next_due() == NOW + HOUR
        again = await _claim(store, now=NOW + HOUR)
        assert [claimed.row.attempt for claimed in again] == [2]

    async def test_a_dead_letter_rests(self, store: Store, waiting):
        """A message that nobody can take is parked, not tried for ever."""
        await _claim(store)

        await _retry(store, "worker", dead=True)

        assert await store.before_tenant.next_due() is None
        assert await _claim(store, now=NOW + 99 * HOUR) == []

    async def test_a_dead_letter_is_found(self, store: Store, waiting, acme):
        """What was given up can be read, with the reason, by its own tenant alone."""
        await _claim(store)
        await _retry(store, "worker", dead=True)

        mine = await waiting.read(lambda n: n.outbox.given_up(limit=9))
        theirs = await acme.read(lambda n: n.outbox.given_up(limit=9))
        one = await waiting.read(lambda n: n.outbox.dead_letter("m"))
        other = await acme.read(lambda n: n.outbox.dead_letter("m"))

        assert [letter.row.id for letter in mine] == ["m"]
        assert mine[0].why == "the mail server is busy"
        assert (mine[0].since, one) == (NOW + HOUR, mine[0])
        assert (theirs, other) == ([], None)

    async def test_a_dead_letter_is_sent_again(self, store: Store, waiting, acme):
        """Its own tenant lets it wait again, and it has all its tries."""
        await _claim(store)
        await _retry(store, "worker", dead=True)

        await acme.write(lambda n: n.outbox.revive("m", NOW))
        early = await _claim(store)
        await waiting.write(lambda n: n.outbox.revive("m", NOW))
        again = await _claim(store)

        assert early == []
        assert [(row.row.id, row.row.attempt) for row in again] == [("m", 1)]
        assert not again[0].left_behind

    async def test_a_dead_letter_is_discarded(self, store: Store, waiting, acme):
        """What its own tenant discards is never sent, and its news stays told."""
        await _claim(store)
        await _retry(store, "worker", dead=True)

        await acme.write(lambda n: n.outbox.discard("m"))
        kept = await waiting.read(lambda n: n.outbox.dead_letter("m"))
        await waiting.write(lambda n: n.outbox.discard("m"))
        await waiting.write(lambda n: n.outbox.revive("m", NOW))
        await waiting.write(lambda n: n.outbox.add(message("n", dedupe_key="key")))

        assert kept is not None
        assert await waiting.read(lambda n: n.outbox.given_up(limit=9)) == []
        assert await _claim(store) == []

    async def test_only_dead_letters_are_revived(self, store: Store, waiting):
        """A message that waits or was sent is left as it is."""
        await waiting.write(lambda n: n.outbox.discard("m"))
        await _claim(store)
        await store.before_tenant.finish_outbox("m", owner="worker", now=NOW)

        await waiting.write(lambda n: n.outbox.revive("m", NOW))

        assert await _claim(store) == []

    async def test_the_same_news_is_told_once(self, store: Store, waiting):
        """A host hears of one arrival once, however often it is reported."""
        again = message("n", due_at=NOW - HOUR, dedupe_key="key")
        await waiting.write(lambda n: n.outbox.add(again))

        assert _ids(await _claim(store)) == ["m"]

    async def test_told_news_is_not_told_again(self, store: Store, waiting):
        """What a host was told already is not told again after a repeat."""
        await _claim(store)
        await store.before_tenant.finish_outbox("m", owner="worker", now=NOW)
        again = message("n", dedupe_key="key")
        await waiting.write(lambda n: n.outbox.add(again))

        assert await _claim(store) == []

    async def test_an_id_stands_for_one_message(self, store: Store, waiting):
        """Two messages never share the id by which a repeat is recognised."""
        with pytest.raises(AlreadyExists):
            await waiting.write(lambda n: n.outbox.add(message("m")))

    async def test_a_message_can_be_hurried(self, store: Store, empty: TenantStore):
        """When the room is known, the host's message goes out at once."""
        waiting = message("m", due_at=NOW + HOUR, dedupe_key="key")
        await empty.write(lambda n: n.outbox.add(waiting))

        await empty.write(lambda n: n.outbox.bring_forward("key", NOW))

        assert _ids(await _claim(store)) == ["m"]

    async def test_hurry_never_delays(self, store: Store, waiting):
        """A message that is due is not put off."""
        await waiting.write(lambda n: n.outbox.bring_forward("key", NOW + HOUR))

        assert _ids(await _claim(store)) == ["m"]

    async def test_hurry_leaves_a_sent_message_alone(self, store: Store, waiting):
        """A message that was sent is not sent again because it became urgent."""
        await _claim(store)
        await store.before_tenant.finish_outbox("m", owner="worker", now=NOW)

        await waiting.write(lambda n: n.outbox.bring_forward("key", NOW - HOUR))

        assert await _claim(store) == []

    async def test_hurrying_nothing_is_no_fault(self, waiting):
        """Asking for speed where no message waits does nothing."""
        await waiting.write(lambda n: n.outbox.bring_forward("unknown", NOW))

        assert await waiting.read(lambda n: n.tenant) == OTHER


async def _claim(
    store: Store, owner: str = "worker", *, now=NOW, limit: int = 10
) -> list[ClaimedRow]:
    claimed = await store.before_tenant.claim_outbox(
        owner=owner, now=now, lease_until=now + MINUTE, limit=limit
    )
    return list(claimed)


async def _retry(store: Store, owner: str, *, dead: bool) -> None:
    await store.before_tenant.retry_outbox(
        "m", owner=owner, due_at=NOW + HOUR, why="the mail server is busy", dead=dead
    )


def _ids(claimed: list[ClaimedRow]) -> list[str]:
    return [one.row.id for one in claimed]
